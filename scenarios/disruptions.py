"""What goes wrong: outages, closed roads, late imports, quality holds, surges of demand, absent crews."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.base import Hours, Id, Moment, Number, Positive, Share, Sourced
from scenarios.chance import Family, Spread
from scenarios.roadrules import RoadClosure

DisruptionKind = Literal["outage", "road_closure", "import_delay", "quality_hold", "demand", "crew_absence"]


class Outage(Sourced):
    """A supplier works at a share of its capacity for a while."""

    supplier: Id
    from_: Annotated[Moment, Field(alias="from")]
    until: Moment
    capacity_share: Share = 0.0


class Disruption(Sourced):
    """One thing that goes wrong, at a fixed time (`from` with `until` or `duration_h`) or by chance (`every_h` and `duration_h`).

    ``outage``: a supplier, a plant, a warehouse or a station (``plant.station``) works at `capacity_share`; work in it is
    suspended. ``road_closure``: `closure` is shut; goods on the road take another way or wait. ``import_delay``: what a
    supplier sends abroad's way takes `delay_h` more. ``quality_hold``: stock of an item and what comes in is not to be
    used. ``demand``: orders of a stream or demand, or of an item, are multiplied by `factor`; 0 cancels them. That holds for
    orders of streams that come while it lasts, each in whole pieces; a demand is changed once, when it begins,
    from what it is by then, and stays so.
    ``crew_absence``: a station (``plant.station``) or a team (``plant.team``) has `capacity_share` of its people, rounded
    down; those who are absent are paid.
    """

    kind: DisruptionKind
    target: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", max_length=129)] | None = None
    """Id of what it strikes; not for ``road_closure``."""
    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None
    """The end; where it comes by chance, none begins at or after this."""
    duration_h: Positive | None = None
    """How long it lasts; the mean where it comes by chance."""
    duration_distribution: Family = "constant"
    duration_cv: Spread = 0.0
    every_h: Positive | None = None
    """Mean hours from the end of one to the next, where it comes by chance, counted from `from` or the start."""
    every_distribution: Family = "exponential"
    every_cv: Spread = 0.0
    capacity_share: Share = 0.0
    delay_h: Hours = 0.0
    factor: Annotated[Number, Field(ge=0, le=1000)] = 1.0
    closure: RoadClosure | None = None
    """``road_closure``: which roads, its own `from` and `until` left out."""
    en_route: Literal["reroute", "wait"] = "reroute"
    """``road_closure``: what vehicles do that are on the road when it shuts: go round from where they are, or stand until
    it opens. Their goods arrive later and are not lost."""
