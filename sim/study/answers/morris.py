"""Screening by Morris' elementary effects: which of many factors matter, and which of them bend or interact.

M. D. Morris, Technometrics 33 (1991) 161-174 (mu, sigma); F. Campolongo, J. Cariboni, A. Saltelli, Environmental Modelling & Software
22 (2007) 1509-1518 (mu*); the shapes by sigma / mu*: D. Garcia Sanchez, B. Lacarriere, M. Musy, B. Bourges, Energy and Buildings 68
(2014) 741-750.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from scenarios import Text
from sim.errors import InputError
from sim.frames import records
from sim.outcomewords import outcome_text
from sim.study.answers.answer import Answer
from sim.study.answers.phrases import factor_name, joined, noise_warning, sentences, size_writer
from sim.study.answers.pointmeans import point_means
from sim.study.designs.making import USUAL
from sim.study.statistics import LEVEL, estimate
from sim.study.study import Study

Floats = npt.NDArray[np.float64]
LEAST = 4
"""Trajectories below which a standard deviation says nothing; the interval of sigma needs as many."""
HARDLY = 0.05
"""A factor hardly moves an outcome where its mu* is below this share of the largest."""
SHAPES = ((0.1, "linear"), (0.5, "monotone"), (1.0, "nearly monotone"), (np.inf, "bent or interacting"))
"""What sigma / mu* below a bound says of a factor."""
BENT = 0.5
"""From here on sigma / mu* is worth a word."""


def elementary_effects(values: Floats, moves: Floats) -> Floats:
    """Return the elementary effects of the steps: change of the outcome per whole span of the factor's levels.

    Parameters
    ----------
    values
        Outcome by trajectory and point, shape (trajectories, factors + 1).
    moves
        By trajectory and point, as in the roles of the design; the first column is not used.

    Returns
    -------
    Array of shape (trajectories, factors)
        By trajectory and step; NaN where a value is missing.
    """
    return np.diff(values, axis=1) / moves[:, 1:]


def morris(study: Study, outcome: str) -> Answer:
    """Say which factors matter, by elementary effects.

    Parameters
    ----------
    study
        Of a Morris design. Replications are averaged first.
    outcome
        Name of an outcome of it.

    Returns
    -------
    Answer
        Table: a row per factor, largest mu_star first. ``factor``, ``role``, ``mu``, ``mu_ci95_low``, ``mu_ci95_high`` (mean effect of
        going from the first level to the last), ``mu_star``, ``mu_star_ci95_low``, ``mu_star_ci95_high`` (mean size of it), both by
        Student's t over trajectories, ``sigma``, ``sigma_ci95_low``, ``sigma_ci95_high`` (its standard deviation; interval by
        D. G. Bonett, Computational Statistics & Data Analysis 50 (2006) 775-782), ``shape`` (one of `SHAPES`; "none" where nothing
        moves), ``effects`` (steps that count). Details: ``noise_share`` (share of the variance between the points that is noise of
        few replications, None where it cannot be told), ``missing`` (points that did not reach the outcome in every replication).

    Raises
    ------
    InputError
        If there is no such outcome, the design is another one, or too few trajectories are there.
    """
    if study.design.kind != "morris":
        message = f"elementary effects need trajectories, and this study is of design {study.design.kind}; run another with --design morris"
        raise InputError(message)
    means = point_means(study, outcome)
    size = len(study.space.axes)
    moves = study.design.roles["move"].to_numpy(dtype=np.float64).reshape(-1, size + 1)
    effects = elementary_effects(means.mean.reshape(-1, size + 1), moves)
    moved = study.design.roles["factor"].to_numpy().reshape(-1, size + 1)[:, 1:]
    found = []
    for axis in study.space.axes:
        own = effects[moved == axis.name]
        found.append({"factor": axis.name, "role": axis.role, **_figures(own[~np.isnan(own)])})
    table = pd.DataFrame(found).sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)
    least = min(records(table), key=lambda line: int(line["effects"]))
    if least["effects"] < LEAST:
        message = (
            f"elementary effects need at least {LEAST} trajectories that reach the outcome, and {least['factor']} has "
            f"{least['effects']} of {len(effects)}; ask for more (--samples {max(USUAL['morris'], 2 * len(effects))} --resume)"
        )
        raise InputError(message)
    share = means.noise_share()
    details = {"noise_share": None if np.isnan(share) else share, "missing": int(means.unreached.sum())}
    return Answer("morris", outcome, table, _sentence(study, outcome, table, details), details)


def _figures(effects: Floats) -> dict[str, Any]:
    mean, size = estimate(effects), estimate(np.abs(effects))
    sigma = float(effects.std(ddof=1)) if effects.size > 1 else float("nan")
    low, high = _sigma_interval(effects)
    ratio = sigma / size.mean if size.mean > 0 else float("nan")
    return {
        "mu": mean.mean,
        "mu_ci95_low": mean.ci95_low,
        "mu_ci95_high": mean.ci95_high,
        "mu_star": size.mean,
        "mu_star_ci95_low": max(0.0, size.ci95_low),
        "mu_star_ci95_high": size.ci95_high,
        "sigma": sigma,
        "sigma_ci95_low": low,
        "sigma_ci95_high": high,
        "shape": "none"
        if np.isnan(ratio)
        else next(name for bound, name in SHAPES if ratio < bound or bound == np.inf),
        "effects": effects.size,
    }


def _sigma_interval(values: Floats) -> tuple[float, float]:
    """Return the interval of a standard deviation of values that need not be normal (Bonett 2006, equation 3)."""
    count = values.size
    if count < LEAST:
        return float("nan"), float("nan")
    spread = float(values.std(ddof=1))
    if not spread > 0:
        return spread, spread
    quantile = float(ndtri(0.5 + LEVEL / 2))
    trimmed = _trimmed_mean(values, 1 / (2 * np.sqrt(count - LEAST))) if count > LEAST else float(np.median(values))
    kurtosis = count * float(((values - trimmed) ** 4).sum()) / float(((values - values.mean()) ** 2).sum()) ** 2
    small = count / (count - quantile)
    half = quantile * small * np.sqrt(max(0.0, kurtosis - (count - 3) / count) / (count - 1))
    centre = np.log(small * spread**2)
    return float(np.exp((centre - half) / 2)), float(np.exp((centre + half) / 2))


def _trimmed_mean(values: Floats, share: float) -> float:
    """Return the mean without a share at each end."""
    cut = min(int(share * values.size), (values.size - 1) // 2)
    return float(np.sort(values)[cut : values.size - cut].mean())


def _sentence(study: Study, outcome: str, table: pd.DataFrame, details: Mapping[str, Any]) -> Text:
    what, lines = outcome_text(study.scenario, outcome), records(table)
    largest = lines[0]["mu_star"]
    if not largest > 0:
        return Text(en=f"No factor moves “{what.en}”.", zh=f"没有任何因素影响“{what.zh}”。")
    size, name = size_writer(outcome), factor_name(study, lines[0]["factor"])
    ends = [size(lines[0][f"mu_star_ci95_{end}"]) for end in ("low", "high")]
    first = Text(
        en=f"{name.en} moves “{what.en}” most: by {size(largest)} on average over its range (95 % interval {ends[0]} to {ends[1]}).",
        zh=f"对“{what.zh}”影响最大的是{name.zh}：在其取值范围内平均改变 {size(largest)}（95% 置信区间 {ends[0]} 至 {ends[1]}）。",
    )
    rest = [line for line in lines[1:] if line["mu_star"] >= HARDLY * largest]
    few = [factor_name(study, line["factor"]) for line in lines if line["mu_star"] < HARDLY * largest]
    bent = [line for line in [lines[0], *rest] if line["sigma"] >= BENT * line["mu_star"]]
    return sentences(
        [first, _next(study, outcome, rest), _bent(study, bent), _few(few), noise_warning(details["noise_share"])]
    )


def _next(study: Study, outcome: str, rest: list[dict[str, Any]]) -> Text | None:
    size = size_writer(outcome)
    names = [(factor_name(study, line["factor"]), size(line["mu_star"])) for line in rest]
    listed = joined([Text(en=f"{name.en} ({much})", zh=f"{name.zh}（{much}）") for name, much in names])
    return Text(en=f"Next: {listed.en}.", zh=f"其次是{listed.zh}。") if rest else None


def _bent(study: Study, lines: list[dict[str, Any]]) -> Text | None:
    names = joined([factor_name(study, line["factor"]) for line in lines])
    return (
        Text(
            en=f"How much depends on where the others stand, or is no straight line, for {names.en}.",
            zh=f"{names.zh}的影响大小随其他因素而变，或并非线性。",
        )
        if lines
        else None
    )


def _few(names: list[Text]) -> Text | None:
    listed = joined(names)
    return Text(en=f"It hardly depends on {listed.en}.", zh=f"{listed.zh}几乎没有影响。") if names else None
