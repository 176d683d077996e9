"""How far each assumption moves the main outcome: one number at a time, at its lowest and its highest plausible value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scenarios import Scenario, value_at, with_number
from sim.chain.plans.plan import Plan
from sim.chain.replication import outcomes_of
from sim.errors import InputError
from sim.mainoutcome import main_outcome
from sim.outcomewords import no_such_outcome
from sim.stages import Counting
from sim.study.plans import Plans
from sim.travel import TravelTimes
from sim.travel import travel_times as compute_travel_times

COLUMNS = ("key", "low", "high", "base", "outcome_low", "outcome_high", "outcome_base", "swing", "replications")


def sensitivity(
    scenario: Scenario,
    travel_times: TravelTimes | None = None,
    *,
    replications: int = 5,
    closely: int | None = None,
    seed: int = 0,
    outcome: str | None = None,
    progress: Counting | None = None,
) -> pd.DataFrame:
    """Vary every number that has a lowest and a highest plausible value, one at a time.

    All runs are on common random numbers, so that a small swing is not lost in the noise.

    Parameters
    ----------
    scenario
        The base; the numbers are those whose mark has ``low`` and ``high``.
    travel_times
        The base's roads; computed where missing. They are computed anew for a number that changes them.
    replications
        Replications of every run.
    closely
        So many numbers, those with the largest swing in the first replication, get all replications; the others are
        left at their first. All get them where None.
    seed
        Root of all random streams.
    outcome
        Column of `Run.replications`; the scenario's main outcome where missing, see `sim.mainoutcome`.
    progress
        Called as ``progress(done, total)`` after each number.

    Returns
    -------
    DataFrame
        A row per number, those with more replications first, then the largest swing: key, low, high, base (values of the
        number), outcome_low and outcome_high (mean outcome there, NaN where no replication reached it), outcome_base (the
        same with every number as it stands, over the same replications), swing (distance of the two ends; infinite where
        only one of them is reached at all, NaN where none is), replications.

    Raises
    ------
    InputError
        If the outcome does not exist, or a number's lowest or highest value is not allowed.
    """
    roads = compute_travel_times(scenario) if travel_times is None else travel_times
    name = outcome or main_outcome(scenario).name
    ranges, plans = _ranges(scenario), Plans(scenario, roads)
    ends = [(key, value) for key, span in ranges.items() for value in span]
    runs = {end: _Runs(plans.of(with_number(scenario, *end)), name, seed) for end in ends}
    base = _Runs(plans.of(scenario), name, seed)
    keys = list(ranges)
    keep = len(keys) if closely is None else min(closely, len(keys))

    def rows(keys: list[str], count: int, before: int) -> list[_Row]:
        found = []
        for done, key in enumerate(keys, 1):
            low, high = (runs[key, value].mean(count) for value in ranges[key])
            values = (*ranges[key], value_at(scenario, key))
            found.append((key, *values, low, high, base.mean(count), _swing(low, high), count))
            if progress is not None:
                progress(before + done, len(ranges) + keep)
        return found

    first = _table(rows(keys, 1, 0))
    keen = list(first["key"].head(keep))
    again = _table(rows(keen, replications, len(keys)))
    rest = first[~first["key"].isin(keen)]
    return pd.concat([again, rest], ignore_index=True) if len(rest) else again


_Row = tuple[str, float, float, float, float, float, float, float, int]


def _ranges(scenario: Scenario) -> dict[str, tuple[float, float]]:
    return {
        key: (mark.low, mark.high)
        for key, mark in sorted(scenario.marks.items())
        if mark.low is not None and mark.high is not None
    }


def _table(rows: list[_Row]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    kinds = dict.fromkeys(COLUMNS[1:-1], "float64") | {"replications": "int32"}
    return table.astype(kinds).sort_values("swing", ascending=False, kind="stable", ignore_index=True)


class _Runs:
    """Replications of one plan, each run once, when it is first asked for."""

    def __init__(self, plan: Plan, outcome: str, seed: int) -> None:
        self._plan, self._outcome, self._seed = replace(plan, log=False), outcome, seed
        self._values: list[float] = []

    def mean(self, replications: int) -> float:
        """Return the mean outcome of the first replications; NaN where none reached it."""
        for number in range(len(self._values), replications):
            outcomes = outcomes_of(self._plan, self._seed, number)
            if self._outcome not in outcomes:
                raise InputError(no_such_outcome(self._outcome, outcomes))
            self._values.append(outcomes[self._outcome])
        values = np.array(self._values[:replications])
        reached = values[~np.isnan(values)]
        return float(reached.mean()) if reached.size else float("nan")


def _swing(low: float, high: float) -> float:
    if np.isnan(low) != np.isnan(high):
        return float("inf")
    return abs(high - low)
