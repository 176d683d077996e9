"""Several alternatives compared: with a standard or each with each, by intervals that hold together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from scenarios import Scenario, Text
from sim.errors import InputError
from sim.headline import moment_of_day
from sim.results import Run
from sim.study.answers.alternatives import Alternative, Sample, alternatives_of, brackets_text, check_outcome, sample_of
from sim.study.answers.answer import Answer
from sim.study.answers.comparisonwords import comparison_sentence
from sim.study.answers.direction import smaller_is_better
from sim.study.answers.simultaneous import (
    Floats,
    Ints,
    all_pairs,
    from_best,
    independent_differences,
    paired_differences,
    variance_ratios,
)
from sim.study.statistics import LEVEL, without_rounding
from sim.study.study import Study

Pairs = Literal["standard", "all"]
MOST_FOR_ALL = 60
"""Alternatives that are compared each with each at most: beyond, the intervals are too wide to say anything."""
MOST_FOR_BEST = 200
"""Alternatives up to which it is told how far each is from the best: it takes every pair of them."""


@dataclass(frozen=True)
class _Case:
    """What is compared."""

    scenario: Scenario
    outcome: str
    alternatives: Sequence[Alternative]
    sample: Sample
    paired: bool
    level: float

    def means(self) -> Floats:
        """Return the mean of each alternative over the replications in which it has a value."""
        there = [row[~np.isnan(row)] for row in self.sample.found]
        return np.array([row.mean() if row.size else np.nan for row in there])


def comparisons(
    study: Study,
    outcome: str,
    *,
    points: Sequence[int] | None = None,
    standard: int | None = None,
    pairs: Pairs = "standard",
    smallest: bool | None = None,
    level: float = LEVEL,
) -> Answer:
    """Compare points of a study, replication by replication, by intervals that hold together.

    Parameters
    ----------
    study
        The study; its points are on common random numbers.
    outcome
        Name of an outcome of it.
    points
        Rows of the design that are compared; all where None.
    standard
        The point with which all others are compared; the first of `points` where None.
    pairs
        All others with the standard, or each with each.
    smallest
        The smallest is best; what the outcome's name says where None.
    level
        How surely all intervals hold together, by Bonferroni's inequality.

    Returns
    -------
    Answer
        Table: a row per pair, first the largest difference in terms of its interval. ``first``, ``second`` (points, or places among the
        runs), ``first_en``, ``first_zh``, ``second_en``, ``second_zh`` (names), ``first_mean``, ``second_mean``,
        ``difference`` (second minus first, over the replications in which both have a value), ``low``, ``high``, ``replications``,
        ``missing`` (replications in which one of the two has no value), ``verdict`` ("larger" or "smaller": of the second; "open"),
        ``variance_ratio`` (more than 1 is what common random numbers gain). Details: ``level``, ``pairs``, ``paired``, and
        ``best``: by list a value per alternative, ``alternative``, ``name_en``, ``name_zh``, ``mean``, ``behind`` and ``ahead`` (see
        `sim.study.answers.simultaneous.FromBest`) and ``may_be_best``; none where no way
        is better, or alternatives are more than 200.

    Raises
    ------
    InputError
        If there is no such outcome or point, or fewer than two points or replications.
    """
    alternatives = alternatives_of(study, points)
    case = _Case(study.scenario, outcome, alternatives, sample_of(study, outcome, points), paired=True, level=level)
    numbers = [alternative.point for alternative in alternatives]
    if standard is not None and standard not in numbers:
        message = f"the standard, point {standard}, is not among those that are compared; choose one of {numbers}"
        raise InputError(message)
    found = _compared(case, 0 if standard is None else numbers.index(standard), pairs, smallest=smallest)
    note = brackets_text(study, points)
    if note is None:
        return found
    return replace(found, sentence=Text(en=found.sentence.en + note.en, zh=found.sentence.zh + note.zh))


def compare_alternatives(
    runs: Sequence[Run],
    outcome: str,
    *,
    names: Sequence[Text] | None = None,
    standard: int = 0,
    pairs: Pairs = "standard",
    smallest: bool | None = None,
    level: float = LEVEL,
) -> Answer:
    """Compare runs: replication by replication where they have one seed, else as independent samples (Welch).

    Parameters
    ----------
    runs
        At least two.
    outcome
        Name of an outcome of all of them; finish days are counted from the first run's start.
    names
        Of the runs; those of their scenarios where None.
    standard
        Place of the run with which all others are compared.
    pairs, smallest, level
        As for `comparisons`.

    Returns
    -------
    Answer
        As `comparisons` returns it.

    Raises
    ------
    InputError
        If a run has no such outcome, there is no such standard, or there are fewer than two runs or replications.
    """
    if not 0 <= standard < max(1, len(runs)):
        message = f"there is no run {standard}; there are runs 0 to {len(runs) - 1}"
        raise InputError(message)
    columns = []
    for run in runs:
        check_outcome(outcome, [str(name) for name in run.replications.columns if name != "replication"])
        values = run.replications[outcome].to_numpy(dtype=np.float64)
        if outcome.endswith("_finish_day"):  # counted from the midnight before each run's own start
            days = moment_of_day(run.scenario, 0) - moment_of_day(runs[0].scenario, 0)
            values = values + days / dt.timedelta(days=1)
        columns.append(values)
    length = max((len(values) for values in columns), default=0)
    values, done = np.full((len(runs), length), np.nan), np.zeros((len(runs), length), dtype=np.bool_)
    for place, column in enumerate(columns):
        values[place, : len(column)], done[place, : len(column)] = column, True
    texts = names or [run.scenario.name for run in runs]
    alternatives = [Alternative(text, point=place) for place, text in enumerate(texts)]
    paired = len({run.seed for run in runs}) == 1
    scenario = runs[0].scenario if runs else None
    if scenario is None:
        message = "there is nothing to compare; name at least two runs"
        raise InputError(message)
    return _compared(
        _Case(scenario, outcome, alternatives, Sample(without_rounding(values), done), paired, level),
        standard,
        pairs,
        smallest=smallest,
    )


def _compared(case: _Case, standard: int, kind: Pairs, *, smallest: bool | None) -> Answer:
    _check(case, kind)
    count = len(case.alternatives)
    others = [place for place in range(count) if place != standard]
    pairs = all_pairs(count, ordered=False) if kind == "all" else np.array([(standard, place) for place in others])
    table = _table(case, pairs)
    better = smaller_is_better(case.outcome) if smallest is None else smallest
    best = {} if better is None or count > MOST_FOR_BEST else _best(case, smallest=better)
    details = {"level": case.level, "pairs": kind, "paired": case.paired, "best": best}
    sentence = comparison_sentence(case.scenario, case.outcome, table, details)
    return Answer("comparison", case.outcome, table, sentence, details)


def _table(case: _Case, pairs: Ints) -> pd.DataFrame:
    values, done = case.sample.found, case.sample.done
    found = (paired_differences if case.paired else independent_differences)(values, pairs, done)
    half = found.half(case.level, len(pairs))
    means, names = case.means(), [alternative.name for alternative in case.alternatives]
    points = np.array([alternative.point for alternative in case.alternatives])
    first, second = pairs.T
    table = pd.DataFrame(
        {
            "first": points[first],
            "second": points[second],
            **{f"first_{tongue}": [getattr(names[place], tongue) for place in first] for tongue in ("en", "zh")},
            **{f"second_{tongue}": [getattr(names[place], tongue) for place in second] for tongue in ("en", "zh")},
            "first_mean": means[first],
            "second_mean": means[second],
            "difference": found.mean,
            "low": found.mean - half,
            "high": found.mean + half,
            "replications": found.count,
            "missing": found.missing,
            "verdict": _verdicts(found.mean, half),
            "variance_ratio": variance_ratios(values, pairs) if case.paired else np.nan,
        }
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        sureness = np.nan_to_num(np.abs(found.mean) / half, nan=-1.0, posinf=np.inf)
    return table.iloc[np.argsort(-sureness, kind="stable")].reset_index(drop=True)


def _check(case: _Case, kind: Pairs) -> None:
    count = len(case.alternatives)
    if count < 2:  # noqa: PLR2004 - one is compared with nothing
        message = f"at least two alternatives are compared, not {count}; vary something, or name two points"
        raise InputError(message)
    if kind == "all" and count > MOST_FOR_ALL:
        message = (
            f"{count} alternatives are too many to compare each with each ({MOST_FOR_ALL} at most); name some points, compare "
            "with a standard, or look for the best one"
        )
        raise InputError(message)
    if case.sample.done.sum(axis=1).max() < 2:  # noqa: PLR2004 - one value has no spread
        message = "an interval needs at least two replications; ask for more, such as 20"
        raise InputError(message)
    if not 0 < case.level < 1:
        message = f"a level lies between 0 and 1, such as 0.95, not {case.level:g}"
        raise InputError(message)


def _verdicts(mean: Floats, half: Floats) -> list[str]:
    return [
        "open" if np.isnan(width) or abs(value) <= width else "larger" if value > 0 else "smaller"
        for value, width in zip(mean, half, strict=True)
    ]


def _best(case: _Case, *, smallest: bool) -> dict[str, list[object]]:
    count = len(case.alternatives)
    differ = paired_differences if case.paired else independent_differences
    differences = differ(case.sample.found, all_pairs(count), case.sample.done)
    found = from_best(differences, count, case.level, smallest=smallest)
    return {
        "alternative": [alternative.point for alternative in case.alternatives],
        "name_en": [alternative.name.en for alternative in case.alternatives],
        "name_zh": [alternative.name.zh for alternative in case.alternatives],
        "mean": case.means().tolist(),
        "behind": found.behind.tolist(),
        "ahead": found.ahead.tolist(),
        "may_be_best": found.may_be_best.tolist(),
    }
