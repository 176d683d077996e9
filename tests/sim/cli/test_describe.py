"""What list and check tell: files that can be copied, and mistakes before anything is computed."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

from click.testing import CliRunner, Result

import scenarios
from sim.cli import cli


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), prog_name="onehour")


def test_a_listed_file_can_be_copied_with_its_comments(tmp_path: Path) -> None:
    listed = json.loads(call("list", "--json").output)["scenarios"]
    assert [row["id"] for row in listed] == ["delta-monitor-year", "hanno-ecmo-ramp"]
    for row in listed:
        assert row["file"] in call("list").output.split()
        copied = Path(shutil.copy(row["file"], tmp_path / "my-circle.yaml"))
        assert copied.read_text(encoding="utf-8").startswith("# ")
        assert call("check", str(copied)).exit_code == 0


def test_an_end_far_away_is_refused_at_once() -> None:
    before = time.perf_counter()
    result = call("check", "hanno-ecmo-ramp", "--set", "end=9999-12-31T23:59")
    assert result.exit_code == 2
    assert "at most 1,100 days" in result.output
    assert time.perf_counter() - before < 10


def test_a_missing_value_is_told_also_as_json() -> None:
    result = call("check", "hanno-ecmo-ramp", "--json", "--set", "roads.time_cv=")
    (problem,) = json.loads(result.output)["problems"]
    assert result.exit_code == 2
    assert (problem["key"], problem["wrong"]) == ("roads.time_cv", "a value is missing")


def test_one_unknown_time_zone_is_one_message() -> None:
    result = call("check", "hanno-ecmo-ramp", "--json", "--set", "timezone=Asia/Guangzhou")
    (problem,) = json.loads(result.output)["problems"]
    assert problem["key"] == "timezone"


def test_a_road_that_a_table_of_disruptions_closes_must_be_there(tmp_path: Path) -> None:
    table = tmp_path / "bad-days.csv"
    rows = "id,kind,from,duration_h,closure.roads\nstorm,road_closure,2023-01-10T06:00,24,{}\n"
    table.write_text(rows.format("G444"), encoding="utf-8")
    result = call("check", "hanno-ecmo-ramp", "--disruptions", str(table))
    assert result.exit_code == 2
    assert "disruptions.storm.closure.roads: network 'backbone'" in result.output
    table.write_text(rows.format("G4"), encoding="utf-8")
    assert call("check", "hanno-ecmo-ramp", "--disruptions", str(table)).exit_code == 0


def test_keys_of_no_account_are_said() -> None:
    item = next(iter(scenarios.load("hanno-ecmo-ramp").items))
    result = call("check", "hanno-ecmo-ramp", "--set", f"items.{item}.policy.cards=3")
    assert result.exit_code == 0
    assert f"items.{item}.policy.cards says nothing" in result.output
