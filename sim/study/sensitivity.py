"""How far each assumption moves the main outcome: one number at a time, at its lowest and its highest plausible value."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scenarios import Scenario, value_at, with_number
from sim.chain.compiling.frame import Lanes
from sim.chain.compiling.plan import compile_plan
from sim.chain.plans.plan import Plan
from sim.chain.replication import run_replication
from sim.errors import InputError
from sim.mainoutcome import main_outcome
from sim.stages import Counting
from sim.travel import TravelTimes
from sim.travel import travel_times as compute_travel_times

ROAD_SECTIONS = ("roads", "sites", "vehicles", "start", "end", "timezone")
"""A number in one of these can change the travel times; all others leave them as they are."""
ROAD_NUMBERS_OF_TRIPS = ("roads.time_cv",)
"""But these are drawn with every trip, about the times as they are."""
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
    numbers = _numbers(scenario, roads)
    ends = {(key, value): numbers.plan(key, value) for key, span in numbers.ranges.items() for value in span}
    runs = {end: _Runs(plan, name, seed) for end, plan in ends.items()}
    base = _Runs(compile_plan(scenario, roads, numbers.lanes), name, seed)
    keys = list(numbers.ranges)
    keep = len(keys) if closely is None else min(closely, len(keys))

    def rows(keys: list[str], count: int, before: int) -> list[_Row]:
        found = []
        for done, key in enumerate(keys, 1):
            low, high = (runs[key, value].mean(count) for value in numbers.ranges[key])
            values = (*numbers.ranges[key], value_at(scenario, key))
            found.append((key, *values, low, high, base.mean(count), _swing(low, high), count))
            if progress is not None:
                progress(before + done, len(numbers.ranges) + keep)
        return found

    first = _table(rows(keys, 1, 0))
    keen = list(first["key"].head(keep))
    again = _table(rows(keen, replications, len(keys)))
    rest = first[~first["key"].isin(keen)]
    return pd.concat([again, rest], ignore_index=True) if len(rest) else again


_Row = tuple[str, float, float, float, float, float, float, float, int]


@dataclass(frozen=True)
class _Numbers:
    """The numbers that are varied, and the plans of their ends."""

    scenario: Scenario
    roads: TravelTimes
    ranges: dict[str, tuple[float, float]]
    lanes: Lanes

    def plan(self, key: str, value: float) -> Plan:
        """Return the plan with one number at a value; roads are computed anew where the number changes them."""
        changed = with_number(self.scenario, key, value)
        if key.partition(".")[0] in ROAD_SECTIONS and key not in ROAD_NUMBERS_OF_TRIPS:
            return compile_plan(changed, compute_travel_times(changed))
        return compile_plan(changed, self.roads, self.lanes)


def _numbers(scenario: Scenario, roads: TravelTimes) -> _Numbers:
    ranges = {
        key: (mark.low, mark.high)
        for key, mark in sorted(scenario.marks.items())
        if mark.low is not None and mark.high is not None
    }
    return _Numbers(scenario, roads, ranges, {})


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
            outcomes = run_replication(self._plan, self._seed, number).outcomes
            if self._outcome not in outcomes:
                message = f"there is no outcome {self._outcome!r}; choose one of {', '.join(outcomes)}"
                raise InputError(message)
            self._values.append(outcomes[self._outcome])
        values = np.array(self._values[:replications])
        reached = values[~np.isnan(values)]
        return float(reached.mean()) if reached.size else float("nan")


def _swing(low: float, high: float) -> float:
    if np.isnan(low) != np.isnan(high):
        return float("inf")
    return abs(high - low)
