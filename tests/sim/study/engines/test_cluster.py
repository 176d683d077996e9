"""Dask clusters: of this machine, elsewhere, and none."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from sim.errors import InputError, RunError
from sim.study.engines.cluster import cluster
from sim.study.engines.clusterworker import CODE
from sim.study.engines.engine import Engine, WorkerLostError
from sim.study.engines.runlimit import too_long
from tests.sim.study.engines.jobs import Doing, Unopened, runs

WAIT_S = 90
LIMIT_MIN = 0.005
DASHBOARD = 8787


@pytest.fixture(scope="module")
def two() -> Iterator[Engine]:
    with socket.socket() as taken:  # as another cluster may have it that shows a dashboard
        with suppress(OSError):
            taken.bind(("127.0.0.1", DASHBOARD))
            taken.listen()
        with cluster(Doing(), None, 2) as engine:
            yield engine


def test_batches_are_played_by_its_workers(two: Engine) -> None:
    assert two.workers == 2
    futures = [two.submit((runs(0, 1, x=number, sleep_s=0.02),)) for number in range(10)]
    found = [[run.outcomes for run in future.result(WAIT_S)] for future in futures]
    assert [[each["value"] for each in batch if each] for batch in found] == [
        [100.0 * x, 100.0 * x + 1] for x in range(10)
    ]
    assert len({each["pid"] for batch in found for each in batch if each}) == 2


def test_failures_are_told_run_by_run(two: Engine) -> None:
    bad, broken, good = two.submit((runs(0, bad=0), runs(0, broken=0), runs(0))).result(WAIT_S)
    assert (bad.error, bad.final) == ("a capacity cannot be negative", True)
    assert (broken.error, broken.final) == ("ValueError: broken; in two lines", False)
    assert good.outcomes is not None


def test_a_run_that_ends_its_worker_is_told_and_the_worker_is_replaced(two: Engine) -> None:
    with pytest.raises(WorkerLostError) as lost:
        two.submit((runs(0, deadly=0),)).result(WAIT_S)
    assert lost.value.deaths == 1
    until = time.monotonic() + WAIT_S
    time.sleep(1.1)  # so old may the count be
    while two.workers < 2:
        assert time.monotonic() < until
        time.sleep(0.1)
    two.look()
    pids = {run.outcomes["pid"] for _ in range(8) for run in two.submit((runs(0),)).result(WAIT_S) if run.outcomes}
    assert pids


def test_a_worker_whose_run_never_ends_ends_and_says_over_which_batch(
    two: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two, "_run_limit_min", LIMIT_MIN)
    with pytest.raises(WorkerLostError) as lost:
        two.submit((runs(0, endless=0),)).result(WAIT_S)
    assert (lost.value.deaths, lost.value.why) == (1, too_long(LIMIT_MIN))
    assert len(two.submit((runs(0, 1),)).result(WAIT_S)) == 2


def test_other_versions_on_a_worker_are_refused(two: Engine) -> None:
    own = two._versions  # type: ignore[attr-defined]
    edited = {**own, CODE: "0123456789abcdef"}
    for wanted, told in (
        ({**own, "numpy": "1.0"}, r"numpy [\d.]+ instead of 1.0"),
        (edited, rf"{CODE} \w+ instead of 0123"),
    ):
        two._versions = wanted  # type: ignore[attr-defined]
        with pytest.raises(InputError, match=rf"the worker tcp://.* has {told}.*; install the same versions"):
            two.submit((runs(0),)).result(WAIT_S)


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (InputError("the road network is gone"), InputError, r"^the road network is gone$"),
        (OSError(5, "cannot read"), RunError, r"the worker tcp://.* cannot open the study: OSError"),
    ],
)
def test_a_second_study_on_a_cluster_has_a_job_of_its_own(
    two: Engine, error: Exception, kind: type[Exception], message: str
) -> None:
    address = two._address  # type: ignore[attr-defined]
    with cluster(Unopened(error), address) as other, pytest.raises(kind, match=message):
        other.submit((runs(0),)).result(WAIT_S)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.engines.cluster.ANSWER_S", 1)


@pytest.mark.usefixtures("_impatient")
def test_a_scheduler_that_is_not_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(InputError, match=f"the scheduler {address} does not answer"):
            cluster(Doing(), address)
    with pytest.raises(InputError, match=r"the scheduler here does not answer .*port number"):
        cluster(Doing(), "here")


@pytest.mark.usefixtures("_impatient")
def test_a_server_that_says_nothing_is_no_scheduler() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(InputError, match=f"the scheduler {address} does not answer"):
            cluster(Doing(), address)
        assert time.monotonic() - began < 15


def test_without_dask_the_extra_is_named() -> None:
    script = (
        "import sys; sys.modules['distributed'] = None\n"
        "from sim.study.engines.cluster import cluster\n"
        "from tests.sim.study.engines.jobs import Doing\n"
        "cluster(Doing())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "pip install 'one-hour-circle[cluster]', or use --engine pool" in done.stderr


def test_at_least_one_worker() -> None:
    with pytest.raises(InputError, match="at least one worker is needed, not 0"):
        cluster(Doing(), workers=0)
