"""Every kind of answer has its sentence, its picture and its figures on the page."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import maps
from maps.study.answers import answer_section
from maps.study.words import ANSWERS, DESIGNS, READING, ROLES
from scenarios import Text
from scenarios.sweeps import DesignKind, Factor, Role
from sim.study.answers.alternatives import alternatives_of
from sim.study.answers.answer import Answer, AnswerKind
from sim.study.answers.cheapest import Cheapest, cheapest
from sim.study.answers.comparisons import comparisons
from sim.study.answers.costs import read_cost
from sim.study.answers.discovery import discovery
from sim.study.answers.limits import Limit
from sim.study.answers.morris import morris
from sim.study.answers.precision import precision
from sim.study.answers.regional import regional
from sim.study.answers.selection import Best, selection
from sim.study.answers.sobol import sobol
from sim.study.answers.tornado import tornado
from sim.study.space import Settings
from sim.study.stopping import Precision
from sim.study.study import Study
from tests.maps.study.studies import CREWS, LOT, NASTY, RATE, ROADS, WORK, finish, study
from tests.maps.test_pages import look

DAY = "console_finish_day"
FACTORS = (WORK, CREWS, RATE, LOT, ROADS)
NASTY_FACTORS = tuple(
    factor.model_copy(update={"name": Text(en=NASTY + str(number), zh=NASTY + str(number))})
    for number, factor in enumerate(FACTORS)
)
Made = tuple[Study, Answer]


class Laboratory:
    """Experiments whose outcome follows the formula of the small studies."""

    def ensure(self, wanted: Iterable[tuple[Settings, int]]) -> None:
        """There is nothing to prepare."""

    def values(self, settings: Settings, outcome: str, replications: int) -> npt.NDArray[np.float64]:
        assert outcome in {DAY, "truck_km"}
        numbers = np.array([[settings.get(str(WORK.key), 60), settings[str(CREWS.key)]]], dtype=np.float64)
        day = finish(numbers, np.random.default_rng(5), 2000)[0, :replications]
        return day if outcome == DAY else 100 + 2 * day

    def failed(self, settings: Settings, replications: int) -> npt.NDArray[np.bool_]:  # noqa: ARG002 - none does
        return np.zeros(replications, dtype=np.bool_)


def _tornado(factors: tuple[Factor, ...]) -> Made:
    found = study("oat", factors, replications=6)
    return found, tornado(found, DAY)


def _morris(factors: tuple[Factor, ...]) -> Made:
    found = study("morris", factors, 8)
    return found, morris(found, DAY)


def _sobol(factors: tuple[Factor, ...]) -> Made:
    found = study("sobol", factors, 32, replications=2)
    return found, sobol(found, DAY)


def _regional(factors: tuple[Factor, ...]) -> Made:
    found = study("lhs", factors, 150)
    return found, regional(found, DAY)


def _discovery(factors: tuple[Factor, ...]) -> Made:
    found = study("lhs", factors, 150)
    return found, discovery(found, Limit(DAY, at_most=True, value=22.0))


def _comparison(factors: tuple[Factor, ...]) -> Made:
    found = study("grid", factors[:2])
    return found, comparisons(found, DAY, points=[0, 4, 9, 24])


def _selection(factors: tuple[Factor, ...]) -> Made:
    found = study("grid", factors[:2])
    best = Best(DAY, smallest=True, delta=0.1)
    return found, selection(Laboratory(), found.scenario, alternatives_of(found, range(0, 25, 6)), best)


def _precision(factors: tuple[Factor, ...]) -> Made:
    found = study("grid", factors[:2], replications=12)
    return found, precision(found, Precision(DAY, 0.01))


def _cheapest(factors: tuple[Factor, ...]) -> Made:
    found = study("grid", (factors[1], factors[3]))
    cost = read_cost(f"truck_km + 3*{CREWS.key}")
    wanted = Cheapest(cost, (Limit(DAY, at_most=True, value=17.0),), points=10, confirm=20)
    return found, cheapest(Laboratory(), found.scenario, found.space, wanted)


MAKERS: dict[AnswerKind, Callable[[tuple[Factor, ...]], Made]] = {
    "tornado": _tornado,
    "morris": _morris,
    "sobol": _sobol,
    "regional": _regional,
    "discovery": _discovery,
    "comparison": _comparison,
    "selection": _selection,
    "precision": _precision,
    "cheapest": _cheapest,
}
made = functools.cache(lambda kind: MAKERS[kind](FACTORS))


def test_every_kind_has_its_words() -> None:
    from typing import get_args

    assert set(ANSWERS) == set(READING) == set(get_args(AnswerKind))
    assert set(DESIGNS) == set(get_args(DesignKind))
    assert set(ROLES) == set(get_args(Role))


@pytest.mark.parametrize("kind", MAKERS)
def test_an_answer_has_sentence_picture_and_figures(kind: AnswerKind) -> None:
    found, answer = made(kind)
    section = answer_section(found, answer, 3)
    assert section.id == "answer3"
    assert section.notes[0] == answer.sentence
    assert section.charts
    assert len(section.tables[0].rows) == len(answer.table)
    for chart in section.charts:
        assert "nan" not in re.sub(r"<[^>]*>", "", chart.en).lower()
    cells = [cell for row in section.tables[0].rows for cell in row]
    assert not any("nan" in str(cell) for cell in cells)


@pytest.mark.parametrize("kind", MAKERS)
def test_what_was_not_reached_at_all_is_drawn_too(kind: AnswerKind) -> None:
    """Columns of numbers without a value leave their cells and dots empty."""
    found, answer = made(kind)
    numbers = answer.table.select_dtypes("float").columns
    table = answer.table.astype(dict.fromkeys(numbers, "float64"))
    table.loc[table.index[-1], list(numbers)] = np.nan
    section = answer_section(found, Answer(kind, DAY, table, answer.sentence, answer.details), 0)
    assert section.charts
    assert not any("nan" in str(cell) for row in section.tables[0].rows for cell in row)


def test_boxes_of_a_study_that_has_grown_since_are_not_drawn_on_its_points() -> None:
    _, answer = made("discovery")
    grown = study("lhs", FACTORS, 160)
    assert len(answer_section(grown, answer, 0).charts) == 1


def test_what_was_chosen_leads_the_report(tmp_path: Path) -> None:
    """The best mean of all points may miss the limits: it is not the answer to a search."""
    found, answer = made("cheapest")
    text = maps.study_report(found, [answer], tmp_path / "r.html").read_text(encoding="utf-8")
    assert "at best" not in text
    assert "points of a search" in text
    assert "In the order of the search" in text


def test_an_answer_without_rows_is_its_sentence() -> None:
    found, answer = made("discovery")
    none = Answer("discovery", DAY, answer.table.head(0), Text(en="No box.", zh="没有盒。"), answer.details)
    section = answer_section(found, none, 0)
    assert (section.charts, section.tables) == ((), ())
    assert section.notes[0].en == "No box."


def test_a_long_table_is_cut_and_says_so() -> None:
    found, answer = made("precision")
    many = pd.concat([answer.table] * 4, ignore_index=True)
    section = answer_section(found, Answer("precision", DAY, many, answer.sentence, answer.details), 0)
    assert len(section.tables[0].rows) == 60
    assert section.notes[-1].en == "The first 60 of 100 rows."


@pytest.mark.parametrize(
    "kinds",
    [("tornado",), ("morris",), ("sobol",), ("regional", "discovery"), ("comparison", "selection"), ("cheapest",)],
)
def test_pages_of_all_answers_open_and_names_cannot_run_code(
    browser: Any, tmp_path: Path, kinds: tuple[AnswerKind, ...]
) -> None:
    found = [MAKERS[kind](NASTY_FACTORS) for kind in kinds]
    path = maps.study_report(found[0][0], [answer for _, answer in found], tmp_path / "r.html")
    assert path.stat().st_size < 2_000_000
    seen = look(browser, path, "zh-CN")
    assert seen.complaints == []
    assert seen.page.locator("img").count() == 0
    assert seen.page.locator("figure svg").count() >= 2 * len(kinds)
    seen.page.context.close()
