"""Where a reach meets the edge of the roads: on roads made by hand, and on real extracts cut at lines that are known."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import osmium
import pytest
import shapely

import sim
from sim.boarding import boarding
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.reach.clipped import COMPASS, clipped
from sim.reach.extent import Extent
from sim.reach.growth import extents, hours_needed
from sim.reach.stretches import stretches
from sim.reach.terms import Terms
from sim.snapping import snap_to_roads
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import Road, hand_network

NOON = dt.datetime(2023, 1, 16, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
LONGHUA = (114.03, 22.70)


def reaches(
    network: RoadNetwork, places: list[tuple[float, float]], minutes: list[float], vehicle: str = "car"
) -> list[list[Extent]]:
    drives = road_vehicle(vehicle)  # type: ignore[arg-type]
    terms = Terms(NOON, drives)
    speeds = speed_profiles(network, drives, *hours_needed(terms, minutes))
    access = snap_to_roads(network, {str(number): at for number, at in enumerate(places)}, vehicle=drives)
    return [extents(network, speeds, legs, terms, minutes)[0] for legs in access.values()]


def square(road_class: str, *, generalised: bool = False) -> RoadNetwork:
    """Return a square of roads 10 km wide, a road out of it to the north, and two dead ends inside."""
    corners = {"sw": (114.0, 22.0), "se": (114.1, 22.0), "ne": (114.1, 22.1), "nw": (114.0, 22.1)}
    nodes = corners | {"n": (114.05, 22.1), "out": (114.05, 22.2), "s": (114.05, 22.0), "in": (114.05, 22.04)}
    around = [("sw", "s"), ("s", "se"), ("se", "ne"), ("ne", "n"), ("n", "nw"), ("nw", "sw")]
    roads = [Road(*ends, "primary" if generalised else "residential") for ends in around]
    roads += [Road("n", "out", road_class, name="North Road"), Road("s", "in", road_class, name="Inner Road")]
    return hand_network(nodes, roads, generalised=generalised)


def whole(network: RoadNetwork, place: tuple[float, float] = (114.05, 22.05)) -> Extent:
    links = np.arange(network.links)
    return Extent(stretches(links, np.zeros(links.size), np.ones(links.size)), around=((*place, 100.0),))


def test_a_great_road_that_ends_at_the_rim_is_cut() -> None:
    network = square("primary")
    found = clipped(network, whole(network))
    assert found.text == "north (North Road)"
    assert (found.lon.tolist(), found.lat.tolist()) == ([114.05], [22.2])
    assert bool(found)


@pytest.mark.parametrize(
    ("road_class", "generalised"), [("residential", False), ("tertiary", False), ("primary", True)]
)
def test_a_lesser_road_just_ends(road_class: str, generalised: bool) -> None:
    network = square(road_class, generalised=generalised)
    found = clipped(network, whole(network))
    assert not found
    assert found.text == ""


def test_short_of_the_end_nothing_is_clipped() -> None:
    network = square("primary")
    assert not clipped(network, Extent(stretches([6], [0.0], [0.999])))
    assert not clipped(network, Extent(stretches([], [], [])))
    assert clipped(network, Extent(stretches([6], [0.5], [1.0]))).compass == ("north",)


@pytest.mark.parametrize(
    ("lon", "lat", "word"),
    [
        (0, -1, "north"),
        (-1, -1, "north-east"),
        (-1, 0, "east"),
        (0, 1, "south"),
        (1, 1, "south-west"),
        (1, -1, "north-west"),
    ],
)
def test_the_compass_is_that_of_the_place(lon: int, lat: int, word: str) -> None:
    network = square("primary")
    assert clipped(network, whole(network, (114.05 + lon * 0.1, 22.2 + lat * 0.1))).compass == (word,)
    assert word in COMPASS


def test_the_backbone_holds_three_quarters_of_an_hour_and_not_three_hours() -> None:
    network = sim.open_roads("backbone", NOON.date())
    ((near, three),) = reaches(network, [LONGHUA], [45.0, 180.0], "truck")
    assert clipped(network, near).text == ""
    assert {"north", "east", "south", "south-west", "west"} <= set(clipped(network, three).compass)


def test_the_main_roads_of_the_delta_hold_an_hour_and_end_at_their_rim(osm_data: Path) -> None:
    network = sim.build_roads(osm_data / "prd-major-roads-2021.osm.pbf")
    ((hour, three),) = reaches(network, [LONGHUA], [60.0, 180.0], "truck")
    assert not clipped(network, hour)
    found = clipped(network, three)
    assert {"north", "east", "south-west", "west"} <= set(found.compass)
    rim = (found.lon < 112.52) | (found.lon > 114.98) | (found.lat < 22.12) | (found.lat > 23.78)
    assert rim.all()


def test_central_shenzhen_is_clipped_on_all_sides_but_the_border(osm_data: Path) -> None:
    network = sim.build_roads(osm_data / "shenzhen-central.osm.pbf")
    ((near, hour),) = reaches(network, [(114.057, 22.543)], [4.0, 60.0])
    assert not clipped(network, near)
    assert {"north", "east", "west"} <= set(clipped(network, hour).compass)


class Tally(NamedTuple):
    """How often a reach on a cut extract was called clipped, and how often it was."""

    both: int
    only_said: int
    only_true: int
    neither: int


CUTS = {
    "shenzhen-central": shapely.Point(114.04, 22.545).buffer(0.035),
    "huizhou-shenzhen-east": shapely.box(114.6, 22.55, 115.0, 22.95),
}


@pytest.mark.parametrize("name", CUTS)
def test_extracts_cut_at_a_known_line(osm_data: Path, tmp_path: Path, name: str) -> None:
    source = osm_data / f"{name}.osm.pbf"
    large, small = sim.build_roads(source), sim.build_roads(cut_file(source, CUTS[name], tmp_path / "cut.osm.pbf"))
    tally = compared(small, large, np.random.default_rng(1))
    assert tally.both >= 4 * tally.only_true  # what was cut is nearly always seen
    assert tally.neither >= 4 * tally.only_said  # and little else is taken for it
    assert min(tally.both, tally.neither) >= 10


def compared(small: RoadNetwork, large: RoadNetwork, rng: np.random.Generator) -> Tally:
    """Ask from 20 places on the cut roads, and take for clipped what has over 1 % more road on the whole extract."""
    links = rng.choice(boarding(small).links, 20, replace=False)
    points = small.first_point[links]
    places = list(zip(small.point_lon[points].tolist(), small.point_lat[points].tolist(), strict=True))
    minutes = [2.0, 4.0, 6.0, 10.0]
    pairs = zip(
        itertools.chain(*reaches(small, places, minutes)),
        itertools.chain(*reaches(large, places, minutes)),
        strict=True,
    )
    told = [
        (bool(clipped(small, mine)), full.stretches.km(large) > 1.01 * mine.stretches.km(small) + 0.05)
        for mine, full in pairs
    ]
    return Tally(*(told.count(each) for each in ((True, True), (True, False), (False, True), (False, False))))


def cut_file(source: Path, area: shapely.Geometry, out: Path) -> Path:
    """Write the runs of nodes of all ways that lie within an area, as extracts do."""
    nodes = {
        node.id: ((node.location.lon, node.location.lat), dict(node.tags))
        for node in osmium.FileProcessor(source, osmium.osm.NODE)
    }
    held = shapely.contains_xy(area, np.array([at for at, _ in nodes.values()]))
    inside = dict(zip(nodes, held.tolist(), strict=True))
    runs: list[tuple[dict[str, str], list[int]]] = []
    for way in osmium.FileProcessor(source, osmium.osm.WAY):
        for within, group in itertools.groupby([node.ref for node in way.nodes], inside.__getitem__):
            if within and len(run := list(group)) > 1:
                runs.append((dict(way.tags), run))
    with osmium.SimpleWriter(str(out)) as writer:
        for ref in sorted({ref for _, run in runs for ref in run}):
            location, tags = nodes[ref]
            writer.add_node(osmium.osm.mutable.Node(id=ref, location=location, tags=tags))
        for number, (tags, run) in enumerate(runs, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=run, tags=tags))
    return out
