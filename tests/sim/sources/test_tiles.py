"""Areas and their tiles: nothing left out, nothing too large, and boxes that are none explained."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scenarios.errors import InputError
from sim.sources.areas import Area, Box, box_area, size_km, text
from sim.sources.tiles import MAX_TILES, tiles

DELTA = (112.8, 22.2, 114.6, 23.6)


@given(
    west=st.floats(-170, 169),
    south=st.floats(-70, 69),
    width=st.floats(0.001, 1.0),
    height=st.floats(0.001, 1.0),
    tile_km=st.floats(10, 120),
)
def test_tiles_cover_a_box_and_are_no_larger_than_asked(
    west: float, south: float, width: float, height: float, tile_km: float
) -> None:
    area = box_area((west, south, west + width, south + height))
    boxes = tiles(area, tile_km)
    assert shapely.union_all([shapely.box(*each) for each in boxes]).buffer(1e-9).covers(area.outline)
    assert sum(shapely.box(*each).area for each in boxes) == pytest.approx(area.outline.area, rel=0.05)
    for each in boxes:
        assert max(size_km(each)) <= tile_km * 1.001
        assert all(round(side, 6) == side for side in each)


def test_tiles_follow_the_outline_of_a_place() -> None:
    corner = shapely.Polygon([(113.0, 22.0), (114.0, 22.0), (113.0, 23.0)])
    boxes = tiles(Area("corner", corner), 25)
    assert shapely.union_all([shapely.box(*each) for each in boxes]).buffer(1e-9).covers(corner)
    assert len(boxes) == 15  # of 5 x 5 that its bounding box would need
    assert all(shapely.box(*each).intersects(corner) for each in boxes)
    two = shapely.MultiPolygon([shapely.box(113.0, 22.0, 113.1, 22.1), shapely.box(114.0, 23.0, 114.1, 23.1)])
    assert len(tiles(Area("islands", two), 25)) == 2


def test_the_delta_is_a_few_dozen_tiles_in_a_fixed_order() -> None:
    boxes = tiles(box_area(DELTA), 25)
    assert len(boxes) == 8 * 7
    assert boxes == tiles(box_area(DELTA), 25)
    assert list(boxes) == sorted(boxes, key=lambda each: (each[1], each[0]))


@pytest.mark.parametrize(("bounds", "count"), [((97.0, 20.0, 123.0, 42.0), None), ((110.0, 20.0, 117.0, 25.0), 720)])
def test_too_large_an_area_says_how_large_and_how_many_tiles(bounds: Box, count: int | None) -> None:
    with pytest.raises(InputError, match=rf"km².*tiles of 25 km, at most {MAX_TILES}.*\.osm\.pbf") as raised:
        tiles(box_area(bounds), 25)
    if count:
        words = str(raised.value).replace(",", "").split()
        assert int(words[words.index("tiles") - 1]) == pytest.approx(count, rel=0.15)


@pytest.mark.parametrize("tile_km", [0.0, -3.0, 0.5, math.nan])
def test_tiles_have_a_least_size(tile_km: float) -> None:
    with pytest.raises(InputError, match="at least 1 km"):
        tiles(box_area(DELTA), tile_km)


@pytest.mark.parametrize(
    ("bounds", "hint"),
    [
        ((22.45, 113.75, 22.87, 114.65), r"did you mean 113\.75,22\.45,114\.65,22\.87"),
        ((113.75, 114.65, 22.45, 22.87), r"did you mean 113\.75,22\.45,114\.65,22\.87"),
        ((114.65, 22.45, 113.75, 22.87), r"W < E.*did you mean 113\.75,22\.45,114\.65,22\.87"),
        ((113.75, 22.87, 114.65, 22.45), r"S < N.*did you mean 113\.75,22\.45,114\.65,22\.87"),
        ((113.75, 22.45, 113.75, 22.87), "must differ"),
        ((12670000.0, 2560000.0, 12760000.0, 2620000.0), "no degrees"),
        ((113.75, 22.45, 200.0, 22.87), "-180 to 180"),
        ((math.nan, 22.45, 114.65, 22.87), "four numbers"),
        ((-math.inf, 22.45, 114.65, 22.87), "four numbers"),
    ],
)
def test_a_box_that_is_none_is_explained(bounds: Box, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        box_area(bounds)


def test_size_and_text_of_a_box() -> None:
    assert text(DELTA) == "112.8,22.2,114.6,23.6"
    assert size_km((114.0, 22.0, 115.0, 23.0)) == pytest.approx((103.1, 110.7), abs=0.3)
    assert size_km((-179.0, -1.0, 179.0, 1.0))[0] == pytest.approx(358 * 111.3195, rel=1e-3)
    assert box_area((114.0, 22.0, 115.0, 23.0)).km2 == pytest.approx(11_370, rel=0.01)
