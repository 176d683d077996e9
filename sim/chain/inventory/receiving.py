"""Receiving: a supplier's shipment is judged, and goes into stock, in part or not at all."""

from __future__ import annotations

from sim.chain.eventkinds import RECEIVE, REFUSE, SEND_BACK
from sim.chain.inspection import judge
from sim.chain.inventory import stock
from sim.chain.journey import Shipment
from sim.chain.plans.suppliers import OfferPlan
from sim.chain.world import World


def receive(world: World, shipment: Shipment, offer: OfferPlan) -> None:
    """Put the good pieces of a shipment that has been unloaded in stock; those refused are ordered again."""
    state, plan = world.items[shipment.item], world.plan.items[shipment.item]
    site = world.plan.stores[plan.store].site
    verdict = judge(world.draws, offer.incoming, shipment.pieces)
    state.on_order -= shipment.pieces
    state.in_transit -= shipment.pieces
    world.touched.add(shipment.item)
    state.received += verdict.good
    state.escaped += verdict.escaped
    if not verdict.sent_back:
        world.log(RECEIVE, site, shipment.item, shipment.number, verdict.good)
    if offer.price_cny:
        world.book("purchase", verdict.good * offer.price_cny)
    if verdict.good:
        stock.put(world, shipment.item, verdict.good, shipment, -1)
    if verdict.refused:
        kind = SEND_BACK if verdict.sent_back else REFUSE
        world.log(kind, site, shipment.item, shipment.number, verdict.refused)
        stock.lose(world, shipment.item, verdict.refused, shipment)
