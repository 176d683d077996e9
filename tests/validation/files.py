"""Small scenario files and what the public interface makes of them: known answers, with nothing of the inside touched."""

from __future__ import annotations

import datetime as dt
import functools
import json
from typing import Any

import pandas as pd

import scenarios
import sim
from scenarios import Scenario

START = "2023-01-16T00:00"
"""A Monday; the Spring Festival is off from 21 to 27 January, 28 and 29 January are worked for it."""
END = "2023-02-28T00:00"
DAY_MIN = 1440.0
SHIFT = {"shifts": ["08:00-12:00", "13:30-17:30"], "public_holidays": "CN"}
ALWAYS = {"shifts": ["00:00-24:00"], "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
SITES = {
    "works": ("plant", 114.030, 22.718),
    "airport": ("airport", 114.030, 22.718),  # the same place: no road between
    "maker": ("supplier", 113.750, 22.980),
    "lab": ("abroad", 7.15, 51.26),
}


def name(text: str) -> dict[str, str]:
    return {"en": text, "zh": text}


def step(station: str, work_min: float, **more: Any) -> dict[str, Any]:
    return {"station": station, "work_min": work_min, **more}


def made(*route: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an item that the plant makes."""
    return {"name": name("made"), "plant": "plant", "route": list(route), **more}


def bought(**more: Any) -> dict[str, Any]:
    return {"name": name("bought"), **more}


def supplier(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a supplier next door to the plant, without a road between, who works round the clock: a piece a minute."""
    base = {"name": name("supplier"), "site": "works", "calendar": "always", "vehicle": "truck"}
    return {**base, "capacity_per_day": 1440, "items": items, **more}


def plant(calendar: str = "always", crews: int = 1, **stations: dict[str, Any]) -> dict[str, Any]:
    benches = {key: {"name": name(key), "crews": crews, **more} for key, more in stations.items()}
    return {"site": "works", "calendar": calendar, "stations": benches}


def demand(quantity: int, **more: Any) -> dict[str, Any]:
    return {"item": "console", "quantity": quantity, "due": END, "customer": "works", "vehicle": "truck", **more}


def file(**sections: Any) -> Scenario:
    """Load the text of a scenario file: consoles at a bench, from nothing; `sections` replace what stands here."""
    data: dict[str, Any] = {
        "id": "known",
        "name": name("known answer"),
        "description": name("known answer"),
        "start": START,
        "end": END,
        "roads": {"date": "2023-01-16", "time_cv": 0.0},
        "reach": {"centre": "works", "vehicle": "truck", "depart": "2023-01-16T09:00"},
        "vehicles": {"truck": {"name": name("truck"), "kind": "truck", "capacity_kg": 1000}},
        "calendars": {"always": ALWAYS, "shift": SHIFT},
        "sites": {
            key: {"name": name(key), "kind": kind, "lon": lon, "lat": lat} for key, (kind, lon, lat) in SITES.items()
        },
        "items": {"console": made(step("bench", 60)), "part": bought()},
        "suppliers": {"press": supplier({"part": {"lot_size": 1}})},
        "plants": {"plant": plant(bench={})},
        "demands": {"order": demand(10)},
    }
    return scenarios.loads(json.dumps({**data, **sections}))  # every JSON text is a YAML text


@functools.cache
def roads(start: str = START, end: str = END) -> sim.TravelTimes:
    """Return the travel times that all files here share."""
    return sim.travel_times(file(start=start, end=end))


def run(replications: int = 1, seed: int = 0, *, log: bool = True, **sections: Any) -> sim.Run:
    """Simulate a file on the shared roads; without the event log it is quicker."""
    made = file(**sections)
    return sim.replicate(made, roads(), replications=replications, seed=seed, workers=1, log=log)


def outcome(found: sim.Run, key: str) -> float:
    """Return an outcome of the first replication."""
    return float(found.replications[key].iloc[0])


def finishes(found: sim.Run) -> list[float]:
    """Return the minutes at which units were finished, to a millionth, in the first replication."""
    units = found.units[found.units["replication"] == 0]
    return [round(minute, 6) for minute in units["finished_min"]]


def events(found: sim.Run, kind: str, **where: str) -> pd.DataFrame:
    """Return the events of a kind, of some place or item."""
    table = found.events[found.events["kind"] == kind]
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def at(text: str) -> float:
    """Return a local moment as minutes since the start."""
    return (dt.datetime.fromisoformat(text) - dt.datetime.fromisoformat(START)).total_seconds() / 60
