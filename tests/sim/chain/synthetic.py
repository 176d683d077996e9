"""Scenarios made in code, with roads made of arrays: small ones to calculate by hand, and a ramp of realistic size."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from scenarios import Scenario
from sim.columns import Texts
from sim.network import RoadNetwork, without_rules
from sim.travel import TravelTimes

ZONE = ZoneInfo("Asia/Shanghai")
START = "2023-01-04T00:00"
DAY_MIN = 1440.0
ALWAYS = {"shifts": ["00:00-24:00"], "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
DAY_SHIFT = {"shifts": ["08:00-12:00", "13:30-17:30"], "public_holidays": "CN"}


def text(name: str) -> dict[str, str]:
    return {"en": name, "zh": name}


def site(kind: str, **more: Any) -> dict[str, Any]:
    return {"name": text(kind), "kind": kind, "lon": 114.0, "lat": 22.7, **more}


def scenario(**changes: Any) -> Scenario:
    """Return one product made at one always-open station of one crew, from nothing, with sections replaced by `changes`."""
    data: dict[str, Any] = {
        "id": "small",
        "name": text("small"),
        "description": text("small"),
        "start": START,
        "end": "2023-03-01T00:00",
        "roads": {"date": "2023-01-04", "time_cv": 0.0},
        "reach": {"centre": "works", "vehicle": "truck", "depart": "2023-01-04T08:00"},
        "vehicles": {"truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 1000}},
        "calendars": {"always": ALWAYS, "day": DAY_SHIFT},
        "sites": {"works": site("plant"), "works_gate": site("supplier"), "clinic": site("hospital")},
        "items": {"console": item(route=[{"station": "bench", "work_min": 60}], lot_size=1)},
        "suppliers": {"press": supplier({"casing": {"lot_size": 5}})},
        "plants": {"plant": plant()},
        "demands": {"order": demand()},
    }
    data.update(changes)
    return Scenario.model_validate(data)


def item(**changes: Any) -> dict[str, Any]:
    return {"name": text("item"), **changes}


def plant(calendar: str = "always", stations: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    benches = stations or {"bench": station()}
    return {"site": "works", "calendar": calendar, "stations": benches, **changes}


def station(crews: int = 1, **changes: Any) -> dict[str, Any]:
    return {"name": text("station"), "crews": crews, **changes}


def supplier(items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    base = {"name": text("supplier"), "site": "works_gate", "calendar": "always", "vehicle": "truck"}
    return {**base, "capacity_per_day": 144.0, "items": items, **changes}


def demand(quantity: int = 10, **changes: Any) -> dict[str, Any]:
    base = {"item": "console", "quantity": quantity, "due": "2023-02-03T18:00", "customer": "clinic"}
    return {**base, "vehicle": "truck", **changes}


def times(scenario: Scenario, minutes: float = 30.0) -> TravelTimes:
    """Return travel times by which every way between two sites takes the same minutes, at 1 km a minute and 0.5 CNY a km."""
    sites = tuple(name for name, entry in scenario.sites.items() if entry.kind != "abroad")
    hours = int((scenario.end - scenario.start).total_seconds() // 3600) + 1
    table = np.full((len(scenario.vehicles), 1, len(sites), len(sites)), minutes)
    table[:, :, np.arange(len(sites)), np.arange(len(sites))] = 0.0
    return TravelTimes(
        network=network(),
        sites=sites,
        vehicles=tuple(scenario.vehicles),
        start=scenario.start,
        state_of_hour=np.zeros(hours, dtype=np.int32),
        minutes=table,
        km=table.copy(),
        toll_cny=table * 0.5,
    )


def network() -> RoadNetwork:
    """Return a road of 10 km between two junctions."""
    texts, ends = Texts.of(["a", "b"]), np.array([0, 1], dtype=np.int32)
    one = Texts.of(["r"])
    return RoadNetwork(
        name="line",
        source="made up",
        attribution="none",
        date=dt.date(2023, 1, 4),
        generalised=True,
        node_id=texts,
        node_name_en=texts,
        node_name_zh=texts,
        node_lon=np.array([114.0, 114.1]),
        node_lat=np.array([22.7, 22.7]),
        first_edge=np.array([0, 1, 2], dtype=np.int32),
        edge_tail=ends,
        edge_head=ends[::-1].copy(),
        edge_link=np.zeros(2, dtype=np.int32),
        edge_reversed=np.array([False, True]),
        link_id=one,
        link_ref=one,
        link_name_en=one,
        link_name_zh=one,
        link_class=np.zeros(1, dtype=np.int8),
        link_length_m=np.array([10_000.0]),
        **without_rules(1) | {"link_maxspeed_kph": np.array([100.0], np.float32)},
        link_lanes=np.array([2], dtype=np.int8),
        link_toll=np.array([False]),
        link_structure=Texts.of([""]),
        point_lon=np.array([114.0, 114.1]),
        point_lat=np.array([22.7, 22.7]),
        first_point=np.array([0, 2], dtype=np.int32),
    )


SUBASSEMBLIES = ("pump_drive", "spare_drive", "battery", "sensor", "main_unit")
PARTS = 45
SUPPLIERS = 28


def ramp(units: int = 300) -> Scenario:
    """Return a ramp of 300 consoles: 7 made items in lots of 5, 45 bought parts, 28 suppliers, one import, all random."""
    makers = {f"maker_{index}": _maker(index, units) for index in range(SUPPLIERS)}
    sites = {f"gate_{index}": site("supplier") for index in range(SUPPLIERS)}
    sites |= {
        "works": site("plant"),
        "clinic": site("hospital"),
        "airport": site("airport"),
        "fibre_works": site("abroad"),
    }
    makers["maker_0"] |= {
        "site": "fibre_works",
        "inbound": {
            "mode": "air",
            "gateway": "airport",
            "transit_h": 30,
            "customs_h": 12,
            "departures_per_week": 7,
            "time_cv": 0.2,
            "cost_cny_per_kg": 40,
        },
    }
    return scenario(
        id="ramp",
        end="2023-02-15T00:00",
        roads={"date": "2023-01-04", "time_cv": 0.15},
        sites=sites,
        vehicles={
            "truck": {
                "name": text("truck"),
                "kind": "truck",
                "capacity_kg": 1500,
                "count": 40,
                "loading_min": 20,
                "unloading_min": 15,
                "cost_cny_per_km": 3,
                "cost_cny_per_h": 60,
                "co2_kg_per_km": 0.5,
            }
        },
        items=_ramp_items(),
        suppliers=makers,
        plants={"plant": plant("day", _ramp_stations(), docks=3, receiving_min=30)},
        demands={"order": demand(units)},
        outages={
            "outage": {
                "supplier": "maker_3",
                "from": "2023-01-10T00:00",
                "until": "2023-01-12T00:00",
                "capacity_share": 0.3,
            }
        },
    )


def _maker(index: int, units: int) -> dict[str, Any]:
    lot = max(1, units // 10)
    offers = {
        f"part_{part}": {"lot_size": lot * _amount(part), "defect_rate": 0.01}
        for part in range(PARTS)
        if part % SUPPLIERS == index
    }
    return supplier(
        offers,
        site=f"gate_{index}",
        calendar="day",
        capacity_per_day=units * 3 / 10,
        lead_time_h=24,
        lead_time_cv=0.2,
    )


def _amount(part: int) -> int:
    return 1 + part % 3


def _operation(name: str, minutes: float, **changes: Any) -> dict[str, Any]:
    curve = {"model": "unit_time", "rate": 0.85, "floor": 0.3}
    return {"station": name, "work_min": minutes, "setup_min": 15, "cv": 0.15, "learning": curve, **changes}


def _ramp_items() -> dict[str, Any]:
    owners = (*SUBASSEMBLIES, "console")
    boms: dict[str, dict[str, float]] = {name: {} for name in owners}
    for part in range(PARTS):
        boms[owners[part % len(owners)]][f"part_{part}"] = _amount(part)
    boms["main_unit"] |= {"battery": 1, "sensor": 2}
    boms["console"] |= {"pump_drive": 1, "spare_drive": 1, "main_unit": 1}
    items = {f"part_{part}": item(mass_kg=0.4, opening_stock=10) for part in range(PARTS)}
    for name in SUBASSEMBLIES:
        route = [
            _operation(f"{name}_line", 60),
            _operation("test", 20, first_pass_yield=0.9, rework={"station": "repair", "work_min": 30}, learning=None),
        ]
        items[name] = item(bom=boms[name], route=route, lot_size=5, mass_kg=2)
    route = [
        _operation("assembly", 180),
        _operation("final_test", 60, first_pass_yield=0.85, rework={"station": "repair", "work_min": 60}, wait_h=4),
        _operation("packing", 20, scrap_rate=0.002, learning=None),
    ]
    return items | {"console": item(bom=boms["console"], route=route, lot_size=5, mass_kg=40)}


def _ramp_stations() -> dict[str, Any]:
    names = (*(f"{name}_line" for name in SUBASSEMBLIES), "test", "repair", "assembly", "final_test", "packing")
    more = {"crew_steps": [{"date": "2023-01-09", "crews": 6}]}
    return {name: station(4, **more) for name in names}
