"""Runs on a Dask cluster: one that is there, or one of processes of this machine."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import count
from typing import Any, ClassVar
from uuid import uuid4

from sim.errors import InputError, RunError
from sim.study.engines.batches import in_one_line, unpack
from sim.study.engines.engine import Engine, WorkerLostError
from sim.study.engines.interrupts import interrupts_blocked
from sim.study.engines.pacing import Batch
from sim.study.engines.pool import processors
from sim.study.engines.runlimit import RUN_LIMIT_MIN, check_run_limit, too_long
from sim.study.engines.work import Job, Played
from sim.study.engines.workerprocess import PLAYED, WRONG

ANSWER_S = 5
"""How long a scheduler may take to answer."""
JOIN_S = 30
"""How long the first worker may take to join."""
ALONE_S = 60
"""How long there may be no worker afterwards: those that died are replaced."""
COUNT_EVERY_S = 1.0
SETTINGS = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.deploy.lost-worker-timeout": "1 day",
}
"""Of a cluster of this machine: nobody looks at profiles taken a hundred times a second or at the pulse of loops, and a worker that
died is waited for until it is replaced, however busy the machine is."""


def cluster(
    job: Job, scheduler: str | None = None, workers: int | None = None, run_limit_min: float = RUN_LIMIT_MIN
) -> Engine:
    """Return an engine of a Dask cluster.

    Parameters
    ----------
    job
        What all runs have in common; sent to every worker once, also to those that join later.
    scheduler
        Address, such as ``tcp://10.0.0.5:8786``; a cluster of processes of this machine is started where missing.
    workers
        Processes of that; as many as there are processors where missing.
    run_limit_min
        How long a run may take, minutes; a worker that is at one for longer ends, all its threads with it.

    Raises
    ------
    InputError
        If the limit is not above 0, Dask is not installed, the scheduler does not answer, or no worker can take the job.
    """
    if workers is not None and workers < 1:
        raise InputError(f"at least one worker is needed, not {workers}")
    check_run_limit(run_limit_min)
    _distributed()
    with ExitStack() as opened:
        address = scheduler or opened.enter_context(_of_this_machine(workers or processors()))
        client = opened.enter_context(_client(address))
        player = opened.enter_context(_player(client, job, address))
        engine = _Cluster(client, player, address, run_limit_min)
        engine.opened = opened.pop_all()
        return engine


def _distributed() -> Any:
    """Import Dask, which is an extra and hardly typed.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        import distributed  # noqa: PLC0415
    except ImportError as error:
        message = "Dask is not installed; install it with pip install 'one-hour-circle[cluster]', or use --engine pool"
        raise InputError(message) from error
    return distributed


@contextmanager
def _of_this_machine(workers: int) -> Iterator[str]:
    """Start a scheduler and workers of this machine, and give the address."""
    from dask import config  # noqa: PLC0415 - an extra

    with config.set(SETTINGS):
        with interrupts_blocked():  # for threads and processes that begin here
            local = _distributed().LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",  # any free port: two studies at a time would warn of each other
                memory_limit=0,
                silence_logs=logging.CRITICAL,  # workers that end are replaced, and told by the study
                # the study tries again, run by run, and nobody looks at a dashboard
                scheduler_kwargs={"allowed_failures": 0, "dashboard": False},
            )
        with local:
            yield local.scheduler_address


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """Connect to a scheduler.

    Raises
    ------
    InputError
        If it does not answer, or has no workers.
    """
    with _distributed().utils.silence_logging_cmgr(logging.CRITICAL):  # what goes wrong is told by the study
        try:
            with ThreadPoolExecutor(1) as thread:  # there may be a loop in this one, as in notebooks
                thread.submit(
                    asyncio.run, _knock(address)
                ).result()  # a client that cannot connect leaves threads behind
            client = _distributed().Client(address, timeout=ANSWER_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise InputError(
                f"the scheduler {address} does not answer ({error}); start one with `dask scheduler`, give its address as in "
                "tcp://10.0.0.5:8786, look at the firewall, or leave --scheduler away to use this machine alone"
            ) from error
        try:
            client.wait_for_workers(1, timeout=JOIN_S)
        except TimeoutError as error:
            raise InputError(
                f"the scheduler {address} has no workers; start some on your machines with `dask worker {address}`"
            ) from error
        else:
            yield client
        finally:
            client.close(timeout=ANSWER_S)


async def _knock(address: str) -> None:
    """Connect once.

    Raises
    ------
    OSError, ValueError
        If nothing answers, or this is no address.
    """
    dask = _distributed()
    try:
        async with asyncio.timeout(ANSWER_S + 1):  # a server that says nothing is waited for without end
            comm = await dask.comm.connect(address, timeout=ANSWER_S, **dask.Security().get_connection_args("client"))
    except TimeoutError as error:
        raise OSError(f"nothing came within {ANSWER_S} s") from error
    comm.abort()


@contextmanager
def _player(client: Any, job: Job, address: str) -> Iterator[str]:
    """Send the job to all workers, and give the name under which they have it.

    Raises
    ------
    InputError
        If a worker cannot take it.
    """
    from sim.study.engines.clusterworker import Player  # noqa: PLC0415 - needs an extra

    name = f"onehour-{uuid4().hex}"
    try:
        client.register_plugin(Player(job), name=name)
    except Exception as error:
        raise InputError(
            f"the workers of {address} cannot take the study ({in_one_line(error)}); install the same version of "
            "one-hour-circle on all machines"
        ) from error
    try:
        yield name
    finally:
        if client.status == "running":
            with suppress(Exception):  # it may be lost just now: what was done is kept, and nothing else is to do
                client.unregister_worker_plugin(name)


class _Cluster(Engine):
    batch_s: ClassVar[float] = 0.35  # a task costs about 15 ms of all processors together
    depth: ClassVar[int] = 3  # the way through the scheduler is long
    suspects: ClassVar[int] = 1  # a worker that ends takes along batches that it had not begun

    def __init__(self, client: Any, player: str, address: str, run_limit_min: float) -> None:
        from sim.study.engines.clusterworker import versions  # noqa: PLC0415 - needs an extra

        self._client, self._player, self._address = client, player, address
        self._run_limit_min, self._numbers = run_limit_min, count()
        self._overdue: set[int] = set()  # batches over which a worker ended itself
        self.opened = ExitStack()
        self._executor = client.get_executor(pure=False)
        self._versions = versions()
        client.subscribe_topic(player, lambda event: self._overdue.add(event[1]))
        self._count()

    @property
    def workers(self) -> int:
        self._count_again()
        return max(1, self._workers)

    def look(self) -> None:
        self._count_again()
        if time.monotonic() - self._manned > ALONE_S:
            raise RunError(
                f"the scheduler {self._address} has had no workers for {ALONE_S} s; all runs that were done are kept: start some with "
                f"`dask worker {self._address}`, then go on with the same command and --resume"
            )

    def _count_again(self) -> None:
        if time.monotonic() - self._counted >= COUNT_EVERY_S:
            self._count()

    def _count(self) -> None:
        with self._heard():
            threads = self._client.sync(self._client.scheduler.ncores, workers=None, callback_timeout=JOIN_S)
        self._workers, self._counted = int(sum(threads.values())), time.monotonic()
        if self._workers:
            self._manned = self._counted

    def submit(self, batch: Batch) -> Future[list[Played]]:
        from sim.study.engines.clusterlimit import play_in_time  # noqa: PLC0415 - needs an extra
        from sim.study.engines.clusterworker import Parcel  # noqa: PLC0415 - needs an extra

        outer: Future[list[Played]] = Future()
        number = next(self._numbers)
        words = (self._player, self._versions, Parcel(batch), number, self._run_limit_min)
        with self._heard():
            inner = self._executor.submit(play_in_time, *words)
        inner.add_done_callback(partial(self._answer, outer, number))
        return outer

    def _answer(self, outer: Future[list[Played]], number: int, inner: Future[tuple[str, Any]]) -> None:
        error = None if inner.cancelled() else inner.exception()
        if inner.cancelled():
            outer.set_exception(self._gone())
        elif isinstance(error, _distributed().KilledWorker):
            why = too_long(self._run_limit_min) if number in self._overdue else ""
            outer.set_exception(WorkerLostError(error.allowed_failures + 1, why))
        elif error is not None:
            outer.set_exception(RunError(f"the workers of {self._address} cannot play: {in_one_line(error)}"))
        else:
            kind, content = inner.result()
            if kind == PLAYED:
                outer.set_result(unpack(content))
            else:
                outer.set_exception(InputError(content) if kind == WRONG else RunError(content))

    @contextmanager
    def _heard(self) -> Iterator[None]:
        """Say so when the scheduler cannot be reached any more.

        Raises
        ------
        RunError
            If it cannot.
        """
        try:
            yield
        except Exception as error:
            raise self._gone() from error

    def _gone(self) -> RunError:
        return RunError(
            f"the scheduler {self._address} is gone; all runs that were done are kept: go on with the same command and --resume "
            "once it is back, or with another engine"
        )

    def close(self) -> None:
        self._executor.shutdown(wait=False)
        self.opened.close()
