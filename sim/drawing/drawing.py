"""What draws the ground within reach: a way to turn extents into polygons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import shapely

from sim.reach.extent import Extent

Mode = Literal["exact", "fast"]


class Drawing(Protocol):
    """Draws extents as polygons."""

    @property
    def access_m(self) -> float:
        """How far off a reached road the ground goes, metres."""

    @property
    def tolerance_m(self) -> float:
        """How far an outline may lie from that of the ground itself, metres."""

    def nested(self, extents: Sequence[Extent]) -> list[shapely.Geometry]:
        """Return the polygon of each extent in degrees (EPSG:4326): valid, and each contains the one before.

        Parameters
        ----------
        extents
            Each holds the one before.
        """
