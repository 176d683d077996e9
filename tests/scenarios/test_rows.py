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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("#,a.x,备注\n1,5,快\n", ["#", "a.x", "备注"]),
        ("# no,a.x,road\n一,,open\n", ["# no", "a.x", "road"]),
        ("#序号,名称,数量\n1,甲,6\n", ["#序号", "名称", "数量"]),
        ("# plans of May, by A\na.x,road\n5,open\n", ["a.x", "road"]),
        ("# one\n#\na.x,road\n# three\n5,open\n", ["a.x", "road"]),
        ("# x,y,z\na.x,road\n5,open\n", ["a.x", "road"]),
    ],
)
def test_headings_may_begin_with_the_sign_of_comments(tmp_path: Path, text: str, names: list[str]) -> None:
    file = tmp_path / "points.csv"
    file.write_text(text, encoding="utf-8")
    (row,) = read_rows(file)
    assert list(row.cells) == names


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_unicode_text_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "points.txt"
    file.write_bytes("\ufeffa.x\t备注\r\n5\t快\r\n".encode(encoding))
    assert [row.cells for row in read_rows(file)] == [{"a.x": "5", "备注": "快"}]
    file.write_bytes("\ufeffa.x".encode("utf-16-le") + b"\x0a")
    with pytest.raises(ScenarioError, match="no text in UTF-8, UTF-16 or GB 18030"):
        read_rows(file)
