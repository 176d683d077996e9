"""How far each assumption moves the main outcome: one number at a time, at its lowest and its highest plausible value."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from scenarios import Scenario, value_at, with_number
from sim.chain.compiling import Lanes, compile_plan
from sim.chain.plan import Plan
from sim.errors import InputError
from sim.study.runs import run_all
from sim.travel import TravelTimes
from sim.travel import travel_times as compute_travel_times

Progress = Callable[[int, int], None]
ROAD_SECTIONS = ("roads", "sites", "vehicles", "start", "end", "timezone")
"""A number in one of these can change the travel times; all others leave them as they are."""
ROAD_NUMBERS_OF_TRIPS = ("roads.time_cv",)
"""But these are drawn with every trip, about the times as they are."""
COLUMNS = ("key", "low", "high", "base", "outcome_low", "outcome_high", "outcome_base", "swing")


def sensitivity(
    scenario: Scenario,
    travel_times: TravelTimes | None = None,
    *,
    replications: int = 5,
    seed: int = 0,
    outcome: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
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
    seed
        Root of all random streams.
    outcome
        Column of `Run.replications`; the finish day of the first demand's item where missing.
    workers
        As for `sim.replicate`.
    progress
        Called as ``progress(done, total)`` after each number.

    Returns
    -------
    DataFrame
        A row per number, the largest swing first: key, low, high, base (values of the number), outcome_low and
        outcome_high (mean outcome there, NaN where no replication reached it), outcome_base (the same with every number as
        it stands), swing (their distance; infinite where
        only one of them is reached at all, NaN where none is).

    Raises
    ------
    InputError
        If the outcome does not exist, or a number's lowest or highest value is not allowed.
    """
    name = outcome or f"{next(iter(scenario.demands.values())).item}_finish_day"
    roads = compute_travel_times(scenario) if travel_times is None else travel_times
    ranges = {key: (mark.low, mark.high) for key, mark in sorted(scenario.marks.items())}
    keys = [key for key, (low, high) in ranges.items() if low is not None and high is not None]
    lanes: Lanes = {}

    def mean(changed: Scenario, key: str = "") -> float:
        anew = key.partition(".")[0] in ROAD_SECTIONS and key not in ROAD_NUMBERS_OF_TRIPS
        plan = compile_plan(changed, compute_travel_times(changed) if anew else roads, None if anew else lanes)
        return _mean(plan, name, replications, seed, workers)

    base = mean(scenario)
    rows = []
    for number, key in enumerate(keys):
        values = [value for value in ranges[key] if value is not None]
        ends = [mean(with_number(scenario, key, value), key) for value in values]
        rows.append((key, *values, value_at(scenario, key), *ends, base, _swing(*ends)))
        if progress is not None:
            progress(number + 1, len(keys))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = dict.fromkeys(COLUMNS[1:], "float64")
    return table.astype(numbers).sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def _mean(plan: Plan, outcome: str, replications: int, seed: int, workers: int | None) -> float:
    outcomes = [entry.outcomes for entry in run_all(plan, replications, seed, workers)]
    if outcome not in outcomes[0]:
        message = f"there is no outcome {outcome!r}; choose one of {', '.join(outcomes[0])}"
        raise InputError(message)
    values = np.array([entry[outcome] for entry in outcomes])
    reached = values[~np.isnan(values)]
    return float(reached.mean()) if reached.size else float("nan")


def _swing(low: float, high: float) -> float:
    if np.isnan(low) != np.isnan(high):
        return float("inf")
    return abs(high - low)
