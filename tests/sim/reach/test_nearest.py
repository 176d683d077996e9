"""Roads shared out among places: exact ties along edges, disjoint, and together all that is within reach."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sim.access import Access
from sim.backbone import backbone
from sim.closures import Closure
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.pairs import Speeds, pairs
from sim.profiles import SpeedProfiles
from sim.reach.extent import Extent
from sim.reach.growth import extents
from sim.reach.ladder import TIE_S
from sim.reach.nearest import nearest, nearest_by_cutoff
from sim.reach.spread import Direction, counts_from_place
from sim.reach.stretches import common, united, without
from sim.reach.terms import Terms
from sim.snapping import snap_to_roads
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import Road, hand_network
from tests.sim.random_roads import START, profiles_of
from tests.sim.reach.fine_roads import PIECES, Fine, door, holds, timed_reach

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2023, 1, 16, tzinfo=ZONE)
TRUCK = road_vehicle("truck")
WAYS = [("from", False), ("to", True), ("to", False), ("from", True)]
A, B, C = (113.90, 22.70), (113.98, 22.70), (113.94, 22.76)
CITIES = {"longhua": (114.020, 22.720), "humen": (113.675, 22.815), "guangzhou": (113.264, 23.129)}


def terms(direction: Direction = "from", *, arrive: bool = False, moment: dt.datetime = START, **more: object) -> Terms:
    return Terms(moment, TRUCK, direction, arrive, **more)  # type: ignore[arg-type]


def steady(network: RoadNetwork, seconds: list[float]) -> SpeedProfiles:
    """Return the same speeds at all times."""
    return profiles_of(np.array(seconds), np.zeros(network.links, int), np.ones((1, 1)), [])


def spans(extent: Extent) -> list[tuple[int, float, float]]:
    parts = extent.stretches
    rows = zip(parts.link.tolist(), parts.begin.tolist(), parts.end.tolist(), strict=True)
    return [(link, round(begin, 6), round(end, 6)) for link, begin, end in rows]


def line() -> RoadNetwork:
    """Return a two-way road of one link."""
    return hand_network({"a": A, "b": B}, [Road("a", "b")])


def test_two_places_at_the_ends_of_a_road_meet_in_its_middle() -> None:
    network = line()
    places = {"west": door(network, 0, [(0, 0.0, 0.0)]), "east": door(network, 1, [(0, 1.0, 0.0)])}
    found = nearest(network, steady(network, [600.0]), places, terms(), 8)
    assert spans(found["west"]) == [(0, 0.0, 0.5)]
    assert spans(found["east"]) == [(0, 0.5, 1.0)]


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
def test_a_longer_leg_moves_the_meeting_by_half_of_it(direction: Direction, arrive: bool) -> None:
    network = line()
    places = {"west": door(network, 0, [(0, 0.0, 60.0)]), "east": door(network, 1, [(0, 1.0, 0.0)])}
    found = nearest(network, steady(network, [600.0]), places, terms(direction, arrive=arrive), 8)
    assert spans(found["west"]) == [(0, 0.0, 0.45)]
    assert spans(found["east"]) == [(0, 0.45, 1.0)]


def test_places_that_do_not_meet_leave_a_gap() -> None:
    network = line()
    places = {"west": door(network, 0, [(0, 0.0, 0.0)]), "east": door(network, 1, [(0, 1.0, 0.0)])}
    found = nearest(network, steady(network, [600.0]), places, terms(), 4)
    assert spans(found["west"]) == [(0, 0.0, 0.4)]
    assert spans(found["east"]) == [(0, 0.6, 1.0)]


def test_places_along_one_link_share_it_out_between_their_points() -> None:
    network = line()
    shares = {"a": 0.1, "b": 0.3, "c": 0.9}
    places = {name: door(network, at, [(0, share, 0.0)]) for at, (name, share) in enumerate(shares.items())}
    found = nearest(network, steady(network, [600.0]), places, terms(), 30)
    assert [spans(found[name]) for name in shares] == [[(0, 0.0, 0.2)], [(0, 0.2, 0.6)], [(0, 0.6, 1.0)]]


@pytest.mark.parametrize(("direction", "ahead"), [("from", "b"), ("to", "a")])
def test_a_one_way_road_belongs_to_who_is_behind_or_ahead(direction: Direction, ahead: str) -> None:
    """From the places: the first one has what lies between; to the places: the second one."""
    network = hand_network({"a": A, "b": B, "c": C}, [Road("a", "b", one_way=True), Road("b", "c"), Road("c", "a")])
    places = {"a": door(network, 0, [(0, 0.25, 0.0)]), "b": door(network, 1, [(0, 0.75, 0.0)])}
    found = nearest(network, steady(network, [600.0] * 3), places, terms(direction), 9)
    between = [name for name, extent in found.items() if holds(extent.stretches, 0, 0.5)]
    assert between == (["a"] if direction == "from" else ["b"])
    beyond = found[ahead].stretches
    assert holds(beyond, 0, 0.99 if direction == "from" else 0.01)


def test_a_place_passed_on_the_way_takes_over_only_if_it_is_nearer() -> None:
    """Who leaves the west end is at the middle after 300 s; a leg of 200 s is there before, one of 400 s is not."""
    network = line()
    west = door(network, 0, [(0, 0.0, 0.0)])
    for leg_s, meeting in ((200.0, 5 / 12), (400.0, None)):
        places = {"west": west, "middle": door(network, 1, [(0, 0.5, leg_s)])}
        found = nearest(network, steady(network, [600.0]), places, terms(), 60)
        assert found["west"].stretches.end.tolist() == pytest.approx([meeting or 1.0])
        assert bool(found["middle"].stretches.link.size) == bool(meeting)


def test_roads_that_slow_down_on_the_way_shift_the_meeting() -> None:
    """One drives at full speed for 240 s, at half of it from then on; the other sets out 120 s later.

    Until 240 s one has driven 240 s of 600 and the other 120; the rest of 240 s they share.
    """
    network = line()
    speeds = profiles_of(np.array([600.0]), np.zeros(1, int), np.array([[1.0], [2.0]]), [240.0])
    places = {"west": door(network, 0, [(0, 0.0, 0.0)]), "east": door(network, 1, [(0, 1.0, 120.0)])}
    found = nearest(network, speeds, places, terms(), 60)
    assert found["west"].stretches.end.tolist() == pytest.approx([(240 + 120) / 600])
    assert found["east"].stretches.begin.tolist() == pytest.approx([0.6])


def test_who_leaves_now_goes_elsewhere_than_who_leaves_later() -> None:
    """The road of 300 s to the west shuts after the first minute for ten; that of 400 s to the east stays open.

    Who is in the last minute before the junction gets through in time, and on to the east. All before it stand until the
    road opens, and are then nearer to the west, though the road to the east was open all the while.
    """
    network = hand_network({"a": A, "b": B, "c": C}, [Road("a", "b"), Road("b", "c")])
    factor = np.array([[1.0, 1.0], [np.inf, 1.0], [1.0, 1.0]])
    speeds = profiles_of(np.array([300.0, 400.0]), np.array([0, 1]), factor, [60.0, 660.0])
    places = {"west": door(network, 0, [(0, 0.0, 0.0)]), "east": door(network, 1, [(1, 1.0, 0.0)])}
    found = nearest(network, speeds, places, terms("to"), 60)
    assert spans(found["west"]) == [(0, 0.0, pytest.approx(240 / 300, abs=0.005))]
    assert spans(found["east"]) == [(0, pytest.approx(240 / 300, abs=0.005), 1.0), (1, 0.0, 1.0)]


@settings(max_examples=200, deadline=None)
@given(timed_reach(), st.sampled_from(WAYS), st.floats(0.2, 3), st.sampled_from([-50.0, 0.0, 35.0]))
def test_every_point_belongs_to_a_nearest_place(
    drawn: tuple[RoadNetwork, SpeedProfiles, list[Access]], way: tuple[Direction, bool], cutoff: float, moment_s: float
) -> None:
    """Against a fine grid of points on all links, searched one by one in plain Python."""
    network, profiles, places = drawn
    direction, arrive = way
    asked = terms(direction, arrive=arrive, moment=START + dt.timedelta(seconds=moment_s))
    found = nearest(network, profiles, {str(at): each for at, each in enumerate(places)}, asked, cutoff)
    fine = Fine(network, profiles)
    times = np.stack([fine.seconds(each, direction, moment_s, arrive=arrive) for each in places])
    slack_s = 1e-4 if counts_from_place(direction, arrive=arrive) else TIE_S + 1e-4
    inside, budget_s = 1e-7, cutoff * 60
    for link in np.flatnonzero(profiles.link_empty_s > 0).tolist():
        for at in range(1, PIECES, 2):
            own = times[:, fine.node(link, at)]
            owners = [int(site) for site, extent in found.items() if holds(extent.stretches, link, at / PIECES, inside)]
            if own.min() < budget_s - 1e-4:
                assert owners
                assert own[owners].max() <= own.min() + slack_s
            elif own.min() > budget_s + 1e-4:
                assert not any(holds(extent.stretches, link, at / PIECES, -1e-4 * PIECES) for extent in found.values())


@settings(max_examples=40, deadline=None)
@given(timed_reach(), st.sampled_from(WAYS), st.lists(st.floats(0.2, 4), min_size=1, max_size=3, unique=True))
def test_shares_are_disjoint_nested_and_together_what_any_place_reaches(
    drawn: tuple[RoadNetwork, SpeedProfiles, list[Access]], way: tuple[Direction, bool], cutoffs: list[float]
) -> None:
    network, profiles, accesses = drawn
    places = {str(at): each for at, each in enumerate(accesses)}
    asked = terms(way[0], arrive=way[1])
    by_cutoff = nearest_by_cutoff(network, profiles, places, asked, sorted(cutoffs))
    whole = [extents(network, profiles, each, asked, sorted(cutoffs))[0] for each in accesses]
    for at, found in enumerate(by_cutoff):
        parts = [extent.stretches for extent in found.values()]
        for number, mine in enumerate(parts):
            for others in parts[:number]:
                assert not common([mine, others]).link.size
        reached = united([row[at].stretches for row in whole])
        for these, others in ((reached, united(parts)), (united(parts), reached)):
            left = without(these, others)
            takes_time = profiles.link_empty_s[left.link] > 0
            assert (left.end - left.begin < 1e-6)[takes_time].all()
        if at:
            for site, extent in found.items():
                smaller = without(by_cutoff[at - 1][site].stretches, extent.stretches)
                assert (smaller.end - smaller.begin < 1e-6).all()


@functools.cache
def real_roads() -> tuple[RoadNetwork, SpeedProfiles, dict[str, Access]]:
    network = backbone(MONDAY.date())
    shut = np.zeros(network.links, bool)
    shut[::40] = True
    closed = {"now and then": Closure(shut, MONDAY + dt.timedelta(hours=8.4), MONDAY + dt.timedelta(hours=9))}
    return network, speed_profiles(network, TRUCK, MONDAY, 30, closed), snap_to_roads(network, CITIES, vehicle=TRUCK)


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
def test_no_trip_on_real_roads_is_shorter_than_to_the_nearest_place(direction: Direction, arrive: bool) -> None:
    """Points of roads, at random and close to both sides of every border, by the matrix of trips at half past eight."""
    network, profiles, places = real_roads()
    asked = terms(direction, arrive=arrive, moment=MONDAY + dt.timedelta(hours=8.5), percentile=90.0)
    found = nearest(network, profiles, places, asked, 70)
    rng = np.random.default_rng(5)
    spots = [(int(rng.integers(network.links)), float(rng.uniform(0.01, 0.99))) for _ in range(60)]
    ends = {
        site: set(zip(e.stretches.link.tolist(), e.stretches.end.tolist(), strict=True)) for site, e in found.items()
    }
    begins = {
        site: set(zip(e.stretches.link.tolist(), e.stretches.begin.tolist(), strict=True)) for site, e in found.items()
    }
    borders = {
        spot
        for one in ends
        for other in begins
        if one != other
        for spot in ends[one] & begins[other]
        if 0 < spot[1] < 1
    }
    assert borders
    spots += [(link, share + side) for link, share in sorted(borders) for side in (-1e-6, 1e-6)]
    others = [door(network, 7, [(link, share, 0.0)]) for link, share in spots]
    sites = list(places.values())
    speeds = Speeds.of(network, profiles, np.zeros(network.links))
    rows, columns = (others, sites) if direction == "to" else (sites, others)
    taken = pairs(speeds, rows, columns, [8.5 * 3600], arrive=arrive).seconds[0]
    times = np.nan_to_num(taken if direction == "to" else taken.T, nan=np.inf)
    exact = counts_from_place(direction, arrive=arrive)
    budget_s, seen = asked.budget_s(70), set()
    for (link, share), own in zip(spots, times, strict=True):
        owner = [at for at, extent in enumerate(found.values()) if holds(extent.stretches, link, share)]
        if own.min() < budget_s - 0.01:
            assert len(owner) == 1
            assert own[owner[0]] <= own.min() + (0.01 if exact else TIE_S)
        elif own.min() > budget_s + 0.01:
            assert not owner
        seen.update(owner)
    assert len(seen) > 1


def test_the_nearest_of_three_places_in_central_shenzhen_by_scipy(osm_data: Path) -> None:
    """Node by node, with one search of many sources per place over fixed speeds."""
    network = assemble(read_osm(osm_data / "shenzhen-central.osm.pbf"), name="central", source="central")
    median = speed_profiles(network, TRUCK, MONDAY, 1)
    profiles = profiles_of(median.link_seconds(0.0), np.zeros(network.links, int), np.ones((1, 1)), [])
    rng = np.random.default_rng(2)
    box = [(array.min(), array.max()) for array in (network.node_lon, network.node_lat)]
    spots = {str(at): (rng.uniform(*box[0]), rng.uniform(*box[1])) for at in range(3)}
    places = snap_to_roads(network, spots, vehicle=TRUCK)
    found = nearest(network, profiles, places, terms(), 10)
    seconds = profiles.link_empty_s[network.edge_link] + 1e-9  # csgraph drops zeros
    allowed = np.isfinite(seconds)
    tail = network.edge_tail[allowed]
    times = np.full((3, network.nodes), np.inf)
    for row, access in enumerate(places.values()):
        gates = access.gates("from")
        part_s = np.where(gates.part > 0, gates.part * profiles.link_empty_s[gates.link], 0.0)
        order = np.lexsort((gates.leg_s + part_s, gates.node))[::-1]
        best = dict(zip(gates.node[order].tolist(), (gates.leg_s + part_s)[order].tolist(), strict=True))
        weights: dict[tuple[int, int], float] = {}
        for a, b, s in zip(tail.tolist(), network.edge_head[allowed].tolist(), seconds[allowed].tolist(), strict=True):
            weights[a, b] = min(s, weights.get((a, b), np.inf))
        weights.update({(network.nodes, node): s + 1e-9 for node, s in best.items()})
        tails, heads = np.array(list(weights)).T
        graph = csr_array((np.array(list(weights.values())), (tails, heads)), shape=(network.nodes + 1,) * 2)
        times[row] = dijkstra(graph, indices=network.nodes)[:-1]
    least = times.min(axis=0)
    checked = 0
    for edge in range(0, network.edges, 7):
        node, link = int(network.edge_tail[edge]), int(network.edge_link[edge])
        share = 1.0 if network.edge_reversed[edge] else 0.0
        if least[node] > 590 or not allowed[edge]:
            continue
        owners = [at for at, extent in enumerate(found.values()) if holds(extent.stretches, link, share)]
        assert owners
        assert times[owners, node].max() <= least[node] + 1e-3
        checked += 1
    assert checked > 500
    assert sum(bool(extent.stretches.link.size) for extent in found.values()) == 3


def test_ground_around_a_junction_is_left_to_who_gets_farthest_there() -> None:
    network, profiles, places = real_roads()
    asked = terms("to", moment=MONDAY + dt.timedelta(hours=10))
    found = nearest(network, profiles, places, asked, 60)
    radii = np.stack([extent.node_radius_m for extent in found.values() if extent.node_radius_m is not None])
    assert ((radii > 0).sum(axis=0) <= 1).all()
    assert (radii > 0).any(axis=1).all()
    reached = [extents(network, profiles, each, asked, [60])[0][0].node_radius_m for each in places.values()]
    assert radii.max(axis=0) == pytest.approx(np.stack([each for each in reached if each is not None]).max(axis=0))


def test_a_place_alone_has_all_it_reaches() -> None:
    network, profiles, places = real_roads()
    asked = terms("from", moment=MONDAY + dt.timedelta(hours=10))
    alone = nearest(network, profiles, {"longhua": places["longhua"]}, asked, 45)["longhua"]
    reached = extents(network, profiles, places["longhua"], asked, [45])[0][0]
    assert without(reached.stretches, alone.stretches).km(network) < 1e-5
    assert without(alone.stretches, reached.stretches).km(network) < 1e-5
    assert alone.around == reached.around


def test_of_places_at_one_spot_the_first_has_all() -> None:
    network = line()
    places = {name: door(network, 0, [(0, 0.5, 5.0)]) for name in ("first", "second")}
    found = nearest(network, steady(network, [600.0]), places, terms(), 4)
    assert spans(found["first"])
    assert not spans(found["second"])


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
def test_no_time_left_for_the_road_is_no_road(direction: Direction, arrive: bool) -> None:
    network = line()
    places = {"west": door(network, 0, [(0, 0.0, 0.0)])}
    asked = terms(direction, arrive=arrive, handling_min=10.0)
    small, large = nearest_by_cutoff(network, steady(network, [600.0]), places, asked, [10, 15])
    assert small["west"].is_empty
    assert spans(large["west"]) == [(0, 0.0, 0.5)]


@pytest.mark.parametrize("change", [{"samples": 3}, {"window_min": 20.0}, {"shares": (0.5, 1.0)}])
def test_nearness_is_that_of_one_moment(change: dict[str, object]) -> None:
    network = line()
    with pytest.raises(InputError, match="one moment and the median day: leave out the window"):
        nearest(network, steady(network, [60.0]), {"a": door(network, 0, [(0, 0, 0)])}, terms(**change), 5)


def test_the_nearest_of_no_places_is_refused() -> None:
    network = line()
    with pytest.raises(InputError, match="name one place or more"):
        nearest(network, steady(network, [60.0]), {}, terms(), 5)
