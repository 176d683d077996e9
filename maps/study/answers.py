"""The section of an answer: what it says, how to read its picture, its figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from maps.section import Chart, Section
from maps.study import columns
from maps.study.boxes import DISCOVERY, discovery_charts
from maps.study.choices import CHOICE_COLUMNS, comparison_charts, precision_charts, selection_charts
from maps.study.columns import Column
from maps.study.effects import EFFECT_COLUMNS, morris_charts, sobol_charts, tornado_charts
from maps.study.regions import REGIONAL, regional_charts
from maps.study.search import search_charts, search_columns
from maps.study.words import ANSWERS, READING
from scenarios import Text
from sim.outcomewords import outcome_text
from sim.study.answers.answer import Answer, AnswerKind
from sim.study.study import Study

MOST_ROWS = 60
Draw = Callable[[Study, Answer], list[Chart]]
PICTURES: dict[AnswerKind, Draw] = {
    "tornado": tornado_charts,
    "morris": morris_charts,
    "sobol": sobol_charts,
    "regional": regional_charts,
    "discovery": discovery_charts,
    "comparison": comparison_charts,
    "selection": selection_charts,
    "precision": precision_charts,
    "cheapest": search_charts,
}
COLUMNS: dict[AnswerKind, Sequence[Column]] = {
    **EFFECT_COLUMNS,
    "regional": REGIONAL,
    "discovery": DISCOVERY,
    **CHOICE_COLUMNS,
}


def answer_section(study: Study, answer: Answer, place: int) -> Section:
    """Return the section of an answer.

    Parameters
    ----------
    study
        Gives the names.
    answer
        What it says.
    place
        Of the answer in the report.
    """
    kind, what = ANSWERS[answer.kind], outcome_text(study.scenario, answer.outcome)
    draw = PICTURES.get(answer.kind)
    figures = columns.table(study, answer.outcome, _ordered(answer), _columns(study, answer), MOST_ROWS)
    notes = [answer.sentence, READING[answer.kind]]
    if len(answer.table) > MOST_ROWS:
        notes.append(
            Text(
                en=f"The first {MOST_ROWS} of {len(answer.table):,} rows.",
                zh=f"仅列前 {MOST_ROWS} 行（共 {len(answer.table):,} 行）。",
            )
        )
    title = Text(en=f"{kind.en}: {what.en}", zh=f"{kind.zh}：{what.zh}")
    charts = tuple(draw(study, answer)) if draw and len(answer.table) else ()
    return Section(f"answer{place}", title, tuple(notes), charts, (figures,) if figures.head and figures.rows else ())


def _columns(study: Study, answer: Answer) -> Sequence[Column]:
    if answer.kind == "cheapest" and len(answer.table):
        return search_columns(study, answer)
    return COLUMNS.get(answer.kind, ())


def _ordered(answer: Answer) -> pd.DataFrame:
    """Return the rows in the order of the picture."""
    if answer.kind == "precision":
        return answer.table.sort_values("relative", ascending=False, kind="stable", na_position="first")
    return answer.table
