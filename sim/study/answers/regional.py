"""Regional sensitivity: what sets the bad cases of a study apart from the others, factor by factor.

R. C. Spear, G. M. Hornberger, Water Research 14 (1980) 43-49: the points are split by their outcome, and the distributions of each
factor in the two parts are compared by the test of Kolmogorov and Smirnov. Factors without an order are compared by the largest
difference of the probabilities of any set of their values, and by Pearson's chi-square test.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp

from sim.errors import InputError
from sim.study.answers.answer import Answer
from sim.study.answers.direction import smaller_is_better
from sim.study.answers.pointmeans import Floats, PointMeans, point_means
from sim.study.answers.regionalwords import regional_sentence
from sim.study.answers.samples import refuse_search
from sim.study.designs.order import in_order
from sim.study.space import Axis
from sim.study.study import Study
from sim.study.valuewords import plain_text

WORST = 0.25
"""Share of the points that are the bad cases where no threshold is given."""
LEAST = 5
"""Points that each of the two parts needs."""
LATE = "_finish_day"
"""What is not finished comes last."""
EXACT = 10_000
"""Up to this product of the sizes of the two parts the test is exact."""
SURE = 0.05
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Split:
    """The bad cases and the others.

    Attributes
    ----------
    used
        Rows of the design that count.
    bad
        Which of them are bad, same shape.
    cut
        The outcome beyond which they are.
    above
        Bad cases are above it, not below.
    """

    used: npt.NDArray[np.int64]
    bad: Bools
    cut: float
    above: bool


def regional(study: Study, outcome: str, *, threshold: float | None = None, above: bool | None = None) -> Answer:
    """Say which factors set the bad cases apart.

    Parameters
    ----------
    study
        Of a Latin hypercube, a Sobol' design (its samples A and B), a grid or a table. Replications are averaged first.
    outcome
        Name of an outcome of it. A finish day that is not reached counts as the latest; elsewhere what did not reach the outcome
        in every replication is left out. Equal points count once: on common random numbers their runs are the same ones.
    threshold
        Where bad begins; the worst quarter of the points where None.
    above
        Bad is above; by the outcome's name where None (above where the name does not say).

    Returns
    -------
    Answer
        Table: a row per factor, largest distance first. ``factor``, ``role``, ``distance`` (0 to 1: of Kolmogorov and Smirnov, or of the
        probabilities of any set of values), ``p_value``, ``adjusted_p`` (by the false discovery rate over all factors, Y. Benjamini,
        Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289-300), ``matters`` (adjusted_p below 0.05),
        ``bad_value``, ``other_value`` (as text: median of the bad cases and of the others; without an order the value that is
        likelier there). Details: ``points`` (rows of the design that count), ``bad`` (which of them are bad), ``cut``, ``above``,
        ``threshold`` (whether the cut was given), ``left_out`` (points that do not count).

    Raises
    ------
    InputError
        If there is no such outcome, the design is no sample of the space, or the bad cases or the others are too few.
    """
    refuse_search(study)
    if study.design.kind in {"morris", "oat"}:
        message = (
            f"what sets bad cases apart needs points all over the space, and this study is of design {study.design.kind}; run another "
            "with --design lhs"
        )
        raise InputError(message)
    means = point_means(study, outcome)
    upwards = smaller_is_better(outcome) is not False if above is None else above
    split = _split(study, outcome, means, threshold, above=upwards)
    found = [_row(axis, study.design.points[axis.name].iloc[split.used], split.bad) for axis in study.space.axes]
    table = pd.DataFrame(found)
    table["adjusted_p"] = false_discovery_control(table["p_value"].to_numpy())
    table["matters"] = table["adjusted_p"] < SURE
    table = table[["factor", "role", "distance", "p_value", "adjusted_p", "matters", "bad_value", "other_value"]]
    table = table.sort_values("distance", ascending=False, kind="stable", ignore_index=True)
    details = {
        "points": split.used.tolist(),
        "bad": split.bad.tolist(),
        "cut": split.cut,
        "above": split.above,
        "threshold": threshold is not None,
        "left_out": len(sampled(study)) - len(split.used),
    }
    return Answer("regional", outcome, table, regional_sentence(study, outcome, table, details), details)


def sampled(study: Study) -> npt.NDArray[np.int64]:
    """Return the rows of the design that are a sample of the space: of a Sobol' design its samples A and B.

    The others of its rows are copies of those but for one factor.

    Parameters
    ----------
    study
        Of a Latin hypercube, a Sobol' design, a grid or a table.
    """
    if study.design.kind == "sobol":
        return np.flatnonzero(study.design.roles["block"].isin(["A", "B"]).to_numpy())
    return np.arange(len(study.design.points))


def _split(study: Study, outcome: str, means: PointMeans, threshold: float | None, *, above: bool) -> Split:
    eligible = sampled(study)
    values = means.mean[eligible]
    if outcome.endswith(LATE):
        values = np.where(means.unreached[eligible], np.inf, values)
    there = ~np.isnan(values)
    there &= ~study.design.points.iloc[eligible].duplicated().to_numpy()
    used, values = eligible[there], values[there]
    if len(values) < 4 * LEAST:
        message = f"{len(values)} different points have it, and at least {4 * LEAST} are needed; ask for more (--samples, --resume)"
        raise InputError(message)
    cut = worst_cut(values, above=above) if threshold is None else threshold
    bad = values > cut if above else values < cut
    few = min(np.count_nonzero(bad), np.count_nonzero(~bad))
    if few < LEAST:
        side = "above" if above else "below"
        remedy = "choose another threshold, or ask for more points (--samples, --resume)"
        message = f"{np.count_nonzero(bad)} of {len(bad)} points are {side} {cut:g}, and {LEAST} are needed on either side; {remedy}"
        raise InputError(message)
    return Split(used, bad, float(cut), above)


def worst_cut(values: Floats, *, above: bool) -> float:
    """Return the value beyond which the worst quarter lies, or as near to a quarter as equal values let it.

    Parameters
    ----------
    values
        At least one; infinite is the worst or the best.
    above
        The worst ones are the largest.
    """
    signed = np.sort(values if above else -values)
    cut = signed[len(signed) - math.ceil(WORST * len(signed)) - 1]
    if not (signed > cut).any():
        below = signed[signed < cut]
        cut = below[-1] if below.size else cut
    return float(cut if above else -cut)


def _row(axis: Axis, values: pd.Series, bad: Bools) -> dict[str, object]:
    numbers = np.array([axis.number(value) for value in values], dtype=np.float64)
    if in_order(axis):
        distance, p_value = _ordered(numbers[bad], numbers[~bad])
        sides = [_median(axis, values, numbers, side) for side in (bad, ~bad)]
    else:
        distance, p_value, sides = _unordered(values.to_numpy(), bad)
    return {
        "factor": axis.name,
        "role": axis.role,
        "distance": distance,
        "p_value": p_value,
        "bad_value": plain_text(sides[0]),
        "other_value": plain_text(sides[1]),
    }


def _ordered(bad: Floats, other: Floats) -> tuple[float, float]:
    method = "exact" if len(bad) * len(other) <= EXACT else "asymp"
    found = ks_2samp(bad, other, method=method)
    return float(found.statistic), float(found.pvalue)


def _median(axis: Axis, values: pd.Series, numbers: Floats, side: Bools) -> object:
    """Return the median as a value that is there, or between two numbers."""
    if axis.numeric and not axis.whole:
        return float(np.median(numbers[side]))
    own = np.sort(numbers[side])
    return values.iloc[int(np.flatnonzero(numbers == own[(len(own) - 1) // 2])[0])]


def _unordered(values: npt.NDArray[np.object_], bad: Bools) -> tuple[float, float, list[object]]:
    options = list(dict.fromkeys(values.tolist()))
    counts = np.array([[np.count_nonzero((values == option) & side) for option in options] for side in (bad, ~bad)])
    shares = counts / counts.sum(axis=1, keepdims=True)
    apart = shares[0] - shares[1]
    p_value = float(chi2_contingency(counts, correction=False).pvalue) if len(options) > 1 else 1.0
    return float(np.abs(apart).sum() / 2), p_value, [options[int(apart.argmax())], options[int(apart.argmin())]]
