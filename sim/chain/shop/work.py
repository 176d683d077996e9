"""Crew minutes of a lot at an operation."""

from __future__ import annotations

from sim.chain.journey import Stage
from sim.chain.shop.state import Request
from sim.chain.world import World
from sim.streams import mean_one


def crew_min(world: World, request: Request) -> float:
    """Return the crew minutes of a request.

    The learning curve counts every piece that is started, those tested again too. The setup is made once a lot.
    """
    operation = world.plan.items[request.lot.item].route[request.operation]
    if request.stage is Stage.REWORK:
        return operation.rework_min * request.pieces
    pieces = float(request.pieces)
    experience = world.items[request.lot.item].experience
    if operation.learning is not None:
        pieces = operation.learning.work(experience[request.operation], request.pieces)
    experience[request.operation] += request.pieces
    minutes = operation.work_min * pieces + (0.0 if request.again else operation.setup_min)
    if operation.sigma > 0:
        minutes *= mean_one(operation.sigma, world.draws.normal(operation.work_stream))
    return minutes
