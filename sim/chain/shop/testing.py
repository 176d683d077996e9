"""Tests of a lot: what fails is reworked and tested again, until all has passed."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from simpy import Event

from sim.chain.eventkinds import REWORK
from sim.chain.inspection import take_sample
from sim.chain.journey import Lot, Stage
from sim.chain.plans.items import NOWHERE
from sim.chain.plans.stations import OperationPlan
from sim.chain.shop.crews import ask, end_work, leave
from sim.chain.shop.state import Request
from sim.chain.world import World
from sim.streams import binomial

Tested = Generator[Event, Any, Request]
"""What is returned is the last test: it keeps the crew that the lot has now."""


def judge_all(world: World, lot: Lot, index: int, operation: OperationPlan, request: Request) -> Tested:
    """Judge all pieces of a lot that have been worked on; the others of the lot wait for those that fail."""
    failed = binomial(lot.pieces, operation.fail_share, world.draws.uniform(operation.yield_stream))
    if failed:
        request = yield from _repair(world, lot, index, operation, request, failed)
    return request


def judge_sample(world: World, lot: Lot, index: int, operation: OperationPlan, request: Request) -> Tested:
    """Judge a lot by the sample that has been worked on.

    When it is refused, all other pieces are worked on too. Those that are seen to be bad are reworked; bad ones of an
    accepted lot that nobody looked at go on, and are counted.
    """
    if operation.sampling is None:
        return request
    pieces, draws = lot.pieces, world.draws
    sample = take_sample(draws, operation.sampling, pieces, operation.fail_share, operation.yield_stream)
    failed, rest = sample.bad, pieces - request.pieces
    if sample.passed:
        world.items[lot.item].escaped += sample.unseen
    elif rest:
        leave(world, request)
        request = ask(world, lot, index, operation.station, pieces=rest, again=True)
        yield request.done
        end_work(world, request)
        failed += sample.unseen
    if failed:
        request = yield from _repair(world, lot, index, operation, request, failed)
    return request


def _repair(world: World, lot: Lot, index: int, operation: OperationPlan, request: Request, failed: int) -> Tested:
    """Rework pieces that failed and test them again, until all have passed. No crew is kept meanwhile."""
    while failed:
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
        failed = binomial(failed, operation.fail_share, world.draws.uniform(operation.yield_stream))
    return request
