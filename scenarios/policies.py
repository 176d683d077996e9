"""How much is ordered, and when: stock policies, and an item as one place keeps it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.base import Amount, Count, Frozen, Hours, Id, Moment, Positive, PositiveCount, Sourced

PolicyKind = Literal["push", "reorder", "mrp", "s_S", "R_Q", "T_Q", "T_S", "base_stock", "kanban"]
STOCK_POLICIES = ("s_S", "R_Q", "T_Q", "T_S", "base_stock", "kanban")
"""Policies that go by the stock, whatever the demands that are known need."""
Level = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000, strict=True)]


class Arrival(Frozen):
    """Pieces ordered before the scenario starts, good ones, that come in at a moment."""

    pieces: PositiveCount
    at: Moment


class Policy(Sourced):
    """How an item is ordered or made.

    By the requirement, which is what the demands need through the bills of materials less the stocks on the way:
    ``push`` all of it at once, the release for a ramp; ``reorder`` up to a level when stock runs low, never beyond the
    requirement; ``mrp`` netted by time bucket and released a planned lead time ahead.

    By the stock alone: ``s_S`` up to `order_up_to` when the position is at or below `reorder_point`; ``R_Q``
    `order_quantity` as often as it takes to bring it above `reorder_point`; ``T_Q`` `order_quantity` and ``T_S`` up to
    `order_up_to` at every review; ``base_stock`` whatever is taken is ordered again at once; ``kanban`` a container of
    `card_pieces` for every card that is free. The position is stock plus orders less what is owed: to
    customers, to other places, and to lots made here that wait to be released.

    Whole supplier lots are ordered. Pieces refused at receiving or scrapped later are ordered again by themselves.
    Reviews of a moment come after the demands of that moment, and whoever takes an item is looked at before that item: its users
    and the places that it fills, so their orders of that moment count. Orders are served in part, whatever there is, and so are
    those of other places: these have priority 0 and are due when they come.
    """

    kind: PolicyKind = "push"
    reorder_point: Level = 0
    """``reorder``, ``s_S``: s; ``R_Q``: R."""
    order_up_to: Count = 0
    """``reorder``, ``s_S``, ``T_S``, ``base_stock``: S."""
    order_quantity: Count = 0
    """``R_Q``, ``T_Q``: Q; ``mrp`` with `lot_rule` ``fixed``: the lot."""
    review_h: Positive | None = None
    """Hours between two reviews: must be given for ``T_Q`` and ``T_S``; with it, ``s_S``, ``R_Q`` and ``base_stock`` look only
    then; where missing, whenever pieces are taken or ordered, or what was to come is lost. Reviews fall on `first_review` plus
    a multiple of it."""
    first_review: Moment | None = None
    """The scenario's start where missing."""
    cards: Count = 0
    """``kanban``: containers in circulation. A card is taken by every container in stock, the last of them full or not, and by
    every one on order or in open lots. Cards are looked at at the start, when pieces are taken out of stock, not when more are
    owed, and when what was to come is lost."""
    card_pieces: PositiveCount = 1
    """``kanban``: pieces in a container; of a made item it is the lot, so there are never more open lots than cards."""
    margin: Amount = 0.0
    """``push``: pieces ordered beyond the net requirement, as a share of it."""
    safety_stock: Count = 0
    """``push``, ``reorder``, ``mrp``: pieces to keep in stock over the requirement."""
    lead_time_h: Hours = 0.0
    """``mrp``: planned lead time between release and need."""
    bucket_h: Positive = 24.0
    """``mrp``: length of a time bucket, from the scenario's start."""
    lot_rule: Literal["lot_for_lot", "fixed", "period"] = "lot_for_lot"
    """``mrp``: the net requirement of a bucket, multiples of `order_quantity`, or that of `periods` buckets together."""
    periods: PositiveCount = 1
    """``mrp`` with ``period``: buckets that one order covers."""


class Stocking(Sourced):
    """An item as one plant or warehouse keeps it, over and above what the item says of itself."""

    policy: Policy | None = None
    """The item's where missing."""
    opening_stock: Count = 0
    from_: Annotated[Id | None, Field(alias="from")] = None
    """The plant or warehouse that it comes from. Where missing it is made here, or its suppliers deliver here."""
    vehicle: Id | None = None
    """What brings it from there; must be given with `from`, unless both are at one site."""
    pipeline: tuple[Arrival, ...] = ()
    """What is under way from there when the scenario starts; only with `from`."""
    order_delay_h: Hours = 0.0
    """Elapsed hours until an order is known at the place that it comes from."""
    lead_time_h: Hours = 0.0
    """Elapsed hours that the other place takes between having the pieces and sending them off."""
    lot_size: PositiveCount = 1
    """Whole multiples of this are ordered."""
    min_order: Count = 0
    """Less than this is not ordered; a smaller order is raised to it."""
    order_cost_cny: Amount = 0.0
    """Per order."""
    holding_cost_cny_per_day: Amount | None = None
    """Per piece in stock; the item's where missing."""
    backorder_cost_cny_per_day: Amount = 0.0
    """Per piece that an order of a stream or of another place waits for here; what a demand, known from the start, waits for
    costs nothing."""
