"""Two processes never work on one study, and a killed one blocks nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.errors import InputError, OutputError
from sim.study.store.lock import HOLDER, LOCK, Lock, holder
from tests.sim.study.store.test_database import open_folder, read_only

__all__ = ["open_folder"]
HOLDING = """
import sys
from pathlib import Path
from sim.study.store.lock import Lock
with Lock(Path(sys.argv[1])):
    print(flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Have another process hold the lock."""
    command = [sys.executable, "-c", HOLDING, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        if process.poll() is None:
            process.kill()


def test_a_second_process_is_refused_with_who_has_it_and_a_killed_one_blocks_nobody(tmp_path: Path) -> None:
    with held(tmp_path) as process:
        message = rf"is in use by process {process.pid} since \d{{4}}-\d\d-\d\d \d\d:\d\d.*onehour study status"
        with pytest.raises(InputError, match=message), Lock(tmp_path):
            pass
        # a refused process and one that asks leave the note of the holder alone
        assert (found := holder(tmp_path)) is not None
        assert found.pid == process.pid
        process.kill()
        process.wait()
    assert (tmp_path / HOLDER).exists()
    assert holder(tmp_path) is None
    with Lock(tmp_path):
        assert (found := holder(tmp_path)) is not None
        assert found.pid == os.getpid()
    assert holder(tmp_path) is None
    assert not (tmp_path / HOLDER).exists()


def test_a_holder_that_is_not_known_is_another_process(tmp_path: Path) -> None:
    with held(tmp_path):
        (tmp_path / HOLDER).write_text("not JSON")
        with pytest.raises(InputError, match="in use by another process;"), Lock(tmp_path):
            pass


def test_nobody_holds_a_folder_that_was_never_locked(tmp_path: Path) -> None:
    assert holder(tmp_path) is None
    assert not (tmp_path / LOCK).exists()


def test_a_lock_that_is_asked_about_for_a_moment_is_still_taken(tmp_path: Path) -> None:
    with Lock(tmp_path):
        pass
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            holder(tmp_path)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(20):
            with Lock(tmp_path):
                pass
    finally:
        stop.set()
        asking.join()


def test_a_folder_that_cannot_be_written(open_folder: Path) -> None:
    with Lock(open_folder):
        (open_folder / HOLDER).read_text()
    with read_only(open_folder):
        assert holder(open_folder) is None
        with pytest.raises(OutputError, match="cannot write to"), Lock(open_folder):
            pass


def test_the_lock_is_given_back_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Lock(tmp_path):
        raise KeyboardInterrupt
    with Lock(tmp_path):
        pass
