"""A function called with many values: the same results in the same order, in processes only where that pays."""

from __future__ import annotations

import os
import time

import pytest

from sim.study.manycalls import call_in_processes, call_many


def with_process(value: int) -> tuple[int, int]:
    return value, os.getpid()


def slow(value: int) -> tuple[int, int]:
    time.sleep(0.05)
    return with_process(value)


def test_little_work_stays_here() -> None:
    assert list(call_many(with_process, range(50))) == [(value, os.getpid()) for value in range(50)]


def test_much_work_goes_to_processes_after_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.manycalls.POOL_START_S", 0.1)
    values, processes = zip(*call_many(slow, range(12), workers=2), strict=True)
    assert values == tuple(range(12))
    assert processes[0] == os.getpid()
    assert os.getpid() not in processes[1:]


def test_one_worker_is_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.manycalls.POOL_START_S", 0.0)
    assert {process for _, process in call_many(slow, range(3), workers=1)} == {os.getpid()}


def test_results_keep_the_order_of_the_values() -> None:
    found = call_in_processes(with_process, [5, 3, 8, 1, 2], processes=2, chunk=2)
    assert [value for value, _ in found] == [5, 3, 8, 1, 2]
