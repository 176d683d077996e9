"""Signals to end are held back, and kept from workers."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from sim.study.engines.interrupts import SIGNALS, Interrupts, interrupts_blocked, never_interrupted

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals to itself")


@pytest.fixture(autouse=True)
def _signals_are_heard() -> Iterator[None]:
    """What started the tests may be deaf to some: nohup to a terminal that is closed."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if handler == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def send(number: int) -> None:
    os.kill(os.getpid(), number)
    time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_is_held_back_and_the_second_is_not(number: int) -> None:
    before = [signal.getsignal(each) for each in SIGNALS]
    woken: list[int] = []
    with Interrupts(lambda: woken.append(1)) as interrupts:
        assert interrupts.asked is None
        send(number)
        assert interrupts.asked == number
        assert woken == [1]
        with pytest.raises(KeyboardInterrupt):
            send(number)
    assert [signal.getsignal(each) for each in SIGNALS] == before


def test_a_signal_interrupts_what_goes_on_where_that_is_wanted() -> None:
    with Interrupts(lambda: None) as interrupts:
        interrupts.through = True
        with pytest.raises(KeyboardInterrupt):
            send(signal.SIGTERM)
        assert interrupts.asked == signal.SIGTERM


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Interrupts(lambda: None) as interrupts:
            send(signal.SIGHUP)
            assert interrupts.asked is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_other_threads_do_without() -> None:
    found: list[int | None] = []

    def enter() -> None:
        with Interrupts(lambda: None) as interrupts:
            found.append(interrupts.asked)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert found == [None]


def _wait() -> None:
    never_interrupted()
    time.sleep(30)


def test_a_process_that_is_started_meanwhile_takes_no_notice_of_interrupts() -> None:
    process = multiprocessing.get_context("spawn").Process(target=_wait)
    with interrupts_blocked():
        process.start()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert process.pid is not None
    for _ in range(20):  # while it starts, and after
        os.kill(process.pid, signal.SIGINT)
        time.sleep(0.05)
    assert process.is_alive()
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
