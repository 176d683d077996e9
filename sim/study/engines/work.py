"""What workers are given and what they give back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sim.study.space import Settings

Play = Callable[[Settings, int], Mapping[str, float]]
"""Plays one replication of the scenario with some settings; returns value by outcome."""


class Job(Protocol):
    """What all runs of a study have in common; sent to a worker once, or opened there from a file."""

    def open(self) -> Play:
        """Make ready to play; called once in every worker."""


@dataclass(frozen=True, slots=True)
class PointRuns:
    """Replications of one point.

    Attributes
    ----------
    point
        Number in the journal.
    settings
        What the point sets.
    replications
        Which ones.
    """

    point: int
    settings: Settings
    replications: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """One run, done or failed.

    Attributes
    ----------
    point, replication
        Which.
    outcomes
        Value by outcome; None where it failed.
    error
        What went wrong, in one line; empty where nothing did.
    took_s
        Seconds of work.
    attempts
        How often it was tried, this time among them.
    final
        Whether it failed so that trying again is no use: the input is wrong.
    """

    point: int
    replication: int
    outcomes: Mapping[str, float] | None
    error: str = ""
    took_s: float = 0.0
    attempts: int = 1
    final: bool = False
