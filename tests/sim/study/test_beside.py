"""Work in a second process: its result, its errors, its end."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from sim.errors import InputError
from sim.study.beside import Beside


def refuse() -> None:
    message = "no such key; write another"
    raise InputError(message)


def test_it_runs_in_another_process() -> None:
    with Beside() as beside:
        assert beside.start(os.getpid).get() != os.getpid()
        assert beside.start(math.hypot, 3, 4).get() == 5


def test_an_error_comes_back_as_it_was_raised() -> None:
    with Beside() as beside, pytest.raises(InputError, match="no such key; write another"):
        beside.start(refuse).get()


def test_work_that_is_not_done_ends_with_the_block() -> None:
    with Beside() as beside:
        work = beside.start(time.sleep, 600)
    assert not work.ready()


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal to a thread")
def test_ctrl_c_ends_a_wait_that_it_does_not_wake() -> None:
    """The system may hand the signal to another thread, or a moment before the wait begins."""

    def interrupt_this_thread() -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    with Beside() as beside:
        work = beside.start(time.sleep, 20)
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - it may come at once where the machine is slow
            threading.Timer(0.5, interrupt_this_thread).start()
            work.get()
        assert time.monotonic() - began < 10


def test_ctrl_c_ends_both_without_a_word_from_the_second() -> None:
    """Ctrl-C in a terminal goes to the whole group of processes, at any time, also while the second is starting."""
    code = """
        import time
        from sim.study.beside import Beside
        if __name__ == "__main__":
            try:
                with Beside() as beside:
                    work = beside.start(time.sleep, 600)
                    print("started", flush=True)
                    work.get()
            except KeyboardInterrupt:
                print("ended", flush=True)
    """
    for wait_s in (0.0, 1.5):
        words = [sys.executable, "-c", textwrap.dedent(code)]
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "started\n"
            time.sleep(wait_s)
            os.killpg(process.pid, signal.SIGINT)
            out, complaints = process.communicate(timeout=60)
        assert (out, complaints) == ("ended\n", "")
