"""Every command does what its help says, through the public command line."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from sim.cli import cli, studies
from sim.cli.root import COMMANDS
from sim.results import TABLES

RUN = ("run", "hanno-ecmo-ramp", "--replications", "2", "--seed", "5")


def call(*words: str) -> Result:
    result = CliRunner().invoke(cli, list(words), prog_name="onehour")
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "first"
    call(*RUN, "--out", str(folder))
    return folder


GROUPED = [["roads", "info"], ["roads", "build"], *(["study", name] for name in studies.COMMANDS)]


@pytest.mark.parametrize("command", [*([name] for name in COMMANDS), *GROUPED])
def test_help_has_an_example(command: list[str]) -> None:
    text = call(*command, "--help").output
    if command != ["roads"]:
        assert "Example" in text
        assert f"onehour {' '.join(command)}" in text


def test_list() -> None:
    document = json.loads(call("list", "--json").output)
    assert "hanno-ecmo-ramp" in [row["id"] for row in document["scenarios"]]
    assert "backbone" in document["networks"]


def test_check() -> None:
    assert json.loads(call("check", "hanno-ecmo-ramp", "--json").output)["ok"] is True


def test_schema_describes_the_file() -> None:
    document = json.loads(call("schema").output)
    assert {"suppliers", "items", "roads", "reach"} <= set(document["properties"])


def test_roads_info() -> None:
    document = json.loads(call("roads", "info", "backbone", "--date", "2023-01-16", "--json").output)
    assert document["nodes"] >= 350
    assert document["links"] >= 550
    assert document["share_of_nodes_in_largest_strongly_connected_part"] == 1.0


def test_reach(tmp_path: Path) -> None:
    out = tmp_path / "reach.csv"
    text = call("reach", "hanno-ecmo-ramp", "--out", str(out)).output
    assert "leaving 2023-01-16 09:00" in text
    assert "(import, from szx_cargo on)" in text
    table = pd.read_csv(out)
    assert sorted(table["hour"].unique()) == list(range(24))


def test_a_run_folder_is_complete(run_folder: Path) -> None:
    names = {path.name for path in run_folder.iterdir()}
    tables = {f"{name}.parquet" for name in (*TABLES, "replications")}
    assert (
        tables
        | {"scenario.yaml", "manifest.json", "kpi.json", "isochrones.gpkg", "map.html", "report.html", "ramp.png"}
        <= names
    )
    kpi = json.loads((run_folder / "kpi.json").read_text(encoding="utf-8"))
    assert {"mean", "ci95_low", "ci95_high", "replications"} <= set(kpi["console_finish_day"])
    assert kpi["assumptions"]
    manifest = json.loads((run_folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"seed", "scenario", "network", "packages", "command", "wall_time_s"} <= set(manifest)


def test_tables_have_the_columns_they_promise(run_folder: Path) -> None:
    for name, columns in TABLES.items():
        frame = pd.read_parquet(run_folder / f"{name}.parquet")
        assert list(frame.columns) == [column.name for column in columns], name
        nothing_went_wrong = name == "disruptions"
        assert set(frame["replication"]) == (set() if nothing_went_wrong else {0, 1}), name


def test_the_same_again_is_the_same_to_the_byte(run_folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    call(*RUN, "--out", str(again))
    for path in sorted(run_folder.glob("*.parquet")):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name
    for name in ("kpi.json", "scenario.yaml", "isochrones.gpkg"):
        assert (run_folder / name).read_bytes() == (again / name).read_bytes(), name


def test_another_seed_is_another_run(run_folder: Path, tmp_path: Path) -> None:
    call("run", "hanno-ecmo-ramp", "--replications", "2", "--seed", "6", "--out", str(tmp_path / "six"))
    first = pd.read_parquet(run_folder / "replications.parquet")["console_finish_day"]
    assert not first.equals(pd.read_parquet(tmp_path / "six" / "replications.parquet")["console_finish_day"])


def test_map_and_report_can_be_drawn_again(run_folder: Path, tmp_path: Path) -> None:
    call("map", str(run_folder), "--out", str(tmp_path / "map.html"))
    call("report", str(run_folder), "--out", str(tmp_path / "report.html"))
    first = (run_folder / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count("<section") == first.count("<section")


def test_a_second_run_replaces_the_first(run_folder: Path) -> None:
    before = (run_folder / "replications.parquet").read_bytes()
    call(*RUN, "--out", str(run_folder))
    assert (run_folder / "replications.parquet").read_bytes() == before


def test_run_prints_the_answer_and_the_files(tmp_path: Path) -> None:
    text = call(*RUN, "--out", str(tmp_path / "run")).output
    assert "300" in text
    assert str(tmp_path / "run" / "map.html") in text
    assert str(tmp_path / "run" / "report.html") in text
