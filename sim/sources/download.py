"""Download the roads of a place or a bounding box, tile by tile, from an Overpass server."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import osmnx as ox
import shapely

from sim.errors import DownloadError, NetworkError
from sim.sources.answers import WORK_PREFIX, answer_path, is_kept, keep_answer, read_answer, sweep
from sim.sources.areas import Area, Box, box_area, text
from sim.sources.osm_file import read_osm
from sim.sources.osm_tags import wanted_highways
from sim.sources.osmnx_requests import ask_place, ask_roads
from sim.sources.overpass_json import Elements, elements, merged, touching, write_extract
from sim.sources.patience import Patience, Server, base_url
from sim.sources.raw import RawRoads
from sim.sources.tiles import tiles

TILE_KM = 25.0
TIMEOUT_S = 180.0
_AGAIN = "the same command again asks only for what is missing"


def download(  # noqa: PLR0913 # all but the first two have defaults and are given by name
    where: str | Box,
    folder: Path,
    *,
    overpass_url: str | None = None,
    nominatim_url: str | None = None,
    classes: Collection[str] | None = None,
    service: bool = True,
    tile_km: float = TILE_KM,
    progress: Callable[[int, int], None] | None = None,
    timeout_s: float = TIMEOUT_S,
    patience: Patience | None = None,
    say: Callable[[str], None] | None = None,
) -> RawRoads:
    """Download the roads for motor vehicles of a place or a bounding box.

    One tile is asked for after the other, never two at once. Every whole answer is kept in `folder` for
    `sim.sources.answers.KEEP_DAYS` days; an interrupted download asks only for the others when it is started again.

    Parameters
    ----------
    where
        The name of a place, such as ``"Futian, Shenzhen, China"``, or the west, south, east and north of a box in
        degrees.
    folder
        Where answers are kept; several areas and servers can share it.
    overpass_url, nominatim_url
        The servers; by default the public ones that osmnx names.
    classes
        The road classes wanted, of `sim.network.ROAD_CLASSES`; all by default.
    service
        Whether service roads are wanted.
    tile_km
        The area is asked for in tiles of at most this width and height.
    progress
        Called with the number of tiles at hand and of all tiles: before anything is asked for, and after every answer.
    timeout_s
        The longest wait for one answer.
    patience
        How a busy or failing server is treated.
    say
        Called with a line for the user before a wait for a busy server.

    Returns
    -------
    roads
        The ways whose line touches the area, each of them whole, just as `sim.sources.osm_file.read_osm` reads them
        from an extract. Their date is that of the oldest answer. `notes["download"]` tells the area, the server, the
        number of tiles and the moments of the oldest answer.

    Raises
    ------
    InputError
        If the place is not known, the box is none, the area is too large, or a server's address is none.
    DownloadError
        If a server does not answer as it should, after several tries. All whole answers are kept.
    NetworkError
        If there are no roads for motor vehicles in the area.
    OutputError
        If answers cannot be kept in `folder`.
    """
    highways = wanted_highways(classes, service=service)
    overpass = Server(base_url(overpass_url or ox.settings.overpass_url, "interpreter"), timeout_s)
    nominatim = Server(base_url(nominatim_url or ox.settings.nominatim_url, "search"), timeout_s)
    overpass, nominatim = (
        replace(server, patience=patience or server.patience, say=say or server.say) for server in (overpass, nominatim)
    )
    sweep(folder)
    area = _place(where, folder, nominatim) if isinstance(where, str) else box_area(where)
    boxes = tiles(area, tile_km)
    found = _fetched(boxes, folder, _way_filter(highways), overpass, progress or (lambda _done, _all: None))
    roads = _read(touching(merged(found), area), area, folder, classes, service=service)
    told = {"area": area.name, "server": overpass.url, "tiles": len(boxes)}
    return replace(roads, notes={**roads.notes, "download": told})


def _way_filter(highways: Collection[str]) -> str:
    """Write down in the query language of Overpass which ways are wanted; their access is looked at when they are read."""
    return f'["highway"~"^({"|".join(sorted(highways))})$"]["area"!="yes"]'


def _place(name: str, folder: Path, server: Server) -> Area:
    """Look the outline of a place up, once: another one would give other tiles."""
    path = answer_path(folder, "place", server.url, name)
    kept = read_answer(path) if is_kept(path) else None
    if kept is None:
        try:
            outline = ask_place(name, server)
        except DownloadError as error:
            raise DownloadError(f"place {name!r}: {error}; try again later, or give a bounding box: W,S,E,N") from error
        keep_answer(path, shapely.to_geojson(outline).encode())
        return Area(name, outline)
    return Area(name, shapely.geometry.shape(kept))


def _fetched(
    boxes: Sequence[Box], folder: Path, way_filter: str, server: Server, progress: Callable[[int, int], None]
) -> list[Elements]:
    """Ask for the tiles that are not at hand, and read all of them."""
    paths = {each: answer_path(folder, "roads", server.url, way_filter, text(each)) for each in boxes}
    found = {each: answer for each, path in paths.items() if (answer := _kept(path)) is not None}
    progress(len(found), len(boxes))
    asked_at = -server.patience.pause_s
    for each in boxes:
        if each in found:
            continue
        time.sleep(max(0.0, server.patience.pause_s - (time.monotonic() - asked_at)))
        try:
            keep_answer(paths[each], ask_roads(each, way_filter, server))
        except DownloadError as error:
            kept = f"{len(found)} of {len(boxes)} tiles are kept in {folder}: {_AGAIN}"
            raise DownloadError(f"tile {text(each)}: {error}; {kept}") from error
        asked_at = time.monotonic()
        answer = _kept(paths[each])
        if answer is None:
            raise DownloadError(f"{paths[each]}: cannot be read back; is the disk sound?")
        found[each] = answer
        progress(len(found), len(boxes))
    return list(found.values())


def _kept(path: Path) -> Elements | None:
    if not is_kept(path):
        return None
    received = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
    answer = read_answer(path)
    return None if answer is None else elements(answer, received)


def _read(found: Elements, area: Area, folder: Path, classes: Collection[str] | None, *, service: bool) -> RawRoads:
    """Read what was found as an extract file: so there is one reader of OpenStreetMap roads, not two."""
    with tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=folder) as temporary:
        path = Path(temporary) / "roads.osm.pbf"
        write_extract(found, path)
        try:
            return read_osm(path, classes=classes, service=service, date=found.moment.date())
        except NetworkError as error:
            raise NetworkError(
                f"{area.name}: OpenStreetMap has no roads for motor vehicles there; choose a larger area or more classes"
            ) from error
