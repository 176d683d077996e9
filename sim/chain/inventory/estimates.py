"""What is to be expected of suppliers, by which orders are given: who is out of work, what a piece costs, when a lot comes."""

from __future__ import annotations

from math import ceil, inf, isnan

from sim.chain.compiling.lanes import road_min
from sim.chain.inventory.suppliers import expected_work_min
from sim.chain.plans.suppliers import OfferPlan
from sim.chain.plans.ways import ImportLeg
from sim.chain.transport.roads import leaving
from sim.chain.world import World


def is_out(world: World, supplier: int) -> bool:
    """Tell whether an outage keeps a supplier from work, now or when it would open next."""
    now = world.clock.now
    return world.hours.suppliers[supplier].next_open(now) > world.plan.suppliers[supplier].hours.next_open(now)


def landed_cny(world: World, item: int, offer: OfferPlan, pieces: float) -> float:
    """Return what a piece costs with its share of the order and of a vehicle that leaves now and comes back.

    Parameters
    ----------
    world
        State of the replication.
    item, offer
        What, and from whom.
    pieces
        Of the order. Vehicles carry single lots.
    """
    way, vehicle = offer.way, world.plan.vehicles[offer.way.lane.vehicle]
    left = leaving(world, way.lane, world.clock.now)
    if left.at_min == inf:
        return inf
    table, hour = left.lane, left.hour
    there, back = table.out_min[hour], table.back_min[hour]
    minutes = there + (there if isnan(back) else back) + vehicle.loading_min + vehicle.unloading_min
    trip = table.km[hour] * vehicle.cny_per_km + minutes * vehicle.cny_per_min + table.toll_cny[hour]
    per_kg = way.leg.cny_per_kg if way.leg else 0.0
    aboard = min(way.load, offer.lot_size)
    return offer.price_cny + offer.order_cny / pieces + trip / aboard + per_kg * world.plan.items[item].mass_kg


def expected_min(world: World, offer: OfferPlan, ahead: float) -> float:
    """Return when a lot that is ordered now is to be expected, nothing being late.

    It waits its lead time and for what the supplier makes before it, is made, and comes without waiting for a vehicle, a
    dock or others on the same vehicle.

    Parameters
    ----------
    world
        State of the replication.
    offer
        What, and from whom.
    ahead
        Pieces of the same order that are made before it.
    """
    ready = _ready_min(world, offer, ahead)
    if offer.way.leg is not None:
        ready = _landed_min(offer.way.leg, ready)
    if ready == inf:
        return inf
    left = leaving(world, offer.way.lane, ready)
    if left.at_min == inf:
        return inf
    return left.at_min + road_min(left.lane.out_min, left.at_min, left.hour, world.plan.first_hour_min)


def _ready_min(world: World, offer: OfferPlan, ahead: float) -> float:
    now, plan, state = world.clock.now, world.plan.suppliers[offer.supplier], world.suppliers[offer.supplier]
    hours = world.hours.suppliers[offer.supplier]
    if plan.unlimited:
        return hours.next_open(now + offer.lead_min)
    known = now + offer.lead_min
    earlier = sorted(asked for asked in state.leading if asked[0] <= known)
    begin = max(now, state.busy_until)
    for ready, pieces in ((now, state.queued), *earlier, (known, ahead + offer.lot_size)):
        begin = max(begin, ready)
        if begin == inf:
            return inf
        begin = hours.add_work(begin, expected_work_min(plan, pieces, begin))
    return begin


def _landed_min(leg: ImportLeg, ready: float) -> float:
    if ready == inf:
        return inf
    landed = ceil(ready / leg.interval_min) * leg.interval_min + leg.transit_min
    return leg.customs_hours.add_work(landed, leg.customs_min) if leg.customs_hours is not None else landed
