"""`onehour run --disruptions`: a table is taken up, changed by --set, and refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import scenarios
from scenarios import ScenarioError
from sim.cli import cli
from sim.cli.common import disrupted
from tests.scenarios.samples import SMALL

ROW = "id,kind,target,from,duration_h\nfire,outage,{target},2023-01-20T08:00,48\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "fire.csv"
    path.write_text(ROW.format(target="pcb"), encoding="utf-8")
    return path


def test_the_table_comes_first_then_what_is_set(table: Path) -> None:
    loaded = disrupted(str(SMALL), table, {"disruptions.fire.duration_h": 12, "variant": "early"})
    assert loaded.disruptions["fire"].duration_h == 12
    assert loaded.variant == "early"
    assert scenarios.loads(scenarios.dump(loaded)) == loaded


def test_without_a_table_the_scenario_is_as_it_stands() -> None:
    assert disrupted(str(SMALL), None, {}) == scenarios.load(SMALL)


def test_what_is_set_and_wrong_is_said_of_the_command_line(table: Path) -> None:
    with pytest.raises(ScenarioError, match=r"--set: disruptions\.fire\.target: "):
        disrupted(str(SMALL), table, {"disruptions.fire.target": "pbc"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROW.format(target="pbc"), "fire.csv:2: disruptions.fire.target: "),
        (ROW.format(target="pcb").replace("target", "traget"), "fire.csv:1: traget: "),
        ("", "fire.csv"),
    ],
)
def test_a_wrong_table_ends_with_exit_code_2_and_nothing_written(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "fire.csv").write_text(text, encoding="utf-8")
    words = ["run", str(SMALL), "--disruptions", str(tmp_path / "fire.csv"), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(cli, words, prog_name="onehour")
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_run_keeps_the_table_in_its_scenario(table: Path, tmp_path: Path) -> None:
    words = ["run", str(SMALL), "--disruptions", str(table), "--replications", "1", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(cli, words, prog_name="onehour")
    assert result.exit_code == 0, result.output
    kept = scenarios.load(tmp_path / "out" / "scenario.yaml")
    assert kept.disruptions["fire"].target == "pcb"
    assert kept == scenarios.with_disruptions(scenarios.load(SMALL), table)
