"""Loading at bays and unloading at docks, in their hours."""

from __future__ import annotations

import pytest

from tests.sim.chain.runner import finishes, legs, run
from tests.sim.chain.synthetic import ALWAYS, DAY_SHIFT, demand, item, plant, supplier, text

BOUGHT = {"console": item(mass_kg=1)}
EARLY = {"shifts": ["06:00-08:00"], "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
CALENDARS = {"always": ALWAYS, "day": DAY_SHIFT, "early": EARLY}
FAST = {"lot_size": 1}


def truck(**changes: object) -> dict[str, object]:
    return {"truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 1000, **changes}}


def press(**changes: object) -> dict[str, object]:
    return {"press": supplier({"console": FAST}, capacity_per_day=1e9, **changes)}


def test_docks_keep_their_own_hours() -> None:
    entry = run(
        items=BOUGHT,
        suppliers=press(),
        calendars=CALENDARS,
        vehicles=truck(unloading_min=30),
        plants={"plant": plant("always", dock_calendar="early", receiving_min=100)},
        demands={"order": demand(1)},
    )
    assert finishes(entry) == [1440 + 6 * 60 + 10]  # unloaded at 6:30, 90 minutes of receiving until 8, 10 the next day
    assert legs(entry)["closed", "early", "receiving"] == 22 * 60


def test_unloading_that_takes_no_time_waits_for_the_dock_to_open_all_the_same() -> None:
    entry = run(
        items=BOUGHT,
        suppliers=press(),
        calendars=CALENDARS,
        plants={"plant": plant("always", dock_calendar="early")},
        demands={"order": demand(1)},
    )
    assert finishes(entry) == [6 * 60]


def test_a_supplier_loads_in_its_hours_at_its_docks() -> None:
    entry = run(
        items=BOUGHT,
        suppliers=press(docks=2, dock_calendar="early"),
        calendars=CALENDARS,
        vehicles=truck(loading_min=45),
        demands={"order": demand(6)},
    )
    # two at a time: until 6:45 and 7:30; the third pair has half an hour left and goes on the next day
    departed = entry.shipments["departed_min"][entry.shipments["supplier"] >= 0]
    assert departed.tolist() == [6 * 60 + 45] * 2 + [7 * 60 + 30] * 2 + [1440 + 6 * 60 + 15] * 2


def test_who_waits_for_a_loading_dock_is_loading() -> None:
    entry = run(
        items=BOUGHT,
        suppliers=press(docks=1),
        vehicles=truck(loading_min=10),
        demands={"order": demand(3)},
    )
    assert legs(entry)["transport", "press", "loading"] == pytest.approx(30)
