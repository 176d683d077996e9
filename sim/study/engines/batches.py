"""A batch of runs, one after the other, in whatever process, and its way back through a pipe."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sim.errors import InputError, OneHourError
from sim.study.engines.pacing import LONGEST_S, Batch
from sim.study.engines.work import Play, Played, PointRuns


def play_batch(play: Play, batch: Batch, longest_s: float = LONGEST_S) -> list[Played]:
    """Play some runs; one that fails is told and does not stop the others.

    Parameters
    ----------
    play
        Of an open job.
    batch
        What to play.
    longest_s
        No run is begun after so long.

    Returns
    -------
    list of Played
        One per run, in order; the first one at least.
    """
    until = time.perf_counter() + longest_s
    played: list[Played] = []
    for runs, replication in _one_by_one(batch):
        played.append(_play_one(play, runs, replication))
        if time.perf_counter() > until:
            break
    return played


def _one_by_one(batch: Batch) -> Iterator[tuple[PointRuns, int]]:
    return ((runs, replication) for runs in batch for replication in runs.replications)


def _play_one(play: Play, runs: PointRuns, replication: int) -> Played:
    began = time.perf_counter()
    outcomes, error, final = None, "", False
    try:
        found = play(runs.settings, replication)
        outcomes = dict(zip(found, array("d", found.values()), strict=True))  # numpy's numbers are slow to send
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


class Packed(NamedTuple):
    """Runs on their way between two processes: the names of their outcomes once instead of with every run.

    Attributes
    ----------
    names
        The outcomes of some runs, each set once.
    runs
        The runs without their outcomes; which of `names` theirs are, -1 for none.
    numbers
        The outcomes of all runs, one after the other.
    """

    names: tuple[tuple[str, ...], ...]
    runs: list[tuple[int, int, int, str, float, bool]]
    numbers: array[float]


def pack(played: Sequence[Played]) -> Packed:
    """Pack runs to send them; `unpack` gives the same back.

    Parameters
    ----------
    played
        What came of a batch.
    """
    places: dict[tuple[str, ...], int] = {}
    runs = []
    numbers = array("d")
    for run in played:
        place = -1
        if run.outcomes is not None:
            place = places.setdefault(tuple(run.outcomes), len(places))
            numbers.extend(run.outcomes.values())
        runs.append((run.point, run.replication, place, run.error, run.took_s, run.final))
    return Packed(tuple(places), runs, numbers)


def unpack(packed: Packed) -> list[Played]:
    """Return the runs that were packed.

    Parameters
    ----------
    packed
        Made by `pack`.
    """
    played = []
    begin = 0
    for point, replication, place, error, took_s, final in packed.runs:
        outcomes = None
        if place >= 0:
            names = packed.names[place]
            outcomes = dict(zip(names, packed.numbers[begin : begin + len(names)], strict=True))
            begin += len(names)
        played.append(Played(point, replication, outcomes, error, took_s, final=final))
    return played
