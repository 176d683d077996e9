"""A pool of processes: what is killed is told at once, and the others go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from sim.errors import InputError, RunError
from sim.study.engines.engine import Engine, WorkerLostError
from sim.study.engines.pool import pool, processors
from sim.study.engines.work import Played
from tests.sim.study.engines.jobs import Deadly, Doing, OnlyOne, Unopened, runs

WAIT_S = 60
posix = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signal 9")


@pytest.fixture(scope="module")
def two() -> Iterator[Engine]:
    with pool(Doing(), 2) as engine:
        yield engine


def value(future: Future[list[Played]]) -> list[float]:
    return [run.outcomes["value"] for run in future.result(WAIT_S) if run.outcomes is not None]


def player(engine: Engine) -> int:
    (run,) = engine.submit((runs(0),)).result(WAIT_S)
    assert run.outcomes is not None
    return int(run.outcomes["pid"])


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_batches_are_played_elsewhere_and_in_order(two: Engine) -> None:
    assert two.workers == 2
    futures = [two.submit((runs(0, 1, x=number), runs(5, x=number + 100))) for number in range(20)]
    assert [value(future) for future in futures] == [
        [100.0 * number, 100.0 * number + 1, 100.0 * (number + 100) + 5] for number in range(20)
    ]
    assert player(two) != os.getpid()


def test_work_is_spread_over_the_workers(two: Engine) -> None:
    futures = [two.submit((runs(0, sleep_s=0.1),)) for _ in range(4)]
    played = [run.outcomes for future in futures for run in future.result(WAIT_S)]
    assert len({outcomes["pid"] for outcomes in played if outcomes is not None}) == 2


def test_a_large_batch_goes_through_while_a_worker_is_busy(two: Engine) -> None:
    text = "x" * 2_000
    futures = [two.submit(tuple(runs(0, point=point, note=text) for point in range(500))) for _ in range(6)]
    assert all(len(future.result(WAIT_S)) == 500 for future in futures)


def test_a_run_that_ends_its_process_takes_only_its_own_batch_along(two: Engine) -> None:
    futures = [two.submit((runs(0, 1, deadly=1),)), two.submit((runs(0, sleep_s=0.2),))]
    behind = [two.submit((runs(0),)) for _ in range(4)]
    with pytest.raises(WorkerLostError) as lost:
        futures[0].result(WAIT_S)
    assert lost.value.deaths == 1
    assert value(futures[1]) == [0.0]
    errors = [future.exception(WAIT_S) for future in behind]
    assert all(error is None or (isinstance(error, WorkerLostError) and error.deaths == 0) for error in errors)
    assert value(two.submit((runs(3),))) == [3.0]


@posix
def test_a_worker_that_is_killed_at_work_or_waiting_is_replaced(two: Engine) -> None:
    first = player(two)
    os.kill(first, signal.SIGKILL)
    until = time.monotonic() + WAIT_S
    while player_or_none(two) in {first, None}:
        assert time.monotonic() < until
    at_work = two.submit((runs(0, sleep_s=30),))
    other = two.submit((runs(0, sleep_s=30),))
    time.sleep(0.2)
    for process in workers_of(two):
        os.kill(process, signal.SIGKILL)
    for future in (at_work, other):
        with pytest.raises(WorkerLostError):
            future.result(WAIT_S)
    assert value(two.submit((runs(2),))) == [2.0]


def player_or_none(engine: Engine) -> int | None:
    try:
        return player(engine)
    except WorkerLostError:
        return None


def workers_of(engine: Engine) -> list[int]:
    return [seat._process.pid for seat in engine._seats if seat is not None]  # type: ignore[attr-defined]


@posix
def test_closing_ends_all_processes_in_the_middle_of_their_work() -> None:
    engine = pool(Doing(), 2)
    first = player(engine)
    futures = [engine.submit((runs(0, sleep_s=60),)) for _ in range(4)]
    began = time.monotonic()
    engine.close()
    assert time.monotonic() - began < 5
    assert not is_there(first)
    assert all(isinstance(future.exception(1), WorkerLostError) for future in futures)
    engine.close()


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (InputError("the road network is gone"), InputError, "^the road network is gone$"),
        (OSError(5, "cannot read"), RunError, "cannot open the study: OSError: .*cannot read"),
    ],
)
def test_a_job_that_cannot_be_opened_is_told(error: Exception, kind: type[Exception], message: str) -> None:
    with pool(Unopened(error), 1) as engine:
        futures = [engine.submit((runs(0),)) for _ in range(2)]
        for future in futures:
            with pytest.raises(kind, match=message):
                future.result(WAIT_S)


def test_a_job_that_cannot_be_sent_is_told() -> None:
    with (
        pool(Unopened(InputError(lambda: None)), 1) as engine,
        pytest.raises(RunError, match="cannot be sent to a worker"),
    ):
        engine.submit((runs(0),)).result(WAIT_S)


def test_workers_that_die_while_they_start_are_replaced_but_not_for_ever(tmp_path: Path) -> None:
    with pool(Deadly(tmp_path, 2), 1) as engine:
        for _ in range(2):
            with pytest.raises(WorkerLostError) as lost:
                engine.submit((runs(0),)).result(WAIT_S)
            assert lost.value.deaths == 0
        assert value(engine.submit((runs(4),))) == [4.0]
    with pool(Deadly(tmp_path, 9), 1) as engine:
        for _ in range(3):
            engine.submit((runs(0),)).exception(WAIT_S)
        with pytest.raises(RunError, match="every worker process ended 3 times while it started"):
            engine.submit((runs(0),))


def test_a_worker_for_which_there_is_no_room_does_not_hinder_the_others(tmp_path: Path) -> None:
    """As when memory is enough for one worker: whoever is second ends while it starts."""
    with pool(OnlyOne(tmp_path), 2) as engine:
        done = 0
        until = time.monotonic() + WAIT_S
        while engine.workers > 1 or done < 3:
            assert time.monotonic() < until
            futures = [engine.submit((runs(0),)) for _ in range(2)]
            done += sum(future.exception(WAIT_S) is None for future in futures)
        assert value(engine.submit((runs(1),))) == [1.0]


def test_at_least_one_worker() -> None:
    with pytest.raises(InputError, match="at least one worker is needed, not 0"):
        pool(Doing(), 0)
    assert pool(Doing()).workers == processors() >= 1


def test_a_worker_that_ends_before_it_has_read_a_large_job(tmp_path: Path) -> None:
    """As in a script that does all at once when it is imported: what starts a worker must not wait for ever."""
    script = tmp_path / "script.py"
    script.write_text(
        "from sim.study.engines.engine import WorkerLostError\n"
        "from sim.study.engines.pool import pool\n"
        "from tests.sim.study.engines.jobs import Large, runs\n"
        "with pool(Large('x' * 1_000_000), 1) as engine:\n"
        "    try:\n"
        "        engine.submit((runs(0),)).result()\n"
        "    except WorkerLostError:\n"
        "        print('lost')\n",
        encoding="utf-8",
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    done = subprocess.run(
        [sys.executable, script], env=env, capture_output=True, text=True, check=False, timeout=WAIT_S
    )
    assert done.stdout.strip() == "lost"
