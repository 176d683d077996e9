"""A batch of runs, one after the other, in whatever process."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sim.errors import InputError, OneHourError
from sim.study.engines.work import Play, Played, PointRuns


def play_batch(play: Play, batch: Sequence[PointRuns]) -> list[Played]:
    """Play some runs; one that fails is told and does not stop the others.

    Parameters
    ----------
    play
        Of an open job.
    batch
        What to play.
    """
    return [_play_one(play, runs, replication) for runs in batch for replication in runs.replications]


def _play_one(play: Play, runs: PointRuns, replication: int) -> Played:
    began = time.perf_counter()
    outcomes, error, final = None, "", False
    try:
        outcomes = play(runs.settings, replication)
    except InputError as wrong:
        error, final = in_one_line(wrong), True
    except Exception as wrong:  # noqa: BLE001 - whatever goes wrong in one run is told and must not stop the others
        error = in_one_line(wrong)
    return Played(runs.point, replication, outcomes, error, time.perf_counter() - began, final=final)


def in_one_line(error: Exception) -> str:
    """Return what an error says; with its name where it is none of the program's own.

    Parameters
    ----------
    error
        Any.
    """
    text = str(error) if isinstance(error, OneHourError) else f"{type(error).__name__}: {error}"
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())
