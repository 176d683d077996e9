"""What is lost and gained from one table of isochrones to another, as polygons."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely

from sim import mercator
from sim.drawing.measure import area_km2, outline_km
from sim.errors import InputError
from sim.geofiles.frame import Isochrones
from sim.mercator import CRS
from sim.reach.difference import CHANGES, lost_ground

KEYS = ("site", "minutes", "share", "sites_at_least")
VERSUS = "versus"
"""Under which the parameters of the second table stand among those of the result."""


def reach_difference(before: Isochrones, after: Isochrones) -> Isochrones:
    """Return what is lost, gained and kept from one table of isochrones to another: of a closure, an hour or a vehicle.

    Pieces that are nowhere wider than the errors of both outlines together come from the drawing and are left out.

    Parameters
    ----------
    before, after
        What `sim.isochrones` gave for the same sites, cutoffs, shares and number of moments, on the same roads.

    Returns
    -------
    Isochrones
        A row for each row of `before` and each ``change`` (``lost``, ``gained``, ``kept``) that there is any ground of, in
        this order. The columns are those of `before`, and ``change``; `area_km2` and `area_error_km2` are those of the row's
        own polygon, ``clipped`` is that of the reach which the ground is of (of what is kept: of either). Its `parameters`
        are those of `before`, with those of `after` under ``versus``.

    Raises
    ------
    InputError
        If the two tables are not of the same sites, cutoffs, shares and number of moments.
    """
    others = dict(_keyed(after))
    rows = [
        row | {"change": change, "clipped": edge, **_measured(shape, error_m)}
        for key, first in _keyed(before)
        for second in [_other(others, key)]
        for row, error_m in [(first, float(first["outline_error_m"]) + float(second["outline_error_m"]))]
        for change, shape, edge in zip(
            CHANGES, _shapes(first["geometry"], second["geometry"], error_m), _edges(first, second), strict=True
        )
        if not shape.is_empty
    ]
    if len(others) != len(before):
        raise _unlike()
    columns = list(before.columns)
    columns.insert(columns.index("minutes") + 1, "change")
    known = {**before.parameters, VERSUS: after.parameters}
    return Isochrones(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=CRS, parameters=known)


def _keyed(frame: Isochrones) -> Iterator[tuple[Hashable, dict[str, Any]]]:
    """Yield the rows with what tells them apart: moments by their order, as those of two tables may differ."""
    moments: dict[tuple[str, str], int] = {}
    for row in frame.to_dict("records"):
        moment = moments.setdefault((row["depart"], row["arrive"]), len(moments))
        yield (moment, *(row[name] for name in KEYS)), row


def _other(others: dict[Hashable, dict[str, Any]], key: Hashable) -> dict[str, Any]:
    if key not in others:
        raise _unlike()
    return others[key]


def _unlike() -> InputError:
    return InputError(
        "only isochrones of the same sites, cutoffs, shares and number of moments can be compared; ask for both alike"
    )


def _shapes(before: shapely.Geometry, after: shapely.Geometry, error_m: float) -> list[shapely.Geometry]:
    """Return the ground that is lost, gained and kept."""
    lost, gained = (_without_slivers(lost_ground(*pair), error_m) for pair in ((before, after), (after, before)))
    return [lost, gained, lost_ground(before, lost_ground(before, after))]


def _edges(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return where the edge of the roads cuts the reach that ground is lost from, gained by, and kept in."""
    lost, gained = str(before["clipped"]), str(after["clipped"])
    return [lost, gained, lost or gained]


def _without_slivers(shape: shapely.Geometry, error_m: float) -> shapely.Geometry:
    """Return the pieces of a shape that are somewhere wider than an error."""
    pieces = shapely.get_parts(shape)
    if not pieces.size:
        return shape
    _, south, _, north = shape.bounds
    width = error_m * float(mercator.scale((south + north) / 2))
    flat = shapely.transform(pieces, lambda points: np.column_stack(mercator.to_map(points[:, 0], points[:, 1])))
    wide = ~shapely.is_empty(shapely.buffer(flat, -width / 2, quad_segs=2))
    return shape if wide.all() else shapely.multipolygons(pieces[wide])


def _measured(shape: shapely.Geometry, error_m: float) -> dict[str, Any]:
    return {
        "geometry": shape,
        "outline_error_m": error_m,
        "area_error_km2": outline_km(shape) * error_m / 1000,
        "area_km2": area_km2(shape),
    }
