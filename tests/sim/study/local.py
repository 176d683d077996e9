"""A small scenario on the bundled roads of Shenzhen."""

from __future__ import annotations

from typing import Any

from scenarios import Scenario
from tests.sim.chain.synthetic import demand, item, scenario, site, station, supplier, text

PLACES = {"works": (114.02, 22.72), "gate_a": (113.92, 22.75), "gate_b": (114.38, 22.73), "clinic": (114.047, 22.557)}


def local(**changes: Any) -> Scenario:
    """Return 20 consoles of two parts from Guangming and Pingshan, made in Longhua, with marks of two numbers."""
    kinds = {"works": "plant", "gate_a": "supplier", "gate_b": "supplier", "clinic": "hospital"}
    test = {"station": "rig", "work_min": 20, "first_pass_yield": 0.8, "cv": 0.2}
    data: dict[str, Any] = {
        "id": "local",
        "end": "2023-01-25T00:00",
        "roads": {"date": "2023-01-04"},
        "vehicles": {"truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 1000, "cost_cny_per_km": 2}},
        "sites": {name: site(kinds[name], lon=lon, lat=lat) for name, (lon, lat) in PLACES.items()},
        "items": {
            "console": item(
                route=[{"station": "bench", "work_min": 60}, test], bom={"casing": 1, "board": 2}, lot_size=4
            ),
            "casing": item(opening_stock=4),
            "board": item(opening_stock=8),
        },
        "suppliers": {
            "press": supplier({"casing": {"lot_size": 5}}, site="gate_a", calendar="day", capacity_per_day=10),
            "etch": supplier({"board": {"lot_size": 10}}, site="gate_b", lead_time_h=12, lead_time_cv=0.3),
        },
        "plants": {"plant": {"site": "works", "calendar": "day", "stations": {"bench": station(), "rig": station()}}},
        "demands": {"order": demand(20)},
        "marks": {
            "suppliers.press.capacity_per_day": {"assumption": "stands for a small press", "low": 2, "high": 20},
            "suppliers.etch.lead_time_h": {"assumption": "stands for a usual order", "low": 6, "high": 18},
            "vehicles.truck.cost_cny_per_km": {"assumption": "stands for a usual price", "low": 1, "high": 3},
            "items.console.route.0.work_min": {"assumption": "has no range"},
        },
    }
    data.update(changes)
    return scenario(**data)
