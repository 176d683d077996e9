"""Changing one component leaves the random numbers of all others as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scenarios import Scenario
from sim.chain import world as worlds
from sim.chain.compiling.plan import compile_plan
from sim.chain.draws import Chance, Draws, PiecesChance
from sim.chain.replication import run_replication
from sim.streams import Key, stream_key
from tests.sim.chain.synthetic import item, ramp, site, station, supplier, text, times

Drawn = dict[Key, list[float]]
UNITS = 20


class Recording(Draws):
    """Draws that are written down by stream."""

    drawn: Drawn

    def normal(self, key: Key) -> float:
        return self._keep(key, super().normal(key))

    def uniform(self, key: Key) -> float:
        return self._keep(key, super().uniform(key))

    def factor(self, chance: Chance) -> float:
        return self._keep(chance.stream, super().factor(chance))

    def pieces(self, chance: PiecesChance) -> int:
        return int(self._keep(chance.stream, super().pieces(chance)))

    def _keep(self, key: Key, value: float) -> float:
        self.drawn.setdefault(key, []).append(value)
        return value


def changed(*edits: Callable[[dict[str, Any]], Any]) -> Scenario:
    """Return the ramp with orders that come again and again, and with changes."""
    data = ramp(UNITS).model_dump(mode="json", by_alias=True, exclude_none=True)
    data["order_streams"] = {"spares": stream("console", "poisson")}
    for edit in edits:
        edit(data)
    return Scenario.model_validate(data)


def stream(item_id: str, distribution: str) -> dict[str, Any]:
    quantity = {"distribution": distribution, "mean": 2.0, "cv": 0.0}
    return {"item": item_id, "customer": "clinic", "interval_h": 60, "quantity": quantity}


def drawn(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Return all numbers of one replication by stream, in their order."""
    record: Drawn = {}
    monkeypatch.setattr(Recording, "drawn", record, raising=False)
    monkeypatch.setattr(worlds, "Draws", Recording)
    run_replication(compile_plan(scenario, times(scenario)), seed=4, number=0)
    return record


def operation(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data["items"]["console"]["route"][0]
    return found


def set_to(where: Callable[[dict[str, Any]], dict[str, Any]], **values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda data: where(data).update(values)


def add_station(data: dict[str, Any]) -> None:
    data["plants"]["plant"]["stations"] = {"first": station(2), **data["plants"]["plant"]["stations"]}
    route = [{"station": "first", "work_min": 5, "cv": 0.4, "first_pass_yield": 0.8}]
    data["items"] = {"added": item(route=route, lot_size=5), **data["items"]}
    data["demands"]["more"] = {**data["demands"]["order"], "item": "added", "quantity": 10}


def add_supplier(data: dict[str, Any]) -> None:
    data["sites"]["new_gate"] = site("supplier")
    data["items"]["new_part"] = item()
    data["items"]["console"]["bom"]["new_part"] = 1
    offer = {"new_part": {"lot_size": 5, "defect_rate": 0.1, "lot_failure_rate": 0.1}}
    maker = supplier(offer, site="new_gate", lead_time_h=5, lead_time_cv=0.5)
    data["suppliers"] = {"new_maker": maker, **data["suppliers"]}


def add_warehouse(data: dict[str, Any]) -> None:
    data["sites"]["store"] = site("warehouse")
    keeping = {
        "opening_stock": 3,
        "from": "plant",
        "vehicle": "truck",
        "policy": {"kind": "base_stock", "order_up_to": 5},
    }
    data["warehouses"] = {
        "store": {"name": text("store"), "site": "store", "calendar": "always", "stock": {"console": keeping}}
    }


def add_stream(data: dict[str, Any]) -> None:
    data["order_streams"] = {"more": stream("console", "geometric"), **data["order_streams"]}


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], None], set[str]]] = {
    "work of a station by another family": (
        set_to(operation, distribution="gamma", cv=0.7),
        {"operation:console:0:work"},
    ),
    "work of a station by another cv": (set_to(operation, cv=0.9), {"operation:console:0:work"}),
    "yield": (
        set_to(lambda data: data["items"]["console"]["route"][1], first_pass_yield=0.4),
        set(),
    ),
    "lead time": (
        set_to(lambda data: data["suppliers"]["maker_5"], distribution="weibull", lead_time_cv=1.5),
        {"supplier:maker_5:lead", "supplier:maker_5:work"},
    ),
    "import": (
        set_to(lambda data: data["suppliers"]["maker_0"]["inbound"], distribution="exponential"),
        {"supplier:maker_0:import"},
    ),
    "pieces of orders": (
        set_to(lambda data: data["order_streams"]["spares"]["quantity"], distribution="geometric"),
        {"stream:spares:pieces"},
    ),
    "times of orders": (
        set_to(lambda data: data["order_streams"]["spares"], interval_distribution="uniform", interval_cv=0.3),
        {"stream:spares:interval"},
    ),
    "a station with a product of its own": (add_station, set()),
    "a supplier": (add_supplier, set()),
    "a warehouse": (add_warehouse, set()),
    "a stream of orders": (add_stream, set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_all_other_draws_stay(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many numbers a component draws may change with the course of events; which ones it draws does not."""
    edit, names = CHANGES[change]
    mine = {stream_key(name) for name in names}
    before, after = drawn(changed(), monkeypatch), drawn(changed(edit), monkeypatch)
    assert set(before) <= set(after)
    assert len(before) > 100
    for key, numbers in before.items():
        both = min(len(numbers), len(after[key]))
        assert both > 0
        assert (numbers[:both] == after[key][:both]) == (key not in mine), key
