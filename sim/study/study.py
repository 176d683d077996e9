"""A study: what was varied, what came out of every run, and what failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios import Scenario
from sim.errors import InputError
from sim.outcomewords import no_such_outcome
from sim.study.designs.design import Design
from sim.study.space import Axis, Space
from sim.study.statistics import without_rounding

KEYS = ("point", "replication")
"""Columns by which a run is known."""
SHOWN_POINTS, SHOWN_OUTCOMES = 20, 6
"""What of a study is shown in a notebook."""


def check_kept(outcomes: Sequence[str], kept: Sequence[str]) -> None:
    """Refuse outcomes that a study did not keep.

    Parameters
    ----------
    outcomes
        Names that are asked for.
    kept
        Names of those that it kept.

    Raises
    ------
    InputError
        If one is missing.
    """
    for name in outcomes:
        if name not in kept:
            message = f"{no_such_outcome(name, kept)} (a study has those that it kept, or was read with; for others make a new one)"
            raise InputError(message)


@dataclass(frozen=True)
class Study:
    """A finished study, or what is there of one that goes on.

    Attributes
    ----------
    scenario
        What is varied.
    space, design
        The factors, and the points.
    runs
        A row per point and replication, in this order: point, replication, then a column per outcome; NaN where an outcome was
        not reached.
    failures
        A row per run that failed for good: point, replication, error.
    seed
        Root of all random streams of the simulation.
    manifest
        Versions, hashes, command.
    drawn
        Uncertainties that no point sets: they are drawn anew in every replication, see `sim.study.draws`.
    searched
        Whether the points are those that a search looked at, more of them where it came closer: no sample of the space.
    """

    scenario: Scenario
    space: Space
    design: Design
    runs: pd.DataFrame = field(repr=False)
    failures: pd.DataFrame = field(repr=False)
    seed: int = 0
    manifest: Mapping[str, Any] = field(default_factory=dict)
    drawn: tuple[Axis, ...] = ()
    searched: bool = False

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes."""
        return tuple(str(name) for name in self.runs.columns if name not in KEYS)

    def runs_of(self, *outcomes: str) -> pd.DataFrame:
        """Return point, replication and some outcomes of every run, without a look at the others.

        Parameters
        ----------
        outcomes
            Their names.

        Raises
        ------
        InputError
            If the study did not keep such an outcome.
        """
        check_kept(outcomes, self.outcomes)
        return self.runs[[*KEYS, *outcomes]]

    def values(self, outcome: str) -> npt.NDArray[np.float64]:
        """Return an outcome by point and replication, shape (points, replications); NaN where there is none.

        Values that differ by no more than rounding are the same, see `sim.study.statistics.without_rounding`.

        Raises
        ------
        InputError
            If the study did not keep such an outcome.
        """
        runs = self.runs_of(outcome)
        points, replications = len(self.design.points), int(runs["replication"].max()) + 1 if len(runs) else 0
        found = np.full((points, replications), np.nan)
        found[runs["point"], runs["replication"]] = without_rounding(runs[outcome])
        return found

    def numbers(self) -> npt.NDArray[np.float64]:
        """Return the factors of every point as numbers, shape (points, factors)."""
        columns = [[axis.number(value) for value in self.design.points[axis.name]] for axis in self.space.axes]
        return np.array(columns, dtype=np.float64).T.reshape(len(self.design.points), len(self.space.axes))

    def _repr_html_(self) -> str:
        """Show the points with the means of their outcomes."""
        shown = list(self.outcomes[:SHOWN_OUTCOMES])
        runs = self.runs_of(*shown)
        means = runs.groupby("point")[shown].mean()
        table = pd.concat([self.design.points, means], axis=1)
        told = f"{len(table):,} points, {len(runs):,} runs, {len(self.failures):,} failed"
        return f"<p>{told}</p>{table.to_html(max_rows=SHOWN_POINTS, float_format='{:,.4g}'.format)}"
