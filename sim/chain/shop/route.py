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
from sim.chain.shop.crews import ask, give_back
from sim.chain.world import World
from sim.streams import binomial

Steps = Generator[Event, Any, None]


def make(world: World, lot: Lot) -> Steps:
    """Take a lot through its route."""
    route = world.plan.items[lot.item].route
    for index, operation in enumerate(route):
        yield ask(world, lot, index, operation.station, Stage.WORK, lot.pieces)
        give_back(world, lot, operation.station, lot.pieces)
        if operation.fail_share > 0:
            yield from _repair(world, lot, index, operation)
        if operation.scrap_share > 0:
            lost = binomial(lot.pieces, operation.scrap_share, world.draws.uniform(operation.scrap_stream))
            if lost:
                world.log(SCRAP, world.plan.stations[operation.station].name, lot.item, lot.number, lost)
                stock.scrap(world, lot, lost)
            if lot.pieces == 0:
                lot.steps.append((world.clock.now, Stage.DONE, operation.station))
                return
        if operation.wait_min > 0:
            lot.steps.append((world.clock.now, Stage.WAIT, operation.station))
            yield world.clock.at(world.clock.now + operation.wait_min)
    lot.steps.append((world.clock.now, Stage.DONE, route[-1].station))
    stock.finish_lot(world, lot)


def _repair(world: World, lot: Lot, index: int, operation: OperationPlan) -> Steps:
    """Rework the pieces that failed and test them again, until all have passed; the others of the lot wait for them."""
    failed = lot.pieces
    while failed := binomial(failed, operation.fail_share, world.draws.uniform(operation.yield_stream)):
        if operation.rework_station != NOWHERE:
            world.log(REWORK, world.plan.stations[operation.rework_station].name, lot.item, lot.number, failed)
            yield ask(world, lot, index, operation.rework_station, Stage.REWORK, failed)
            give_back(world, lot, operation.rework_station, failed)
        yield ask(world, lot, index, operation.station, Stage.WORK, failed, again=True)
        give_back(world, lot, operation.station, failed)
