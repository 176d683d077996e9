"""How far a study is, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.studystatus import error_lines, status_document, status_lines
from sim.study.store.lock import Holder
from sim.study.store.status import Status

AT_WORK = Holder(4321, "here", "2026-01-05 08:00+08:00")
FOLDER = Path("studies/x")


@pytest.mark.parametrize(
    ("found", "state", "words"),
    [
        (Status(FOLDER), "stopped", ["0 runs", "before its first run", "onehour sweep studies/x --resume"]),
        (
            Status(FOLDER, done=30, wanted=120, rate_per_min=60, left_s=90, holder=AT_WORK, last_at="now"),
            "running",
            ["30 of 120 runs (25%)", "process 4321", "1.0 runs/s, about 1 min 30 s left"],
        ),
        (
            Status(FOLDER, done=28, failed=2, wanted=120, last_at="now"),
            "stopped",
            ["28 of 120 runs (25%), 2 failed", "stopped after the run of now"],
        ),
        (
            Status(FOLDER, done=120, wanted=120, last_at="now", left_s=0.0),
            "complete",
            ["120 of 120 runs (100%)", "complete since now", "onehour study report studies/x"],
        ),
        (Status(FOLDER, done=150, wanted=120, holder=AT_WORK, last_at="now"), "running", ["studies/x: 150 runs\n"]),
        (
            Status(FOLDER, done=9, last_at="now", tables=False, command="onehour optimise x.yaml --minimise cost"),
            "stopped",
            ["To go on: onehour optimise x.yaml --minimise cost --resume"],
        ),
        (Status(FOLDER, done=150, wanted=120, last_at="now"), "complete", ["studies/x: 150 runs\n", "complete since"]),
    ],
)
def test_how_far_it_is(found: Status, state: str, words: list[str]) -> None:
    told = "\n".join(status_lines(found))
    assert [word for word in words if word not in told] == []
    document = status_document(found, [("broken", 2)])
    assert document["state"] == state
    assert document["errors"] == [{"error": "broken", "runs": 2}]


def test_the_most_common_errors_are_told() -> None:
    lines = error_lines([(f"error {number}", 10 - number) for number in range(9)], "onehour sweep studies/x --resume")
    assert lines[:2] == ["failed:", "  10 x error 0"]
    assert lines[-1].endswith("onehour sweep studies/x --resume --retry-failed")
    assert len(lines) == 7
    assert error_lines([], "onehour") == []
