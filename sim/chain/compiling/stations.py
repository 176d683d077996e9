"""Stations, teams, operations and plants of a plan."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.chain.compiling.inspection import compile_sampling
from sim.chain.compiling.learning import compile_learning
from sim.chain.compiling.teams import able_teams, by_time
from sim.chain.compiling.wages import overtime_hours
from sim.chain.draws import chance_of
from sim.chain.plans.items import NOWHERE
from sim.chain.plans.stations import BatchPlan, OperationPlan, StationPlan
from sim.chain.plans.stores import StorePlan
from sim.chain.plans.training import CohortPlan
from sim.streams import stream_key

if TYPE_CHECKING:
    from scenarios.operations import Operation
    from scenarios.production import Batch, Hire, Item
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60.0
DAY_MIN = 1440.0


def compile_station(frame: Frame, plant: str, name: str) -> StationPlan:
    """Return the plan of one station of a plant."""
    station = frame.scenario.plants[plant].stations[name]
    calendar = station.calendar or frame.scenario.plants[plant].calendar
    teams = able_teams(frame, plant, station.skill)
    changeover = name in frame.changeovers
    cohorts = _cohorts(frame, station.hires)
    return StationPlan(
        name=name if frame.station_names[name] == 1 else f"{plant}_{name}",
        calendar_name=calendar,
        calendar=frame.calendars[calendar],
        crews=_with_hired(by_time(frame, station.crews, station.crew_steps), cohorts),
        buffer_lots=station.buffer_lots,
        fifo=station.discipline == "fifo",
        batch=_batch(station.batch) if station.batch else None,
        teams=teams,
        changeover=changeover,
        plain=not (station.batch or teams or changeover or cohorts),
        cohorts=cohorts,
        store=frame.stores.index(plant),
        overtime=overtime_hours(frame, calendar),
    )


def _cohorts(frame: Frame, hires: tuple[Hire, ...]) -> tuple[CohortPlan, ...]:
    return tuple(
        CohortPlan(frame.midnight(hire.date), hire.crews, hire.training_days * DAY_MIN, hire.first_day_share)
        for hire in sorted(hires, key=lambda hire: hire.date)
    )


def _with_hired(crews: tuple[tuple[float, int], ...], cohorts: tuple[CohortPlan, ...]) -> tuple[tuple[float, int], ...]:
    """Add the crews that join to those that the steps of the scenario say, from the day on which they join."""
    if not cohorts:
        return crews
    moments = sorted({begin for begin, _ in crews} | {max(cohort.joined_min, 0.0) for cohort in cohorts})
    return tuple(
        (
            moment,
            next(count for begin, count in reversed(crews) if begin <= moment)
            + sum(cohort.crews for cohort in cohorts if cohort.joined_min <= moment),
        )
        for moment in moments
    )


def _batch(batch: Batch) -> BatchPlan:
    longest = float("inf") if batch.longest_wait_h is None else batch.longest_wait_h * HOUR_MIN
    return BatchPlan(batch.most_pieces, batch.least_pieces, longest)


def compile_store(frame: Frame, name: str) -> StorePlan:
    """Return the plan of one plant or warehouse."""
    plant = frame.scenario.plants.get(name) or frame.scenario.warehouses[name]
    docks = plant.dock_calendar or plant.calendar
    return StorePlan(
        name=name,
        site=plant.site,
        calendar_name=plant.calendar,
        calendar=frame.calendars[plant.calendar],
        dock_calendar_name=docks,
        dock_calendar=frame.calendars[docks],
        docks=plant.docks,
        receiving_min=plant.receiving_min,
        makes=name in frame.scenario.plants,
    )


def compile_route(name: str, item: Item, plant: str, frame: Frame, expected: int) -> tuple[OperationPlan, ...]:
    """Return the operations of an item at a plant."""
    stations = [frame.stations[plant, operation.station] for operation in item.route]
    benches = frame.scenario.plants[plant].stations
    held = [
        *(benches[operation.station].buffer_lots is not None for operation in item.route[:1]),
        *(move in frame.gated_moves for move in pairwise(stations)),
        False,
    ]
    return tuple(
        replace(
            _operation(f"operation:{frame.stream_name(name, plant)}:{index}", operation, plant, frame, expected),
            kind=item.family or name,
            visit=stations[:index].count(stations[index]),
            gated=held[index],
            gate=stations[index + 1] if held[index + 1] else NOWHERE,
        )
        for index, operation in enumerate(item.route)
    )


def _operation(stream: str, operation: Operation, plant: str, frame: Frame, expected: int) -> OperationPlan:
    rework = operation.rework
    learning, practices = compile_learning(stream, operation, plant, frame.practices, expected)
    return OperationPlan(
        station=frame.stations[plant, operation.station],
        work_min=operation.work_min,
        setup_min=operation.setup_min,
        chance=chance_of(f"{stream}:work", operation.distribution, operation.cv),
        learning=learning,
        fail_share=1.0 - operation.first_pass_yield,
        scrap_share=operation.scrap_rate,
        wait_min=operation.wait_h * HOUR_MIN,
        rework_station=frame.stations[plant, rework.station] if rework else NOWHERE,
        rework_min=rework.work_min if rework else 0.0,
        rework_chance=chance_of(f"{stream}:rework", rework.distribution, rework.cv) if rework else None,
        yield_stream=stream_key(f"{stream}:yield"),
        scrap_stream=stream_key(f"{stream}:scrap"),
        changeover=operation.setup == "changeover",
        practices=practices,
        forgets=any(practice.fading for practice in practices),
        sampling=compile_sampling(stream, operation.sampling),
    )
