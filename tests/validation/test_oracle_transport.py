"""Transport against the slow simulation: what is on which vehicle, when it leaves, arrives and is received, at what cost.

Scenarios are made at random with fixed seeds, such that no two items are unloaded at once and wait for the same vehicle: who
is first then is not said. Nothing in them is left to chance but when roads shut, which is taken from the run. Equality to a
thousandth of a minute and to a hundredth of a yuan. Minutes, kilometres and tolls of the roads themselves are those of
`sim.travel_times`, see test_roads.py.
"""

from __future__ import annotations

import functools
import itertools
import random
from typing import Any

import pytest
from pyproj import Geod

import sim
from tests.validation import files, slow, slow_line, slow_roads, slow_transport
from tests.validation.files import START
from tests.validation.test_oracle import CALENDARS, at

DAYS = 16
END_MIN = DAYS * slow.DAY
SITES = {
    "works": ("plant", 114.030, 22.718),
    "maker": ("supplier", 113.750, 22.980),
    "north": ("supplier", 113.262, 23.130),
    "airport": ("airport", 113.308, 23.392),
    "port": ("port", 113.750, 22.980),
    "lab": ("abroad", 7.15, 51.26),
}
SITE_ENTRIES = {
    key: {"name": files.name(key), "kind": kind, "lon": lon, "lat": lat} for key, (kind, lon, lat) in SITES.items()
}
VEHICLES: dict[str, dict[str, Any]] = {
    "truck": {"name": files.name("truck"), "kind": "truck", "capacity_kg": 1000},
    "van": {"name": files.name("van"), "kind": "van", "capacity_kg": 300},
}
CLOCK = [7 * 60 + 10, 9 * 60, 13 * 60 + 30, 16 * 60 + 45, 22 * 60 + 5]


@functools.cache
def roads() -> sim.TravelTimes:
    return sim.travel_times(files.file(sites=SITE_ENTRIES, vehicles=VEHICLES))


CLOSURES: dict[str, dict[str, Any]] = {
    "slow": {"roads": ["G107"]},
    "short": {"roads": ["G94"]},
    "cut": {"classes": ["motorway", "trunk", "primary"]},
}
"""The first makes 50 minutes of 37 from the maker, the second 40, and the third leaves no way."""


def closing(chance: random.Random) -> dict[str, dict[str, Any]]:
    """Return closures by chance, of roads that are shut again and again while vehicles are on them."""
    return {
        key: {
            "kind": "road_closure",
            "closure": closure,
            "en_route": chance.choice(["reroute", "wait"]),
            "every_h": chance.choice([1.7, 5.3]),
            "duration_h": chance.choice([0.4, 1.9]),
            "duration_distribution": "exponential",
        }
        for key, closure in CLOSURES.items()
    }


@functools.cache
def closed_roads() -> sim.TravelTimes:
    made = files.file(sites=SITE_ENTRIES, vehicles=VEHICLES, disruptions=closing(random.Random(0)))  # noqa: S311
    return sim.travel_times(made)


BANNED: dict[str, Any] = {
    "polygon": [[113.9, 22.6], [114.2, 22.6], [114.2, 22.9], [113.9, 22.9]],
    "kinds": ["truck"],
    "hours": ["07:00-10:00", "16:00-20:00"],
}
RULES: dict[str, Any] = {"date": "2023-01-16", "time_cv": 0.0, "restrictions": {"ring": BANNED}}
"""Trucks keep off the roads around the works in the morning and in the evening, vans do not."""


@functools.cache
def restricted_roads() -> sim.TravelTimes:
    return sim.travel_times(files.file(sites=SITE_ENTRIES, vehicles=VEHICLES, roads=RULES))


def replay(sections: dict[str, Any], times: sim.TravelTimes | None = None) -> sim.Run:
    return sim.replicate(files.file(**sections), times or roads(), replications=1, seed=0, workers=1)


def vehicles(chance: random.Random) -> dict[str, dict[str, Any]]:
    """Return a truck and a van: as many as needed, or few; at any hour, or in some."""
    found = {}
    for key, entry in VEHICLES.items():
        count = chance.choice([None, None, 1, 2])
        calendar = chance.choice([None, None, "office", "nights"])
        found[key] = {
            **entry,
            "loading_min": chance.choice([0, 7.3, 41.7]),
            "unloading_min": chance.choice([0, 5.9, 63.1]),
            "cost_cny_per_km": chance.choice([0, 2.5]),
            "cost_cny_per_h": chance.choice([0, 80]),
            **({} if count is None else {"count": count}),
            **({} if calendar is None else {"calendar": calendar}),
        }
    return found


def clock(chance: random.Random, odd: int) -> list[str]:
    """Return times of day that nobody else has: `odd` minutes past."""
    minutes = [minute + odd for minute in sorted(chance.sample(CLOCK, chance.randint(1, 2)))]
    return [f"{minute // 60:02}:{minute % 60:02}" for minute in minutes]


def departures(chance: random.Random, kinds: tuple[str, ...], odd: int) -> dict[str, Any]:
    kind = chance.choice(kinds)
    if kind == "timed":
        weekdays = sorted(chance.sample(slow.WEEKDAYS, chance.choice([4, 7])), key=slow.WEEKDAYS.index)
        return {"kind": kind, "times": clock(chance, odd), "weekdays": weekdays}
    if kind == "full_load":
        wait = chance.choice([3.3, 11.7, 40.1])
        return {"kind": kind, "fill_share": chance.choice([0.3, 0.6, 1.0]), "longest_wait_h": wait}
    return {"kind": "at_once"}


def docks(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {"docks": chance.choice([1, 1, 2])}
    return found | ({"dock_calendar": chance.choice(list(CALENDARS))} if chance.random() < 0.6 else {})


def house(chance: random.Random, site: str, stock: dict[str, Any], kinds: tuple[str, ...], odd: int) -> dict[str, Any]:
    return {
        "name": files.name("house"),
        "site": site,
        "calendar": chance.choice(list(CALENDARS)),
        "receiving_min": chance.choice([0, 17.3]),
        "departures": departures(chance, kinds, odd),
        "stock": stock,
        **docks(chance),
    }


def chain(chance: random.Random, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Return two suppliers of a part each, a warehouse that buys both, often a second one behind it, and who orders there."""
    parts = ("bolt", "case")
    makers = {}
    for number, part in enumerate(parts):
        calendar = chance.choice(list(CALENDARS))
        makers[f"maker_{part}"] = files.supplier(
            {part: {"lot_size": chance.choice([1, 3, 8])}},
            site=chance.choice(["maker", "north", "works"]),
            calendar=calendar,
            vehicle=chance.choice(["truck", "truck", "van"]),
            capacity_per_day=chance.choice([None, 7.7, 23.9, 61.3]),
            lead_time_h=chance.randint(0, 30) + 0.117 + 0.231 * number,
            departures=departures(chance, kinds, number),
            **(docks(chance) if chance.random() < 0.6 else {}),
        )
    stores = {"house": house(chance, "works", {part: {} for part in parts}, kinds, 2)}
    if chance.random() < 0.6:
        brought = {
            part: {
                "from": "house",
                "vehicle": chance.choice(["truck", "van"]),
                "order_delay_h": chance.choice([0, 20.037]),
                "lead_time_h": chance.choice([0, 3.17]),
            }
            for part in parts
        }
        stores["shop"] = house(chance, chance.choice(["north", "maker"]), brought, kinds, 3)
    demands = {
        f"order_{number}": files.demand(
            chance.randint(1, 40),
            item=chance.choice(parts),
            place=chance.choice(list(stores)),
            customer=chance.choice(["maker", "north"]),
            vehicle=chance.choice(["truck", "van"]),
            due=at(5000 + 100 * chance.randint(0, 20) + number),
        )
        for number in range(chance.randint(1, 5))
    }
    return {
        "end": at(END_MIN),
        "calendars": CALENDARS,
        "sites": SITE_ENTRIES,
        "vehicles": vehicles(chance),
        "items": {part: files.bought(mass_kg=chance.choice([7, 31.5, 90])) for part in parts},
        "plants": {},
        "warehouses": stores,
        "suppliers": makers,
        "demands": demands,
    }


def rows(found: sim.Run) -> list[tuple[Any, ...]]:
    table = found.shipments[found.shipments["hired_min"].notna()]
    names = (table[key] for key in ("kind", "item", "origin", "destination", "vehicle"))
    keys = ("hired", "departed", "arrived", "received", "freed")
    numbers = [*(f"{key}_min" for key in keys), "km", "toll_cny", "cost_cny"]
    return sorted(zip(*names, table["pieces"], *(table[key].fillna(-1.0).round(3) for key in numbers), strict=True))


def served(found: sim.Run) -> list[tuple[str, float]]:
    """Return demand and moment at which its last piece was handed over; -1 where that did not happen."""
    table = found.orders[found.orders["kind"] == "demand"]
    return sorted(zip(table["origin"], table["served_min"].fillna(-1.0).round(3), strict=True))


def agree(found: sim.Run, second: slow_transport.Chain) -> None:
    """Hold every row of the shipments and every cost against the slow simulation's."""
    expected = sorted(shipment.row() for shipment in second.shipments if shipment.hired >= 0)
    got = rows(found)
    assert [row[:6] for row in got] == [row[:6] for row in expected]
    for row, wanted in zip(got, expected, strict=True):
        assert row[6:] == pytest.approx(wanted[6:], abs=0.003), (row, wanted)
    for (name, moment), (other, wanted_min) in zip(served(found), second.served(), strict=True):
        assert name == other
        assert moment == pytest.approx(wanted_min, abs=0.003), name
    for kind, cny in second.cost.items():
        assert files.outcome(found, f"cost_{kind}_cny") == pytest.approx(cny, abs=0.01), kind


def slowly(sections: dict[str, Any], ways: slow_roads.Roads | None = None) -> slow_transport.Chain:
    second = slow_transport.Chain(sections, ways or slow_roads.Roads(roads()), START, DAYS * 2)
    second.run(END_MIN)
    return second


@pytest.mark.parametrize("seed", range(15))
def test_full_loads_and_timed_departures(seed: int) -> None:
    """Who leaves at once, full or by the clock, from suppliers and warehouses; few vehicles, docks and hours of all."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    sections = chain(chance, ("at_once", "full_load", "full_load", "timed", "timed"))
    agree(replay(sections), slowly(sections))


@pytest.mark.parametrize("seed", range(120, 130))
def test_docks_and_fleets(seed: int) -> None:
    """All leave at once, so that they meet at docks that are few and shut at night, and wait for the same vehicles."""
    sections = chain(random.Random(seed), ("at_once",))  # noqa: S311
    agree(replay(sections), slowly(sections))


def milk_run(chance: random.Random, sections: dict[str, Any]) -> dict[str, Any]:
    """Return a round of some suppliers by the clock."""
    return {
        "name": files.name("round"),
        "vehicle": chance.choice(["truck", "van"]),
        "place": "house",
        "stops": chance.sample(list(sections["suppliers"]), chance.choice([1, 2, 2])),
        "times": clock(chance, 4),
        "weekdays": sorted(chance.sample(slow.WEEKDAYS, chance.choice([4, 7])), key=slow.WEEKDAYS.index),
    }


@pytest.mark.parametrize("seed", range(12, 27))
def test_milk_runs(seed: int) -> None:
    """A round by the clock at suppliers with docks of their own, in a vehicle that others use too."""
    chance = random.Random(seed)  # noqa: S311
    sections = chain(chance, ("at_once",))
    sections["milk_runs"] = {"round": milk_run(chance, sections)}
    agree(replay(sections), slowly(sections))


@pytest.mark.parametrize("seed", range(10))
def test_closed_roads(seed: int) -> None:
    """Vehicles that leave or are on the road while roads shut and open by chance go round, or wait; nothing is lost."""
    chance = random.Random(seed)  # noqa: S311
    sections = chain(chance, ("at_once", "timed"))
    sections["disruptions"] = closing(chance)
    sections["milk_runs"] = {"round": milk_run(chance, sections)} if seed % 2 else {}
    found = replay(sections, closed_roads())
    table = found.disruptions
    windows = list(zip(table["begin_min"], table["end_min"], table["disruption"], strict=True))
    waits = [key for key, entry in sections["disruptions"].items() if entry["en_route"] == "wait"]
    agree(found, slowly(sections, slow_roads.Roads(closed_roads(), windows, waits)))


@pytest.mark.parametrize("seed", range(10))
def test_demands_that_are_cancelled_or_grow(seed: int) -> None:
    """What is with customers, on the road or ordered stays; what is left over serves others, and what is lacking is ordered."""
    chance = random.Random(seed)  # noqa: S311
    sections = chain(chance, ("at_once", "timed"))
    for entry in sections["demands"].values():
        entry["quantity"] = 4 * max(entry["quantity"] // 4, 1)
    sections["disruptions"] = {
        f"change_{number}": {
            "kind": "demand",
            "target": chance.choice([*sections["demands"], sections["demands"]["order_0"]["item"]]),
            "factor": chance.choice([0, 0, 0.5, 2]),
            "from": at(chance.randint(0, 600) * 15 + 4 + number),
            "duration_h": 1,
        }
        for number in range(chance.randint(1, 2))
    }
    found, second = replay(sections), slowly(sections)
    agree(found, second)
    table = found.orders[found.orders["cancelled"] > 0]
    assert table.groupby("origin")["cancelled"].sum().to_dict() == {
        key: pieces for key, pieces in second.cancelled.items() if pieces
    }


@pytest.mark.parametrize("seed", range(10))
def test_imports_and_drones(seed: int) -> None:
    """One part flies or sails in, waits for departures and customs in their hours, and goes on by truck; drones bring it to customers."""
    chance = random.Random(seed)  # noqa: S311
    sections = chain(chance, ("at_once", "full_load", "timed"))
    maker = sections["suppliers"]["maker_case"]
    maker["site"], maker["inbound"] = "lab", inbound(chance)
    drone = {"mode": "drone", "kind": "van", "capacity_kg": 95, "speed_kph": chance.choice([60, 90]), "range_km": 200}
    sections["vehicles"]["drone"] = {**sections["vehicles"]["van"], **drone}
    for entry in sections["demands"].values():
        entry["vehicle"] = chance.choice([entry["vehicle"], "drone"])
    ways = slow_roads.Roads(roads())
    for one, other in itertools.permutations(("works", "maker", "north"), 2):
        km = Geod(ellps="WGS84").inv(*SITES[one][1:], *SITES[other][1:])[2] / 1000
        ways.flights["drone", one, other] = slow_roads.Drive(km / drone["speed_kph"] * 60, km, 0.0)
    for site in SITES:
        ways.flights["drone", site, site] = slow_roads.Drive(0.0, 0.0, 0.0)
    agree(replay(sections), slowly(sections, ways))


def inbound(chance: random.Random) -> dict[str, Any]:
    mode, gateway = chance.choice([("air", "airport"), ("sea", "port")])
    return {
        "mode": mode,
        "gateway": gateway,
        "transit_h": chance.choice([9.3, 31.7]),
        "customs_h": chance.choice([0, 2.2, 11.4]),
        "departures_per_week": chance.choice([3, 7, 14]),
        "cost_cny_per_kg": chance.choice([0, 6]),
        **({"customs_calendar": chance.choice(list(CALENDARS))} if chance.random() < 0.7 else {}),
    }


def hurried_line(chance: random.Random) -> dict[str, Any]:
    """Return a line that lacks parts, of a supplier who lets them wait for a departure; a van brings them at a price."""
    offer = {
        "lot_size": chance.choice([1, 3, 8]),
        "expedite": {"vehicle": "van", "cost_cny_per_shipment": chance.choice([0, 90])},
    }
    more = {"capacity_per_day": chance.choice([7.7, 23.9, 61.3]), "lead_time_h": chance.randint(0, 30) + 0.117}
    maker = {"site": chance.choice(["maker", "north"]), "calendar": chance.choice(list(CALENDARS)), **more}
    maker |= {"departures": departures(chance, ("full_load", "timed"), 0), **docks(chance)}
    works = files.plant(crews=1000, bench={}) | {"calendar": "always", "receiving_min": chance.choice([0, 17.3])}
    classes = vehicles(chance)
    for entry in classes.values():
        entry.pop("count", None)
    console = files.made(
        files.step("bench", 3.7), mass_kg=5, bom={"part": chance.choice([1, 3])}, lot_size=chance.choice([1, 4])
    )
    return {
        "end": at(END_MIN),
        "calendars": CALENDARS,
        "sites": SITE_ENTRIES,
        "vehicles": classes,
        "items": {"console": console, "part": files.bought(mass_kg=chance.choice([7, 31.5, 90]))},
        "plants": {"plant": works | docks(chance)},
        "suppliers": {"press": files.supplier({"part": offer}, **maker)},
        "demands": {"order": files.demand(chance.randint(3, 30), place="plant", due=at(20_000))},
    }


@pytest.mark.parametrize("seed", range(12))
def test_parts_that_a_line_lacks_are_hurried(seed: int) -> None:
    """Those that wait for a departure first, then those that are made, as many as the next lot lacks and no more."""
    sections = hurried_line(random.Random(seed))  # noqa: S311
    second = slow_line.Line(sections, slow_roads.Roads(roads()), START, DAYS * 2)
    second.run(END_MIN)
    agree(replay(sections), second)


@pytest.mark.parametrize("seed", range(40, 46))
def test_truck_restrictions(seed: int) -> None:
    """Trucks that leave while they are banned come when the ban has ended, or go round; vans drive as ever."""
    sections = chain(random.Random(seed), ("at_once", "timed")) | {"roads": RULES}  # noqa: S311
    found = replay(sections, restricted_roads())
    agree(found, slowly(sections, slow_roads.Roads(restricted_roads())))
    for vehicle, least_min in (("truck", 60), ("van", 0)):
        for way in (("maker", "works"), ("works", "north")):
            later = restricted_roads().by_hour(vehicle, *way) - roads().by_hour(vehicle, *way)
            assert later.max() >= least_min
            assert vehicle == "truck" or later.max() == 0
