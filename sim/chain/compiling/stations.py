"""Stations, teams, operations and plants of a plan."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.chain.draws import chance_of
from sim.chain.plans.items import NOWHERE
from sim.chain.plans.stations import BatchPlan, OperationPlan, StationPlan, TeamPlan
from sim.chain.plans.stores import StorePlan
from sim.chain.shop.learning import LearningTable, learning_table
from sim.errors import InputError
from sim.streams import stream_key

if TYPE_CHECKING:
    from scenarios.operations import Operation
    from scenarios.production import Batch, CrewStep, Item
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60.0


def compile_station(frame: Frame, plant: str, name: str) -> StationPlan:
    """Return the plan of one station of a plant."""
    station = frame.scenario.plants[plant].stations[name]
    calendar = station.calendar or frame.scenario.plants[plant].calendar
    teams = _able(frame, plant, station.skill)
    changeover = name in frame.changeovers
    return StationPlan(
        name=name if frame.station_names[name] == 1 else f"{plant}_{name}",
        calendar_name=calendar,
        calendar=frame.calendars[calendar],
        crews=_by_time(frame, station.crews, station.crew_steps),
        buffer_lots=station.buffer_lots,
        fifo=station.discipline == "fifo",
        batch=_batch(station.batch) if station.batch else None,
        teams=teams,
        changeover=changeover,
        plain=not (station.batch or teams or changeover),
    )


def compile_team(frame: Frame, plant: str, name: str) -> TeamPlan:
    """Return the plan of one team of a plant."""
    team = frame.scenario.plants[plant].teams[name]
    owners = [owner for owner, other in frame.teams if other == name]
    benches = frame.scenario.plants[plant].stations.items()
    return TeamPlan(
        name=name if len(owners) == 1 else f"{plant}_{name}",
        people=_by_time(frame, team.people, team.steps),
        stations=tuple(frame.stations[plant, bench] for bench, entry in benches if entry.skill in team.skills),
    )


def _able(frame: Frame, plant: str, skill: str | None) -> tuple[int, ...]:
    """Return the teams of a plant that have a skill, those with the fewest skills first."""
    if skill is None:
        return ()
    teams = frame.scenario.plants[plant].teams
    able = [index for index, (owner, name) in enumerate(frame.teams) if owner == plant and skill in teams[name].skills]
    if not able:
        message = f"plants.{plant}: no team has the skill {skill!r}; add it to the skills of a team of this plant"
        raise InputError(message)
    return tuple(sorted(able, key=lambda index: len(set(teams[frame.teams[index][1]].skills))))


def _by_time(frame: Frame, first: int, steps: tuple[CrewStep, ...]) -> tuple[tuple[float, int], ...]:
    """Return (from minute, crews), the first at minute 0."""
    crews = {0.0: first}
    for step in sorted(steps, key=lambda step: step.date):
        crews[max(frame.midnight(step.date), 0.0)] = step.crews
    return tuple(sorted(crews.items()))


def _batch(batch: Batch) -> BatchPlan:
    longest = float("inf") if batch.longest_wait_h is None else batch.longest_wait_h * HOUR_MIN
    return BatchPlan(batch.most_pieces, batch.least_pieces, longest)


def compile_store(frame: Frame, name: str) -> StorePlan:
    """Return the plan of one plant or warehouse."""
    plant = frame.scenario.plants.get(name) or frame.scenario.warehouses[name]
    calendar = frame.calendars[plant.calendar]
    makes = name in frame.scenario.plants
    return StorePlan(name, plant.site, plant.calendar, calendar, plant.docks, plant.receiving_min, makes)


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
            _operation(f"operation:{name}:{index}", operation, plant, frame, expected),
            kind=item.family or name,
            visit=stations[:index].count(stations[index]),
            gated=held[index],
            gate=stations[index + 1] if held[index + 1] else NOWHERE,
        )
        for index, operation in enumerate(item.route)
    )


def _operation(stream: str, operation: Operation, plant: str, frame: Frame, expected: int) -> OperationPlan:
    rework = operation.rework
    return OperationPlan(
        station=frame.stations[plant, operation.station],
        work_min=operation.work_min,
        setup_min=operation.setup_min,
        chance=chance_of(f"{stream}:work", operation.distribution, operation.cv),
        learning=_learning(operation, expected),
        fail_share=1.0 - operation.first_pass_yield,
        scrap_share=operation.scrap_rate,
        wait_min=operation.wait_h * HOUR_MIN,
        rework_station=frame.stations[plant, rework.station] if rework else NOWHERE,
        rework_min=rework.work_min if rework else 0.0,
        rework_chance=chance_of(f"{stream}:rework", rework.distribution, rework.cv) if rework else None,
        yield_stream=stream_key(f"{stream}:yield"),
        scrap_stream=stream_key(f"{stream}:scrap"),
        changeover=operation.setup == "changeover",
    )


def _learning(operation: Operation, expected: int) -> LearningTable | None:
    curve = operation.learning
    if curve is None:
        return None
    return learning_table(curve.model, curve.rate, curve.prior_pieces, curve.floor, expected)
