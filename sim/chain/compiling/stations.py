"""Stations, operations and plants of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chain.plans.items import NOWHERE
from sim.chain.plans.stations import OperationPlan, StationPlan
from sim.chain.plans.stores import StorePlan
from sim.chain.shop.learning import LearningTable, learning_table
from sim.streams import log_sigma, stream_key

if TYPE_CHECKING:
    from scenarios.operations import Operation
    from scenarios.production import Item
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60.0


def compile_station(frame: Frame, plant: str, name: str) -> StationPlan:
    """Return the plan of one station of a plant."""
    station = frame.scenario.plants[plant].stations[name]
    owners = [owner for owner, other in frame.stations if other == name]
    calendar = station.calendar or frame.scenario.plants[plant].calendar
    crews = {0.0: station.crews}
    for step in sorted(station.crew_steps, key=lambda step: step.date):
        crews[max(frame.midnight(step.date), 0.0)] = step.crews
    return StationPlan(
        name=name if len(owners) == 1 else f"{plant}_{name}",
        calendar_name=calendar,
        calendar=frame.calendars[calendar],
        crews=tuple(sorted(crews.items())),
    )


def compile_store(frame: Frame, name: str) -> StorePlan:
    """Return the plan of one plant or warehouse."""
    plant = frame.scenario.plants.get(name) or frame.scenario.warehouses[name]
    calendar = frame.calendars[plant.calendar]
    return StorePlan(name, plant.site, plant.calendar, calendar, plant.docks, plant.receiving_min)


def compile_route(name: str, item: Item, plant: str, frame: Frame, expected: int) -> tuple[OperationPlan, ...]:
    """Return the operations of an item at a plant."""
    return tuple(
        _operation(f"operation:{name}:{index}", operation, plant, frame, expected)
        for index, operation in enumerate(item.route)
    )


def _operation(stream: str, operation: Operation, plant: str, frame: Frame, expected: int) -> OperationPlan:
    rework = operation.rework
    return OperationPlan(
        station=frame.stations[plant, operation.station],
        work_min=operation.work_min,
        setup_min=operation.setup_min,
        sigma=log_sigma(operation.cv),
        learning=_learning(operation, expected),
        fail_share=1.0 - operation.first_pass_yield,
        scrap_share=operation.scrap_rate,
        wait_min=operation.wait_h * HOUR_MIN,
        rework_station=frame.stations[plant, rework.station] if rework else NOWHERE,
        rework_min=rework.work_min if rework else 0.0,
        work_stream=stream_key(f"{stream}:work"),
        yield_stream=stream_key(f"{stream}:yield"),
        scrap_stream=stream_key(f"{stream}:scrap"),
    )


def _learning(operation: Operation, expected: int) -> LearningTable | None:
    curve = operation.learning
    if curve is None:
        return None
    return learning_table(curve.model, curve.rate, curve.prior_pieces, curve.floor, expected)
