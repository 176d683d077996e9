"""Material requirements planning, bucket by bucket."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chain.inventory.mrp import Lots, Netted, Record, net_item, plan_requirements
from sim.errors import InputError

PIECES = st.lists(st.integers(0, 30), min_size=1, max_size=12)


def record(gross: list[int], receipts: list[int], opening: int, safety: int, lots: Lots, lead: float = 0.0) -> Record:
    """Return the record of an item in buckets of 10 minutes."""
    entry = Netted((), (), _at(receipts), opening, safety, 10.0, lead, lots)
    return net_item(entry, _at(gross), 10.0 * max(len(gross), len(receipts)) - 1)


def _at(pieces: list[int]) -> tuple[tuple[float, float], ...]:
    return tuple((10.0 * bucket, float(number)) for bucket, number in enumerate(pieces) if number)


@given(
    PIECES, PIECES, st.integers(0, 40), st.integers(0, 10), st.integers(1, 9), st.sampled_from(["lot_for_lot", "fixed"])
)
def test_the_record_is_that_of_a_planner_who_goes_bucket_by_bucket(
    gross: list[int], receipts: list[int], opening: int, safety: int, multiple: int, rule: str
) -> None:
    size = multiple if rule == "fixed" else 1
    found = record(gross, receipts, opening, safety, Lots(rule, size))  # type: ignore[arg-type]
    stock = float(opening)
    for bucket in range(max(len(gross), len(receipts))):
        wanted = gross[bucket] if bucket < len(gross) else 0
        coming = receipts[bucket] if bucket < len(receipts) else 0
        net = max(0.0, wanted + safety - stock - coming)
        planned = -(-net // size) * size
        stock += coming + planned - wanted
        assert (found.net[bucket], found.planned_receipts[bucket], found.on_hand[bucket]) == (net, planned, stock)


@given(PIECES, st.integers(0, 40), st.integers(1, 5))
def test_an_order_covers_its_periods_and_no_more(gross: list[int], opening: int, periods: int) -> None:
    found = record(gross, [], opening, 0, Lots("period", 1, periods))
    assert (found.on_hand >= 0).all()
    buckets = [bucket for bucket, pieces in enumerate(found.planned_receipts) if pieces]
    assert all(later - earlier >= periods for earlier, later in pairwise(buckets))
    assert found.planned_receipts.sum() == max(0, sum(gross) - opening)


def test_past_due_releases_go_at_once() -> None:
    found = record([0, 5, 0, 7], [], 0, 0, Lots(), lead=25.0)
    assert found.releases == ((0.0, 5.0), (5.0, 7.0))
    assert found.planned_releases.tolist() == [12.0, 0.0, 0.0, 0.0]


def test_levels_explode_into_each_other() -> None:
    top = Netted(((1, 2.0, 0.0),), ((30.0, 4.0),), (), 1, 0, 10.0, 10.0, Lots())
    part = Netted((), (), ((10.0, 1.0),), 0, 0, 10.0, 20.0, Lots())
    first, second = plan_requirements([top, part], [0, 1], 50.0)
    assert first.releases == ((20.0, 3.0),)
    assert second.gross.tolist() == [0, 0, 6, 0, 0, 0]
    assert second.releases == ((0.0, 5.0),)


def test_what_is_not_planned_by_bucket_passes_a_planned_need_on_when_it_comes() -> None:
    top = Netted(((1, 1.0, 0.0),), ((30.0, 4.0), (50.0, 6.0)), (), 0, 0, 10.0, 10.0, Lots())
    pushed = Netted(((2, 2.0, 5.0),), ((40.0, 1.0),), (), 2, 0, None, 0.0, Lots())
    part = Netted((), (), (), 0, 0, 10.0, 0.0, Lots())
    _, second, third = plan_requirements([top, pushed, part], [0, 1, 2], 50.0)
    assert second.releases == ((20.0, 3.0), (40.0, 6.0))
    assert third.releases == ((20.0, 6.0), (40.0, 12.0))


def test_absurdly_short_buckets_are_refused() -> None:
    with pytest.raises(InputError, match="lengthen `bucket_h`"):
        net_item(Netted((), (), (), 0, 0, 1e-4, 0, Lots()), (), 500.0)
