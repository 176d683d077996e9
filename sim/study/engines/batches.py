"""A batch of runs, one after the other, in whatever process, and what comes of it on its way back."""

from __future__ import annotations

import time
from array import array
from dataclasses import dataclass, field

from sim.errors import InputError, OneHourError
from sim.study.engines.pacing import LONGEST_S, Batch
from sim.study.engines.work import Play, Played
from sim.study.space import Settings


@dataclass(slots=True)
class Packed:
    """Runs on their way between two processes: the names of their outcomes once instead of with every run, numbers side by side.

    Attributes
    ----------
    names
        The outcomes of some runs, each set once.
    runs
        Point, replication, which of `names` (-1 for none), error, seconds, and whether trying again is no use.
    numbers
        The outcomes of all runs, one after the other.
    """

    names: dict[tuple[str, ...], int] = field(default_factory=dict)
    runs: list[tuple[int, int, int, str, float, bool]] = field(default_factory=list)
    numbers: array[float] = field(default_factory=lambda: array("d"))


def play_batch(play: Play, batch: Batch, longest_s: float = LONGEST_S) -> Packed:
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
    Packed
        The runs, in order; the first one at least.
    """
    packed = Packed()
    began = time.perf_counter()
    until = began + longest_s
    for runs in batch:
        for replication in runs.replications:
            place, error, final = _play_one(play, runs.settings, replication, packed)
            ended = time.perf_counter()
            packed.runs.append((runs.point, replication, place, error, ended - began, final))
            if ended > until:
                return packed
            began = ended
    return packed


def _play_one(play: Play, settings: Settings, replication: int, packed: Packed) -> tuple[int, str, bool]:
    before = len(packed.numbers)
    try:
        outcomes = play(settings, replication)
        packed.numbers.extend(outcomes.values())
        return packed.names.setdefault(tuple(outcomes), len(packed.names)), "", False
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in one run is told and must not stop the others
        del packed.numbers[before:]
        return -1, in_one_line(error), isinstance(error, InputError)


def unpack(packed: Packed) -> list[Played]:
    """Return the runs of a batch.

    Parameters
    ----------
    packed
        What came of it.
    """
    names = list(packed.names)
    numbers = packed.numbers.tolist()
    played = []
    begin = 0
    for point, replication, place, error, took_s, final in packed.runs:
        outcomes = None
        if place >= 0:
            end = begin + len(names[place])
            outcomes = dict(zip(names[place], numbers[begin:end], strict=True))
            begin = end
        played.append(Played(point, replication, outcomes, error, took_s, final=final))
    return played


def in_one_line(error: BaseException) -> str:
    """Return what an error says; with its name where it is none of the program's own.

    Parameters
    ----------
    error
        Any.
    """
    text = str(error) if isinstance(error, OneHourError) else f"{type(error).__name__}: {error}"
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())
