"""Two points of a study on one page: paired differences, honest about what is not known."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import maps
from scenarios import Text
from sim.errors import InputError
from sim.study.statistics import paired_difference
from tests.maps.study.studies import CREWS, NASTY, WORK, study
from tests.maps.test_pages import look

DAY = "console_finish_day"
NAME = "Day of the last wanted unit: made"


def cells(text: str, name: str) -> list[str]:
    line = next(part for part in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL) if f">{name}<" in part)
    return [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", line)]


def test_differences_are_paired(tmp_path: Path) -> None:
    found = study("grid", (WORK, CREWS), replications=10)
    text = maps.compare_points(found, 0, 24, tmp_path / "c.html").read_text(encoding="utf-8")
    change = paired_difference(*found.values(DAY)[[0, 24]])
    row = cells(text, NAME)
    assert row[3] == f"{24 * change.mean:+,.1f} h"
    assert row[4] == f"{24 * change.ci95_low:+,.1f} h … {24 * change.ci95_high:+,.1f} h"
    assert row[5] == "10"
    assert "the difference is real" in text
    assert cells(text, "work")[1:3] == ["30", "120"]


def test_a_point_and_itself_do_not_differ(tmp_path: Path) -> None:
    text = maps.compare_points(study("grid", (CREWS,)), 2, 2, tmp_path / "c.html").read_text(encoding="utf-8")
    assert cells(text, NAME)[3] == "+0.0 h"
    assert "no difference can be told" in text


def test_one_replication_and_outcomes_that_are_not_reached(tmp_path: Path) -> None:
    found = study("grid", (CREWS,), replications=1)
    text = maps.compare_points(found, 0, 1, tmp_path / "c.html").read_text(encoding="utf-8")
    assert "one replication tells nothing" in text
    assert "nan" not in text.lower().replace("nanmi", "")
    never = replace(found, runs=found.runs.assign(**{DAY: np.nan}))
    text = maps.compare_points(never, 0, 1, tmp_path / "c.html").read_text(encoding="utf-8")
    assert "no replication in which both points reach it" in text
    assert cells(text, NAME)[1:5] == ["-", "-", "-", "-"]


def test_only_replications_of_both_are_compared(tmp_path: Path) -> None:
    found = study("grid", (CREWS,), replications=6)
    fewer = replace(found, runs=found.runs[(found.runs["point"] != 1) | (found.runs["replication"] < 4)])
    text = maps.compare_points(fewer, 0, 1, tmp_path / "c.html").read_text(encoding="utf-8")
    assert cells(text, NAME)[5] == "4"


def test_a_point_that_is_not_there(tmp_path: Path) -> None:
    found = study("grid", (CREWS,))
    with pytest.raises(InputError, match="no point 5; it has points 0 to 4"):
        maps.compare_points(found, 0, 5, tmp_path / "c.html")
    with pytest.raises(InputError, match="no finished run yet"):
        maps.compare_points(replace(found, runs=found.runs[found.runs["point"] != 3]), 3, 0, tmp_path / "c.html")
    assert list(tmp_path.iterdir()) == []


def test_it_opens_without_a_complaint_and_names_cannot_run_code(browser: Any, tmp_path: Path) -> None:
    nasty = CREWS.model_copy(update={"name": Text(en=NASTY, zh=NASTY)})
    path = maps.compare_points(study("grid", (WORK, nasty)), 0, 24, tmp_path / "c.html")
    seen = look(browser, path, "zh-CN")
    assert seen.complaints == []
    assert seen.page.locator("img").count() == 0
    seen.page.context.close()
