"""Transport by hand calculation: what moves when, by what, and at what cost.

Source: arithmetic on the scenario, written out beside each test. Tolerance: equality to a millionth of a minute, of a
yuan, of a kilometre. The sites that goods travel between lie at one place unless the test says otherwise, so that no road
is between them and every minute is one that the scenario names; road times themselves are under test in test_roads.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from pyproj import Geod

import sim
from tests.validation import files
from tests.validation.files import (
    ALWAYS,
    DAY_MIN,
    SHIFT,
    bought,
    demand,
    finishes,
    made,
    name,
    outcome,
    step,
    supplier,
)

MORNING = {"shifts": ["09:00-11:00"], "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
CALENDARS = {"always": ALWAYS, "shift": SHIFT, "morning": MORNING}
CONSOLE = made(step("bench", 0), bom={"part": 1})


def vehicles(**changes: Any) -> dict[str, Any]:
    return {"truck": {"name": name("truck"), "kind": "truck", "capacity_kg": 1000, **changes}}


def run(pieces: int = 1, **sections: Any) -> sim.Run:
    """Buy parts of a supplier next door, one by one at one a minute, and turn each into a console at once."""
    base = {"calendars": CALENDARS, "items": {"console": CONSOLE, "part": bought(mass_kg=10)}}
    return files.run(**{**base, "demands": {"order": demand(pieces)}, **sections})


def press(**more: Any) -> dict[str, Any]:
    return {"press": supplier({"part": {"lot_size": 1, **more.pop("offer", {})}}, **more)}


def test_dock_hours() -> None:
    """Unloading takes 50 minutes in hours of 9:00 to 11:00 at one dock: two a day and 20 minutes of the third."""
    plant = {**files.plant(bench={}), "dock_calendar": "morning"}
    found = run(4, vehicles=vehicles(unloading_min=50), plants={"plant": plant})
    day = DAY_MIN
    assert finishes(found) == [590, 640, day + 540 + 30, day + 540 + 80]


def test_loading_docks() -> None:
    """Two loading docks, 50 minutes each, from 9:00: at 9:50, 10:40, and ten minutes short at 11:00 the next morning."""
    found = run(6, vehicles=vehicles(loading_min=50), suppliers=press(docks=2, dock_calendar="morning"))
    assert finishes(found) == [590, 590, 640, 640, DAY_MIN + 570, DAY_MIN + 570]


def test_full_loads() -> None:
    """Parts of 10 kg, a truck of 1,000 kg that is full at 5 %: one leaves with every fifth part, the last two never do."""
    full = {"kind": "full_load", "fill_share": 0.05}
    found = run(12, suppliers=press(departures=full))
    assert finishes(found) == [5] * 5 + [10] * 5
    waiting = run(12, suppliers=press(departures={**full, "longest_wait_h": 1}))
    assert finishes(waiting) == [5] * 5 + [10] * 5 + [11 + 60] * 2


def test_timed_departures() -> None:
    """A part a minute from midnight on Monday; vehicles leave on weekdays at 0:03 and 6:00."""
    timed = {"kind": "timed", "times": ["00:03", "06:00"], "weekdays": ["mon"]}
    found = run(365, suppliers=press(departures=timed))
    assert finishes(found) == [3] * 3 + [360] * 357 + [7 * DAY_MIN + 3] * 5


def test_milk_run() -> None:
    """Two suppliers next door; the run starts at 7:00, loads 12 minutes at each, carries 30 kg, unloads in 5."""
    makers = {key: supplier({part: {"lot_size": 1}}) for key, part in (("east", "part"), ("west", "other"))}
    rounds = {"name": name("run"), "vehicle": "truck", "place": "plant", "stops": ["east", "west"], "times": ["07:00"]}
    console = made(step("bench", 0), bom={"part": 1, "other": 1})
    found = run(
        2,
        vehicles=vehicles(capacity_kg=30, loading_min=12, unloading_min=5, cost_cny_per_h=60),
        items={"console": console, "part": bought(mass_kg=10), "other": bought(mass_kg=10)},
        suppliers=makers,
        milk_runs={"round": rounds},
        demands={"order": demand(2)},
    )
    # the first round takes two of the east and one of the west, the second the other of the west
    assert finishes(found) == [420 + 29, DAY_MIN + 420 + 17]
    inbound = found.shipments[found.shipments["kind"] == "inbound"]
    paid = inbound.sort_values(["supplier", "departed_min"])["cost_cny"].tolist()
    assert paid == pytest.approx([29 / 3, 29 / 3, 29 / 3, 17])


def test_fleet_of_one() -> None:
    """One truck, 10 minutes to load and 20 to unload: every half hour a part, and none is brought meanwhile."""
    found = run(5, vehicles=vehicles(count=1, loading_min=10, unloading_min=20), demands={"order": demand(5)})
    inbound = found.shipments[found.shipments["kind"] == "inbound"]
    assert inbound["received_min"].diff().dropna().min() >= 30 - 1e-9


def test_customs_hours() -> None:
    """Two hours of customs in hours of 9:00 to 11:00, after a flight of 9.5 hours from midnight."""
    leg = {"mode": "air", "gateway": "airport", "transit_h": 9.5, "customs_h": 2, "customs_calendar": "morning"}
    found = run(suppliers=press(site="lab", inbound=leg))
    assert finishes(found) == [2 * DAY_MIN + 540 + 30]  # lands at 9:30 on Tuesday: 90 minutes, and 30 more on Wednesday


def test_drone() -> None:
    """Straight from the maker's site to the works at 60 km/h, 4 kg at a time; the distance is that of the ellipsoid."""
    (_, *works), (_, *maker) = files.SITES["works"], files.SITES["maker"]
    km = Geod(ellps="WGS84").inv(*maker, *works)[2] / 1000
    drone = {
        "name": name("drone"),
        "mode": "drone",
        "kind": "van",
        "capacity_kg": 4,
        "speed_kph": 60,
        "cost_cny_per_km": 3,
    }
    scenario = files.file(
        calendars=CALENDARS,
        vehicles={**vehicles(), "drone": {**drone, "range_km": 200}},
        items={"console": CONSOLE, "part": bought(mass_kg=2)},
        suppliers=press(site="maker", vehicle="drone", offer={"lot_size": 2}, capacity_per_day=2880),
        demands={"order": demand(2)},
    )
    found = sim.simulate(scenario, files.roads())
    assert finishes(found) == pytest.approx([1 + km] * 2)
    assert outcome(found, "cost_transport_cny") == pytest.approx(2 * km * 3)
    assert outcome(found, "cost_toll_cny") == 0


def test_expediting() -> None:
    """A truck leaves on Mondays at noon; the part that the line lacks comes by van as soon as it is made, at a price."""
    van = {"name": name("van"), "kind": "van", "capacity_kg": 100, "loading_min": 7}
    faster = {"vehicle": "van", "cost_cny_per_shipment": 250}
    timed = {"kind": "timed", "times": ["12:00"], "weekdays": ["mon"]}
    two = {**vehicles(), "van": van}
    slow = run(3, vehicles=two, suppliers=press(departures=timed))
    assert finishes(slow) == [720] * 3
    fast = run(3, vehicles=two, suppliers=press(departures=timed, offer={"expedite": faster}))
    # asked for at 0, made at 1, there at 8; the next is ready by then, and takes 7 minutes
    assert finishes(fast) == [8, 15, 22]
    assert outcome(fast, "cost_expedite_cny") == 750


def test_ledger() -> None:
    """The costs of transport are those of the ledger by kind: vehicles, tolls, freight."""
    leg = {"mode": "sea", "gateway": "airport", "transit_h": 20, "cost_cny_per_kg": 5}
    found = run(
        9,
        vehicles=vehicles(cost_cny_per_km=2, cost_cny_per_h=50, loading_min=5),
        suppliers=press(site="lab", inbound={**leg, "mode": "air"}, departures={"kind": "timed", "times": ["08:00"]}),
        demands={"order": demand(9, customer="maker")},
    )
    parts = sum(outcome(found, f"cost_{kind}_cny") for kind in ("transport", "toll", "freight"))
    assert outcome(found, "transport_cost_cny") == pytest.approx(parts)
    assert outcome(found, "cost_freight_cny") == 9 * 10 * 5
    assert found.shipments["cost_cny"].sum() == pytest.approx(parts)
