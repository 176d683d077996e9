"""Small studies made from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import scenarios
from tests.sim.cli.studies import DAY, GRID, HERE, LEAD, PRESS, WORK, call
from tests.sim.study.test_sweeping import valid


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "my.yaml"
    path.write_text(scenarios.dump(valid()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def first(scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A grid of six points, and what was said when it was made."""
    folder = tmp_path_factory.mktemp("studies") / "grid"
    return folder, call("sweep", scenario, *GRID, *HERE, "--out", folder).stdout


@pytest.fixture
def grid(first: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the grid, to do with what one likes."""
    return Path(shutil.copytree(first[0], tmp_path / "grid"))


@pytest.fixture(scope="module")
def space(scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hypercube of 200 points."""
    folder = tmp_path_factory.mktemp("studies") / "space"
    factors = ("--uncertain", LEAD + "=6:60", "--uncertain", PRESS, "--vary", f"{WORK}=40:90")
    call("sweep", scenario, *factors, "--design", "lhs", "--samples", 200, "--outcome", DAY, *HERE, "--out", folder)
    return folder
