"""Scenario discovery: in which part of the space a limit is missed, as boxes that can be put into words."""

from __future__ import annotations

from math import isfinite

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.sweeps import Value
from sim.errors import InputError
from sim.study.answers.alternatives import check_outcome, factor_text
from sim.study.answers.answer import Answer
from sim.study.answers.discoverywords import discovery_sentence
from sim.study.answers.limits import Limit
from sim.study.answers.prim import Box, Cases, Step, figures, find, quasi_p
from sim.study.answers.regional import sampled
from sim.study.answers.samples import refuse_search
from sim.study.designs.order import in_order
from sim.study.space import Axis
from sim.study.study import Study
from sim.study.valuewords import plain_text

MOST_BOXES = 3
LEAST_POINTS = 40
LEAST_HAPPENED = 5.0
"""Of the points, at least so many have to miss the limit, and as many to keep it."""
WORTH = 0.1
"""Another box is looked for while this share of all that missed is not in one."""
GAIN = 0.05
"""Share of all that missed that a box has to add to those before."""
FOLDS = 5
"""Parts of the points, each of which is judged by a box that was found without it."""
NO_SAMPLE = {"oat": "one-at-a-time points", "morris": "points of trajectories"}
"""Designs whose points are no sample of the space."""
CHANCE = 0.05
"""Largest quasi-p-value of a restriction."""

COLUMNS = (
    "box",
    "factor",
    "name_en",
    "name_zh",
    "low",
    "high",
    "low_text",
    "high_text",
    "values",
    "quasi_p",
    "coverage",
    "adds",
    "density",
    "support",
    "points",
)


def discovery(
    study: Study, limit: Limit, *, missed: bool = True, density: float | None = None, boxes: int = MOST_BOXES
) -> Answer:
    """Find the boxes of the space in which a limit is missed, by PRIM.

    Parameters
    ----------
    study
        With points all over the space: a Latin hypercube, a Sobol' design (its samples A and B), a grid, or a table; 200 or more are
        wanted. Points that differ from another one in one factor alone would make chance look sure, and judge boxes too kindly.
    limit
        What a run keeps or misses; one that did not reach the outcome misses it, one that failed is left out. Its share has no part
        in this.
    missed
        Look for where it is missed, else for where it is kept.
    density
        Share of the runs in a box that miss it, at least; where None, the box is taken that goes together most with missing it.
    boxes
        How many to look for, at most; each further one in what the ones before leave over.

    Returns
    -------
    Answer
        Table: a row per box and factor that it restricts. ``box`` (1, 2, ...), ``factor``, ``name_en``, ``name_zh``, ``low``,
        ``high`` (as numbers of the axis, both ends belong to the box; NaN where it is open), ``low_text``, ``high_text``,
        ``values`` (those in the box, of a factor without an order, joined by "; "), ``quasi_p`` (how likely the box is so
        dense by chance where the factor makes no difference), ``coverage`` (share of all that missed that is inside),
        ``adds`` (that part of it that is in no box before), ``density`` (share of the runs inside that missed), ``support``
        (share of all runs that is inside), ``points`` (inside; equal ones are one). Without rows where no box stands out. Details:
        ``share`` (of all runs that missed), ``interest`` (the same by point with runs, searched or not), ``missed``, ``limit``
        (outcome, at_most, value), ``trajectory`` (by list: ``coverage``, ``density``, ``support``, ``restricted`` of the boxes on the
        way to the first one), ``heldout`` (``coverage`` and ``density`` of first boxes in points that were not used to find
        them; None where no box stands out).

    Raises
    ------
    InputError
        If the points are too few or of no use for this, or hardly any of them miss the limit, or keep it.
    """
    every, searched = _cases(study, limit, missed=missed)
    cases = every.among(searched).distinct()
    left, found, way = np.ones(len(cases.where), dtype=np.bool_), list[Box](), list[Step]()
    while len(found) < boxes:
        rest = cases.among(left)
        box, own_way = find(rest, density, CHANCE)
        way = way or own_way
        gain = rest.happened[box.holds(rest.where)].sum()
        if not box.restricted or gain < GAIN * cases.happened.sum():
            break
        found.append(box)
        left &= ~box.holds(cases.where)
        if cases.happened[left].sum() < max(WORTH * cases.happened.sum(), LEAST_HAPPENED * cases.looked.mean()):
            break
    heldout = _heldout(cases, density) if found else None
    table = _table(study, cases, found)
    details = {
        "share": cases.share,
        "interest": (every.happened / every.looked).tolist(),
        "missed": missed,
        "limit": {"outcome": limit.outcome, "at_most": limit.at_most, "value": limit.value},
        "trajectory": _trajectory(way),
        "heldout": heldout,
    }
    sentence = discovery_sentence(limit.text(study.scenario, missed=missed), table, cases.share, heldout)
    return Answer("discovery", limit.outcome, table, sentence, details)


def _cases(study: Study, limit: Limit, *, missed: bool) -> tuple[Cases, npt.NDArray[np.bool_]]:
    """Return what happened at the points at which there are runs, and which of them are a sample of the space.

    Raises
    ------
    InputError
        If they are of no use.
    """
    refuse_search(study)
    check_outcome(limit.outcome, study.outcomes)
    values = study.values(limit.outcome)
    played = np.zeros(values.shape, dtype=np.bool_)  # a run that failed says nothing of the outcome
    runs = study.runs_of()
    played[runs["point"], runs["replication"]] = True
    happened = (limit.kept(values) ^ missed) & played
    there = np.asarray(played.any(axis=1))
    every = Cases(
        study.numbers(),
        np.array([in_order(axis) for axis in study.space.axes]),
        happened.sum(axis=1).astype(np.float64),
        played.sum(axis=1).astype(np.float64),
    ).among(there)
    searched = np.isin(np.flatnonzero(there), sampled(study))
    cases = every.among(searched).distinct()
    how = "sweep with --design lhs --samples 200, or more"
    if study.design.kind in NO_SAMPLE or len(cases.where) < LEAST_POINTS:
        what = NO_SAMPLE.get(
            study.design.kind,
            f"{len(cases.where)} {'points' if len(cases.where) == searched.sum() else 'different points'}",
        )
        message = f"boxes are looked for among at least {LEAST_POINTS} points all over the space, not {what}; {how}"
        raise InputError(message)
    hits = float((cases.happened / cases.looked).sum())
    few = min(hits, len(cases.where) - hits)
    if few < LEAST_HAPPENED:
        verb = "miss" if missed == (hits < LEAST_HAPPENED) else "keep"
        message = (
            f"{limit.text(study.scenario).en}: only {few:.3g} of {len(cases.where)} points {verb} this limit, too few to find out "
            f"where; choose a limit that more of them {verb}, or more points"
        )
        raise InputError(message)
    return every, searched


def _heldout(cases: Cases, density: float | None) -> dict[str, float]:
    """Return coverage and density of first boxes in points that were not used to find them."""
    fold = np.random.default_rng(0).permutation(len(cases.where)) % FOLDS
    inside = np.zeros(len(cases.where), dtype=np.bool_)
    for number in range(FOLDS):
        box, _ = find(cases.among(fold != number), density, CHANCE)
        inside[fold == number] = box.holds(cases.where[fold == number])
    here, seen = cases.happened[inside].sum(), cases.looked[inside].sum()
    return {"coverage": float(here / cases.happened.sum()), "density": float(here / seen) if seen else 0.0}


def _trajectory(way: list[Step]) -> dict[str, list[float]]:
    return {
        "coverage": [step.figures.coverage for step in way],
        "density": [step.figures.density for step in way],
        "support": [step.figures.support for step in way],
        "restricted": [float(len(step.box.restricted)) for step in way],
    }


def _table(study: Study, cases: Cases, boxes: list[Box]) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    left = np.ones(len(cases.where), dtype=np.bool_)
    for number, box in enumerate(boxes, 1):
        rest, own = cases.among(left), figures(cases, box)
        inside = box.holds(cases.where)
        same = {
            "box": number,
            "coverage": own.coverage,
            "adds": float(cases.happened[left & inside].sum() / cases.happened.sum()),
            "density": own.density,
            "support": own.support,
            "points": own.points,
        }
        chances = {factor: quasi_p(rest, box, box.freed(factor)) for factor in box.restricted}
        surest = sorted(chances, key=lambda place: chances[place])
        rows += [same | _row(study, box, factor) | {"quasi_p": chances[factor]} for factor in surest]
        left &= ~inside
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(study: Study, box: Box, factor: int) -> dict[str, object]:
    axis = study.space.axes[factor]
    name = factor_text(study.scenario, axis)
    low, high = box.low[factor], box.high[factor]
    values = dict.fromkeys(study.design.points[axis.name])
    allowed = [plain_text(value) for value in _in_order(axis, values) if axis.number(value) not in box.without[factor]]
    return {
        "factor": axis.name,
        "name_en": name.en,
        "name_zh": name.zh,
        "low": low if isfinite(low) else np.nan,
        "high": high if isfinite(high) else np.nan,
        "low_text": _end_text(axis, values, low) if isfinite(low) else "",
        "high_text": _end_text(axis, values, high) if isfinite(high) else "",
        "values": "; ".join(allowed) if box.without[factor] else "",
    }


def _in_order(axis: Axis, values: dict[Value, None]) -> list[Value]:
    return sorted(values, key=axis.number)


def _end_text(axis: Axis, values: dict[Value, None], number: float) -> str:
    """Write an end of a box: the value of the point that it was taken from."""
    return next((plain_text(value) for value in values if axis.number(value) == number), f"{number:g}")
