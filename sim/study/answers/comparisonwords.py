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
    parts = [*_differences(scenario, outcome, table, details["pairs"])]
    if not (_alike(table) | _lacking(table)).all():
        parts.append(_together(len(table), level))
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
    what, sure = outcome_text(scenario, outcome), table[table["verdict"] != "open"]
    first = table.iloc[0]
    head, behind = what, Text(en="{second_en} against {first_en}", zh="{second_zh}比{first_zh}")
    if kind == "standard":
        head = Text(en=f"{what.en}, against {first['first_en']}", zh=f"{what.zh}，与{first['first_zh']}相比")
        behind = Text(en="{second_en}", zh="{second_zh}")
    parts = _largest(outcome, sure.head(NAMED), behind)
    lacking = int(_lacking(table).sum())
    rest, open_ones = len(sure) - len(parts), len(table) - len(sure) - lacking
    if rest:
        parts.append(Text(en=f"{rest:,} more differ", zh=f"另有{rest:,}个有差异"))
    if open_ones:
        parts.append(_unsure(open_ones, len(table), kind, same=bool(_alike(table).all())))
    if lacking:
        parts.append(_incomparable(lacking, len(table)))
    en, zh = "; ".join(part.en for part in parts), "；".join(part.zh for part in parts)
    return [Text(en=f"{head.en}: {en}.", zh=f"{head.zh}：{zh}。")]


def _largest(outcome: str, table: pd.DataFrame, names: Text) -> list[Text]:
    write, found = difference_writer(outcome), []
    for row in table.to_dict("records"):
        words = {str(key): value for key, value in row.items()}
        mean, low, high = (write(row[column]) for column in ("difference", "low", "high"))
        en, zh = names.en.format(**words), names.zh.format(**words)
        found.append(Text(en=f"{en} {mean} ({low} to {high})", zh=f"{zh} {mean}（{low}至{high}）"))
    return found


def _alike(table: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows have no difference in any replication."""
    return (table["difference"] == 0) & (table["low"] == 0) & (table["high"] == 0)


def _lacking(table: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows have no replication with a value on both sides."""
    return table["replications"] == 0


def _incomparable(count: int, whole: int) -> Text:
    why = Text(en="no replication has a value of both", zh="没有一次仿真两者均有数值")
    if whole == 1:
        return Text(en=f"the two cannot be compared, since {why.en}", zh=f"两者无法比较，因为{why.zh}")
    return Text(
        en=f"{count:,} of {whole:,} cannot be compared, since {why.en}", zh=f"其中{count:,}个无法比较，因为{why.zh}"
    )


def _unsure(count: int, whole: int, kind: str, *, same: bool) -> Text:
    if same:
        return Text(en="the same in every replication", zh="每次仿真都完全相同")
    if whole == 1:
        return Text(en="the two cannot be told apart", zh="两者无法区分")
    what, from_it = ("pairs ", "apart") if kind == "all" else ("", "from it")
    zh = "对无法区分" if kind == "all" else "个与之无法区分"
    if count == whole:
        return Text(en=f"none of {whole:,} {what}can be told {from_it}", zh=f"全部{whole:,}{zh}")
    return Text(en=f"{count:,} of {whole:,} {what}cannot be told {from_it}", zh=f"其中{count:,}{zh}")


def _together(count: int, level: float) -> Text:
    share = f"{level * 100:g}"
    if count == 1:
        return Text(en=f"The interval holds with {share} % confidence.", zh=f"区间置信度为{share}%。")
    every = "Both" if count == 2 else f"All {count:,}"  # noqa: PLR2004 - as one says it
    return Text(
        en=f"{every} intervals hold together with {share} % confidence.",
        zh=f"全部{count:,}个区间同时成立的置信度为{share}%。",
    )


def _best_words(best: Mapping[str, Sequence[Any]], level: float) -> Text:
    can = [place for place, may in enumerate(best["may_be_best"]) if may]
    names = [Text(en=str(best["name_en"][place]), zh=str(best["name_zh"][place])) for place in can[: NAMED + 1]]
    en, zh = "; ".join(name.en for name in names), "；".join(name.zh for name in names)
    if len(can) == 1:
        return Text(en=f"The best is {en} ({level * 100:g} % confidence).", zh=f"最优方案是{zh}（{level * 100:g}%）。")
    more = len(can) - len(names)
    en, zh = (en + f" and {more} more", zh + f"等{len(can)}个") if more else (en, zh)
    return Text(
        en=f"With {level * 100:g} % confidence the best is one of {en}.",
        zh=f"最优方案以{level * 100:g}%的把握在以下之中：{zh}。",
    )
