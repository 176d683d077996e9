"""The small drawing: what lies where, and in which order."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import shapely

from sim.geofiles.colours import BAND_COLOURS
from sim.geofiles.thumbnail import HEIGHT_PX, WIDTH_PX, thumbnail
from tests.sim.geofiles.frames import ring, rings

SVG = "{http://www.w3.org/2000/svg}"


def _paths(text: str) -> list[ET.Element]:
    return ET.fromstring(text).findall(f"{SVG}path")  # noqa: S314 - our own


def _points(path: ET.Element) -> list[tuple[float, float]]:
    pairs = path.get("d", "").replace("M", " ").replace("Z", " ").split()
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in pairs)]


def test_shorter_minutes_lie_above_and_darker() -> None:
    paths = _paths(thumbnail(rings(("one",))))
    assert [path.findtext(f"{SVG}title") for path in paths] == ["60 min", "45 min", "30 min", "15 min"]
    assert [path.get("fill") for path in paths] == list(BAND_COLOURS[::-1])


def test_holes_are_holes() -> None:
    (path,) = _paths(thumbnail(rings(("one",)).head(1)))
    assert path.get("d", "").count("M") == 2
    assert path.get("fill-rule") == "evenodd"


def test_it_fits_and_north_is_up() -> None:
    frame = rings()
    drawing = ET.fromstring(thumbnail(frame))  # noqa: S314 - our own
    points = [point for path in drawing.findall(f"{SVG}path") for point in _points(path)]
    assert all(0 <= x <= WIDTH_PX and 0 <= y <= float(drawing.get("height", 0)) <= HEIGHT_PX for x, y in points)
    north, south = (_paths(thumbnail(frame))[at] for at in (0, 1))
    assert min(y for _, y in _points(north)) < min(y for _, y in _points(south))


def test_of_several_moments_the_first_is_drawn() -> None:
    later = rings().assign(depart="2023-01-16T09:00:00+08:00")
    both = pd.concat([rings(), later], ignore_index=True)
    assert thumbnail(both) == thumbnail(rings())


def test_what_is_empty_is_not_drawn() -> None:
    frame = rings(("one",))
    frame.loc[0, "geometry"] = shapely.Polygon()
    assert len(_paths(thumbnail(frame))) == 3
    assert thumbnail(frame.head(1)) == ""
    assert thumbnail(gpd.GeoDataFrame({"site": ["a"]}, geometry=[ring(114, 22, 0.1)], crs=4326)) == ""
