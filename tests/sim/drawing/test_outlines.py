"""Exact polygons: the ground of the roads and no other, valid, nested, whatever is left out on the way."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.drawing.cover import ROUGH_SHARE
from sim.drawing.ground import LOCAL_STREETS_M
from sim.drawing.outlines import Outlines
from sim.network import RoadNetwork
from sim.reach.extent import Extent
from sim.reach.growth import extents
from sim.reach.stretches import Stretches, stretches
from sim.reach.terms import Terms
from sim.snapping import snap_to_roads
from tests.sim.drawing.test_cover import all_of, streets
from tests.sim.hand_roads import Road, hand_network, hand_networks
from tests.sim.reach.reach_roads import CUTOFFS, DIRECTIONS, MONDAY, TRUCK, roads, site, speeds, steady, two_way_line

NOTHING = stretches([], [], [])


def in_metres(outlines: Outlines, shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda at: np.column_stack(outlines.strips.to_metres.transform(*at.T)))


def one_union(outlines: Outlines, extent: Extent, quarter: int = 16) -> shapely.Geometry:
    """Return the ground of an extent as its definition says, in one go."""
    lines = outlines.strips.lines(extent.stretches)
    made = shapely.linestrings(lines.x_m, lines.y_m, indices=lines.owner)
    places = [shapely.Point(outlines.strips.to_metres.transform(lon, lat)) for lon, lat, _ in extent.around]
    radii_m = [min(radius_m, outlines.access_m) for *_, radius_m in extent.around]
    parts: list[shapely.Geometry] = [
        *shapely.buffer(made, outlines.access_m, quad_segs=quarter),
        *shapely.buffer(np.array(places, dtype=object), radii_m, quad_segs=quarter),
    ]
    if extent.node_radius_m is not None:
        cells = outlines.cells
        reach_m = np.minimum(extent.node_radius_m[cells.node], LOCAL_STREETS_M)
        circles = shapely.buffer(cells.place, reach_m, quad_segs=max(quarter, cells.quarter))
        parts += [shapely.union_all(shapely.intersection(cells.cell, circles), grid_size=1e-5)]
    return shapely.union_all(parts)


def misfit(shape: shapely.Geometry, other: shapely.Geometry) -> float:
    """Return the symmetric difference as a share of the area, coordinates rounded so that GEOS surely finds it."""
    either = shapely.symmetric_difference(shapely.make_valid(shape), other, grid_size=1e-7)
    return float(either.area / max(other.area, 1e-9))


def check_nested(shapes: list[shapely.Geometry]) -> None:
    for shape in shapes:
        assert shape.is_valid
        assert shape.geom_type in {"Polygon", "MultiPolygon"}
    for smaller, larger in pairwise(shapes):
        assert smaller.is_empty or larger.contains(smaller)


def growing(network: RoadNetwork, seed: int, count: int = 4, *, radii: bool = False) -> list[Extent]:
    """Return extents of which each holds the one before: parts of links drawn by lot that grow at both ends."""
    rng = np.random.default_rng(seed)
    middle, reach = rng.random(network.links), np.sort(rng.exponential(0.7, (count, network.links)), axis=0)
    starts = rng.integers(0, count + 1, network.links)
    radius_m = np.sort(rng.uniform(-2000, 5000, (count, network.nodes)).clip(0), axis=0)
    around_m = np.sort(rng.uniform(0, 2000, count))
    found = []
    for step in range(count):
        link = np.flatnonzero(starts <= step)
        low, high = ((middle + sign * reach[step])[link].clip(0, 1) for sign in (-1, 1))
        place = (float(network.node_lon[0]), float(network.node_lat[0]), float(around_m[step]))
        found.append(Extent(stretches(link, low, high), radius_m[step] if radii else None, (place,)))
    return found


@pytest.mark.parametrize("half_m", [60.0, 110.0, 400.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_ground_is_that_of_one_union(half_m: float, seed: int) -> None:
    network = streets(24, 0.8, seed)
    outlines = Outlines.anew(network, half_m, 0.0)
    assert network.links > 512
    for extent in [*growing(network, seed), Extent(all_of(network))]:
        assert misfit(outlines.ground(extent), one_union(outlines, extent)) < 1e-9


def test_the_ground_of_junctions_is_that_of_one_union() -> None:
    outlines = Outlines.anew(roads(), 1000.0, 0.0)
    extent = growing(roads(), 5, 1, radii=True)[0]
    assert misfit(outlines.ground(extent), one_union(outlines, extent)) < 1e-8


@settings(max_examples=12, deadline=None)
@given(network=hand_networks(), seed=st.integers(0, 10**6), half_m=st.floats(20, 3000), radii=st.booleans())
def test_valid_nested_and_each_as_if_drawn_alone(
    network: RoadNetwork, seed: int, half_m: float, *, radii: bool
) -> None:
    outlines = Outlines.anew(network, half_m, 0.0)
    asked = growing(network, seed, radii=radii)
    shapes = outlines.nested(asked)
    check_nested(shapes)
    check_nested(Outlines.anew(network, half_m).nested(asked))
    for extent, shape in zip(asked, shapes, strict=True):
        whole = one_union(outlines, extent)
        assert misfit(outlines.ground(extent), whole) < 1e-8
        # GEOS smooths bends by up to 1 % of the half width, and not those of a part of a road as those of the whole
        assert misfit(in_metres(outlines, shape), whole) < 2 * ROUGH_SHARE


@pytest.mark.parametrize("half_m", [60.0, 110.0])
def test_nested_on_streets_with_holes(half_m: float) -> None:
    network = streets(24, 0.8, 3)
    outlines = Outlines.anew(network, half_m)
    asked = [Extent(extent.stretches) for extent in growing(network, 3)]
    shapes = outlines.nested(asked)
    check_nested(shapes)
    assert outlines.tolerance_m <= 0.025 * half_m
    for extent, shape in zip(asked, shapes, strict=True):
        edges = shapely.points(shapely.get_coordinates(shapely.segmentize(in_metres(outlines, shape), 5.0)))
        lines = outlines.strips.lines(extent.stretches)
        made = shapely.STRtree(shapely.linestrings(lines.x_m, lines.y_m, indices=lines.owner))
        _, off_m = made.query_nearest(edges, return_distance=True, all_matches=False)
        assert np.abs(off_m - half_m).max() <= outlines.tolerance_m


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_isochrones_of_the_bundled_roads(direction: str) -> None:
    terms = Terms(MONDAY, TRUCK, direction)  # type: ignore[arg-type]
    found = extents(roads(), speeds(terms), site(), terms, CUTOFFS)[0]
    outlines = Outlines.of(roads(), 1000.0)
    shapes = outlines.nested(found)
    check_nested(shapes)
    for extent, shape in zip(found, shapes, strict=True):
        assert misfit(in_metres(outlines, shape), one_union(outlines, extent)) < 0.005


def test_real_streets_are_drawn_like_one_union(osm_data: Path) -> None:
    network = sim.build_roads(osm_data / "shenzhen-central.osm.pbf", name="central")
    outlines = Outlines.anew(network, 100.0, 0.0)
    rng = np.random.default_rng(4)
    some = Extent(all_of(network).take(np.flatnonzero(rng.random(network.links) < 0.5)))
    for extent in (some, Extent(all_of(network))):
        assert misfit(outlines.ground(extent), one_union(outlines, extent)) < 1e-9


def test_nothing_is_an_empty_polygon() -> None:
    outlines = Outlines.of(roads(), 1000.0)
    place = Extent(NOTHING, None, ((114.0, 22.7, 300.0),))
    shapes = outlines.nested([Extent(NOTHING), place, place])
    assert shapes[0].is_empty
    assert shapes[0].geom_type == "Polygon"
    assert in_metres(outlines, shapes[1]).area == pytest.approx(np.pi * 300**2, rel=0.05)
    assert shapes[2].contains(shapes[1])


def test_ground_around_a_place_goes_no_farther_than_that_around_roads() -> None:
    outlines = Outlines.of(roads(), 1000.0)
    drawn = outlines.nested([Extent(NOTHING, None, ((114.0, 22.7, 9000.0),))])[0]
    assert in_metres(outlines, drawn).area == pytest.approx(np.pi * 1000**2, rel=0.02)


def square(side_deg: float) -> RoadNetwork:
    corners = [(113.9, 22.5), (113.9 + side_deg, 22.5), (113.9 + side_deg, 22.5 + side_deg), (113.9, 22.5 + side_deg)]
    nodes = dict(zip("abcd", corners, strict=True))
    return hand_network(nodes, [Road(*ends) for ends in ("ab", "bc", "cd", "da")])


def test_a_hole_between_roads_is_kept_until_it_is_closed() -> None:
    network = square(0.02)
    extent = Extent(all_of(network))
    for access_m, holes in ((100.0, 1), (900.0, 1), (1200.0, 0)):
        drawn = Outlines.of(network, access_m).nested([extent])[0]
        assert len(drawn.interiors) == holes
        assert drawn.contains(shapely.Point(113.91, 22.51)) == (holes == 0)


def test_the_banks_of_a_river_are_joined_by_its_bridge_alone() -> None:
    """Two roads 400 m apart with no bridge, then with one at their eastern end."""
    nodes = {"a": (113.9, 22.5), "b": (113.95, 22.5), "c": (113.9, 22.5036), "d": (113.95, 22.5036)}
    banks = [Road("a", "b"), Road("c", "d")]
    apart, joined = (hand_network(nodes, [*banks, *bridge]) for bridge in ([], [Road("b", "d", structure="bridge")]))
    shape = Outlines.of(apart, 100.0).nested([Extent(all_of(apart))])[0]
    assert len(shapely.get_parts(shape)) == 2
    shape = Outlines.of(joined, 100.0).nested([Extent(all_of(joined))])[0]
    assert len(shapely.get_parts(shape)) == 1
    river = shapely.points(np.linspace(113.9, 113.948, 50), np.full(50, 22.5018))
    assert not shapely.intersects(shape, river).any()
    assert shape.contains(shapely.Point(113.95, 22.5018))


def test_an_island_of_roads_that_nobody_reaches_is_not_inside() -> None:
    network = two_way_line()
    legs = snap_to_roads(network, {"place": (113.52, 22.5)}, vehicle=TRUCK)["place"]
    terms = Terms(dt.datetime(2023, 1, 16, 8, tzinfo=dt.UTC), TRUCK, "from")
    extent = extents(network, steady(network, 60.0), legs, terms, [600.0])[0][0]
    assert extent.stretches.km(network) == pytest.approx(18)
    # without streets the ground around junctions is drawn too, and the island has a junction as well
    shape = Outlines.of(network, 1000.0).nested([extent])[0]
    assert shape.contains(shapely.MultiPoint([(113.5, 22.5), (113.65, 22.5)]))
    island = shapely.LineString([(113.7, 22.5), (113.75, 22.5)])
    assert not shape.intersects(island)


def test_part_of_a_road_is_drawn_as_far_as_it_is_reached() -> None:
    network = hand_network({"a": (113.9, 22.5), "b": (113.95, 22.5)}, [Road("a", "b")])
    outlines = Outlines.anew(network, 100.0, 0.0)
    part: Stretches = stretches([0], [0.25], [0.75])
    ground = outlines.ground(Extent(part))
    west, south, east, north = ground.bounds
    length_m = outlines.strips.x_m[1] - outlines.strips.x_m[0]
    assert east - west == pytest.approx(length_m / 2 + 200, abs=1e-6)
    assert north - south == pytest.approx(200, rel=0.01)
