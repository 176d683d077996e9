"""The tables that tell of single orders, items, lots and shipments, as columns by name of the table."""

from __future__ import annotations

from sim.chain.measures.columns import Columns
from sim.chain.measures.pasts import past_columns
from sim.chain.measures.service import order_columns
from sim.chain.measures.stationfigures import station_columns
from sim.chain.measures.stockfigures import item_columns
from sim.chain.measures.upsets import upset_columns
from sim.chain.world import World


def further_columns(world: World, *, kept: bool) -> dict[str, Columns]:
    """Return `orders`, `items`, `stations`, `disruptions`, `journeys`, `steps` and `inputs`.

    Parameters
    ----------
    world
        The state at the end.
    kept
        Keep the tables with a row for every order, lot and shipment; without them they have no rows.
    """
    return {
        "orders": order_columns(world, kept=kept),
        "items": item_columns(world),
        "stations": station_columns(world),
        "disruptions": upset_columns(world),
        **past_columns(world, kept=kept),
    }
