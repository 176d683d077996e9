"""Hexagons that cover a box."""

from __future__ import annotations

import h3
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.geofiles.hexagons import hexagons


@settings(max_examples=15, deadline=None)
@given(st.floats(113, 115), st.floats(22, 24), st.floats(0.0, 0.2), st.floats(0.0, 0.2), st.integers(4, 7))
def test_they_cover_the_box_and_do_not_overlap(
    west: float, south: float, wide: float, tall: float, resolution: int
) -> None:
    bounds = (west, south, west + wide, south + tall)
    cells = hexagons(bounds, resolution)
    assert cells.crs == "EPSG:4326"
    assert cells["area"].is_monotonic_increasing
    assert cells["area"].is_unique
    together = shapely.union_all(cells.geometry.to_numpy())
    # hexagons have straight sides on the globe, not on the plane of degrees
    assert together.buffer(1e-4).covers(shapely.box(*bounds))
    assert shapely.area(cells.geometry.to_numpy()).sum() == pytest.approx(together.area, rel=1e-6)


def test_a_cell_lies_where_h3_has_it() -> None:
    cells = hexagons((114.057, 22.543, 114.057, 22.543), 8)
    assert cells["area"].tolist() == [h3.latlng_to_cell(22.543, 114.057, 8)]
    assert cells.geometry.iloc[0].covers(shapely.Point(114.057, 22.543))
    assert shapely.get_num_coordinates(cells.geometry.iloc[0]) == 7


def test_too_many_and_too_fine() -> None:
    with pytest.raises(InputError, match="more than 500,000; take a smaller number"):
        hexagons((113, 22, 115, 24), 11)
    for resolution in (-1, 16):
        with pytest.raises(InputError, match=r"from 0 \(largest\) to 15"):
            hexagons((113, 22, 115, 24), resolution)
