"""Columns of tables as factors."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.sweeps import Factor
from sim.study.designs.tablefactors import table_factors
from tests.sim.study.spaces import chosen

ROAD = chosen("road", "开", "关").factor


def write(folder: Path, text: str) -> Path:
    file = folder / "points.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_columns_become_factors(tmp_path: Path) -> None:
    lines = [f"{number},{number % 2},开,{'true' if number % 2 else 'false'}" for number in range(20)]
    file = write(tmp_path, "a.x,a.y,road,a.z\n" + "\n".join(lines))
    factors = table_factors(file, [ROAD])
    assert factors == (
        Factor(key="a.x", low=0, high=19),
        Factor(key="a.y", values=(0, 1)),
        ROAD,
        Factor(key="a.z", values=(False, True)),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("note\n1\n", "no column of the table names a factor"),
        ("a.x,a.y\n1,\n2,\n", "a.y: there is nothing in this column"),
        ("a.x\n{1\n", "points.csv:2: a.x: "),
        ("a.x\n5\n120 t\n", "points.csv:3: a.x: '120 t' is no number; write it in digits alone"),
        ("a.x\n", "there are no rows in it"),
    ],
)
def test_tables_that_make_no_factors(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        table_factors(write(tmp_path, text))


def test_all_that_is_wrong_is_told_in_the_order_of_the_rows(tmp_path: Path) -> None:
    file = write(tmp_path, "名字,a.x,a.y,strat\n甲,x1,5,1\n乙,2,三,2\n丙,3,4,{\n")
    with pytest.raises(ScenarioError) as caught:
        table_factors(file)
    told = str(caught.value).replace(f"{file}:", "").splitlines()
    assert told[0].startswith(
        "1: 名字: a scenario has no such key, and no factor is called so; name it as what it varies"
    )
    assert "a column of remarks is called note, name or 备注, or begins with #" in told[0]
    assert told[1].startswith("1: strat: a scenario has no such key, and no factor is called so; did you mean start?")
    assert [line.split(" is no number")[0] for line in told[2:4]] == ["2: a.x: 'x1'", "3: a.y: '三'"]
    assert told[4].startswith("4: strat: ")
    assert len(told) == 5


def test_remarks_are_no_factors(tmp_path: Path) -> None:
    file = write(tmp_path, "# 序号,a.x,备注,name\n1,5,快,甲\n2,6,,乙\n")
    assert table_factors(file) == (Factor(key="a.x", values=(5, 6)),)


def test_known_ranges_are_as_wide_as_the_table(tmp_path: Path) -> None:
    file = write(tmp_path, "a.x,a.y\n-5,3\n120,\n")
    spread = Factor(key="a.y", distribution="normal", mean=5, sd=1)
    assert table_factors(file, [Factor(key="a.x", low=0, high=60), spread]) == (
        Factor(key="a.x", low=-5, high=120),
        spread,
    )
    assert table_factors(file, [Factor(key="a.x")])[0] == Factor(key="a.x", values=(-5, 120))
