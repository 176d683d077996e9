"""Disruptions as a table: what is right is in the scenario, what is wrong is said with file, line, column and remedy."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from scenarios import Problem, ScenarioError, dump, loads, override, with_disruptions
from tests.scenarios.samples import small

HEADER = "id,kind,target,from,until,duration_h,every_h,factor,delay_h,closure.roads,source"
ROWS = """
# what the planning day is about
flood,road_closure,,2023-01-20T08:00,,36,,,,G4;G107,{assumption: a day and a half of water}
fire,outage,pcb,2023/1/20 8:00,2023/1/27 18:00,,,,,,
customs,import_delay,fibres,,,24,720,,48,,
surge,demand,consoles,2023-01-20T08:00,2023-01-21T08:00,,,1.5,,,
"""


def table(folder: Path, text: str, name: str = "upsets.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as found:
        with_disruptions(small(), path)
    return found.value.problems


def test_rows_become_disruptions_of_the_scenario(tmp_path: Path) -> None:
    merged = with_disruptions(small(), table(tmp_path, HEADER + ROWS))
    assert list(merged.disruptions) == ["flood", "fire", "customs", "surge"]
    flood, fire = merged.disruptions["flood"], merged.disruptions["fire"]
    assert flood.closure is not None
    assert flood.closure.roads == ("G4", "G107")
    assert flood.duration_h == 36
    assert fire.from_ == dt.datetime(2023, 1, 20, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert merged.disruptions["customs"].every_h == 720
    assert merged.disruptions["surge"].factor == 1.5
    assert small().disruptions == {}


def test_numbers_say_where_they_come_from(tmp_path: Path) -> None:
    merged = with_disruptions(small(), table(tmp_path, HEADER + ROWS))
    own, other = (merged.provenance(f"disruptions.{key}") for key in ("flood.duration_h", "customs.every_h"))
    assert own is not None
    assert own.note == "a day and a half of water"
    assert other is not None
    assert (other.kind, other.note) == ("assumption", "set by the user")


def test_they_are_recorded_and_stay_with_another_variant(tmp_path: Path) -> None:
    merged = with_disruptions(small(), table(tmp_path, HEADER + ROWS))
    assert merged.resolved is not None
    assert set(merged.resolved.set) == {f"disruptions.{key}" for key in merged.disruptions}
    assert loads(dump(merged)) == merged
    early = override(merged, {"variant": "early", "disruptions.flood.duration_h": 12})
    assert early.disruptions == merged.disruptions | {
        "flood": merged.disruptions["flood"].model_copy(update={"duration_h": 12.0})
    }
    assert early.start != merged.start


@pytest.mark.parametrize(("separator", "encoding"), [(";", "gb18030"), ("\t", "utf-8-sig"), (",", "utf-8")])
def test_tables_of_spreadsheets_read_alike(tmp_path: Path, separator: str, encoding: str) -> None:
    row = ["fire", "outage", "pcb", "2023-01-20 08:00", "48", "{assumption: 车间火灾}"]
    lines = separator.join(["id", "kind", "target", "from", "duration_h", "source"]) + "\r\n" + separator.join(row)
    merged = with_disruptions(small(), table(tmp_path, lines, encoding=encoding))
    mark = merged.disruptions["fire"].source
    assert mark is not None
    assert mark.note == "车间火灾"


def test_parquet_reads_as_csv_does(tmp_path: Path) -> None:
    path = tmp_path / "upsets.parquet"
    frame = pd.DataFrame(
        {
            "id": ["fire", "flood"],
            "kind": ["outage", "road_closure"],
            "target": ["pcb", None],
            "from": pd.to_datetime(["2023-01-20 08:00", "2023-01-21 08:00"]),
            "duration_h": [48.0, 12.0],
            "capacity_share": [0.25, float("nan")],
            "closure.roads": [None, ["G4"]],
        }
    )
    frame.to_parquet(path)
    merged = with_disruptions(small(), path)
    assert merged.disruptions["fire"].capacity_share == 0.25
    assert merged.disruptions["flood"].closure is not None
    assert merged.disruptions["flood"].closure.roads == ("G4",)
    assert merged.disruptions["flood"].from_ == dt.datetime(2023, 1, 21, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


BAD = [
    # (text of the table, line, key, said, remedy)
    ("id,kind,targt\nfire,outage,pcb\n", 1, "targt", "no column 'targt'", "did you mean target"),
    ("kind,target\noutage,pcb\n", 1, "id", "no column of ids", "add a column"),
    ("id,kind,kind\nfire,outage,outage\n", 1, "", "two columns 'kind'", "take one"),
    ("id,kind,target,from,duration_h\nfire,outage,pcb,2023-01-20T08:00,4\n\nfire,outage,pcb,2023-01-21T08:00,4\n", 4, "id",
     "stands in line 2", "id of its own"),
    ("id,kind,target,from,duration_h\nFire 1,outage,pcb,2023-01-20T08:00,4\n", 2, "id", "'Fire 1' is not allowed", "small letters"),
    ("id,kind,target,from,duration_h\n,outage,pcb,2023-01-20T08:00,4\n", 2, "id", "without an id", "small letters"),
    ("id,kind,target,from,duration_h\nfire,outage,pbc,2023-01-20T08:00,4\n", 2, "disruptions.fire.target",
     "'pbc'", "did you mean pcb"),
    ("id,kind,target,from,duration_h\nfire,outtage,pcb,2023-01-20T08:00,4\n", 2, "disruptions.fire.kind",
     "not among the choices", "did you mean outage"),
    ("id,kind,target,from,duration_h\nfire,outage,pcb,2023-01-20T08:00,soon\n", 2, "disruptions.fire.duration_h",
     "no number", "write a number"),
    ("id,kind,target,from,duration_h\nfire,outage,pcb,20 January,4\n", 2, "disruptions.fire.from", "no moment", "T08:00"),
    ("id,kind,target,from\nfire,outage,pcb,2023-01-20T08:00\n", 2, "disruptions.fire.until", "no end", "duration_h"),
    ("id,kind,target,from,duration_h\nfire,outage,pcb,2023-01-20T08:00,4,5\n", 2, "", "6 cells under 5 columns", "quotes"),
    ('id,kind,closure\nflood,road_closure,"{roads: [G4"\n', 2, "closure", "", ""),
    ("id,kind,target\n", None, "", "no rows", "write a row"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "said", "remedy"), BAD)
def test_what_is_wrong_is_named_with_file_line_and_column(
    tmp_path: Path, text: str, line: int | None, key: str, said: str, remedy: str
) -> None:
    path = table(tmp_path, text)
    (problem,) = refused(path)
    assert (problem.file, problem.line, problem.key) == (path, line, key)
    assert said in problem.wrong
    assert remedy in problem.remedy


def test_everything_wrong_comes_at_once_in_the_order_of_the_table(tmp_path: Path) -> None:
    text = "id,kind,target,from,duration_h\na,outage,pcb,2023-01-20T08:00,x\nb,outage,nobody,2023-01-20T08:00,1\n"
    assert [problem.line for problem in refused(table(tmp_path, text))] == [2, 3]


def test_wrong_ids_hide_no_other_mistakes(tmp_path: Path) -> None:
    text = (
        "id,kind,target,from,duration_h,capacity_share\n"
        "台风,outtage,pcb,2023-01-20T08:00,4,\n"
        "fire,outage,pcb,20 January,4,\n"
        "fire,outage,pcb,2023-01-20T08:00,4,1.5\n"
        ",outage,nobody,2023-01-20T08:00,[4,\n"
        "flood,outage,nobody,2023-01-20T08:00,4,0.5\n"
    )
    problems = refused(table(tmp_path, text))
    assert [(problem.line, problem.key) for problem in problems] == [
        (2, "id"),
        (2, "kind"),
        (3, "disruptions.fire.from"),
        (4, "id"),
        (4, "capacity_share"),
        (5, "id"),
        (5, "duration_h"),
        (6, "disruptions.flood.target"),
    ]
    assert "'台风' is not allowed" in problems[0].wrong
    assert "such as typhoon_1" in problems[0].remedy
    assert "`note`" in problems[0].remedy


def test_columns_of_remarks_are_for_readers(tmp_path: Path) -> None:
    rows = "id,名称,备注,note,# whom to ask,kind,target,from,duration_h\nfire,失火,一楼: [?,{,1,outage,pcb,2023-01-20T08:00,4\n"
    plain = "id,kind,target,from,duration_h\nfire,outage,pcb,2023-01-20T08:00,4\n"
    merged = with_disruptions(small(), table(tmp_path, rows))
    assert merged == with_disruptions(small(), table(tmp_path, plain))


def test_an_id_that_the_scenario_has_already(tmp_path: Path) -> None:
    merged = with_disruptions(small(), table(tmp_path, HEADER + ROWS))
    with pytest.raises(ScenarioError, match="small has a disruption 'flood' already"):
        with_disruptions(merged, table(tmp_path, HEADER + ROWS))


@pytest.mark.parametrize(
    ("name", "said"),
    [("none.csv", "no such file"), ("table.xlsx", "no table that can be read"), ("bad.parquet", "Parquet")],
)
def test_files_that_are_no_table(tmp_path: Path, name: str, said: str) -> None:
    if name != "none.csv":
        table(tmp_path, "id", name)
    (problem,) = refused(tmp_path / name)
    assert said in problem.wrong
    assert str(tmp_path / name) in str(problem)
