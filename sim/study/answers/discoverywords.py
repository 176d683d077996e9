"""Boxes in words."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from scenarios import Text
from sim.study.answers.phrases import quoted

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def discovery_sentence(
    what: Text, table: pd.DataFrame, share_of_all: float, heldout: Mapping[str, float] | None
) -> Text:
    """Say in which parts of the space something happens, how often there, and how much of it that is.

    Parameters
    ----------
    what
        What happens, in words.
    table
        As `sim.study.answers.discovery.discovery` makes it.
    share_of_all
        Share of all cases in which it happens.
    heldout
        Coverage and density in points that were not used to find the first box.
    """
    share = f"{share_of_all:.0%}"
    if table.empty or heldout is None:
        return Text(
            en=f"{what.en}: in {share} of all cases; no part of the space stands out.",
            zh=f"{what.zh}：占全部情形的{share}；没有明显集中的区域。",
        )
    en, zh = [], []
    for number, rows in table.groupby("box"):
        words = [_restriction(row) for row in rows.to_dict("records")]
        density, coverage, adds = (f"{rows[column].iloc[0]:.0%}" for column in ("density", "coverage", "adds"))
        here = " and ".join(word.en for word in words), "且".join(word.zh for word in words)
        if number == 1:
            en.append(f"{what.en}: in {density} of the cases with {here[0]}; these are {coverage} of all such cases")
            zh.append(f"{what.zh}：在{here[1]}的情形中占{density}；涵盖全部此类情形的{coverage}")
        else:
            en.append(f"also in {density} of those with {here[0]} (another {adds})")
            zh.append(f"另外在{here[1]}的情形中占{density}（另占{adds}）")
    en.append(
        f"without regard to this in {share}; checked on points that were not used to find the first box, {heldout['density']:.0%} "
        f"of the cases in it and {heldout['coverage']:.0%} of all such cases"
    )
    zh.append(
        f"总体占{share}；用未参与搜索的点检验第一个区域，相应为{heldout['density']:.0%}和{heldout['coverage']:.0%}"
    )
    return Text(en="; ".join(en) + ".", zh="；".join(zh) + "。")


def _restriction(row: Mapping[Hashable, Any]) -> Text:
    name = quoted(Text(en=str(row["name_en"]), zh=str(row["name_zh"])))
    name_en, name_zh, low, high = name.en, name.zh, str(row["low_text"]), str(row["high_text"])
    if row["values"]:
        values = str(row["values"]).split("; ")
        return Text(en=f"{name_en} {' or '.join(values)}", zh=f"{name_zh}为{'或'.join(values)}")
    if low and high:
        return Text(en=f"{name_en} from {low} to {high}", zh=f"{name_zh}在{low}至{high}之间")
    if DAY.match(low or high):
        en, zh = ("from {} on", "不早于{}") if low else ("by {}", "不晚于{}")
        return Text(en=f"{name_en} {en.format(low or high)}", zh=f"{name_zh}{zh.format(low or high)}")
    if low:
        return Text(en=f"{name_en} at least {low}", zh=f"{name_zh}不低于{low}")
    return Text(en=f"{name_en} at most {high}", zh=f"{name_zh}不超过{high}")
