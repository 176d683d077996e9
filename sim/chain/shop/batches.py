"""Stations that take several lots at once, as a steriliser does. A crew is a chamber.

A batch is made of lots of one kind (one item, or the items of a family) that are at the station for the same time of their
route, the next in turn as long as they fit. It starts when its pieces are enough, when the next lot does not fit, when a lot
of it has waited long enough, or when others wait to come and there is no room for them. A lot that is larger than
the chamber goes in alone, as often as it takes.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from typing import NamedTuple

from sim.chain.clock import NEVER
from sim.chain.journey import Stage
from sim.chain.plans.stations import BatchPlan
from sim.chain.shop.buffers import is_stuck
from sim.chain.shop.state import Batch, Group, Request, Waiting
from sim.chain.world import World


class _Load(NamedTuple):
    """The lots of a group that would go in now."""

    lots: int
    pieces: int
    full: bool


def join(world: World, request: Request, batch: BatchPlan) -> None:
    """Let a lot wait for its batch to fill; if it is full with it, for a chamber."""
    station, now, lot = request.station, world.clock.now, request.lot
    plan, state = world.plan.stations[station], world.stations[station]
    operation = world.plan.items[lot.item].route[request.operation]
    group = state.groups.setdefault((operation.kind, operation.visit, request.stage), [])
    insort(group, ((now, 0.0) if plan.fifo else lot.urgency, lot.number, request))
    lot.steps.append((now, Stage.BATCH, station))
    load = _load(group, batch)
    if _is_filled(load, batch):
        for _, _, member in group[: load.lots]:
            if member.lot.steps[-1][1] is Stage.BATCH:
                member.lot.steps.append((now, Stage.QUEUE, station))


def next_group(world: World, station: int, batch: BatchPlan) -> Group | None:
    """Return the group whose batch is to start now, the one with the most urgent lot; None if all have to wait."""
    state, now = world.stations[station], world.clock.now
    ready, fills_at = [], NEVER
    for key, group in state.groups.items():
        load = _load(group, batch)
        over = _waited(group, load, batch)
        if _is_filled(load, batch) or over <= now:
            ready.append(key)
        fills_at = min(fills_at, over)
    if not ready and is_stuck(state):
        ready = list(state.groups)
    if ready:
        return min(ready, key=lambda key: state.groups[key][0][:2])
    if fills_at < NEVER and not now < state.fills_at <= fills_at:
        state.fills_at = fills_at
        world.clock.call(fills_at, lambda _: world.wake_station(station))
    return None


def take_batch(world: World, station: int, batch: BatchPlan, key: Group) -> list[Request]:
    """Take the lots of the next batch of a group out of the queue."""
    state, now = world.stations[station], world.clock.now
    group = state.groups[key]
    load = _load(group, batch)
    over = _waited(group, load, batch)
    requests = [request for _, _, request in group[: load.lots]]
    del group[: load.lots]
    if not group:
        del state.groups[key]
    together = Batch(load.lots)
    for request in requests:
        request.batch = together
        if over < now and request.lot.steps[-1][1] is Stage.BATCH:  # since then it waits for a chamber
            request.lot.steps.append((max(over, request.since), Stage.QUEUE, station))
    return requests


def unfilled(world: World, station: int, batch: BatchPlan) -> Iterator[list[Request]]:
    """Yield those that wait for a batch to fill, as long as it takes, group by group."""
    state = world.stations[station]
    if batch.longest_wait_min < NEVER or is_stuck(state):
        return
    for group in state.groups.values():
        if not _is_filled(_load(group, batch), batch):
            yield [request for _, _, request in group]


def _load(group: list[Waiting], plan: BatchPlan) -> _Load:
    lots = pieces = 0
    for _, _, request in group:
        if lots and pieces + request.pieces > plan.most_pieces:
            return _Load(lots, pieces, full=True)
        lots += 1
        pieces += request.pieces
    return _Load(lots, pieces, full=False)


def _is_filled(load: _Load, plan: BatchPlan) -> bool:
    return load.full or load.pieces >= plan.least_pieces


def _waited(group: list[Waiting], load: _Load, plan: BatchPlan) -> float:
    """Return when the lot of a batch that waits longest has waited enough."""
    if plan.longest_wait_min == NEVER:
        return NEVER
    return min(request.since for _, _, request in group[: load.lots]) + plan.longest_wait_min
