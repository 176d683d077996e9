"""The wheel alone, in a clean environment, with no checkout in sight, replays the ramp."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sim.study.store.code import state_of

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT], check=True, capture_output=True
    )
    return next(folder.glob("one_hour_circle-*.whl"))


def test_the_wheel_holds_data_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if "dist-info" not in name} == {"sim", "scenarios", "maps"}
    for part in ("scenarios/library/hanno-ecmo-ramp.yaml", "maps/vendor/leaflet.js", "maps/templates/report.html.j2"):
        assert part in names
    assert sum(name.startswith("scenarios/data/backbone/") for name in names) >= 8


def test_a_study_goes_on_with_the_wheel_that_was_begun_with_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    for package in ("scenarios", "sim"):
        assert state_of(tmp_path / package) == state_of(ROOT / package)


def test_the_wheel_replays_the_ramp(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel]
    subprocess.run(install, check=True, cwd=tmp_path)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [tmp_path / "venv" / "bin" / "onehour", "run", "hanno-ecmo-ramp", "--replications", "2", "--out", "run"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "map.html" in done.stdout
    kpi = json.loads((tmp_path / "run" / "kpi.json").read_text(encoding="utf-8"))
    assert kpi["console_finish_day"]["replications"] == 2
