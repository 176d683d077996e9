"""Who pays for a trip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chain.journey import Shipment
from sim.chain.plans.ways import Lane, Way
from sim.chain.transport.prices import shares

LANE = Lane("a", "b", 0, *([(1.0,)] * 6), (0,) * 4, (0,) * 4)


def shipment(pieces: int, mass_kg: float) -> Shipment:
    entry = Shipment(0, 0, pieces, None)
    entry.way = Way(LANE, 100, mass_kg, 0, 0)
    return entry


def test_one_pays_all() -> None:
    assert list(shares([shipment(3, 0.0)])) == [1.0]


def test_by_mass_and_by_pieces_where_none_has_any() -> None:
    assert shares([shipment(3, 10.0), shipment(1, 90.0)]) == [0.25, 0.75]
    assert shares([shipment(3, 0.0), shipment(1, 0.0)]) == [0.75, 0.25]
    assert shares([shipment(3, 0.0), shipment(1, 2.0)]) == [0.0, 1.0]


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0, 40)), min_size=1, max_size=9))
def test_shares_add_up(loads: list[tuple[int, float]]) -> None:
    assert sum(shares([shipment(*load) for load in loads])) == pytest.approx(1)
