"""What sets bad cases apart, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scenarios import Text
from sim.frames import records
from sim.outcomewords import outcome_text, value_writer
from sim.study.answers.phrases import factor_name, joined, sentences
from sim.study.study import Study


def regional_sentence(study: Study, outcome: str, table: pd.DataFrame, details: Mapping[str, Any]) -> Text:
    """Say which factors set the bad cases apart, and where the bad cases lie.

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
    telling = [line for line in lines if line["matters"]]
    cases = _cases(study, outcome, details)
    if not telling:
        return Text(
            en=f"{cases.en}: no factor sets them apart from the others.",
            zh=f"{cases.zh}：没有任何因素能将其与其余情形区分开。",
        )
    names = [factor_name(study, line["factor"]) for line in telling]
    parts = [
        Text(
            en=f"{name.en} (there typically {line['bad_value']}, elsewhere {line['other_value']})",
            zh=f"{name.zh}（典型值：此时 {line['bad_value']}，其余 {line['other_value']}）",
        )
        for name, line in zip(names, telling, strict=True)
    ]
    listed = joined(parts)
    first = Text(
        en=f"{cases.en}: what sets them apart is first of all {listed.en}.",
        zh=f"{cases.zh}：最能区分的是{listed.zh}。",
    )
    silent = joined([factor_name(study, line["factor"]) for line in lines if not line["matters"]])
    rest = Text(en=f"Nothing can be seen for {silent.en}.", zh=f"{silent.zh}看不出差别。")
    return sentences([first, rest if len(telling) < len(lines) else None])


def _cases(study: Study, outcome: str, details: Mapping[str, Any]) -> Text:
    what = outcome_text(study.scenario, outcome)
    cut = value_writer(study.scenario, outcome)(details["cut"])
    count, total = sum(details["bad"]), len(details["bad"])
    if outcome.endswith("_finish_day"):
        side = Text(en="after", zh="晚于") if details["above"] else Text(en="before", zh="早于")
    else:
        side = Text(en="above", zh="高于") if details["above"] else Text(en="below", zh="低于")
    return Text(
        en=f"The {count:,} of {total:,} points with “{what.en}” {side.en} {cut}",
        zh=f"{total:,} 个点中有 {count:,} 个“{what.zh}”{side.zh} {cut}",
    )
