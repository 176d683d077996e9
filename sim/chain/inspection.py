"""Pieces judged by chance: by a sample, or all of them."""

from __future__ import annotations

from typing import NamedTuple

from sim.chain.draws import Draws
from sim.chain.plans.inspection import IncomingPlan, SamplingPlan
from sim.streams import Key, binomial


class Sample(NamedTuple):
    """What a sample shows of a lot, and what it does not show.

    Attributes
    ----------
    passed
        The lot is accepted.
    bad
        Bad pieces in the sample.
    unseen
        Bad pieces among the rest.
    """

    passed: bool
    bad: int
    unseen: int


class Verdict(NamedTuple):
    """What becomes of a shipment.

    Attributes
    ----------
    good
        Pieces that go into stock.
    refused
        Pieces that do not, and have to be ordered again.
    escaped
        Bad pieces among those that go into stock.
    sent_back
        The shipment is refused as a whole.
    """

    good: int
    refused: int
    escaped: int = 0
    sent_back: bool = False


def take_sample(draws: Draws, plan: SamplingPlan, pieces: int, bad_share: float, stream: Key) -> Sample:
    """Judge a lot by a sample.

    Both numbers are drawn whatever the verdict, so that other plans of sampling stay on common random numbers.

    Parameters
    ----------
    draws
        Random numbers of the replication.
    plan
        Size of the sample, number that is accepted.
    pieces
        Pieces of the lot.
    bad_share
        Probability of a piece to be bad, each by itself.
    stream
        Of the bad pieces in the sample.
    """
    looked_at = min(plan.sample, pieces)
    bad = binomial(looked_at, bad_share, draws.uniform(stream))
    unseen = binomial(pieces - looked_at, bad_share, draws.uniform(plan.rest_stream))
    return Sample(bad <= plan.accept, bad, unseen)


def judge(draws: Draws, plan: IncomingPlan | None, pieces: int) -> Verdict:
    """Judge a shipment on receiving.

    A shipment that fails as a whole, or by its sample, goes back with all its pieces. Bad pieces that are seen are
    refused; those of an accepted shipment that nobody looked at go into stock.

    Parameters
    ----------
    draws
        Random numbers of the replication.
    plan
        None where nothing is ever bad.
    pieces
        Pieces of the shipment.
    """
    if plan is None:
        return Verdict(pieces, 0)
    failed = plan.failure_share > 0 and draws.uniform(plan.failure_stream) < plan.failure_share
    if plan.sampling is not None:
        sample = take_sample(draws, plan.sampling, pieces, plan.bad_share, plan.bad_stream)
        if failed or not sample.passed:
            return Verdict(0, pieces, sent_back=True)
        return Verdict(pieces - sample.bad, sample.bad, sample.unseen)
    bad = binomial(pieces, plan.bad_share, draws.uniform(plan.bad_stream)) if plan.bad_share > 0 else 0
    return Verdict(0, pieces, sent_back=True) if failed else Verdict(pieces - bad, bad)
