"""Pieces of scenarios: places without roads between, round-the-clock calendars, so that only stock and orders count."""

from __future__ import annotations

from typing import Any

import numpy as np

import sim
from scenarios import Scenario

START = "2023-01-02T00:00"
"""A Monday."""
ALWAYS = {"shifts": ["00:00-24:00"], "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}


def name(text: str) -> dict[str, str]:
    """Return a text that is the same in both languages."""
    return {"en": text, "zh": text}


def scenario(end: str, **sections: Any) -> Scenario:
    """Return a scenario whose places all lie at one site."""
    data: dict[str, Any] = {
        "id": "bench",
        "name": name("bench"),
        "description": name("bench"),
        "start": START,
        "end": end,
        "roads": {"date": "2023-01-02", "time_cv": 0.0},
        "reach": {"centre": "here", "vehicle": "truck", "depart": "2023-01-02T09:00"},
        "vehicles": {"truck": {"name": name("truck"), "kind": "truck", "capacity_kg": 1e9}},
        "calendars": {"always": ALWAYS},
        "sites": {"here": {"name": name("here"), "kind": "plant", "lon": 114.03, "lat": 22.718}},
        **sections,
    }
    return Scenario.model_validate(data)


def supplier(items: dict[str, Any], lead_time_h: float) -> dict[str, Any]:
    """Return a supplier without limit at the same site."""
    base = {"name": name("supplier"), "site": "here", "calendar": "always", "vehicle": "truck"}
    return {**base, "capacity_per_day": None, "lead_time_h": lead_time_h, "items": items}


def travel_times(made: Scenario) -> sim.TravelTimes:
    """Return the travel times of a scenario whose places all lie at one site, without a search on the roads."""
    hours = int((made.end - made.start).total_seconds() // 3600) + 1
    table = np.zeros((1, 1, 1, 1))
    return sim.TravelTimes(
        network=sim.open_roads("backbone"),
        sites=("here",),
        vehicles=("truck",),
        start=made.start,
        state_of_hour=np.zeros(hours, dtype=np.int32),
        minutes=table,
        km=table.copy(),
        toll_cny=table.copy(),
    )
