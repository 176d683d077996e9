"""The small scenario that the tests of this folder bend and break."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from scenarios import Problem, Scenario, ScenarioError, load

SMALL = Path(__file__).parent / "data" / "small.yaml"
NETWORK = Path(__file__).parent / "data" / "network.yaml"
"""Two plants, a depot, order streams, teams, drones, disruptions: a little of everything."""


@functools.cache
def small() -> Scenario:
    """Return the small scenario; it cannot be changed, so every test may have the same."""
    return load(SMALL)


def written(folder: Path, *changes: tuple[str, str], add: str = "", sample: Path = SMALL) -> Path:
    """Write a sample with pieces of its text replaced, each exactly once, and lines added at the end."""
    text = sample.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sample"
        text = text.replace(old, new)
    path = folder / "changed.yaml"
    path.write_text(text + add, encoding="utf-8")
    return path


def problems(path: Path | str) -> tuple[Problem, ...]:
    """Load a scenario that must be refused; return why."""
    with pytest.raises(ScenarioError) as refused:
        load(path)
    return refused.value.problems


def only(path: Path | str) -> Problem:
    """Load a scenario that must be refused for one reason; return it."""
    (problem,) = problems(path)
    return problem


def line_of(path: Path, text: str) -> int:
    """Return the line in which a text stands first."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)
