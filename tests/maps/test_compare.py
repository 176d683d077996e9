"""Two runs on one page: the same ones do not differ, and finish days are those of the calendar."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import maps


def row(text: str, name: str) -> list[str]:
    cells = next(part for part in text.split("<tr>") if name in part)
    return [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells)]


def test_a_run_and_itself(hanno_run: Any, tmp_path: Path) -> None:
    text = maps.compare(hanno_run, hanno_run, tmp_path / "c.html").read_text(encoding="utf-8")
    assert "the scenarios are the same" in text
    _, first, second, change, _ = row(text, "Day of the last wanted unit: ECMO console")
    assert first == second
    assert re.fullmatch(r"\d\d-\d\d \d\d:\d\d", first)
    assert change == "+0.0 h"
    assert row(text, "Utilisation: Final assembly")[1].endswith("%")


def test_a_later_start_counts_in_the_finish_day(hanno_run: Any, tmp_path: Path) -> None:
    start = hanno_run.scenario.start
    later = hanno_run.scenario.model_copy(update={"start": start + dt.timedelta(days=2)})
    text = maps.compare(hanno_run, replace(hanno_run, scenario=later), tmp_path / "c.html").read_text(encoding="utf-8")
    assert row(text, "Day of the last wanted unit: ECMO console")[3] == "+48.0 h"


def test_the_ramps_are_of_a_product_that_both_make(hanno_run: Any, tmp_path: Path) -> None:
    demands = dict(reversed(hanno_run.scenario.demands.items()))
    other = replace(hanno_run, scenario=hanno_run.scenario.model_copy(update={"demands": demands}))
    text = maps.compare(other, hanno_run, tmp_path / "c.html").read_text(encoding="utf-8")
    assert "A: Single-use kit; B: Single-use kit." in text
