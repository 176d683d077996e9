"""Two runs compared outcome by outcome, replication by replication where they are on common random numbers.

Paired and independent samples: A. M. Law, Simulation Modeling and Analysis (5th edition 2015), section 10.2; common random
numbers: section 11.2.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.chain.measures.outcomes import unit_of
from sim.headline import moment_of_day
from sim.results import Run
from sim.study.statistics import Estimate, paired_difference, unpaired_difference, variance_ratio


def paired(first: Run, second: Run) -> bool:
    """Tell whether two runs are on common random numbers: the same seed, and as many replications."""
    return first.seed == second.seed and len(first.replications) == len(second.replications)


def change(first: Run, second: Run, outcome: str) -> Estimate:
    """Return the estimate of how much an outcome of the second run differs from the first's.

    Parameters
    ----------
    first, second
        The runs. When they are `paired` they are compared replication by replication, otherwise as independent samples
        (Welch). Finish days are both counted from the first run's start.
    outcome
        Name of an outcome that both have.
    """
    one, two = (outcome_values(run, outcome) for run in (first, second))
    if outcome.endswith("_finish_day"):  # counted from the midnight before each run's own start
        two = two + (moment_of_day(second.scenario, 0) - moment_of_day(first.scenario, 0)) / dt.timedelta(days=1)
    return paired_difference(one, two) if paired(first, second) else unpaired_difference(one, two)


def outcome_values(run: Run, outcome: str) -> npt.NDArray[np.float64]:
    """Return an outcome by replication."""
    return run.replications[outcome].to_numpy(dtype=np.float64)


def compare_runs(first: Run, second: Run) -> pd.DataFrame:
    """Compare two runs: a row per outcome that both have.

    Parameters
    ----------
    first, second
        The runs, such as those of two scenarios with the same seed; differences are second minus first. Runs with other
        seeds or other numbers of replications are compared as independent samples (Welch).

    Returns
    -------
    pandas.DataFrame
        Columns ``outcome``, ``unit``, ``first`` and ``second`` (means), ``difference``, ``ci95_low``, ``ci95_high`` (95 %
        interval of the mean difference by Student's t), ``median_difference``, ``replications`` (pairs in which both have a
        value), ``paired``, all of them in the outcome's unit; finish days are both counted from the first run's start. And
        ``variance_ratio``: variance of the difference of independent runs over that of the pairs. More than 1 is what common
        random numbers gain; NaN where nothing varies.
    """
    shared = [name for name in first.replications.columns if name != "replication" and name in second.replications]
    return pd.DataFrame([_row(first, second, str(name)) for name in shared])


def _row(first: Run, second: Run, outcome: str) -> dict[str, object]:
    found = asdict(change(first, second, outcome))
    one, two = (outcome_values(run, outcome) for run in (first, second))
    return {
        "outcome": outcome,
        "unit": unit_of(outcome),
        "first": _mean(one),
        "second": _mean(two),
        "difference": found["mean"],
        "ci95_low": found["ci95_low"],
        "ci95_high": found["ci95_high"],
        "median_difference": found["median"],
        "replications": found["replications"],
        "paired": paired(first, second),
        "variance_ratio": variance_ratio(one, two) if paired(first, second) else float("nan"),
    }


def _mean(values: npt.NDArray[np.float64]) -> float:
    there = values[~np.isnan(values)]
    return float(there.mean()) if there.size else float("nan")
