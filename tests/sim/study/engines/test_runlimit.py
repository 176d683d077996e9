"""A run that never ends is ended, and whose fault it was is known."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.study.engines.engine import Engine, WorkerLostError
from sim.study.engines.pacing import LONGEST_S
from sim.study.engines.pool import pool
from sim.study.engines.runlimit import batch_limit_s, check_run_limit, too_long
from sim.study.running import Coordinator
from sim.study.store.journal import Journal
from tests.sim.study.engines.jobs import Doing, runs
from tests.sim.study.store.journals import IDENTITY

WAIT_S = 60
LIMIT_MIN = 0.002


@pytest.fixture(scope="module")
def one() -> Iterator[Engine]:
    with pool(Doing(), 1, LIMIT_MIN) as engine:
        engine.submit((runs(0),)).exception(WAIT_S)  # it is there
        yield engine


def test_a_limit_is_above_nothing() -> None:
    assert check_run_limit(0.5) == 0.5
    for wrong in (0.0, -1.0, float("nan")):
        with pytest.raises(InputError, match="above 0 minutes, not"):
            check_run_limit(wrong)
        with pytest.raises(InputError, match="above 0 minutes, not"):
            pool(Doing(), 1, wrong)


def test_the_time_of_a_batch_is_that_of_its_longest_run() -> None:
    assert batch_limit_s(2) == 120 + LONGEST_S
    assert "took longer than 2 min and was ended" in too_long(2)


def test_a_run_that_never_ends_is_ended_and_what_waits_behind_it_is_not_to_blame(one: Engine) -> None:
    futures = [one.submit((runs(0, 1, endless=1),)), one.submit((runs(0),))]
    lost = [future.exception(WAIT_S) for future in futures]
    assert [(each.deaths, each.why) for each in lost if isinstance(each, WorkerLostError)] == [
        (1, too_long(LIMIT_MIN)),
        (0, ""),
    ]
    assert one.submit((runs(2),)).result(WAIT_S)[0].outcomes


def test_many_runs_that_take_longer_together_are_not_ended(one: Engine) -> None:
    """The limit is of a run: a batch that takes longer gives back what it has not begun."""
    batch = (runs(*range(40), sleep_s=0.05),)
    played = one.submit(batch).result(WAIT_S)
    assert 40 > len(played) >= LONGEST_S / 0.05 * 0.5
    for _ in range(4):
        assert one.submit((runs(0, sleep_s=0.05),)).result(WAIT_S)[0].outcomes


def test_waiting_for_work_is_no_work(one: Engine) -> None:
    (before,) = one.submit((runs(0),)).result(WAIT_S)
    time.sleep(batch_limit_s(LIMIT_MIN) + 0.8)
    (after,) = one.submit((runs(0),)).result(WAIT_S)
    assert before.outcomes is not None
    assert before.outcomes == after.outcomes  # the process that played it among them


def test_runs_that_never_end_are_recorded_as_failed_and_hinder_no_other(tmp_path: Path) -> None:
    asked = [({"x": x, "endless": 0} if x == 0 else {"x": x}, 4) for x in range(5)]
    with Journal.create(tmp_path / "study", IDENTITY) as journal, pool(Doing(), 2, LIMIT_MIN) as engine:
        Coordinator(engine, journal).ensure(asked)
        assert [list(each)[1:] for each in journal.failures()] == [[0, 3, too_long(LIMIT_MIN)]]
        assert journal.counts().done == 19
