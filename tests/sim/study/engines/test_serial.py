"""Runs in this process."""

from __future__ import annotations

import os

import pytest

from sim.errors import InputError
from sim.study.engines.serial import serial
from tests.sim.study.engines.jobs import Doing, Unopened, runs


def test_a_batch_is_played_here_and_is_done_when_submit_returns() -> None:
    with serial(Doing()) as engine:
        future = engine.submit((runs(0, 1, x=2), runs(0, bad=0)))
        assert future.done()
        first, second, bad = future.result()
        assert first.outcomes == {"value": 200.0, "pid": os.getpid()}
        assert second.outcomes == {"value": 201.0, "pid": os.getpid()}
        assert (bad.outcomes, bad.error, bad.final) == (None, "a capacity cannot be negative", True)
        assert engine.workers == 1
        assert engine.here


def test_a_job_that_cannot_be_opened_says_why() -> None:
    with serial(Unopened(InputError("no such network"))) as engine, pytest.raises(InputError, match="no such network"):
        engine.submit((runs(0),)).result()
