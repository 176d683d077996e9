"""The report of a study: whole, offline, in both languages, for every kind of design."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import maps
from maps.study.page import _headlines
from maps.study.pointvalues import point_values
from scenarios import Provenance, Text
from sim.errors import InputError
from sim.study.answers.answer import Answer
from sim.study.store.identity import Identity
from sim.study.study import Study
from tests.maps.study.studies import CREWS, LOT, NASTY, RATE, ROADS, WORK, failed, study
from tests.maps.test_pages import look

FACTORS = (WORK, CREWS, RATE, LOT, ROADS)
DAY = "console_finish_day"


def many(kind: str = "lhs", **more: Any) -> Study:
    return study(kind, FACTORS, 12, **more)


@pytest.mark.parametrize("kind", ["lhs", "sobol", "morris", "oat"])
def test_any_design_has_a_report(kind: str, tmp_path: Path) -> None:
    text = maps.study_report(many(kind), [], tmp_path / "r.html").read_text(encoding="utf-8")
    for word in ("What was varied", "work", "at best", "The points", "How to get the same again", "© OpenStreetMap"):
        assert word in text


def test_an_unfinished_study_without_a_run_is_told(tmp_path: Path) -> None:
    whole = many()
    with pytest.raises(InputError, match="no finished run yet"):
        maps.study_report(replace(whole, runs=whole.runs.head(0)), [], tmp_path / "r.html")
    assert list(tmp_path.iterdir()) == []


def test_failures_are_said_first_and_listed(tmp_path: Path) -> None:
    broken = replace(
        study("grid", (WORK, CREWS)),
        failures=failed((3, 0, "no road to <b>works</b>"), (5, 2, "no road to <b>works</b>")),
    )
    text = maps.study_report(broken, [], tmp_path / "r.html").read_text(encoding="utf-8")
    assert text.index("2 of 102 runs failed") < text.index("at best")
    assert "no road to &lt;b&gt;works" in text


def test_it_opens_offline_without_a_complaint(browser: Any, tmp_path: Path) -> None:
    path = maps.study_report(many(), [], tmp_path / "r.html")
    assert path.stat().st_size < 1_000_000
    for locale, shown, hidden in (("zh-CN", "zh", "en"), ("en-GB", "en", "zh")):
        seen = look(browser, path, locale)
        assert seen.complaints == []
        assert [url for url in seen.requests if not url.startswith(("data:", path.as_uri()))] == []
        assert seen.page.locator(f"h1 .{shown}").first.is_visible()
        assert not seen.page.locator(f"h1 .{hidden}").first.is_visible()
        seen.page.context.close()


def test_names_cannot_run_code(browser: Any, tmp_path: Path) -> None:
    nasty = tuple(factor.model_copy(update={"name": Text(en=NASTY, zh=NASTY)}) for factor in FACTORS)
    found = study("lhs", nasty, 12, name={"en": NASTY, "zh": NASTY})
    path = maps.study_report(replace(found, failures=failed((0, 0, NASTY))), [], tmp_path / "r.html")
    seen = look(browser, path)
    assert seen.complaints == []
    assert seen.page.locator("img").count() == 0
    assert "{{7*7}}" in seen.page.locator("h1").inner_text()
    seen.page.context.close()


def test_it_is_readable_on_a_narrow_screen(browser: Any, tmp_path: Path) -> None:
    path = maps.study_report(many(), [], tmp_path / "r.html")
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(path.as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide == 390


def test_what_the_journal_knows_of_its_origin_is_told(tmp_path: Path) -> None:
    identity = Identity("1.2", "small", "ab", "backbone-of-test", "cd" * 32, 0, (), "3.11", {}).document()
    whole = study("grid", (CREWS,))
    found = replace(whole, manifest={**whole.manifest, "identity": identity})
    text = maps.study_report(found, [], tmp_path / "r.html").read_text(encoding="utf-8")
    for word in ("backbone-of-test", "cd" * 32, "1.2", "3.11", "onehour sweep small"):
        assert word in text


def test_where_a_range_comes_from_is_told_with_its_kind(tmp_path: Path) -> None:
    mark = Provenance(kind="assumption", note="two shifts", zh="两班")
    found = study("grid", (CREWS.model_copy(update={"source": mark}),))
    text = maps.study_report(found, [], tmp_path / "r.html").read_text(encoding="utf-8")
    assert "assumption: two shifts" in text
    assert "假设：两班" in text


def test_what_was_chosen_is_told_before_all_else() -> None:
    found, rows = study("grid", (CREWS,)), pd.DataFrame({"chosen": [True]})
    bad = Answer("regional", DAY, rows, Text(en="bad", zh="不利"))
    best = Answer("selection", DAY, rows, Text(en="best", zh="最优"))
    assert [line.en for line in _headlines(found, [bad, best], {DAY: point_values(found, DAY)})] == ["best", "bad"]
