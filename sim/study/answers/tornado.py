"""Tornado: how far each factor alone moves an outcome, with all others as they stand."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.study.answers.alternatives import check_outcome
from sim.study.answers.answer import Answer
from sim.study.answers.tornadowords import tornado_sentence
from sim.study.space import Axis
from sim.study.statistics import Estimate, paired_difference
from sim.study.study import Study
from sim.study.valuewords import plain_text

Floats = npt.NDArray[np.float64]


class Swing(NamedTuple):
    """How far a factor moves an outcome; estimates are paired by replication.

    Attributes
    ----------
    low, high
        Places of the two ends among the values.
    change_low, change_high
        End minus base.
    swing
        The furthest two of base and ends, the larger minus the smaller.
    size
        Mean swing; infinite where only some of base and ends are reached at all.
    """

    low: int
    high: int
    change_low: Estimate
    change_high: Estimate
    swing: Estimate
    size: float


def swing(values: Floats, *, ends: bool) -> Swing:
    """Return how far a factor moves an outcome.

    Parameters
    ----------
    values
        Outcome by value of the factor and replication, the base first, shape (values, replications); NaN where it was not reached.
    ends
        The two other values are the low and the high end. Else the values have no order, and those (the base among them) with
        the smallest and the largest mean are the ends.

    Notes
    -----
    The furthest two are picked by the same replications that the interval of the swing is from; that they were picked is not in it.
    """
    changes = [paired_difference(values[0], own) for own in values]
    if ends:
        low, high = 1, 2
    else:
        moves = np.array([0.0, *(change.mean for change in changes[1:])])
        known = np.where(np.isnan(moves), 0.0, moves)
        low, high = int(known.argmin()), int(known.argmax())
        if low == high:
            high = 1
    pairs = [paired_difference(values[one], values[two]) for one, two in combinations(dict.fromkeys((0, low, high)), 2)]
    known_pairs = [pair for pair in pairs if pair.replications]
    reached = ~np.isnan(values).all(axis=1)
    widest = max(known_pairs, key=lambda pair: abs(pair.mean)) if known_pairs else pairs[0]
    size = abs(widest.mean) if reached.all() else np.inf if reached.any() else np.nan
    return Swing(low, high, changes[low], changes[high], _upwards(widest), float(size))


def tornado(study: Study, outcome: str) -> Answer:
    """Say how far each factor alone moves an outcome.

    Parameters
    ----------
    study
        Of a one-at-a-time design.
    outcome
        Name of an outcome of it.

    Returns
    -------
    Answer
        Table: a row per factor, largest swing first. ``factor``, ``role``, ``low``, ``high``, ``base`` (its values, as text; of a list
        those with the smallest and the largest mean outcome), ``outcome_low``, ``outcome_high``, ``outcome_base`` (means over the
        replications that reached it, NaN where none did), ``change_low``, ``change_low_ci95_low``, ``change_low_ci95_high``,
        ``change_high``, ``change_high_ci95_low``, ``change_high_ci95_high`` (end minus base, paired by replication), ``swing``,
        ``swing_ci95_low``, ``swing_ci95_high`` (furthest two of base and ends; infinite where only some of them are reached),
        ``missing_low``, ``missing_high``, ``missing_base`` (replications that did not reach it), ``replications``. Details:
        ``base``, the mean outcome of the base.

    Raises
    ------
    InputError
        If there is no such outcome, the study is not one at a time, or its base has not been run.
    """
    if study.design.kind != "oat":
        message = (
            f"a tornado needs a study that moves one factor at a time, and this one is of design {study.design.kind}; run another "
            "with --design oat"
        )
        raise InputError(message)
    check_outcome(outcome, study.outcomes)
    values = study.values(outcome)
    run = np.bincount(study.runs_of()["point"], minlength=len(study.design.points))
    if not run[0]:
        message = "the base of the study has not been run yet; go on with it (--resume)"
        raise InputError(message)
    found = [_row(study, axis, values, run) for axis in study.space.axes]
    table = pd.DataFrame([row for row in found if row is not None])
    if table.empty:
        message = "no factor of the study has been run at its ends yet; go on with it (--resume)"
        raise InputError(message)
    table = table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)
    return Answer("tornado", outcome, table, tornado_sentence(study, outcome, table), {"base": _mean(values[0])})


def _row(study: Study, axis: Axis, values: Floats, run: npt.NDArray[np.int64]) -> dict[str, object] | None:
    """Return the row of a factor; None while it has not been run at all its values."""
    own = study.design.roles.index[study.design.roles["factor"] == axis.name].to_numpy(dtype=np.int64)
    places = np.concatenate([[0], own])
    if len(places) < 2 or not run[places].all():  # noqa: PLR2004 - a base and something else
        return None
    settings = study.design.points[axis.name].iloc[places].tolist()
    count = int(run[places].min())
    numbers = values[places, :]
    found = swing(numbers, ends=axis.numeric)
    missing = run[places] - np.count_nonzero(~np.isnan(numbers), axis=1)
    parts: dict[str, object] = {"factor": axis.name, "role": axis.role}
    ends = {"low": found.low, "high": found.high, "base": 0}
    parts |= {name: plain_text(settings[place]) for name, place in ends.items()}
    parts |= {f"outcome_{name}": _mean(numbers[place]) for name, place in ends.items()}
    parts |= _estimate("change_low", found.change_low) | _estimate("change_high", found.change_high)
    parts |= _estimate("swing", found.swing) | {"swing": found.size}
    if np.isinf(found.size):
        parts |= {"swing_ci95_low": np.nan, "swing_ci95_high": np.nan}
    return parts | {f"missing_{name}": int(missing[place]) for name, place in ends.items()} | {"replications": count}


def _estimate(name: str, found: Estimate) -> dict[str, float]:
    return {name: found.mean, f"{name}_ci95_low": found.ci95_low, f"{name}_ci95_high": found.ci95_high}


def _upwards(found: Estimate) -> Estimate:
    if not found.mean < 0:
        return found
    return Estimate(-found.mean, -found.ci95_high, -found.ci95_low, -found.median, found.replications)


def _mean(values: Floats) -> float:
    there = values[~np.isnan(values)]
    return float(there.mean()) if there.size else float("nan")
