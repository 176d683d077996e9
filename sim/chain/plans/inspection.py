"""How pieces are judged, by an operation of a route and on receiving, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.streams import Key


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """Single sampling by attributes, as in ISO 2859-1.

    Attributes
    ----------
    sample
        Pieces looked at; the whole lot if it is smaller.
    accept
        Bad pieces in the sample with which the lot still passes.
    rest_stream
        Of the bad pieces among those that are not looked at.
    """

    sample: int
    accept: int
    rest_stream: Key


@dataclass(frozen=True, slots=True)
class IncomingPlan:
    """How the shipments of an offer are judged on receiving.

    Attributes
    ----------
    bad_share
        Share of bad pieces.
    failure_share
        Share of shipments that are refused as a whole, whatever their pieces are like.
    sampling
        None where every piece is looked at.
    """

    bad_share: float
    failure_share: float
    sampling: SamplingPlan | None
    bad_stream: Key
    failure_stream: Key
