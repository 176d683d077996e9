"""How a piece is worked on: operations, learning and forgetting, rework, sampling."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.base import Amount, Count, Frozen, Hours, Id, Minutes, Number, Positive, PositiveCount, Share, Sourced
from scenarios.chance import Family, Spread


class Forgetting(Sourced):
    """Experience fades while nobody practises."""

    after_days: Amount = 7.0
    """Days without a piece that leave the experience as it is."""
    kept_per_30_days: Annotated[Number, Field(gt=0, le=1)] = 0.75
    """Share of the experience that is left after 30 days more."""


class Learning(Sourced):
    """Wright's learning curve: work falls to `rate` of itself with every doubling of the pieces made.

    Pieces are counted across crews when work on their lot starts, with those that are tested again.
    """

    model: Literal["unit_time", "cumulative_average"] = "unit_time"
    """``unit_time`` (Crawford: the time of piece n) or ``cumulative_average`` (Wright: the mean of the first n)."""
    rate: Annotated[Number, Field(gt=0.5, le=1)]
    """0.85 means 15 % less work at twice the experience."""
    prior_pieces: Amount = 0.0
    """Pieces made before the scenario starts."""
    floor: Share = 0.0
    """Work never falls below this share of the first piece's."""
    scope: Literal["operation", "station", "shared"] = "operation"
    """Whose pieces count: those of this operation of this item, all that the station makes, or all of `group`. Nobody learns at
    a station with a `batch`: its work is per batch."""
    group: Id | None = None
    """``shared``: operations that name the same group count their pieces together; at one moment, in the order of the plant's
    stations."""
    forgetting: Forgetting | None = None


class Rework(Frozen):
    """What happens to a piece that fails its test: rework there, then the test again."""

    station: Id
    work_min: Positive
    """Work per failed piece."""
    distribution: Family = "constant"
    cv: Spread = 0.0


class Sampling(Frozen):
    """A lot is judged by a sample: single sampling by attributes, as in ISO 2859-1."""

    sample: PositiveCount
    """Pieces looked at; the whole lot if it is smaller."""
    accept: Count = 0
    """Bad pieces in the sample with which the lot still passes."""


class Operation(Sourced):
    """One step of an item's route.

    A lot waits for a crew of the station, then that crew works on the whole lot: setup, then `work_min` a piece. Pieces
    that fail are reworked and tested again by themselves until all have passed; the lot goes on as a whole. The last
    thing is `wait_h`, which needs no crew and runs through nights and holidays.
    """

    station: Id
    work_min: Minutes
    """Crew work per piece, for the first piece."""
    setup_min: Minutes = 0.0
    """Per lot, once: not again for pieces that are tested again; or per change with `setup` ``changeover``."""
    setup: Literal["lot", "changeover"] = "lot"
    """``changeover``: only when the work place last worked on another item, or another `Item.family`. A lot takes a free work
    place that is set up for it, else one that has not worked yet, else the one that has been free for longest."""
    cv: Spread = 0.0
    """Coefficient of variation of the lot's work."""
    distribution: Family = "lognormal"
    learning: Learning | None = None
    first_pass_yield: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """Share of pieces that pass the first time; the others go through `rework` and this operation again."""
    rework: Rework | None = None
    sampling: Sampling | None = None
    """Only a sample is worked on; when it is refused, all pieces are, and those that fail are reworked. Bad pieces of a lot
    that passes go on unseen and are counted."""
    scrap_rate: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Share of pieces lost at the end of the operation."""
    wait_h: Hours = 0.0
    """Elapsed hours after the work before the next operation (curing, aeration, release)."""
