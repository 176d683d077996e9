"""Download the roads of a place or a bounding box, tile by tile, from an Overpass server."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import osmnx as ox
import shapely

from sim.errors import DownloadError, NetworkError
from sim.sources.answers import KEEP_DAYS, WORK_PREFIX, Answers
from sim.sources.areas import Area, Box, box_area
from sim.sources.fetching import Inquiry, at_hand, fetch
from sim.sources.osm_file import read_osm
from sim.sources.osm_tags import wanted_highways
from sim.sources.osmnx_requests import ask_place
from sim.sources.overpass_json import Elements, merged, touching, write_extract
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
    keep_days: float = KEEP_DAYS,
) -> RawRoads:
    """Download the roads for motor vehicles of a place or a bounding box.

    One tile is asked for after the other, never two at once. Every whole answer is kept in `folder`; an interrupted
    download asks only for the others when it is started again. A tile that is too much for the server (it takes longer
    than it may, or does not fit its memory) is asked for in four parts.

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
    keep_days
        Answers that are older are asked for again: roads change.

    Returns
    -------
    roads
        The ways whose line touches the area, each of them whole, just as `sim.sources.osm_file.read_osm` reads them
        from an extract. Their date is that of the oldest answer. `notes["download"]` tells the area, the server and
        the number of tiles.

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
    answers = Answers(folder, keep_days)
    answers.sweep()
    area = _place(where, answers, nominatim) if isinstance(where, str) else box_area(where)
    boxes = tiles(area, tile_km)
    inquiry = Inquiry(area, _way_filter(highways), overpass, answers)
    found = _fetched(boxes, inquiry, progress or (lambda _done, _all: None))
    roads = _read(touching(merged(found), area), area, folder, classes, service=service)
    told = {"area": area.name, "server": overpass.host, "tiles": len(boxes)}
    return replace(roads, notes={**roads.notes, "download": told})


def _way_filter(highways: Collection[str]) -> str:
    """Write down in the query language of Overpass which ways are wanted; readers look at their access."""
    return f'["highway"~"^({"|".join(sorted(highways))})$"]["area"!="yes"]'


def _place(name: str, answers: Answers, server: Server) -> Area:
    """Look the outline of a place up, once: another one would give other tiles."""
    question = ("place", server.url, name)
    kept = answers.read(*question)
    if kept is not None:
        return Area(name, shapely.geometry.shape(kept[0]))
    try:
        outline = ask_place(name, server)
    except DownloadError as error:
        raise DownloadError(f"place {name!r}: {error}; try again later, or give a bounding box: W,S,E,N") from error
    answers.keep(shapely.to_geojson(outline).encode(), *question)
    return Area(name, outline)


def _fetched(boxes: Sequence[Box], inquiry: Inquiry, progress: Callable[[int, int], None]) -> list[Elements]:
    """Ask for the tiles that are not at hand, and read all of them."""
    found = {each: kept for each in boxes if (kept := at_hand(inquiry, each)) is not None}
    progress(len(found), len(boxes))
    for each in [each for each in boxes if each not in found]:
        try:
            found[each] = fetch(inquiry, each)
        except DownloadError as error:
            left = f"{len(found)} of {len(boxes)} tiles are kept in {inquiry.answers.folder}"
            raise DownloadError(f"{error}; {left}: {_AGAIN}") from error
        progress(len(found), len(boxes))
    return [each for answers in found.values() for each in answers]


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
