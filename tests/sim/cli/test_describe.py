"""What list and check tell: files that can be copied, and mistakes before anything is computed."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

from click.testing import CliRunner, Result

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
