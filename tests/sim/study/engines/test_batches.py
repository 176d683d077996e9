"""Batches: every run is told, also those that fail; outcomes come back as they were."""

from __future__ import annotations

import pickle
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError, RunError
from sim.study.engines.batches import in_one_line, play_batch, unpack
from sim.study.space import Settings
from tests.sim.study.engines.jobs import Doing, runs

outcomes = st.one_of(
    st.dictionaries(st.sampled_from(["late_h", "cost_cny", "产量"]), st.floats(allow_nan=False), max_size=3),
    st.sampled_from([ValueError("no road"), InputError("negative")]),
)


@given(st.lists(outcomes, min_size=1, max_size=20))
def test_outcomes_come_back_as_they_were(drawn: list[dict[str, float] | Exception]) -> None:
    def play(settings: Settings, replication: int) -> Mapping[str, float]:
        del settings
        found = drawn[replication]
        if isinstance(found, Exception):
            raise found
        return found

    packed = pickle.loads(pickle.dumps(play_batch(play, (runs(*range(len(drawn)), point=5),), 60)))  # noqa: S301
    found = unpack(packed)
    assert [run.replication for run in found] == list(range(len(drawn)))
    for run, expected in zip(found, drawn, strict=True):
        if isinstance(expected, Exception):
            assert run.outcomes is None
            assert str(expected) in run.error
            assert run.final == isinstance(expected, InputError)
        else:
            assert run.outcomes is not None
            assert list(run.outcomes.items()) == list(expected.items())
            assert not run.error
        assert (run.point, run.attempts) == (5, 1)
        assert run.took_s >= 0


def test_numbers_of_numpy_become_plain_ones_and_words_are_an_error() -> None:
    def play(settings: Settings, replication: int) -> Mapping[str, float]:
        del settings
        late: object = "late" if replication == 1 else np.float64(2.5)
        return {"days": float("nan"), "when": late}  # type: ignore[dict-item]

    good, bad, again = unpack(play_batch(play, (runs(0, 1, 2),)))
    assert good.outcomes is not None
    assert again.outcomes is not None
    assert type(good.outcomes["when"]) is float
    assert again.outcomes["when"] == 2.5
    assert np.isnan(good.outcomes["days"])
    assert bad.outcomes is None
    assert bad.error.startswith("TypeError: ")


def test_a_batch_that_takes_too_long_is_cut_short_after_a_run() -> None:
    batch = (runs(0, 1, 2, sleep_s=0.03), runs(0, 1, point=2))
    assert len(unpack(play_batch(Doing().open(), batch, 0.04))) == 2
    assert len(unpack(play_batch(Doing().open(), batch, 0.0))) == 1
    assert len(unpack(play_batch(Doing().open(), batch, 5.0))) == 5


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("broken\n  in two lines\n"), "ValueError: broken; in two lines"),
        (RunError("a demand is never met"), "a demand is never met"),
        (ZeroDivisionError(), "ZeroDivisionError:"),
    ],
)
def test_errors_are_told_in_one_line(error: Exception, line: str) -> None:
    assert in_one_line(error) == line
