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

import scenarios
from sim.study.store.status import status
from tests.sim.study.test_sweeping import valid

WAIT_S = 120
TABLES = ("design.parquet", "runs.parquet", "points.parquet", "failures.parquet")
VARY = ("--vary", "suppliers.etch.lead_time_h=6:48:9", "--vary", "items.console.route.0.work_min=40:80:9")
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


def done(workplace: Path, *words: str) -> str:
    process = start(workplace, *words)
    told, wrong = process.communicate(timeout=WAIT_S)
    assert process.returncode == 0, wrong
    return told


def wait_for_runs(folder: Path, process: subprocess.Popen[str]) -> None:
    until_s = time.monotonic() + WAIT_S
    while time.monotonic() < until_s and process.poll() is None:
        if (folder / "study.json").is_file() and status(folder).done:
            return
        time.sleep(0.05)
    pytest.fail(f"no run was recorded: {process.communicate()[1]}")


def begun(workplace: Path, name: str) -> tuple[Path, subprocess.Popen[str]]:
    """Start a sweep of some seconds and wait until it has recorded some runs."""
    words = ("my.yaml", *VARY, "--replications", "20", "--outcome", "console_finish_day", "--workers", "2")
    process = start(workplace, *words, "--out", name)
    wait_for_runs(workplace / name, process)
    return workplace / name, process


def tables(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in TABLES]


@pytest.fixture(scope="module")
def killed(workplace: Path) -> Path:
    """A study whose process was killed, and that went on."""
    folder, process = begun(workplace, "killed")
    process.kill()
    process.communicate(timeout=WAIT_S)
    found = status(folder)
    assert not found.running
    assert 0 < found.done < RUNS
    done(workplace, "killed", "--resume")
    return folder


@posix
def test_ctrl_c_says_how_to_go_on_and_that_is_true(workplace: Path, killed: Path) -> None:
    folder, process = begun(workplace, "stopped")
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=WAIT_S)
    assert process.returncode == 128 + signal.SIGINT
    assert "Traceback" not in told
    command = re.search(r"^To go on: onehour sweep (.*)$", told, re.MULTILINE)
    assert command is not None, told
    before = status(folder).done
    assert 0 < before < RUNS
    assert "report.html" in done(workplace, *shlex.split(command[1]))
    assert status(folder).done == RUNS
    assert tables(folder) == tables(killed)


def test_nobody_works_on_a_killed_study_and_none_of_its_workers_are_left(killed: Path) -> None:
    found = status(killed)
    assert (found.done, found.failed, found.complete, found.running) == (RUNS, 0, True, False)


@posix
def test_a_study_in_use_is_left_alone(workplace: Path) -> None:
    folder, process = begun(workplace, "used")
    second = subprocess.run(
        [*ONEHOUR, "sweep", "used", "--resume"], cwd=workplace, capture_output=True, text=True, check=False
    )
    told = subprocess.run(
        [*ONEHOUR, "study", "status", "used"], cwd=workplace, capture_output=True, text=True, check=True
    )
    process.send_signal(signal.SIGTERM)
    _, wrong = process.communicate(timeout=WAIT_S)
    assert second.returncode == 2
    assert f"in use by process {process.pid}" in second.stderr
    assert f"process {process.pid}" in told.stdout
    assert process.returncode == 128 + signal.SIGTERM, wrong
    assert not status(folder).running
