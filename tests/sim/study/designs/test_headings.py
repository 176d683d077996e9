"""Columns of remarks are told from those that set something."""

from __future__ import annotations

import pytest

from scenarios.remarks import is_remark
from scenarios.rows import Row
from sim.study.designs.headings import headers_of
from tests.sim.study.spaces import chosen

REMARKS = (
    "备注",
    " Note ",
    "NAME",
    "方案",
    "说明２",
    "note (internal)",
    "备注（内部）",
    "#",
    "＃序号",
    "#teams.n",
    "remarks_2",
    "No.",
)
OTHERS = ("teams.n", "variant", "notes.x", "name.en", "noted", "suppliers.note.capacity_per_day", "start", "nmae", "")


@pytest.mark.parametrize("heading", REMARKS)
def test_usual_words_and_a_sign_are_remarks(heading: str) -> None:
    assert is_remark(heading)


@pytest.mark.parametrize("heading", OTHERS)
def test_what_may_be_a_key_is_none(heading: str) -> None:
    assert not is_remark(heading)


def test_known_factors_go_first() -> None:
    rows = [Row(2, dict.fromkeys(("Plan", "note", "teams.n")))]
    assert headers_of(rows, []) == ["teams.n"]
    assert headers_of(rows, [chosen("plan", "a", "b").factor]) == ["Plan", "teams.n"]
