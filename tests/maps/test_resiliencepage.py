"""The page of time to survive and time to recover: its rows, its words, its marks for what is not reached."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import maps
import sim
from sim.study.resiliencetable import resilience_table
from tests.validation import files

ROWS = [
    ("press", 0, 3.0, 1.0, 4.0, 2.0, 0.0),
    ("press", 1, 5.0, np.nan, 6.0, 2.0, 1.0),
    ("plant", 0, np.nan, 0.0, 0.0, 0.0, 0.0),
    ("plant", 1, np.nan, 0.0, 0.0, 0.0, 0.0),
]


def answer(name: str = "<press>") -> sim.Resilience:
    scenario = files.file(suppliers={"press": files.supplier({"part": {"lot_size": 1}}) | {"name": files.name(name)}})
    columns = ("survive_days", "recover_days", "behind_pieces", "late_piece_days", "lost_pieces")
    rows = pd.DataFrame(ROWS, columns=["place", "replication", *columns]).assign(lost_value_cny=0.0)
    table = resilience_table(scenario, rows, 10 * 1440.0)
    return sim.Resilience(scenario, scenario.start, 7.0, 0, table, rows, "© OpenStreetMap contributors")


def test_rows_and_marks(tmp_path: Path) -> None:
    text = maps.draw_resilience(answer(), tmp_path / "r.html").read_text(encoding="utf-8")
    rows = [
        [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in text.split("<tr")
    ]
    press, plant = (next(row for row in rows if row and word in row[0]) for word in ("press", "works"))
    assert press[3] == "4.0"
    assert press[5].endswith("≥ 5.5")  # one replication does not recover in the ten days that are left
    assert plant[3] == "≥ 10.0"
    assert "© OpenStreetMap contributors" in text


def test_names_are_escaped(tmp_path: Path) -> None:
    text = maps.draw_resilience(answer("<script>alert(1)</script>"), tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script>alert" not in text


def test_when_nothing_is_felt_the_page_says_so(tmp_path: Path) -> None:
    found = answer()
    quiet = replace(found, table=found.table[found.table["place"] == "plant"])
    text = maps.draw_resilience(quiet, tmp_path / "r.html").read_text(encoding="utf-8")
    assert "never feel it" in text
