"""Tables of one's own, as planners have them: from spreadsheets, in Chinese, with mistakes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scenarios.base import Text
from scenarios.errors import ScenarioError
from scenarios.sweeps import Factor
from sim.study.designs.headings import MOST_TOLD
from sim.study.designs.making import make_design
from sim.study.designs.owntable import own_table, own_table_size
from sim.study.space import Axis, Space
from tests.sim.study.spaces import chosen, listed, ranged

CAPACITY = Axis(
    Factor(key="suppliers.pcb.capacity_per_day", low=50, high=200, name=Text(en="PCB capacity", zh="线路板日产能")),
    "lever",
    100.0,
)
SPACE = Space(
    (
        CAPACITY,
        ranged("teams.n", 1, 9, base=3, whole=True),
        listed("items.x.policy", "push", "kanban"),
        chosen("road", "开", "关"),
    )
)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "points.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_a_table_as_a_spreadsheet_saves_it(tmp_path: Path) -> None:
    text = "序号,线路板日产能,teams.n,items.x.policy,ROAD,备注\r\n1,80,5,Kanban,关,一\r\n2,,5.0,push,开,\r\n"
    for encoding in ("utf-8-sig", "gb18030", "utf-16", "utf-16-be"):
        begin = "\ufeff" if encoding == "utf-16-be" else ""
        points, remarks = own_table(SPACE, write(tmp_path, f"{begin}{text}", encoding))
        assert remarks.to_dict("list") == {"序号": ["1", "2"], "备注": ["一", ""]}
        assert [tuple(row) for row in points.itertuples(index=False)] == [
            (80, 5, "kanban", "关"),
            (100, 5, "push", "开"),
        ]
        assert [type(value) for value in next(points.itertuples(index=False))] == [float, int, str, str]
    assert own_table_size(tmp_path / "points.csv") == 2


def test_separators_and_columns_in_any_order(tmp_path: Path) -> None:
    text = "road;pcb capacity;items.x.policy;teams.n\n开;120.5;push;２\n"
    design = make_design(SPACE, "table", table=write(tmp_path, text))
    assert design.points.columns.tolist() == list(SPACE.names)
    assert design.points.iloc[0].tolist() == [120.5, 2, "push", "开"]
    assert design.roles.shape == (1, 0)


def test_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "suppliers.pcb.capacity_per_day": [60, 70],
            "teams.n": [1.0, None],
            "items.x.policy": ["push"] * 2,
            "road": ["开", "关"],
            "# of plan": [1, 2],
            "Comment": [None, "slow"],
        }
    )
    frame.to_parquet(tmp_path / "points.parquet")
    points, remarks = own_table(SPACE, tmp_path / "points.parquet")
    assert remarks.to_dict("list") == {"# of plan": ["1", "2"], "Comment": ["", "slow"]}
    assert points["teams.n"].tolist() == [1, 3]
    assert points["suppliers.pcb.capacity_per_day"].dtype == "float64"


def test_all_wrong_cells_are_told_with_line_and_column(tmp_path: Path) -> None:
    text = 'suppliers.pcb.capacity_per_day,teams.n,items.x.policy,road\n"1,200",2,push,开\n500,2.5,kamban,开\n85%,2,push,{半\n'
    with pytest.raises(ScenarioError) as caught:
        own_table(SPACE, write(tmp_path, text))
    file = tmp_path / "points.csv"
    told = [str(problem) for problem in caught.value.problems]
    assert told[:4] == [
        f"{file}:2: suppliers.pcb.capacity_per_day: '1,200' is no number; write it in digits alone, such as 1200 or 0.85",
        f"{file}:3: suppliers.pcb.capacity_per_day: 500 is not between 50 and 200; change it, or widen the factor's range",
        f"{file}:3: teams.n: 2.5 is no whole number; write 2",
        f"{file}:3: items.x.policy: 'kamban' is not among the values of this factor; did you mean kanban?",
    ]
    assert told[4].startswith(f"{file}:4: suppliers.pcb.capacity_per_day: '85%' is no number")
    assert told[5].startswith(f"{file}:4: road: ")


def test_of_very_many_wrong_cells_the_first_are_told(tmp_path: Path) -> None:
    text = "suppliers.pcb.capacity_per_day,teams.n,items.x.policy,road\n" + "x,y,push,开\n" * 1000
    with pytest.raises(ScenarioError) as caught:
        own_table(SPACE, write(tmp_path, text))
    told = str(caught.value).splitlines()
    assert len(told) == MOST_TOLD + 1
    assert told[-1].endswith("1,992 more like these; put these right first")


def test_a_factor_is_no_remark_whatever_it_is_called(tmp_path: Path) -> None:
    plan = Axis(Factor(id="plan", choices={"a": {}, "b": {"x.y": 1}}, name=Text(en="plan", zh="方案")), "lever", "a")
    points, remarks = own_table(Space((plan,)), write(tmp_path, "方案,名称\nb,一\n"))
    assert (points["plan"].tolist(), remarks["名称"].tolist()) == (["b"], ["一"])


def test_wrong_columns_are_told(tmp_path: Path) -> None:
    text = "suppliers.pcb.capacity,teams.n,Teams.N,road\n1,2,2,开\n"
    with pytest.raises(ScenarioError) as caught:
        own_table(SPACE, write(tmp_path, text))
    message = str(caught.value)
    assert "no factor is called 'suppliers.pcb.capacity'; did you mean suppliers.pcb.capacity_per_day?" in message
    assert "this is the factor of the column 'teams.n' again" in message
    assert "items.x.policy: there is no column for this factor; add it, or leave the factor out" in message
