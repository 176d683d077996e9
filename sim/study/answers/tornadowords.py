"""A tornado in words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from scenarios import Text
from sim.frames import records
from sim.outcomewords import outcome_text, value_writer
from sim.study.answers.phrases import factor_name, joined, sentences, size_writer
from sim.study.study import Study

HARDLY = 0.05
"""A factor hardly moves an outcome where its swing is below this share of the largest."""
ALIKE = 1 + 1e-9
"""Distances that differ by less are the same."""
Row = Mapping[str, Any]


def tornado_sentence(study: Study, outcome: str, table: pd.DataFrame) -> Text:
    """Say which factor moves an outcome most, which come next, and which hardly matter.

    Parameters
    ----------
    study
        Gives the names.
    outcome
        Of what.
    table
        Of the answer, largest swing first.
    """
    what, lines = outcome_text(study.scenario, outcome), records(table)
    if np.isnan(lines[0]["swing"]):
        return Text(en=f"“{what.en}” is reached at none of the points.", zh=f"所有点均未达到“{what.zh}”。")
    if not lines[0]["swing"] > 0:
        return Text(en=f"No factor alone moves “{what.en}”.", zh=f"单独变动任一因素都不影响“{what.zh}”。")
    return sentences(
        [_first(study, outcome, lines[0]), _next(study, outcome, lines), _hardly(study, lines), _missing(lines)]
    )


def _first(study: Study, outcome: str, row: Row) -> Text:
    name, what = factor_name(study, row["factor"]), outcome_text(study.scenario, outcome)
    unreached = [end for end in ("low", "base", "high") if np.isnan(row[f"outcome_{end}"])]
    if unreached:
        values = " / ".join(dict.fromkeys(str(row[end]) for end in unreached))
        return Text(
            en=f"{name.en} decides whether “{what.en}” is reached at all: it never is at {values}.",
            zh=f"{name.zh}决定“{what.zh}”能否达到：取 {values} 时始终无法达到。",
        )
    one, two = _furthest(row)
    write, sure = value_writer(study.scenario, outcome), _interval(outcome, row)
    start, end = write(row[f"outcome_{one}"]), write(row[f"outcome_{two}"])
    return Text(
        en=f"{name.en} moves “{what.en}” most: from {start} to {end} when it goes from {row[one]} to {row[two]}{sure.en}.",
        zh=f"对“{what.zh}”影响最大的是{name.zh}：由 {row[one]} 变为 {row[two]} 时，结果由 {start} 变为 {end}{sure.zh}。",
    )


def _furthest(row: Row) -> tuple[str, str]:
    """Return which two of low end, base and high end are furthest apart; low and high where others are no further."""
    apart = {
        pair: abs(row[f"outcome_{pair[1]}"] - row[f"outcome_{pair[0]}"])
        for pair in combinations(("low", "base", "high"), 2)
    }
    widest = max(apart.values())
    return ("low", "high") if apart["low", "high"] * ALIKE >= widest else max(apart, key=lambda pair: apart[pair])


def _interval(outcome: str, row: Row) -> Text:
    size, low, high = size_writer(outcome), row["swing_ci95_low"], row["swing_ci95_high"]
    apart = size(row["swing"])
    if np.isnan(low) or np.isnan(high):
        return Text(en=f" ({apart} apart)", zh=f"（相差 {apart}）")
    ends = [size(max(0.0, low)), size(high)]
    return Text(
        en=f" ({apart} apart, 95 % interval {ends[0]} to {ends[1]})",
        zh=f"（相差 {apart}，95% 置信区间 {ends[0]} 至 {ends[1]}）",
    )


def _next(study: Study, outcome: str, lines: list[dict[str, Any]]) -> Text | None:
    size, least, texts = size_writer(outcome), _least(lines), []
    for row in (row for row in lines[1:] if row["swing"] >= least and row["swing"] > 0):
        name, apart = factor_name(study, row["factor"]), size(row["swing"])
        en, zh = ("not always reached", "并非总能达到") if np.isinf(row["swing"]) else (apart, apart)
        texts.append(Text(en=f"{name.en} ({en})", zh=f"{name.zh}（{zh}）"))
    listed = joined(texts)
    return Text(en=f"Next: {listed.en}.", zh=f"其次是{listed.zh}。") if texts else None


def _hardly(study: Study, lines: list[dict[str, Any]]) -> Text | None:
    least = _least(lines)
    few = [factor_name(study, row["factor"]) for row in lines if row["swing"] < least or row["swing"] == 0]
    names = joined(few)
    return Text(en=f"It hardly depends on {names.en}.", zh=f"{names.zh}几乎没有影响。") if few else None


def _missing(lines: list[dict[str, Any]]) -> Text | None:
    """Say that replications are left out; where all of an end are missing, that is told already."""
    ends = [(row[f"missing_{end}"], row[f"outcome_{end}"]) for row in lines for end in ("low", "base", "high")]
    missing = max((int(count) for count, mean in ends if not np.isnan(mean)), default=0)
    if not missing:
        return None
    return Text(
        en=f"In up to {missing:,} replications it is not reached; they are left out, which can flatter what is late.",
        zh=f"最多有{missing:,}次重复未达到，未计入；这可能使延误的情形显得更好。",
    )


def _least(lines: list[dict[str, Any]]) -> float:
    """Return the swing from which on a factor is worth a word."""
    return HARDLY * max((row["swing"] for row in lines if np.isfinite(row["swing"])), default=0.0)
