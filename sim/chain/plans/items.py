"""Items where they are kept, and what is wanted of them, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.chain.plans.stations import OperationPlan
from sim.chain.plans.suppliers import OfferPlan
from sim.chain.plans.ways import Lane

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """An item: how it is made or bought, and who takes it.

    Attributes
    ----------
    rank
        Urgency of its lots: index of the earliest due date that the item serves, over all due dates.
    parents
        Made items that have it in their bill of materials.
    """

    name: str
    made: bool
    store: int
    rank: int
    bom: tuple[tuple[int, float], ...]
    parents: tuple[int, ...]
    route: tuple[OperationPlan, ...]
    lot_size: int
    opening: int
    mass_kg: float
    offers: tuple[OfferPlan, ...]
    reorder: bool
    reorder_point: int
    order_up_to: int
    margin: float


@dataclass(frozen=True, slots=True)
class DemandPlan:
    """A demand, in the order of due dates."""

    item: int
    quantity: int
    due_min: float
    load: int
    lane: Lane
