"""A look at one run before all of them."""

from __future__ import annotations

import signal
import sys
import threading
import time

import pytest

from sim.study.trying import names_of_a_run
from tests.sim.study.engines.jobs import Doing


def test_the_names_are_those_of_a_run() -> None:
    assert names_of_a_run(Doing(), {"x": 3}, 1) == ["value", "pid"]


@pytest.mark.parametrize("wrong", [{"bad": 0}, {"broken": 0}])
def test_a_run_that_fails_has_none(wrong: dict[str, int]) -> None:
    assert names_of_a_run(Doing(), wrong, 1) == []


def test_a_run_that_never_ends_is_not_waited_for_without_end() -> None:
    began = time.monotonic()
    assert names_of_a_run(Doing(), {"endless": 0}, 0.005) == []
    assert 0.3 <= time.monotonic() - began < 5


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal to a thread")
def test_ctrl_c_ends_the_wait_whatever_moment_it_comes_at() -> None:
    def interrupt_this_thread() -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    threading.Timer(0.3, interrupt_this_thread).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        names_of_a_run(Doing(), {"endless": 0}, 1)
    assert time.monotonic() - began < 5
