"""The table of points: best first, sortable, honest about what was not reached."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import maps
from maps.study.pointvalues import best_first, point_values
from sim.study.statistics import estimate
from tests.maps.study.studies import CREWS, WORK, study
from tests.maps.test_pages import look

DAY = "console_finish_day"


def test_means_and_intervals_are_those_of_single_estimates() -> None:
    found = study("grid", (WORK, CREWS))
    holes = found.runs.copy()
    holes.loc[[0, 5, 6, 7, 8, 9, 10, 11], DAY] = np.nan
    found = replace(found, runs=holes)
    values = point_values(found, DAY)
    for point, row in enumerate(found.values(DAY)):
        one = estimate(row)
        assert values.mean[point] == pytest.approx(one.mean, nan_ok=True)
        assert values.low[point] == pytest.approx(one.ci95_low, nan_ok=True)
        assert values.high[point] == pytest.approx(one.ci95_high, nan_ok=True)
        assert (values.reached[point], values.played[point]) == (one.replications, 4)


def test_what_is_reached_more_surely_stands_first() -> None:
    found = study("grid", (CREWS,))
    runs = found.runs.copy()
    runs.loc[runs["point"] == 2, DAY] = [1.0, np.nan, np.nan, np.nan]  # an early mean of one replication that got there
    runs.loc[runs["point"] == 3, DAY] = np.nan
    values = point_values(replace(found, runs=runs), DAY)
    assert list(best_first(values, DAY))[-2:] == [2, 3]


def test_larger_is_better_for_service() -> None:
    found = study("grid", (CREWS,))
    values = point_values(found, "console_on_time_share")
    order = best_first(values, "console_on_time_share")
    assert list(values.mean[order]) == sorted(values.mean, reverse=True)


def test_a_click_sorts_as_numbers(browser: Any, tmp_path: Path) -> None:
    path = maps.study_report(study("grid", (WORK,)), [], tmp_path / "r.html")
    seen = look(browser, path)
    head = seen.page.locator("table.points th button").last
    column = (
        "Array.from(document.querySelectorAll('table.points tbody tr'), row => Number(row.lastElementChild.dataset.v))"
    )
    for ups in (True, False):
        head.click()
        work = seen.page.evaluate(column)
        assert work == sorted(work, reverse=not ups)
    assert set(work) == {30, 52.5, 75, 97.5, 120}
    assert seen.page.locator("table.points th").last.get_attribute("aria-sort") == "descending"
    seen.page.context.close()


def test_outcomes_stand_before_the_factors(browser: Any, tmp_path: Path) -> None:
    path = maps.study_report(study("grid", (WORK, CREWS)), [], tmp_path / "r.html")
    seen = look(browser, path)
    heads = seen.page.locator("table.points th .zh").all_text_contents()
    assert heads[0] == "点"
    assert heads.index("仿真次数") < heads.index("作业时间") < heads.index("班组数")
    seen.page.context.close()
