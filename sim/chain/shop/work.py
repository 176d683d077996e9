"""Crew minutes of a lot at an operation, or of a batch."""

from __future__ import annotations

from collections.abc import Sequence

from sim.chain.journey import Stage
from sim.chain.plans.stations import OperationPlan
from sim.chain.shop.practice import learnt_work
from sim.chain.shop.state import Request
from sim.chain.world import World


def crew_min(world: World, request: Request, *, setup: bool) -> float:
    """Return the crew minutes of a lot.

    The learning curve counts every piece that is started, those tested again too.

    Parameters
    ----------
    world
        State of the replication.
    request
        What is started.
    setup
        The work place has to be set up.
    """
    operation = _operation(world, request)
    if request.stage is Stage.REWORK:
        minutes, chance = operation.rework_min * request.pieces, operation.rework_chance
        return minutes if chance is None else minutes * world.draws.factor(chance)
    pieces = float(request.pieces)
    if operation.practices:
        pieces = learnt_work(world.practices, operation, request.pieces, world.clock.now)
        if operation.forgets:
            request.practises = operation.practices
    minutes = operation.work_min * pieces + (operation.setup_min if setup else 0.0)
    return minutes if operation.chance is None else minutes * world.draws.factor(operation.chance)


def batch_min(world: World, requests: Sequence[Request], *, setup: bool) -> float:
    """Return the minutes of lots that are worked on together: the longest work of them, once; the first draws the chance.

    A lot that is larger than the chamber takes as many rounds as it has to.
    """
    operation, first = _operation(world, requests[0]), requests[0]
    again = first.stage is Stage.REWORK
    operations = [_operation(world, request) for request in requests]
    minutes = max(other.rework_min if again else other.work_min for other in operations)
    chance = operation.rework_chance if again else operation.chance
    batch = world.plan.stations[first.station].batch
    rounds = -(-first.pieces // batch.most_pieces) if batch is not None else 1
    minutes = minutes * rounds + (operation.setup_min if setup and not again else 0.0)
    return minutes if chance is None else minutes * world.draws.factor(chance)


def _operation(world: World, request: Request) -> OperationPlan:
    return world.plan.items[request.lot.item].route[request.operation]
