"""What tests of studies from the command line share: a scenario's keys, and calls."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from sim.cli import cli

LEAD, WORK, PRESS = "suppliers.etch.lead_time_h", "items.console.route.0.work_min", "suppliers.press.capacity_per_day"
DAY = "console_finish_day"
HERE = ("--engine", "serial")
TABLES = ("design.parquet", "runs.parquet", "points.parquet", "failures.parquet")
GRID = ("--vary", f"{LEAD}=6,12,48", "--vary", f"{WORK}=40:80:2", "--replications", "8")


def call(*words: object, code: int = 0, language: str = "C") -> Result:
    result = CliRunner().invoke(
        cli, [str(word) for word in words], prog_name="onehour", env={"LANG": language, "LC_ALL": "", "COLUMNS": "160"}
    )
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def runs_played(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "journal.sqlite")) as journal:
        ((total,),) = journal.execute("SELECT COALESCE(SUM(runs), 0) FROM commits").fetchall()
    return int(total)
