"""The page on known answers is what its script writes, in both languages; quick cases are run as the script does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.validation_check.cases import Case, answer
from benchmarks.validation_check.report import SECTIONS, SOURCES, Language, label, markdown

ROOT = Path(__file__).parent.parent
PAGES: dict[Language, str] = {"en": "docs/validation.md", "zh": "docs/validation.zh-CN.md"}
QUICK = ("Beer Game", "MRP", "20 h of work", "Time to survive", "A review every 0.2 h", "Little's law")


@pytest.mark.parametrize("language", PAGES)
def test_the_page_has_all_cases_with_their_known_values(language: Language) -> None:
    page = (ROOT / PAGES[language]).read_text(encoding="utf-8")
    known = [case for _, cases in SECTIONS for case in cases()]
    for number, case in enumerate(known, 1):
        assert label(case, number, language) in page
        assert f"\n{number}. {case.source}\n" in page
    assert len(re.findall(r"^\| \d+\.", page, re.MULTILINE)) == len(known) >= 25
    assert "| **" not in page  # all of them agree


def test_quick_cases_agree_and_are_on_the_page_as_they_come_out() -> None:
    page = (ROOT / PAGES["en"]).read_text(encoding="utf-8")
    quick = [case for _, group in SECTIONS for case in group() if case.name.en.startswith(QUICK)]
    answers = [answer(case) for case in quick]
    assert len(answers) == len(QUICK)
    assert all(found.agrees for found in answers)
    text = markdown([(SECTIONS[0][0], answers)], "en")
    rows = re.findall(r"^\| \d+\. (.*) \| yes \|", text, re.MULTILINE)
    assert len(rows) == len(QUICK)
    assert all(row in page for row in rows)


def test_a_wrong_answer_is_told() -> None:
    wrong = Case(SOURCES, "nobody", None, 2.0, lambda: [1.0], 0.5)
    by_chance = Case(SOURCES, "nobody", None, 2.0, lambda: [0.9, 1.0, 1.1] * 5)
    answers = [answer(wrong), answer(by_chance)]
    assert not any(found.agrees for found in answers)
    assert markdown([(SOURCES, answers)], "en").count("| **no** |") == 2
