"""What customers want: orders known beforehand, and orders that come by chance or by the clock."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.base import Amount, Count, Hours, Id, Moment, Positive, Sourced
from scenarios.chance import Family, Quantity, Spread


class Demand(Sourced):
    """So many pieces of a product, by a date, at a customer's site; known from the start."""

    item: Id
    quantity: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    due: Moment
    earliest: Moment | None = None
    """Nothing is handed over before; where missing, as soon as there are pieces. A policy by the requirement makes or orders
    for it from the start on, one by the stock knows of the order only from this moment on."""
    customer: Id
    """The site they are delivered to."""
    vehicle: Id
    place: Id | None = None
    """The plant or warehouse that serves it; where the item is made where missing."""


class OrderStream(Sourced):
    """Orders of one item at one place that come again and again, and are known only when they come."""

    item: Id
    customer: Id
    """The site they are delivered to."""
    vehicle: Id | None = None
    """What brings them; where missing the customer takes them at the place."""
    place: Id | None = None
    """The plant or warehouse that serves them; where the item is made where missing."""
    interval_h: Positive
    """Mean hours between two orders."""
    interval_distribution: Family = "exponential"
    interval_cv: Spread = 0.0
    quantity: Quantity = Quantity()
    first: Moment | None = None
    """The first order; one interval after the start where missing. Constant intervals are multiples from here."""
    until: Moment | None = None
    """No order comes at or after this; to the end where missing."""
    due_in_h: Hours = 0.0
    """Hours after the order at which it is due."""
    shortage: Literal["backorder", "lost"] = "backorder"
    """What is not in stock when an order comes waits until it is, or is lost."""
    priority: Count = 0
    """Lower goes first where orders wait; then the earlier due, then the earlier placed; of the same moment as the file has
    them. Demands and orders of other places have priority 0."""
    backorder_cost_cny_per_day: Amount = 0.0
    """Per piece that waits."""
    lost_sale_cost_cny: Amount = 0.0
    """Per piece that is lost."""
