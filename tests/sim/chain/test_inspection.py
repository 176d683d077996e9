"""Samples and shipments judged by chance."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.chain.draws import Draws
from sim.chain.inspection import judge, take_sample
from sim.chain.plans.inspection import IncomingPlan, SamplingPlan
from sim.streams import stream_key

BAD, REST, FAILURE = (stream_key(name) for name in ("bad", "rest", "failure"))
SAMPLING = SamplingPlan(20, 1, REST)
INCOMING = IncomingPlan(0.05, 0.0, None, BAD, FAILURE)


def test_share_of_samples_that_pass_is_the_operating_characteristic() -> None:
    """Binomial: at most 1 bad of 20."""
    draws = Draws(1, 0)
    passed = [take_sample(draws, SAMPLING, 100, 0.05, BAD).passed for _ in range(4_000)]
    known = stats.binom.cdf(1, 20, 0.05)
    assert stats.binomtest(sum(passed), len(passed), known).pvalue > 0.001


def test_bad_pieces_of_a_given_number_are_in_the_sample_by_the_hypergeometric_distribution() -> None:
    """Given the bad ones of the whole lot, those in the sample are as if the sample were drawn without putting back."""
    draws = Draws(2, 0)
    samples = [take_sample(draws, SAMPLING, 50, 0.1, BAD) for _ in range(6_000)]
    five = [sample.bad for sample in samples if sample.bad + sample.unseen == 5]
    seen = np.bincount(five, minlength=6)
    expected = stats.hypergeom.pmf(np.arange(6), 50, 5, 20) * len(five)
    assert stats.chisquare(seen, expected).pvalue > 0.001


def test_a_small_lot_is_looked_at_as_a_whole() -> None:
    draws = Draws(1, 0)
    assert all(take_sample(draws, SAMPLING, 8, 0.3, BAD).unseen == 0 for _ in range(50))


def test_the_rest_of_the_lot_does_not_depend_on_the_sample() -> None:
    """More is accepted: the same bad pieces come, seen or not."""
    strict, easy = (dataclasses.replace(SAMPLING, accept=accept) for accept in (0, 3))
    one, two = Draws(1, 0), Draws(1, 0)
    for _ in range(100):
        assert take_sample(one, strict, 60, 0.1, BAD)[1:] == take_sample(two, easy, 60, 0.1, BAD)[1:]


def test_a_shipment_fails_as_a_whole_by_its_share() -> None:
    plan = dataclasses.replace(INCOMING, bad_share=0.0, failure_share=0.3)
    draws = Draws(1, 0)
    verdicts = [judge(draws, plan, 10) for _ in range(3_000)]
    back = sum(verdict.sent_back for verdict in verdicts)
    assert stats.binomtest(back, len(verdicts), 0.3).pvalue > 0.001
    assert all(verdict.good in {0, 10} for verdict in verdicts)


def test_nothing_is_bad_without_a_plan() -> None:
    assert judge(Draws(1, 0), None, 7) == (7, 0, 0, False)


@given(
    st.floats(0, 0.9),
    st.floats(0, 0.9),
    st.none() | st.builds(SamplingPlan, st.integers(1, 50), st.integers(0, 5), st.just(REST)),
    st.integers(1, 200),
    st.integers(0, 1_000),
)
def test_every_piece_is_taken_or_refused(
    bad: float, failure: float, sampling: SamplingPlan | None, pieces: int, seed: int
) -> None:
    verdict = judge(Draws(seed, 0), IncomingPlan(bad, failure, sampling, BAD, FAILURE), pieces)
    assert verdict.good + verdict.refused == pieces
    assert 0 <= verdict.escaped <= verdict.good
    assert not (verdict.sent_back and verdict.good)
    if sampling is None:
        assert verdict.escaped == 0
    elif verdict.refused > sampling.accept:
        assert verdict.sent_back
