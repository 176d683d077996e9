"""A lot on its route: worked station by station, tested and reworked, at rest in between."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from simpy import Event

from sim.chain.eventkinds import REWORK, SCRAP
from sim.chain.inventory import stock
from sim.chain.journey import Lot, Stage
from sim.chain.plans.items import NOWHERE
from sim.chain.plans.stations import OperationPlan
from sim.chain.shop.buffers import block, enter
from sim.chain.shop.crews import ask, end_work, leave
from sim.chain.shop.state import Request
from sim.chain.world import World
from sim.streams import binomial

Steps = Generator[Event, Any, None]


def make(world: World, lot: Lot) -> Steps:
    """Take a lot through its route."""
    route = world.plan.items[lot.item].route
    for index, operation in enumerate(route):
        request = ask(world, lot, index, operation.station, counted=operation.gated)
        yield request.done
        end_work(world, request)
        if operation.fail_share > 0:
            request = yield from _repair(world, lot, index, operation, request)
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


def _repair(
    world: World, lot: Lot, index: int, operation: OperationPlan, request: Request
) -> Generator[Event, Any, Request]:
    """Rework the pieces that failed and test them again, until all have passed; the others of the lot wait for them.

    No crew is kept meanwhile. What is returned is the last test: it keeps the crew that the lot has now.
    """
    failed = lot.pieces
    while failed := binomial(failed, operation.fail_share, world.draws.uniform(operation.yield_stream)):
        leave(world, request)
        if operation.rework_station != NOWHERE:
            world.log(REWORK, world.plan.stations[operation.rework_station].name, lot.item, lot.number, failed)
            request = ask(world, lot, index, operation.rework_station, Stage.REWORK, failed)
            yield request.done
            end_work(world, request)
            leave(world, request)
        request = ask(world, lot, index, operation.station, pieces=failed, again=True)
        yield request.done
        end_work(world, request)
    return request


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
