"""Sampling and shipments that fail against closed forms; yield, rework and scrap are in `test_losses`."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats

import sim
from tests.validation.chance import LEVEL, holds
from tests.validation.files import bought, demand, events, finishes, made, plant, run, step, supplier

LOT = 50
SAMPLE = {"sample": 20, "accept": 1}
"""ISO 2859-1, code letter F, AQL 2.5 %: 20 pieces of a lot of 26 to 50 … 150, accepted with at most 1 bad one."""
CURVE = {0.0269: 0.90, 0.0481: 0.75, 0.0825: 0.50, 0.181: 0.10}
"""MIL-STD-105D (29 April 1963), table X-F, sample of 20, acceptance number 1: percent bad at which 90, 75, 50 and 10 % of
lots are accepted, given to three digits."""
MEND = {"station": "repair", "work_min": 1}
BENCHES = {"plant": plant(bench={}, repair={})}


def receiving(quantity: int, replications: int = 1, **offer: Any) -> sim.Run:
    """Buy parts in shipments of 50 for consoles that take no work to speak of."""
    items = {"console": made(step("bench", 0.001), bom={"part": 1}, lot_size=LOT), "part": bought()}
    press = supplier({"part": {"lot_size": LOT, **offer}}, capacity_per_day=None)
    return run(
        items=items,
        suppliers={"press": press},
        plants={"plant": plant(bench={}) | {"docks": 100}},
        demands={"order": demand(quantity)},
        replications=replications,
    )


def escaped(found: sim.Run, item: str) -> float:
    table = found.items
    return float(table.loc[table["item"] == item, "escaped"].sum())


@pytest.mark.parametrize(("share", "known"), CURVE.items())
def test_operating_characteristic_of_a_published_plan_on_receiving(share: float, known: float) -> None:
    """Tolerance: the exact binomial interval at 99.9 %, and half a per cent for the table's three digits."""
    found = receiving(LOT * 300, defect_rate=share, sampling=SAMPLE)
    passed, back = len(events(found, "receive", item="part")), len(events(found, "send_back"))
    interval = stats.binomtest(passed, passed + back).proportion_ci(LEVEL)
    assert interval.low - 0.005 <= known <= interval.high + 0.005
    assert known == pytest.approx(stats.binom.cdf(1, 20, share), abs=0.005)


def test_bad_pieces_that_escape_on_receiving() -> None:
    """Of the 30 pieces of an accepted shipment that nobody looks at, the share of bad ones is that of all pieces.

    Seen and unseen pieces are independent. Tolerance: the exact binomial interval at 99.9 %.
    """
    found = receiving(LOT * 300, defect_rate=0.0825, sampling=SAMPLE)
    unseen = 30 * len(events(found, "receive", item="part"))
    interval = stats.binomtest(int(escaped(found, "part")), unseen).proportion_ci(LEVEL)
    assert interval.low <= 0.0825 <= interval.high


def test_shipments_that_fail_are_ordered_again_until_enough_are_good() -> None:
    """40 shipments wanted, 20 % fail: 40 / 0.8 come on average (negative binomial), nothing else is lost.

    Tolerance: Student's interval of 60 replications at 99.9 %.
    """
    found = receiving(LOT * 40, replications=60, lot_failure_rate=0.2)
    table = found.events
    came = table[table["kind"].isin(["receive", "send_back"]) & (table["item"] == "part")]
    assert holds(40 / 0.8, came.groupby("replication").size())
    good = table[(table["kind"] == "receive") & (table["item"] == "part")]
    assert set(good.groupby("replication")["pieces"].sum()) == {40.0 * LOT}


def inspected(quantity: int, first_pass_yield: float, **more: Any) -> sim.Run:
    """Make lots of 50 that are inspected by samples of 20, one minute a piece."""
    check = step("bench", 1, first_pass_yield=first_pass_yield, sampling=SAMPLE, rework=MEND, **more)
    items = {"console": made(check, lot_size=LOT), "part": bought()}
    return run(items=items, plants=BENCHES, demands={"order": demand(quantity)})


def test_only_the_sample_is_worked_on() -> None:
    """Ten good lots of 50 take 20 min each. Equality."""
    assert finishes(inspected(500, 1.0))[-1] == 200.0
    assert finishes(inspected(500, 1.0, setup_min=5))[-1] == 250.0


def test_refused_lots_are_worked_on_as_a_whole_and_what_fails_is_mended() -> None:
    """Share of lots whose other 30 pieces are worked on: 1 less the published 50 %. Nothing bad of these escapes.

    Tolerance: the exact binomial interval at 99.9 %, half a per cent for the table.
    """
    found = inspected(LOT * 400, 0.9175)
    starts = events(found, "operation_start")
    refused = int((starts["pieces"] == 30).sum())
    interval = stats.binomtest(refused, 400).proportion_ci(LEVEL)
    assert interval.low - 0.005 <= 0.5 <= interval.high + 0.005
    unseen = 30 * (400 - refused)
    bad = stats.binomtest(int(escaped(found, "console")), unseen).proportion_ci(LEVEL)
    assert bad.low <= 0.0825 <= bad.high


def test_a_sample_that_accepts_nothing_lets_nothing_escape_from_what_it_has_seen() -> None:
    """A sample as large as the lot is a test of all pieces: work for the lot and for those tested again, none escapes."""
    check = step("bench", 1, first_pass_yield=0.9, sampling={"sample": LOT}, rework=MEND)
    found = run(
        items={"console": made(check, lot_size=LOT), "part": bought()},
        plants=BENCHES,
        demands={"order": demand(LOT * 20)},
    )
    assert escaped(found, "console") == 0
    worked = events(found, "operation_start", place="bench")["pieces"].sum()
    mended = events(found, "rework")["pieces"].sum()
    assert worked == LOT * 20 + mended
