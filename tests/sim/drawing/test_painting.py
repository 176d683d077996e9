"""The fast drawing against Shapely's union of the same ground, by points, and on real roads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.drawing.ground import LOCAL_STREETS_M, cells, junctions
from sim.drawing.painting import Painting
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.reach.along import lines_along
from sim.reach.extent import Extent
from sim.reach.growth import extents, hours_needed
from sim.reach.stretches import Stretches, stretches
from sim.reach.terms import Terms
from sim.snapping import snap_to_roads
from tests.sim.hand_roads import Road, hand_network

ACCESS_M = 100.0
DEGREE_M = 111_000.0
PLACES = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda at: (114 + at[0] / 1500, 22.5 + at[1] / 1500))


def nothing() -> Extent:
    return Extent(Stretches(np.zeros(0, np.int32), np.zeros(0), np.zeros(0)))


def whole(network: RoadNetwork, links: list[int] | None = None) -> Extent:
    chosen = list(range(network.links)) if links is None else links
    return Extent(stretches(chosen, [0.0] * len(chosen), [1.0] * len(chosen)))


def in_metres(painting: Painting, polygon: shapely.Geometry) -> shapely.Geometry:
    def metres(points: np.ndarray) -> np.ndarray:
        return np.column_stack(painting.to_metres.transform(*points.T))

    return shapely.transform(polygon, metres)


def truth(painting: Painting, extent: Extent) -> shapely.Geometry:
    """Return the ground within reach in metres, put together one by one."""
    network, parts = painting.network, extent.stretches
    lines = shapely.transform(lines_along(network, parts), painting.to_metres.transform, interleaved=False)
    shapes = [shapely.buffer(lines, painting.access_m, quad_segs=32)]
    for lon, lat, radius_m in extent.around:
        place = shapely.Point(painting.to_metres.transform(lon, lat))
        shapes.append(np.array([place.buffer(min(radius_m, painting.access_m), quad_segs=32)]))
    if extent.node_radius_m is not None:
        node = junctions(network)
        points = np.column_stack(painting.to_metres.transform(network.node_lon[node], network.node_lat[node]))
        radius_m = np.minimum(extent.node_radius_m[node], LOCAL_STREETS_M)
        reached = radius_m > 0
        circles = shapely.buffer(shapely.points(points[reached]), radius_m[reached], quad_segs=32)
        shapes.append(shapely.intersection(cells(points)[reached], circles))
    return shapely.union_all(np.concatenate(shapes))


def share_off(painting: Painting, polygon: shapely.Geometry, extent: Extent) -> float:
    """Return the symmetric difference from the truth as a share of it."""
    expected = truth(painting, extent)
    drawn = in_metres(painting, polygon)
    return float(shapely.symmetric_difference(drawn, expected).area / expected.area)


@st.composite
def reaches(draw: st.DrawFn) -> tuple[RoadNetwork, Extent]:
    """Draw a few roads with bends and the parts of them that are reached."""
    count = draw(st.integers(2, 6))
    nodes = {str(number): place for number, place in enumerate(draw(st.lists(PLACES, min_size=count, max_size=count)))}
    end, bends = st.integers(0, count - 1).map(str), st.lists(PLACES, max_size=3).map(tuple)
    links = draw(st.lists(st.tuples(end, end, bends), min_size=1, max_size=8))
    network = hand_network(nodes, [Road(start, end, "residential", bends=bends) for start, end, bends in links])
    share = st.floats(0, 1)
    parts = draw(st.lists(st.tuples(st.integers(0, len(links) - 1), share, share), min_size=1, max_size=8))
    link, *ends = zip(*parts, strict=True)
    around = draw(st.lists(st.tuples(st.just(114.01), st.just(22.51), st.floats(5, 300)), max_size=1))
    return network, Extent(stretches(link, np.min(ends, axis=0), np.max(ends, axis=0)), None, tuple(around))


@settings(max_examples=60, deadline=None)
@given(reaches(), st.sampled_from([None, 50.0]))
def test_all_that_is_drawn_is_near_enough_and_all_that_is_nearer_is_drawn(
    reach: tuple[RoadNetwork, Extent], cell_m: float | None
) -> None:
    network, extent = reach
    painting = Painting.of(network, ACCESS_M, cell_m)
    (painted,) = painting.painted([extent])
    if extent.is_empty:
        assert painted.polygon.is_empty
        return
    drawn, expected = in_metres(painting, painted.polygon), truth(painting, extent)
    assert painted.polygon.is_valid
    assert expected.buffer(painting.tolerance_m + 1).covers(drawn)
    assert shapely.difference(expected.buffer(-painting.tolerance_m), drawn.buffer(1)).is_empty
    assert painted.outline_error_m <= painting.tolerance_m
    for lon, lat, _ in extent.around:
        assert painted.polygon.covers(shapely.Point(lon, lat))


@settings(max_examples=40, deadline=None)
@given(reaches(), st.integers(0, 1000))
def test_more_reach_always_contains_less(reach: tuple[RoadNetwork, Extent], seed: int) -> None:
    network, larger = reach
    parts = larger.stretches
    shrunk = np.random.default_rng(seed).uniform(0, 1, parts.link.size)
    smaller = Extent(
        stretches(parts.link, parts.begin, parts.begin + (parts.end - parts.begin) * shrunk),
        None,
        tuple((lon, lat, radius_m / 2) for lon, lat, radius_m in larger.around),
    )
    none, inner, outer = Painting.of(network, ACCESS_M).nested([nothing(), smaller, larger])
    assert none.is_empty
    assert inner.is_valid
    assert outer.is_valid
    assert inner.is_empty or outer.covers(inner)


@settings(max_examples=40, deadline=None)
@given(reaches(), st.integers(0, 1000))
def test_shared_ground_does_not_overlap_and_nothing_is_lost(reach: tuple[RoadNetwork, Extent], seed: int) -> None:
    network, together = reach
    rng = np.random.default_rng(seed)
    owner = rng.integers(0, 3, network.links)[together.stretches.link]
    sites = {str(site): Extent(together.stretches.take(owner == site)) for site in range(3)}
    painting = Painting.of(network, ACCESS_M)
    found = painting.shared(sites)
    assert list(found) == list(sites)
    assert all(polygon.is_valid for polygon in found.values())
    shapes = list(found.values())
    for one in range(3):
        for other in range(one):
            assert not shapely.intersection(shapes[one], shapes[other]).area
    (drawn,) = painting.nested([Extent(together.stretches)])
    # to a millimetre: edges that two places share do not quite meet when they are turned into metres
    lost = shapely.difference(
        in_metres(painting, drawn), in_metres(painting, shapely.union_all(shapes)), grid_size=1e-3
    )
    assert lost.buffer(-painting.tolerance_m).is_empty


def test_shared_ground_goes_to_the_nearest_roads() -> None:
    nodes = {"a": (114.0, 22.5), "b": (114.02, 22.5), "c": (114.0, 22.501), "d": (114.02, 22.501)}
    network = hand_network(nodes, [Road("a", "b", "residential"), Road("c", "d", "residential")])
    found = Painting.of(network, ACCESS_M).shared({"south": whole(network, [0]), "north": whole(network, [1])})
    rng = np.random.default_rng(0)
    lat = np.concatenate([rng.uniform(22.4995, 22.50045, 50), rng.uniform(22.50055, 22.5015, 50)])
    points = shapely.points(rng.uniform(114.001, 114.019, 100), lat)
    assert shapely.covers(found["south"], points).tolist() == (lat < 22.5005).tolist()
    assert shapely.covers(found["north"], points).tolist() == (lat > 22.5005).tolist()


def test_holes_are_kept_and_banks_of_a_river_are_not_joined() -> None:
    side = 1000 / DEGREE_M
    ring = {"a": (114.0, 22.5), "b": (114 + side, 22.5), "c": (114 + side, 22.5 + side), "d": (114.0, 22.5 + side)}
    block = hand_network(ring, [Road(*ends, "residential") for ends in ("ab", "bc", "cd", "da")])
    (polygon,) = Painting.of(block, ACCESS_M).nested([whole(block)])
    assert len(polygon.interiors) == 1
    assert not polygon.covers(shapely.Point(114 + side / 2, 22.5 + side / 2))
    apart = 250 / DEGREE_M
    banks = {"a": (114.0, 22.5), "b": (114.02, 22.5), "c": (114.0, 22.5 + apart), "d": (114.02, 22.5 + apart)}
    river = hand_network(banks, [Road("a", "b", "residential"), Road("c", "d", "residential")])
    (both,) = Painting.of(river, ACCESS_M).nested([whole(river)])
    assert len(both.geoms) == 2
    assert not both.intersects(shapely.LineString([(113.99, 22.5 + apart / 2), (114.03, 22.5 + apart / 2)]))


def test_the_ground_around_junctions_is_that_of_the_exact_drawing() -> None:
    rng = np.random.default_rng(4)
    nodes = {str(number): (114 + x, 22.5 + y) for number, (x, y) in enumerate(rng.uniform(0, 0.25, (40, 2)))}
    roads = [Road(str(number), str((number * 7 + 1) % 40), "primary") for number in range(40)]
    network = hand_network(nodes, roads, generalised=True)
    painting = Painting.of(network, 1000.0)
    found = []
    for most_m in (2000, 6000):
        radius_m = np.maximum(rng.uniform(-1000, most_m, network.nodes), 0)
        parts = stretches(range(40), np.zeros(40), np.linspace(0.05, 1, 40))
        found.append(Extent(parts, radius_m, ((114.1, 22.6, 800.0),)))
    found[1] = Extent(whole(network).stretches, np.maximum(*(each.node_radius_m for each in found)), found[0].around)
    painted = painting.painted(found)
    assert painted[1].polygon.covers(painted[0].polygon)
    for extent, each in zip(found, painted, strict=True):
        off = share_off(painting, each.polygon, extent)
        assert off < 0.005
        km2 = off * truth(painting, extent).area / 1e6
        assert 0.6 * km2 < each.area_error_km2 < 1.2 * km2


def test_the_outline_around_a_junction_is_its_circle_where_that_of_another_would_go_beyond() -> None:
    nodes = {"a": (114.0, 22.5), "b": (114.0, 22.5 - 2400 / DEGREE_M), "c": (114.0, 22.5 - 9000 / DEGREE_M)}
    network = hand_network(nodes, [Road("a", "b", "primary"), Road("b", "c", "primary")], generalised=True)
    extent = Extent(stretches([0, 1], [0.0, 0.0], [1.0, 0.1]), np.array([1000.0, 3000.0, 0.0]))
    painting = Painting.of(network, ACCESS_M)
    (polygon,) = painting.nested([extent])
    points = shapely.points(shapely.get_coordinates(in_metres(painting, polygon)))
    off_m = shapely.distance(points, shapely.boundary(truth(painting, extent)))
    assert np.quantile(off_m, 0.95) < 0.1 * painting.cell_m
    assert off_m.max() <= painting.tolerance_m


@pytest.mark.parametrize("place", [(114.0, 22.43), (113.92, 22.5), (114.1, 22.58), (114.19, 22.5), (113.7, 22.2)])
def test_a_place_far_off_the_roads_is_drawn_where_it_is(place: tuple[float, float]) -> None:
    roads = [Road("a", "b", "primary"), Road("b", "c", "primary")]
    network = hand_network({"a": (114.0, 22.5), "b": (114.1, 22.5), "c": (114.1, 22.52)}, roads, generalised=True)
    radius_m = np.array([2500.0, 0.0, 900.0])
    far = Extent(stretches([0, 1], [0.0, 0.0], [0.4, 0.7]), radius_m, ((*place, 700.0),))
    painting = Painting.of(network, 400.0)
    (painted,) = painting.painted([far])
    assert painted.polygon.covers(shapely.Point(place))
    assert share_off(painting, painted.polygon, far) < 0.01
    assert painted.outline_error_m <= painting.tolerance_m


def test_a_place_off_the_road_is_inside_however_short_the_time() -> None:
    network = hand_network({"a": (114.0, 22.5), "b": (114.1, 22.5)}, [Road("a", "b", "residential")])
    door = Extent(nothing().stretches, None, ((114.05, 22.51, 0.5),))
    painting = Painting.of(network, ACCESS_M)
    (polygon,) = painting.nested([door])
    assert polygon.covers(shapely.Point(114.05, 22.51))
    assert in_metres(painting, polygon).area < np.pi * painting.tolerance_m**2


def test_nothing_reached_is_an_empty_polygon() -> None:
    network = hand_network({"a": (114.0, 22.5), "b": (114.1, 22.5)}, [Road("a", "b", "residential")])
    painting = Painting.of(network, ACCESS_M)
    assert painting.nested([]) == []
    assert [shape.is_empty for shape in painting.nested([nothing(), nothing()])] == [True, True]
    shared = painting.shared({"a": nothing(), "b": whole(network)})
    assert shared["a"].is_empty
    assert not shared["b"].is_empty


@pytest.mark.parametrize(("access_m", "cell_m"), [(0.0, None), (100.0, 0.0), (100.0, 51.0), (100.0, float("nan"))])
def test_sizes_that_cannot_be_drawn_are_refused(access_m: float, cell_m: float | None) -> None:
    network = hand_network({"a": (114.0, 22.5), "b": (114.1, 22.5)}, [Road("a", "b")])
    with pytest.raises(InputError, match="above 0"):
        Painting.of(network, access_m, cell_m)


def test_a_reach_too_wide_for_its_cells_is_refused() -> None:
    network = hand_network({"a": (113.0, 22.0), "b": (116.0, 25.0)}, [Road("a", "b", "residential")])
    with pytest.raises(InputError, match="mode 'exact'"):
        Painting.of(network, 20.0, 1.0).nested([whole(network)])


def test_streets_of_a_city_and_the_error_that_is_told(osm_data: Path) -> None:
    network = sim.build_roads(osm_data / "shenzhen-central.osm.pbf")
    vehicle = sim.road_vehicle("truck")
    terms = Terms(dt.datetime(2023, 1, 16, 8, tzinfo=ZoneInfo("Asia/Shanghai")), vehicle)
    cutoffs_min = [6.0, 12.0]
    profiles = speed_profiles(network, vehicle, *hours_needed(terms, cutoffs_min))
    middle = {"middle": (float(network.node_lon.mean()), float(network.node_lat.mean()))}
    legs = snap_to_roads(network, middle, vehicle=vehicle)["middle"]
    (found,) = extents(network, profiles, legs, terms, cutoffs_min)
    painting = Painting.of(network, ACCESS_M)
    painted = painting.painted(found)
    assert painted[1].polygon.covers(painted[0].polygon)
    for extent, each in zip(found, painted, strict=True):
        expected = truth(painting, extent)
        off = share_off(painting, each.polygon, extent)
        assert off < 0.005
        assert abs(in_metres(painting, each.polygon).area / expected.area - 1) < 0.005
        assert 0.5 * off < each.area_error_km2 / (expected.area / 1e6) < 1.5 * off
