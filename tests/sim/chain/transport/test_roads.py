"""When vehicles leave and arrive."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.chain.compiling.plan import compile_plan
from sim.chain.replication import run_replication
from tests.sim.chain.runner import finishes, run
from tests.sim.chain.synthetic import ALWAYS, DAY_SHIFT, demand, item, scenario, supplier, text, times

BOUGHT = {"console": item(mass_kg=1)}
FAST = supplier({"console": {"lot_size": 1}}, capacity_per_day=1e9)
NIGHT = {"shifts": ["22:00-23:00"], "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
CALENDARS = {"always": ALWAYS, "day": DAY_SHIFT, "night": NIGHT}


def truck(**changes: Any) -> dict[str, Any]:
    return {"truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 1000, **changes}}


def test_a_vehicle_leaves_in_its_hours() -> None:
    entry = run(
        items=BOUGHT,
        suppliers={"press": FAST},
        calendars=CALENDARS,
        vehicles=truck(calendar="night", loading_min=10),
        demands={"order": demand(1, customer="works")},
    )
    assert entry.shipments["departed_min"][0] == 22 * 60
    assert finishes(entry) == [22 * 60 + 30]


def test_it_drives_home_in_its_hours_too() -> None:
    entry = run(
        items=BOUGHT,
        suppliers={"press": FAST},
        calendars=CALENDARS,
        vehicles=truck(calendar="night", count=1, unloading_min=31),
        demands={"order": demand(2, customer="works")},
    )
    # there at 22:30, empty at 23:01: it drives home the next evening and can leave again at 22:30
    first, second = sorted(entry.shipments["departed_min"][:2])
    assert (first, second) == (22 * 60, 1440 + 22 * 60 + 30)


def test_hours_of_the_vehicle_and_of_the_road_must_meet() -> None:
    made = scenario(
        items=BOUGHT,
        suppliers={"press": FAST},
        calendars=CALENDARS,
        vehicles=truck(calendar="night"),
        demands={"order": demand(1, customer="works")},
    )
    roads = times(made)
    shut = np.concatenate([roads.minutes, np.where(roads.minutes > 0, np.nan, 0.0)], axis=1)
    state_of_hour = np.zeros(roads.state_of_hour.size, dtype=np.int32)
    state_of_hour[:40] = 1  # no road until the second day's 16:00
    shut_roads = replace(roads, minutes=shut, km=shut, toll_cny=shut, state_of_hour=state_of_hour)
    entry = run_replication(compile_plan(made, shut_roads), 0, 0)
    assert finishes(entry) == [1440 + 22 * 60 + 30]
