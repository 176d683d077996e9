"""Finished pieces go to the demands, the earliest due first, and on the road to the customers."""

from __future__ import annotations

from sim.chain.journey import Journey, Shipment
from sim.chain.transport.transport import outbound
from sim.chain.world import World


def serve(world: World) -> None:
    """Give what has arrived of demanded items to their demands.

    A piece that is both wanted by a customer and a component of another item goes to the customer first.
    """
    woken, world.to_serve = sorted(world.to_serve), set()
    for item in woken:
        state = world.items[item]
        while state.arrived and state.wanted:
            journey, lot, pieces = state.arrived.popleft()
            index = next(
                index for index, demand in enumerate(world.plan.demands) if demand.item == item and world.unmet[index]
            )
            served = min(pieces, world.unmet[index])
            if served < pieces:
                state.arrived.appendleft((journey, lot, pieces - served))
            _give(world, index, served, journey, lot)
        if world.plan.items[item].reorder:
            world.wake_review(item, state.source)


def _give(world: World, index: int, pieces: int, journey: Journey | None, lot: int) -> None:
    demand, now = world.plan.demands[index], world.clock.now
    state = world.items[demand.item]
    world.unmet[index] -= pieces
    state.wanted -= pieces
    state.on_hand -= pieces
    state.shipped += pieces
    state.units += pieces
    world.units.append((now, demand.item, lot, pieces))
    if state.wanted == 0:
        state.last = (now, journey)
    for first in range(0, pieces, demand.load):
        shipment = Shipment(
            number=len(world.shipments),
            item=demand.item,
            pieces=min(demand.load, pieces - first),
            origin=journey,
            origin_site=demand.lane.origin,
            destination_site=demand.lane.destination,
            vehicle=demand.lane.vehicle,
            ordered_min=now,
        )
        world.shipments.append(shipment)
        world.clock.process(outbound(world, shipment, demand))
