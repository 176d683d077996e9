"""Downloads of places by their names, and of a real city, over real HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from scenarios.errors import InputError
from sim.errors import DownloadError
from sim.sources.areas import Box
from sim.sources.osm_file import read_osm
from tests.sim.sources.downloading import (
    TWICE,
    described,
    fetch,
    network_hash,
)
from tests.sim.sources.local_overpass import BUSY, Extract, Fault, LocalServer, serving

pytestmark = pytest.mark.usefixtures("settings_left_alone")


class TestPlaces:
    OUTLINE = shapely.Polygon([(114.0, 22.5), (114.15, 22.5), (114.0, 22.59)])
    ANSWER = (
        {"importance": 0.9, "geojson": {"type": "Point", "coordinates": [114.0, 22.5]}},
        {"importance": 0.5, "geojson": shapely.geometry.mapping(OUTLINE)},
    )

    @pytest.fixture
    def known(self, server: LocalServer) -> LocalServer:
        place = {"lat": "22.53", "lon": "114.05", "boundingbox": ["22.5", "22.59", "114.0", "114.15"]}
        server.places["Three Corners"] = [place | each for each in self.ANSWER]
        server.places["A Shop"] = [place | self.ANSWER[0]]
        return server

    def test_a_place_by_name(self, known: LocalServer, tmp_path: Path) -> None:
        roads = fetch(known, tmp_path, "Three Corners")
        lines = {
            way: shapely.LineString([point[1:] for point in points]) for way, (_, points) in described(roads).items()
        }
        assert all(line.intersects(self.OUTLINE) for line in lines.values())
        box = described(fetch(known, tmp_path))
        outside = {way for way in box if way not in lines}
        assert 2016 in box  # beyond the outline's corner, which lies at 114.15
        for way in outside:
            line = shapely.LineString([point[1:] for point in box[way][1]])
            assert not line.intersects(self.OUTLINE)
        assert len(known.agents) == 1

    def test_it_is_looked_up_once(self, known: LocalServer, tmp_path: Path) -> None:
        known.faults.extend([Fault(), Fault(403)])
        with pytest.raises(DownloadError):
            fetch(known, tmp_path, "Three Corners")
        fetch(known, tmp_path, "Three Corners")
        assert known.searches == ["Three Corners"]

    @pytest.mark.parametrize(("name", "hint"), [("Atlantis", "knows no such place"), ("A Shop", "as a point")])
    def test_no_such_area(self, known: LocalServer, tmp_path: Path, name: str, hint: str) -> None:
        with pytest.raises(InputError, match=f"place '{name}'.*{hint}.*W,S,E,N"):
            fetch(known, tmp_path, name)
        assert not list(tmp_path.iterdir())

    def test_a_busy_nominatim(self, known: LocalServer, tmp_path: Path) -> None:
        known.always = BUSY
        with pytest.raises(DownloadError, match=r"place 'Three Corners'.*429.*2 times.*bounding box"):
            fetch(known, tmp_path, "Three Corners", patience=TWICE)
        assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def shenzhen(osm_data: Path) -> tuple[Path, Extract]:
    path = osm_data / "shenzhen-central.osm.pbf"
    return path, Extract.read(path)


@pytest.mark.parametrize("bounds", [(113.95, 22.47, 114.13, 22.62), (114.01, 22.51, 114.07, 22.56)])
def test_a_real_city_is_as_if_read_from_its_extract(
    shenzhen: tuple[Path, Extract], tmp_path: Path, bounds: Box
) -> None:
    path, extract = shenzhen
    with serving(extract) as server:
        roads = fetch(server, tmp_path, bounds, tile_km=10.0)
    whole = read_osm(path, date=roads.date)
    from_file = described(whole)
    outline = shapely.box(*bounds)
    expected = {
        way: found
        for way, found in from_file.items()
        if shapely.LineString([point[1:] for point in found[1]]).intersects(outline)
    }
    assert repr(described(roads)) == repr(dict(sorted(expected.items())))
    if len(expected) == len(from_file):
        assert network_hash(roads) == network_hash(whole)
