"""Download the roads of a place or a bounding box, tile by tile, from an Overpass server."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from sim.sources.raw import RawRoads

TILE_KM = 25.0
TIMEOUT_S = 180.0


def download(  # noqa: PLR0913 # all but the first two have defaults and are given by name
    where: str | tuple[float, float, float, float],
    folder: Path,
    *,
    overpass_url: str | None = None,
    nominatim_url: str | None = None,
    classes: Collection[str] | None = None,
    service: bool = True,
    tile_km: float = TILE_KM,
    progress: Callable[[int, int], None] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> RawRoads:
    """Download the roads for motor vehicles of a place or a bounding box.

    Parameters
    ----------
    where
        The name of a place, such as ``"Futian, Shenzhen, China"``, or the west, south, east and north of a box in degrees.
    folder
        Where answers are kept: the same call again asks only for what is missing there.
    overpass_url, nominatim_url
        The servers; by default the public ones that osmnx names.
    classes
        The road classes wanted, of `sim.network.ROAD_CLASSES`; all by default.
    service
        Whether service roads are wanted.
    tile_km
        The area is asked for in tiles of at most this width and height.
    progress
        Called with the number of tiles at hand and of all tiles, first before anything is asked for.
    timeout_s
        The longest wait for one answer.

    Returns
    -------
    roads
        The ways that touch the area, each of them whole.

    Raises
    ------
    InputError
        If the place is not known, the box is none, or the area is too large.
    DownloadError
        If a server does not answer as it should, after several tries. All whole answers are kept.
    NetworkError
        If there are no roads for motor vehicles in the area.
    """
    raise NotImplementedError
