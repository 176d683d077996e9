"""Sobol' indices in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from scenarios import Text
from sim.frames import records
from sim.outcomewords import outcome_text
from sim.study.answers.phrases import factor_name, joined, noise_warning, sentences, size_writer
from sim.study.study import Study

HARDLY = 0.05
"""A factor hardly matters where its total index is below this."""
TOGETHER = 0.1
"""Share of the variance from which on interactions are worth a word."""


def sobol_sentence(study: Study, outcome: str, table: pd.DataFrame, details: Mapping[str, Any]) -> Text:
    """Say which factors explain the variance of an outcome, alone and together, and which hardly matter.

    Parameters
    ----------
    study
        Gives the names.
    outcome
        Of what.
    table, details
        Of the answer.
    """
    lines = records(table)
    if not details["sd"] > 0:
        what = outcome_text(study.scenario, outcome)
        return Text(en=f"“{what.en}” is the same everywhere.", zh=f"“{what.zh}”处处相同。")
    parts = [
        _first(study, outcome, lines[0], details["sd"]),
        _next(study, lines[1:]),
        _together(details),
        _few(study, lines),
    ]
    return sentences([*parts, noise_warning(details["noise_share"])])


def _first(study: Study, outcome: str, top: Mapping[str, Any], spread: float) -> Text:
    what, name, deviation = (
        outcome_text(study.scenario, outcome),
        factor_name(study, top["factor"]),
        size_writer(outcome)(spread),
    )
    alone, total, sure = _share(top["first"]), _total(top), _interval(top)
    return Text(
        en=f"{name.en} explains most of the variance of “{what.en}” (standard deviation {deviation}): {alone} by itself ({sure.en}), "
        f"{total} with its interactions.",
        zh=f"“{what.zh}”（标准差 {deviation}）的方差主要由{name.zh}解释：单独解释 {alone}（{sure.zh}），连同交互作用 {total}。",
    )


def _interval(line: Mapping[str, Any]) -> Text:
    """Write the interval of a first index; resamples in which nothing varies have none."""
    if math.isnan(line["first_ci95_low"]):
        return Text(en="how sure cannot be said, too few samples differ", zh="取值不同的样本太少，无法给出置信区间")
    low, high = _share(line["first_ci95_low"]), _share(line["first_ci95_high"])
    return Text(en=f"95 % interval {low} to {high}", zh=f"95% 置信区间 {low} 至 {high}")


def _next(study: Study, lines: list[dict[str, Any]]) -> Text | None:
    texts = []
    for line in lines:
        if line["total"] >= HARDLY:
            name, alone, total = factor_name(study, line["factor"]), _share(line["first"]), _total(line)
            texts.append(Text(en=f"{name.en} ({alone}, in all {total})", zh=f"{name.zh}（{alone}，合计 {total}）"))
    listed = joined(texts)
    return Text(en=f"Next: {listed.en}.", zh=f"其次是{listed.zh}。") if texts else None


def _together(details: Mapping[str, Any]) -> Text | None:
    if not details["together_ci95_low"] >= TOGETHER:  # nor where it cannot be told
        return None
    share = _share(details["together"])
    return Text(
        en=f"No factor explains {share} of the variance by itself: there several act together.",
        zh=f"有 {share} 的方差无法由任何单个因素解释，来自多个因素的共同作用。",
    )


def _few(study: Study, lines: list[dict[str, Any]]) -> Text | None:
    names = [factor_name(study, line["factor"]) for line in lines if line["total"] < HARDLY]
    listed = joined(names)
    return Text(en=f"It hardly depends on {listed.en}.", zh=f"{listed.zh}几乎没有影响。") if names else None


def _total(line: Mapping[str, Any]) -> str:
    """Write a total index; it is no less than the first one, which an estimate of few samples may say."""
    return _share(max(line["total"], line["first"]))


def _share(value: float) -> str:
    return f"{min(1.0, max(0.0, value)):.0%}"
