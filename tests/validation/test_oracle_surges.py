"""Surges of orders of streams against the slow simulation: the same orders as without them, multiplied while they last."""

from __future__ import annotations

import random

import pytest

from tests.validation import files, slow
from tests.validation.files import START
from tests.validation.test_oracle import END_MIN, STEP_MIN, at, network, orders_of, stock_of


@pytest.mark.parametrize("seed", range(10))
def test_surges(seed: int) -> None:
    """One stream is multiplied in two windows that may overlap, in which both factors hold."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    sections = network(chance)
    windows = []
    for _ in range(2):
        begin = chance.randint(0, 900) * STEP_MIN + 4
        windows.append((begin, begin + chance.randint(50, 400) * STEP_MIN, chance.randint(2, 4)))
    usual = files.run(**sections).orders.query("kind == 'stream'")
    sections["disruptions"] = {
        f"surge_{number}": {
            "kind": "demand",
            "target": "sales_0",
            "from": at(begin),
            "until": at(end),
            "factor": factor,
        }
        for number, (begin, end, factor) in enumerate(windows)
    }
    known = []
    for moment, name, pieces in zip(usual["arrived_min"], usual["origin"], usual["pieces"], strict=True):
        factors = [factor for begin, end, factor in windows if name == "sales_0" and begin <= moment < end]
        known.append((moment, name, pieces * (factors[0] if factors else 1) * (factors[1] if factors[1:] else 1)))
    second = slow.Network(sections, sorted(known, key=lambda order: order[0]), START, END_MIN)
    second.run()
    found = files.run(**sections)
    assert orders_of(found) == sorted(order.row() for order in second.orders)
    assert stock_of(found) == second.by_day
