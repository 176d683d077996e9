"""What stations and teams did: lots served, queues, waiting, utilisation, hours.

All of it from the end of the warm-up to the end of the scenario. The mean number in the queue and the mean wait obey
Little's law: mean queue times the minutes equals the mean wait times the lots that waited, those that only came through too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.chain.measures.columns import Columns
from sim.chain.measures.stockfigures import measured_min
from sim.chain.shop import attendance
from sim.chain.world import World

HOUR_MIN = 60.0
NAN = float("nan")


class _Row(NamedTuple):
    """A station or a team; see `sim.results.STATIONS`."""

    store: int
    served: int
    waiting: int
    mean_queue: float
    mean_wait_min: float
    utilisation: float
    blocked_share: float
    crew_h: float
    worked_h: float
    overtime_h: float


def station_columns(world: World) -> Columns:
    """Return a row per station, then a row per team; `station` is an index of both together, `kind` is 1 for a team."""
    rows = [_station(world, station) for station in range(len(world.stations))]
    rows += [_team(world, team) for team in range(len(world.teams))]
    table = np.array(rows, dtype=np.float64).reshape(-1, len(_Row._fields))
    columns: Columns = dict(zip(_Row._fields, np.ascontiguousarray(table.T), strict=True))
    columns["station"] = np.arange(len(rows), dtype=np.int32)
    columns["kind"] = (columns["station"] >= len(world.stations)).astype(np.int8)
    columns["place"] = columns.pop("store").astype(np.int32)
    return columns


def _station(world: World, station: int) -> _Row:
    state, minutes = world.stations[station], measured_min(world)
    since, end = world.plan.warm_up_min, world.plan.end_min
    waiting = sum(1 for _ in state.waiting())
    queue = attendance.queue_min(world, station, end)
    worked, there = (count(world, station, since, end) for count in (attendance.worked_min, attendance.crew_min))
    elapsed = attendance.elapsed_min(world, station, since, end)
    return _Row(
        store=world.plan.stations[station].store,
        served=state.served,
        waiting=waiting,
        mean_queue=_ratio(queue, minutes),
        mean_wait_min=_ratio(queue, state.started + waiting),
        utilisation=_ratio(worked, there),
        blocked_share=_ratio(attendance.blocked_min(world, station, since, end), elapsed),
        crew_h=there / HOUR_MIN,
        worked_h=worked / HOUR_MIN,
        overtime_h=attendance.overtime_min(world, station, since, end) / HOUR_MIN,
    )


def _team(world: World, team: int) -> _Row:
    """Return a team: its people wait for nothing, stations wait for them."""
    since, end = world.plan.warm_up_min, world.plan.end_min
    worked = attendance.people_worked_min(world, team, since, end)
    there = attendance.people_min(world, team, since, end)
    return _Row(
        store=world.plan.teams[team].store,
        served=sum(since <= until <= end for _, until, _ in world.teams[team].spans),
        waiting=0,
        mean_queue=NAN,
        mean_wait_min=NAN,
        utilisation=_ratio(worked, there),
        blocked_share=NAN,
        crew_h=there / HOUR_MIN,
        worked_h=worked / HOUR_MIN,
        overtime_h=attendance.people_overtime_min(world, team, since, end) / HOUR_MIN,
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else NAN
