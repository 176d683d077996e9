"""How pieces are judged, in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chain.plans.inspection import IncomingPlan, SamplingPlan
from sim.streams import stream_key

if TYPE_CHECKING:
    from scenarios.operations import Sampling
    from scenarios.supply import Offer


def compile_sampling(stream: str, sampling: Sampling | None) -> SamplingPlan | None:
    """Return how a lot is judged by a sample; None where all pieces are looked at.

    Parameters
    ----------
    stream
        Name of what is judged, such as ``operation:console:2``.
    sampling
        As in the scenario.
    """
    if sampling is None:
        return None
    return SamplingPlan(sampling.sample, sampling.accept, stream_key(f"{stream}:rest"))


def compile_incoming(stream: str, offer: Offer) -> IncomingPlan | None:
    """Return how the shipments of an offer are judged on receiving; None where nothing is ever bad.

    Parameters
    ----------
    stream
        Name of the offer, such as ``offer:press:casing``.
    offer
        As in the scenario.
    """
    if not offer.defect_rate and not offer.lot_failure_rate:
        return None
    return IncomingPlan(
        bad_share=offer.defect_rate,
        failure_share=offer.lot_failure_rate,
        sampling=compile_sampling(stream, offer.sampling),
        bad_stream=stream_key(f"{stream}:refused"),
        failure_stream=stream_key(f"{stream}:failure"),
    )
