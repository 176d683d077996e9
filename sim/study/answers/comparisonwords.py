"""Comparisons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scenarios import Scenario, Text
from sim.outcomewords import difference_writer, outcome_text

NAMED = 3
"""Pairs that the sentence names."""


def comparison_sentence(scenario: Scenario, outcome: str, table: pd.DataFrame, details: Mapping[str, Any]) -> Text:
    """Say which alternatives differ, by how much, how surely, and which can be the best.

    Parameters
    ----------
    scenario, outcome
        Of what.
    table, details
        As `sim.study.answers.comparisons.comparisons` makes them.
    """
    level, best = details["level"], details["best"]
    parts = [*_differences(scenario, outcome, table, details["pairs"]), _together(len(table), level)]
    if best:
        parts.append(_best_words(best, level))
    missing = int(table["missing"].max())
    if missing:
        parts.append(
            Text(
                en=f"In up to {missing:,} replications one of two has no value; they are left out, which can flatter what is late.",
                zh=f"最多有{missing:,}次重复中两者之一没有数值，未计入；这可能使延误的方案显得更好。",
            )
        )
    return Text(en=" ".join(part.en for part in parts), zh="".join(part.zh for part in parts))


def _differences(scenario: Scenario, outcome: str, table: pd.DataFrame, kind: str) -> list[Text]:
    write, what = difference_writer(outcome), outcome_text(scenario, outcome)
    sure = table[table["verdict"] != "open"]
    shown = [{str(key): value for key, value in row.items()} for row in sure.head(NAMED).to_dict("records")]
    found = [Text(en=f"{what.en}:", zh=f"{what.zh}：")]
    for row in shown:
        spans = write(row["difference"]), write(row["low"]), write(row["high"])
        found.append(
            Text(
                en="{second_en} differs from {first_en} by {} ({} to {});".format(*spans, **row),
                zh="{second_zh}与{first_zh}相差{}（{}至{}）；".format(*spans, **row),
            )
        )
    whole, rest = len(table), len(sure) - len(shown)
    if rest:
        found.append(Text(en=f"{rest:,} more pairs differ;", zh=f"另有{rest:,}对有差异；"))
    unsure = whole - len(sure)
    standard = table["first_en"].iloc[0], table["first_zh"].iloc[0]
    if unsure and kind == "standard":
        en = f"{unsure:,} of {whole:,} cannot be told from {standard[0]}."
        found.append(Text(en=en, zh=f"{whole:,}个中有{unsure:,}个与{standard[1]}无法区分。"))
    elif unsure:
        found.append(
            Text(en=f"{unsure:,} of {whole:,} pairs cannot be told apart.", zh=f"{whole:,}对中有{unsure:,}对无法区分。")
        )
    return [*found[:-1], _closed(found[-1])]


def _closed(text: Text) -> Text:
    """End with a full stop."""
    return Text(en=text.en.rstrip(";") + ("" if text.en.endswith(".") else "."), zh=text.zh.rstrip("；。") + "。")


def _together(count: int, level: float) -> Text:
    share = f"{level * 100:g}"
    if count == 1:
        return Text(en=f"The interval holds with {share} %.", zh=f"区间置信度为{share}%。")
    return Text(
        en=f"All {count:,} intervals hold together with {share} %.",
        zh=f"全部{count:,}个区间同时成立的置信度为{share}%。",
    )


def _best_words(best: Mapping[str, Sequence[Any]], level: float) -> Text:
    can = [place for place, may in enumerate(best["may_be_best"]) if may]
    names = [Text(en=str(best["name_en"][place]), zh=str(best["name_zh"][place])) for place in can[: NAMED + 1]]
    en, zh = "; ".join(name.en for name in names), "；".join(name.zh for name in names)
    if len(can) == 1:
        return Text(en=f"The best is {en} ({level * 100:g} %).", zh=f"最优方案是{zh}（{level * 100:g}%）。")
    more = len(can) - len(names)
    en, zh = (en + f" and {more} more", zh + f"等{len(can)}个") if more else (en, zh)
    return Text(
        en=f"With {level * 100:g} % the best is one of {en}.", zh=f"最优方案以{level * 100:g}%的把握在以下之中：{zh}。"
    )
