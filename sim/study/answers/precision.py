"""Replications of every point of a study until an outcome is known precisely enough there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scenarios import Scenario, Text
from sim.outcomewords import outcome_text
from sim.study.answers.alternatives import alternatives_of, sample_of
from sim.study.answers.answer import Answer
from sim.study.experiments import Experiments
from sim.study.space import Settings
from sim.study.statistics import half_width
from sim.study.stopping import Precision
from sim.study.study import Study

HOPELESS = 30
"""Replications without any value after which a point is given up: it does not reach the outcome at all."""


def replicate_until(experiments: Experiments, points: Sequence[Settings], wanted: Precision) -> list[int | None]:
    """Replicate each point until an outcome is known precisely enough there.

    All points go on side by side; each one is looked at after every replication in their order, so that neither the number of
    workers nor the other points change where it stops.

    Parameters
    ----------
    experiments
        Does the runs.
    points
        What the points set.
    wanted
        The outcome, and how precisely.

    Returns
    -------
    list of int or None
        After how many replications each point stopped; None where it was given up: at the most replications that are allowed, or
        because it never reaches the outcome.
    """
    stops: list[int | None] = [None] * len(points)
    totals = dict.fromkeys(range(len(points)), min(wanted.least, wanted.most))
    while totals:
        experiments.ensure((points[place], total) for place, total in totals.items())
        onward: dict[int, int] = {}
        for place, total in totals.items():
            values = experiments.values(points[place], wanted.outcome, total)
            stops[place] = wanted.stopping_point(values)
            hopeless = total >= HOPELESS and bool(np.isnan(values).all())
            if stops[place] is None and total < wanted.most and not hopeless:
                onward[place] = wanted.next_total(values)
        totals = onward
    return stops


def precision(study: Study, wanted: Precision, points: Sequence[int] | None = None) -> Answer:
    """Tell how precisely an outcome is known at each point of a study, and how many replications are still to do.

    Parameters
    ----------
    study
        The study.
    wanted
        The outcome, and how precisely.
    points
        Rows of the design; all where None.

    Returns
    -------
    Answer
        Table: a row per point. ``point``, ``name_en``, ``name_zh``, ``replications`` (up to where the rule stops, all where it does not),
        ``missing`` (those of them without a value), ``mean``, ``low``, ``high`` (interval of the mean by Student's t), ``relative`` (half
        of its width over the mean's size), ``reached``, ``wanted`` (replications in all that it takes, by the spread so far; NaN where
        that cannot be said). Details: ``relative``, ``level``. The level holds for each point, not for all together.

    Raises
    ------
    InputError
        If there is no such outcome or point.
    """
    alternatives, sample = alternatives_of(study, points), sample_of(study, wanted.outcome, points)
    rows = []
    for alternative, values, done in zip(alternatives, sample.found, sample.done, strict=True):
        names = {"name_en": alternative.name.en, "name_zh": alternative.name.zh}
        rows.append({"point": alternative.point, **names} | _row(values[done], wanted))
    table = pd.DataFrame(rows)
    details = {"relative": wanted.relative, "level": wanted.level}
    return Answer("precision", wanted.outcome, table, _sentence(study.scenario, table, wanted), details)


def _row(values: np.ndarray, wanted: Precision) -> dict[str, object]:
    stop = wanted.stopping_point(values) if values.size else None
    kept = values[:stop]
    there = kept[~np.isnan(kept)]
    mean = float(there.mean()) if there.size else float("nan")
    half = half_width(there, wanted.level)
    share = 0.0 if half == 0 else half / abs(mean) if mean else float("nan")
    return {
        "replications": kept.size,
        "missing": kept.size - there.size,
        "mean": mean,
        "low": mean - half,
        "high": mean + half,
        "relative": share,
        "reached": stop is not None,
        "wanted": float(stop) if stop is not None else _total(kept.size, share, wanted),
    }


def _total(done: int, share: float, wanted: Precision) -> float:
    """Return how many replications it takes where the spread stays as it is: it falls with the root of their number."""
    if not np.isfinite(share):
        return float("nan")
    return float(max(wanted.least, done + 1, np.ceil(done * (share * (1 + wanted.relative) / wanted.relative) ** 2)))


def _sentence(scenario: Scenario, table: pd.DataFrame, wanted: Precision) -> Text:
    what, reached, count = outcome_text(scenario, wanted.outcome), int(table["reached"].sum()), len(table)
    relative, level = f"{wanted.relative * 100:g}", f"{wanted.level * 100:g}"
    runs = int(table["replications"].sum())
    en = f"{what.en}: the mean is known within {relative} % ({level} % each) at {reached:,} of {count:,} points, by {runs:,} runs"
    zh = f"{what.zh}：{count:,}个点中有{reached:,}个的均值误差在{relative}%以内（各自置信度{level}%），共{runs:,}次运行"
    if reached == count:
        return Text(en=en + ".", zh=zh + "。")
    missing = table[~table["reached"]]
    never = int((missing["replications"] == missing["missing"]).sum())
    more = missing["wanted"].max()
    if not np.isnan(more):
        en += f"; about {more:,.0f} replications would do for the others"
        zh += f"；其余各点约需{more:,.0f}次重复"
    if never:
        en += f"; {never:,} never reach it"
        zh += f"；{never:,}个点从未达到"
    return Text(en=en + ".", zh=zh + "。")
