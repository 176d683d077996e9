"""Several suppliers of a part, who share its orders by every rule, against the slow simulation."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.validation import files, slow, slow_sourcing
from tests.validation.files import START
from tests.validation.test_oracle import CALENDARS, DAYS, END_MIN, STEP_MIN, at, network, orders_of, stock_of

SOURCINGS = ("split", "primary_backup", "cheapest", "soonest")
DAILY_MIN = {"always": 1440, "office": 480, "nights": 600}


def suppliers(chance: random.Random, sourcing: str) -> dict[str, Any]:
    """Return up to three suppliers, each with an odd lead time, so that nothing of theirs comes at a moment of others."""
    number = chance.randint(2, 3)
    shares = chance.choice(
        [[0.5, 0.5], [0.7, 0.3], [0.25, 0.75]] if number == 2 else [[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]]
    )
    prices = chance.sample(range(1, 10), number)
    found = {}
    for index in range(number):
        offer = {
            "lot_size": chance.choice([1, 2, 5]),
            "min_order": chance.choice([0, 0, 7]) if sourcing in {"primary_backup", "cheapest"} else 0,
            "price_cny": prices[index],
            "order_cost_cny": chance.randint(0, 40),
            "share": shares[index],
            "rank": number - index,
        }
        calendar = chance.choice(list(CALENDARS))
        per_day = chance.choice([None, DAILY_MIN[calendar] / chance.choice([7, 41, 160])])
        lead_h = (chance.randint(0, 100) * STEP_MIN + 1.37 + 3.1 * index) / 60
        more = {"calendar": calendar, "capacity_per_day": per_day, "lead_time_h": lead_h}
        found[f"maker_{index}"] = files.supplier({"part": offer}, **more)
    return found


def outages(chance: random.Random, names: list[str]) -> dict[str, dict[str, Any]]:
    """Return outages in which a supplier does nothing; they begin and end where nobody orders."""
    found = {}
    for name in names:
        begin = chance.randint(0, 700) * STEP_MIN + 4
        end = begin + chance.randint(10, 300) * STEP_MIN
        found[f"no_{name}"] = {"kind": "outage", "target": name, "from": at(begin), "until": at(end)}
    return found


def market(sections: dict[str, Any], sourcing: str) -> slow_sourcing.Market:
    makers = []
    for name, entry in sections["suppliers"].items():
        shut = [
            (round(files.at(row["from"])), round(files.at(row["until"])), 0.0)
            for row in sections["disruptions"].values()
            if row["target"] == name
        ]
        per_day = entry["capacity_per_day"]
        daily = DAILY_MIN[entry["calendar"]]
        hours, usual = (slow.Hours.of(CALENDARS[entry["calendar"]], START, DAYS * 2, found) for found in (shut, []))
        lead_min, minutes = entry["lead_time_h"] * 60, None if per_day is None else daily / per_day
        makers.append(slow_sourcing.Maker(entry["items"]["part"], lead_min, minutes, hours, usual))
    return slow_sourcing.Market(makers, sourcing, END_MIN)


def shared(seed: int) -> tuple[dict[str, Any], str]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    sourcing = SOURCINGS[seed % len(SOURCINGS)]
    sections = network(chance)
    sections["calendars"] = CALENDARS
    sections["items"] = {"part": files.bought(sourcing=sourcing)}
    sections["suppliers"] = suppliers(chance, sourcing)
    sections["disruptions"] = {} if sourcing == "soonest" else outages(chance, ["maker_0", "maker_1"])
    return sections, sourcing


@pytest.mark.parametrize("seed", range(24))
def test_suppliers_share_orders(seed: int) -> None:
    """By split shares, primary and backup, price, and what is expected soonest; with queues, hours and outages of each."""
    sections, sourcing = shared(seed)
    found = files.run(**sections)
    came = found.orders[found.orders["kind"] == "stream"]
    known = sorted(zip(came["arrived_min"], came["origin"], came["pieces"], strict=True), key=lambda order: order[0])
    second = slow.Network(sections, known, START, END_MIN, market(sections, sourcing))
    second.run()
    assert orders_of(found) == sorted(order.row() for order in second.orders)
    assert stock_of(found) == second.by_day
    for kind, cny in second.cost.items():
        assert files.outcome(found, f"cost_{kind}_cny") == pytest.approx(cny, abs=0.01), kind
