"""Cells of planners' tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.errors import ScenarioError
from scenarios.rows import cell_value, read_rows


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("TRUE", True),
        (" １２ ", 12),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("", None),
        ("2023/1/20 8:00", "2023-01-20T08:00"),
        ("2023-01-20T08:00", "2023-01-20T08:00"),
        ("push", "push"),
        (dt.datetime(2023, 1, 20, 8, tzinfo=dt.UTC), "2023-01-20T08:00:00+00:00"),
        (7, 7),
        (None, None),
    ],
)
def test_cells_say_what_a_file_would(cell: object, value: object) -> None:
    found = cell_value(cell)
    assert found == value
    assert type(found) is type(value)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_numbers_come_back_as_they_were_written(number: float) -> None:
    found = cell_value(repr(number))
    assert found == number
    assert type(found) is type(number)


def test_spreadsheets_are_told_to_save_as_csv(tmp_path: Path) -> None:
    sheet = tmp_path / "points.xlsx"
    sheet.write_bytes(b"PK")
    with pytest.raises(ScenarioError, match="save it as CSV UTF-8"):
        read_rows(sheet)
