"""Reports of studies that are half done, never reach what they are about, or do not vary."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import maps
from scenarios.sweeps import Factor
from sim.study.study import Study
from tests.maps.study.studies import CREWS, LOT, RATE, ROADS, WORK, study

DAY = "console_finish_day"
DESIGNS: dict[str, tuple[Factor, ...]] = {"grid": (WORK, ROADS), "lhs": (WORK, CREWS, RATE, LOT, ROADS)}
ODD: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "every second point": lambda runs: runs[runs["point"] % 2 == 0].reset_index(drop=True),
    "one replication": lambda runs: runs[runs["replication"] == 0].reset_index(drop=True),
    "one run": lambda runs: runs.head(1),
    "never reached": lambda runs: runs.assign(**{DAY: np.nan}),
    "sometimes reached": lambda runs: runs.assign(**{DAY: np.where(np.arange(len(runs)) % 3, runs[DAY], np.nan)}),
    "always the same": lambda runs: runs.assign(**{DAY: 20.0}),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("kind", DESIGNS)
def test_the_report_stands(kind: str, odd: str, tmp_path: Path) -> None:
    whole = study(kind, DESIGNS[kind], 20, replications=3)
    found: Study = replace(whole, runs=ODD[odd](whole.runs))
    text = maps.study_report(found, [], tmp_path / "r.html").read_text(encoding="utf-8")
    words = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert not re.search(r"\b(nan|inf)\b", words)


def test_what_never_varies_is_said(tmp_path: Path) -> None:
    whole = study("grid", (WORK, CREWS))
    found = replace(whole, runs=whole.runs.assign(**{DAY: 20.0}))
    assert "at all 25 points" in maps.study_report(found, [], tmp_path / "r.html").read_text(encoding="utf-8")


def test_many_sections_begin_with_a_list_of_them(tmp_path: Path) -> None:
    from tests.maps.study.test_answers import made

    found, answer = made("tornado")
    assert "<details class" not in maps.study_report(found, [], tmp_path / "a.html").read_text(encoding="utf-8")
    text = maps.study_report(found, [answer] * 4, tmp_path / "b.html").read_text(encoding="utf-8")
    ids = re.findall(r'<section id="([^"]+)"', text)
    assert re.findall(r'<a href="#([^"]+)"', text) == ids
    assert len(set(ids)) == len(ids)


def test_the_only_point_with_a_value_is_neither_best_nor_worst(tmp_path: Path) -> None:
    whole = study("grid", (WORK, CREWS))
    found = replace(whole, runs=whole.runs.assign(**{DAY: whole.runs[DAY].where(whole.runs["point"] == 3)}))
    text = maps.study_report(found, [], tmp_path / "r.html").read_text(encoding="utf-8")
    assert "at point 3 (" in text
    assert "the only one of 25 that has a value" in text
