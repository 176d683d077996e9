"""A sweep that is killed or stopped goes on where it was, and comes to the same tables."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import scenarios
from sim.cli import cli
from sim.study.store.status import status
from tests.sim.study.test_sweeping import valid

WAIT_S = 120
TABLES = ("design.parquet", "runs.parquet", "points.parquet", "failures.parquet")
VARY = ("--vary", "suppliers.etch.lead_time_h=6:48:9", "--vary", "items.console.route.0.work_min=40:80:9")
SWEEP = ("my.yaml", *VARY, "--replications", "20", "--outcome", "console_finish_day")
RUNS = 9 * 9 * 20
ONEHOUR = (sys.executable, "-c", "from sim.cli import main; main()")
posix = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stopped")
    (folder / "my.yaml").write_text(scenarios.dump(valid()), encoding="utf-8")
    return folder


def start(workplace: Path, *words: str) -> subprocess.Popen[str]:
    command = [*ONEHOUR, "sweep", *words]
    return subprocess.Popen(command, cwd=workplace, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def begun(workplace: Path, before: int, *words: str) -> subprocess.Popen[str]:
    """Start a sweep and wait until it has recorded some runs more."""
    process = start(workplace, *words)
    folder, until_s = workplace / "study", time.monotonic() + WAIT_S
    while time.monotonic() < until_s and process.poll() is None:
        if (folder / "study.json").is_file() and status(folder).done > before:
            return process
        time.sleep(0.05)
    pytest.fail(f"no run was recorded: {process.communicate()[1]}")


def tables(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in TABLES]


@posix
def test_a_sweep_that_is_killed_and_stopped_comes_to_the_same_tables(workplace: Path) -> None:
    folder = workplace / "study"
    process = begun(workplace, 0, *SWEEP, "--workers", "2", "--out", "study")
    process.kill()
    process.communicate(timeout=WAIT_S)
    first = status(folder)
    assert not first.running
    assert 0 < first.done < RUNS

    process = begun(workplace, first.done, "study", "--resume", "--workers", "2")
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=WAIT_S)
    assert process.returncode == 128 + signal.SIGINT
    assert "Traceback" not in told
    second = status(folder)
    assert first.done < second.done < RUNS
    command = re.search(r"^To go on: onehour sweep (.*)$", told, re.MULTILINE)
    assert command is not None, told

    process = start(workplace, *shlex.split(command[1]))
    told, wrong = process.communicate(timeout=WAIT_S)
    assert process.returncode == 0, wrong
    assert "report.html" in told
    last = status(folder)
    assert (last.done, last.failed, last.complete, last.running) == (RUNS, 0, True, False)

    unbroken = [*SWEEP, "--engine", "serial", "--out", str(workplace / "unbroken")]
    result = CliRunner().invoke(cli, ["sweep", str(workplace / SWEEP[0]), *unbroken[1:]], env={"LANG": "C"})
    assert result.exit_code == 0, result.output
    assert tables(folder) == tables(workplace / "unbroken")
