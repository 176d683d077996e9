"""What is lost, gained and kept from one reach to another: along the roads, and on the ground."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.access import Access
from sim.backbone import backbone
from sim.closures import Closure
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.profiles import SpeedProfiles
from sim.reach.difference import difference, lost_ground, road_difference
from sim.reach.extent import Extent
from sim.reach.growth import extents
from sim.reach.reach import Reach
from sim.reach.stretches import common, stretches, united
from sim.reach.terms import Terms
from sim.snapping import snap_to_roads
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import Road, hand_network
from tests.sim.random_roads import START, profiles_of
from tests.sim.reach.fine_roads import door, timed_reach

TRUCK = road_vehicle("truck")
MONDAY = dt.datetime(2023, 1, 16, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_closed_road_takes_away_what_lies_on_it_and_behind_it() -> None:
    nodes = {"a": (113.90, 22.70), "b": (113.98, 22.70), "c": (113.94, 22.76)}
    network = hand_network(nodes, [Road("a", "b"), Road("b", "c"), Road("c", "a")])
    site = door(network, 0, [(0, 0.0, 0.0)])
    open_, shut = (
        profiles_of(np.array([120.0, 120, 600]), np.arange(3), np.array([[first, 1.0, 1.0]]), [])
        for first in (1.0, np.inf)
    )
    before, after = (extents(network, speeds, site, Terms(START, TRUCK, "from"), [5])[0][0] for speeds in (open_, shut))
    lost, gained, kept = difference(before, after)
    assert rows(lost) == [(0, 0.0, 1.0), (1, 0.0, 1.0), (2, 0.0, 0.1)]
    assert rows(gained) == []
    assert rows(kept) == [(2, 0.5, 1.0)]


def rows(extent: Extent) -> list[tuple[int, float, float]]:
    parts = extent.stretches
    found = zip(parts.link.tolist(), parts.begin.tolist(), parts.end.tolist(), strict=True)
    return [(link, round(begin, 6), round(end, 6)) for link, begin, end in found]


@settings(max_examples=40, deadline=None)
@given(timed_reach(), st.floats(0.2, 8), st.floats(-50, 300))
def test_lost_and_kept_are_what_was_and_gained_and_kept_what_is(
    drawn: tuple[RoadNetwork, SpeedProfiles, list[Access]], cutoff: float, later_s: float
) -> None:
    network, profiles, places = drawn
    moments = (START, START + dt.timedelta(seconds=later_s))
    before, after = (
        extents(network, profiles, places[0], Terms(moment, TRUCK, "from"), [cutoff])[0][0] for moment in moments
    )
    lost, gained, kept = (each.stretches for each in difference(before, after))
    for parts in ([lost, gained], [lost, kept], [gained, kept]):
        assert not common(parts).link.size
    assert rows(Extent(united([lost, kept]))) == rows(before)
    assert rows(Extent(united([gained, kept]))) == rows(after)
    back = difference(after, before)
    assert rows(back.gained) == rows(Extent(lost))
    assert rows(back.lost) == rows(Extent(gained))


def test_ground_off_the_roads_goes_with_its_junction_and_its_door() -> None:
    road = stretches([0], [0.0], [0.5])
    home, other = (113.9, 22.7, 400.0), (114.0, 22.8, 300.0)
    before = Extent(road, np.array([500.0, 0.0, 800.0]), (home, other))
    after = Extent(road, np.array([0.0, 700.0, 200.0]), ((*home[:2], 250.0),))
    lost, gained, kept = difference(before, after)
    assert [np.asarray(each.node_radius_m).tolist() for each in (lost, gained, kept)] == [
        [500, 0, 0],
        [0, 700, 0],
        [0, 0, 200],
    ]
    assert [each.around for each in (lost, gained, kept)] == [(other,), (), ((*home[:2], 250.0),)]


def test_nothing_is_lost_to_itself() -> None:
    extent = Extent(stretches([0, 3], [0.1, 0.0], [0.5, 1.0]), None, ((113.9, 22.7, 400.0),))
    lost, gained, kept = difference(extent, extent)
    assert lost.is_empty
    assert gained.is_empty
    assert rows(kept) == rows(extent)
    assert kept.around == extent.around
    assert kept.node_radius_m is None


def test_ground_that_is_lost_is_polygons_alone() -> None:
    """Outlines that touch along a line, or at a point, leave no lines and no points; holes are lost ground too."""
    block = shapely.box(0, 0, 4, 4)
    ring = block.difference(shapely.box(1, 1, 2, 2))
    assert lost_ground(block, ring).equals(shapely.box(1, 1, 2, 2))
    assert lost_ground(ring, block).is_empty
    assert lost_ground(block, block).is_empty
    assert lost_ground(block, shapely.Polygon()).equals(block)
    assert lost_ground(shapely.Polygon(), block).is_empty
    with_line = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.LineString([(5, 5), (6, 6)])])
    assert lost_ground(with_line, shapely.Polygon()).equals(shapely.box(0, 0, 1, 1))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=2, max_size=8))
def test_lost_and_gained_ground_add_up(corners: list[tuple[int, int, int, int]]) -> None:
    boxes = [shapely.box(min(a, c), min(b, d), max(a, c) + 1, max(b, d) + 1) for a, b, c, d in corners]
    before, after = shapely.union_all(boxes[::2]), shapely.union_all(boxes[1::2])
    lost, gained = lost_ground(before, after), lost_ground(after, before)
    assert {lost.geom_type, gained.geom_type} <= {"Polygon", "MultiPolygon"}
    assert before.area - lost.area == pytest.approx(after.area - gained.area)
    assert shapely.union_all([after, lost]).equals(shapely.union_all([before, after]))


def test_kilometres_that_the_closed_humen_bridge_takes_from_longhua() -> None:
    network = backbone(MONDAY.date())
    bridge = network.link_name_zh.is_one_of(["虎门大桥"])
    assert bridge.any()
    places = snap_to_roads(network, {"longhua": (114.020, 22.720)}, vehicle=TRUCK)
    terms = Terms(MONDAY, TRUCK, "from")
    reaches = [
        Reach.grown(network, speed_profiles(network, TRUCK, MONDAY, 3, shut), places, terms, (30, 90))
        for shut in ({}, {"bridge": Closure(bridge, None, None)})
    ]
    table = road_difference(*reaches)
    assert table.columns.tolist() == ["site", "sites_at_least", "share", "minutes", "change", "road_km"]
    km = table.set_index(["minutes", "change"]).road_km
    assert km[30, "lost"] == 0
    assert km[90, "lost"] >= network.link_length_m[bridge].sum() / 1000
    assert km[90, "gained"] == pytest.approx(0, abs=1e-3)
    whole = reaches[0].groups[0].extents[0][1].stretches.km(network)
    assert km[90, "lost"] + km[90, "kept"] == pytest.approx(whole)


def test_reaches_of_other_cutoffs_or_networks_are_not_compared() -> None:
    network = backbone(MONDAY.date())
    places = snap_to_roads(network, {"longhua": (114.020, 22.720)}, vehicle=TRUCK)
    profiles = speed_profiles(network, TRUCK, MONDAY, 2)
    reach = Reach.grown(network, profiles, places, Terms(MONDAY, TRUCK, "from"), (20,))
    longer = Reach.grown(network, profiles, places, Terms(MONDAY, TRUCK, "from"), (25,))
    elsewhere = dataclasses.replace(reach, network=dataclasses.replace(network, name="other"))
    for other in (longer, elsewhere):
        with pytest.raises(InputError, match="ask for both alike"):
            road_difference(reach, other)
