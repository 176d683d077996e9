"""A lot on its route: worked station by station, tested and reworked, at rest in between."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from simpy import Event

from sim.chain.eventkinds import SCRAP
from sim.chain.inventory import stock
from sim.chain.journey import Lot, Stage
from sim.chain.plans.items import NOWHERE
from sim.chain.plans.stations import OperationPlan
from sim.chain.shop.buffers import block, enter
from sim.chain.shop.crews import ask, end_work, leave
from sim.chain.shop.testing import judge_all, judge_sample
from sim.chain.world import World
from sim.streams import binomial

Steps = Generator[Event, Any, None]


def make(world: World, lot: Lot) -> Steps:
    """Take a lot through its route."""
    route = world.plan.items[lot.item].route
    for index, operation in enumerate(route):
        sampling = operation.sampling
        pieces = lot.pieces if sampling is None else min(sampling.sample, lot.pieces)
        request = ask(world, lot, index, operation.station, pieces=pieces, counted=operation.gated)
        yield request.done
        end_work(world, request)
        if sampling is not None:
            request = yield from judge_sample(world, lot, index, operation, request)
        elif operation.fail_share > 0:
            request = yield from judge_all(world, lot, index, operation, request)
        if operation.scrap_share > 0:
            _scrap(world, lot, operation)
            if lot.pieces == 0:
                leave(world, request)
                break
        if operation.gate != NOWHERE and operation.wait_min == 0:
            if not enter(world, operation.gate, lot.pieces):
                yield block(world, lot, operation.station, operation.gate, request)
            leave(world, request)
            continue
        leave(world, request)
        if operation.wait_min > 0:
            lot.steps.append((world.clock.now, Stage.WAIT, operation.station))
            yield world.clock.at(world.clock.now + operation.wait_min)
            if operation.gate != NOWHERE and not enter(world, operation.gate, lot.pieces):
                yield block(world, lot, operation.station, operation.gate, None)
    _end(world, lot, operation.station)


def _scrap(world: World, lot: Lot, operation: OperationPlan) -> None:
    lost = binomial(lot.pieces, operation.scrap_share, world.draws.uniform(operation.scrap_stream))
    if lost:
        world.log(SCRAP, world.plan.stations[operation.station].name, lot.item, lot.number, lost)
        stock.scrap(world, lot, lost)


def _end(world: World, lot: Lot, station: int) -> None:
    """Put what is left of a lot in stock; where lots in production are limited, the next one may be released."""
    now, state = world.clock.now, world.items[lot.item]
    lot.steps.append((now, Stage.DONE, station))
    state.open_lots -= 1
    if world.plan.items[lot.item].wip_limit is not None and state.to_start > 0 and not state.short:
        state.next_since, state.next_origin, state.blocker = now, lot, NOWHERE
        world.wake_kitting(lot.item)
    if lot.pieces:
        stock.finish_lot(world, lot)
