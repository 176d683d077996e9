"""How pieces are judged, in a plan."""

from __future__ import annotations

from scenarios.operations import Sampling
from scenarios.supply import Offer
from sim.chain.compiling.inspection import compile_incoming, compile_sampling
from sim.streams import stream_key


def test_nothing_is_judged_where_nothing_is_bad() -> None:
    assert compile_incoming("offer:press:casing", Offer(lot_size=5, sampling=Sampling(sample=3))) is None
    assert compile_sampling("operation:console:0", None) is None


def test_every_decision_has_a_stream_of_its_own() -> None:
    offer = Offer(lot_size=5, defect_rate=0.1, lot_failure_rate=0.2, sampling=Sampling(sample=3, accept=1))
    plan = compile_incoming("offer:press:casing", offer)
    assert plan is not None
    assert (plan.bad_share, plan.failure_share) == (0.1, 0.2)
    assert plan.sampling is not None
    assert (plan.sampling.sample, plan.sampling.accept) == (3, 1)
    assert plan.bad_stream == stream_key("offer:press:casing:refused")
    assert len({plan.bad_stream, plan.failure_stream, plan.sampling.rest_stream}) == 3
