"""onehour sweep from the command line, on a small scenario."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import scenarios
from sim.cli.sweeps import go_on
from sim.study.store.lock import Lock
from sim.study.sweeping import Asked, plan_sweep
from tests.sim.cli.studies import DAY, GRID, HERE, LEAD, PRESS, TABLES, WORK, call, runs_played


def test_a_sweep_says_what_came_out_and_where_it_is(first: tuple[Path, str]) -> None:
    folder, told = first
    assert "Day of the last wanted unit: item: 01-0" in told
    assert str((folder / "report.html").resolve()) in told
    assert {*TABLES, "scenario.yaml", "study.json", "journal.sqlite", "report.html", "answers"} <= {
        path.name for path in folder.iterdir()
    }
    points = pd.read_parquet(folder / "points.parquet")
    assert points[[LEAD, WORK]].to_numpy().tolist() == [[lead, work] for lead in (6, 12, 48) for work in (40, 80)]
    assert points["replications"].tolist() == [8] * 6
    by_lead = points.groupby(LEAD)[DAY].mean()
    assert by_lead[48] > by_lead[6] + 0.5


def test_more_replications_run_only_what_is_new(first: tuple[Path, str], grid: Path) -> None:
    document = json.loads(call("sweep", grid, "--resume", "--replications", 10, *HERE, "--json").stdout)
    assert (document["points"], document["runs"], document["failed"]) == (6, 60, 0)
    assert runs_played(grid) == 60
    before, after = (pd.read_parquet(folder / "runs.parquet") for folder in (first[0], grid))
    pd.testing.assert_frame_equal(before, after[after["replication"] < 8].reset_index(drop=True))
    assert {answer["kind"] for answer in document["answers"]} == {"comparison"}
    assert document["answers"][0]["sentence"]["zh"]


def test_the_same_again_runs_nothing(grid: Path) -> None:
    before = {name: (grid / name).read_bytes() for name in TABLES}
    call("sweep", grid, "--resume", *HERE)
    assert runs_played(grid) == 48
    assert {name: (grid / name).read_bytes() for name in TABLES} == before


def test_fewer_replications_are_told_and_none_is_lost(grid: Path) -> None:
    before = {name: (grid / name).read_bytes() for name in TABLES}
    told = call("sweep", grid, "--resume", "--replications", 3, *HERE).output
    assert "is one of 8 replications of each point; its tables will hold the first 3" in " ".join(told.split())
    assert len(pd.read_parquet(grid / "runs.parquet")) == 18
    again = call("sweep", grid, "--resume", "--replications", 8, *HERE).output
    assert "its tables will hold" not in again
    assert {name: (grid / name).read_bytes() for name in TABLES} == before
    assert runs_played(grid) == 48


def test_how_far_it_is(grid: Path) -> None:
    document = json.loads(call("study", "status", grid, "--json").stdout)
    assert (document["state"], document["done"], document["wanted"]) == ("complete", 48, 48)
    assert "48 of 48 runs (100%)" in call("study", "status", grid, "--watch").stdout


def test_a_study_in_use_is_left_alone(grid: Path) -> None:
    with Lock(grid):
        told = call("sweep", grid, "--resume", *HERE, code=2).output
        assert f"in use by process {os.getpid()}" in told
        assert json.loads(call("study", "status", grid, "--json").stdout)["process"]["pid"] == os.getpid()
        assert "works on it" in call("study", "status", grid).stdout
    assert json.loads(call("study", "status", grid, "--json").stdout)["process"] is None


def test_a_dry_run_leaves_nothing(scenario: Path, tmp_path: Path) -> None:
    words = ("sweep", scenario, *GRID, "--out", tmp_path / "study", "--dry-run")
    told = call(*words).stdout
    assert "6 points (grid), 8 replications each: 48 runs, about" in told
    assert f"{LEAD} (lever, now 12.0): 6, 12, 48" in told.replace("now 12)", "now 12.0)")
    document = json.loads(call(*words, "--json").stdout)
    assert (document["points"], document["runs"], document["factors"]) == (6, 48, [LEAD, WORK])
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_ones_own(scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "plans.csv").write_text(f"{LEAD},{WORK}\n6,50\n24,70\n", encoding="utf-8-sig")
    call("sweep", scenario, "--table", tmp_path / "plans.csv", "--replications", 2, *HERE, "--out", tmp_path / "s")
    assert pd.read_parquet(tmp_path / "s" / "points.parquet")[LEAD].tolist() == [6, 24]


def test_remarks_in_a_table_are_kept_beside_the_points(scenario: Path, tmp_path: Path) -> None:
    text = f"#\t{LEAD}\t备注\t{WORK}\r\n1\t6\t快\t50\r\n2\t24\t\t70\r\n"
    (tmp_path / "plans.txt").write_text(text, encoding="utf-16")
    told = call("sweep", scenario, "--table", tmp_path / "plans.txt", *HERE, "--out", tmp_path / "s").stderr
    assert "Remarks in the table, kept beside the points: #, 备注." in told
    points = pd.read_parquet(tmp_path / "s" / "points.parquet")
    assert list(points.columns[:6]) == ["point", LEAD, WORK, "#", "备注", "replications"]
    assert points["备注"].tolist() == ["快", ""]
    call("sweep", tmp_path / "s", "--resume", "--replications", 2, *HERE)
    assert pd.read_parquet(tmp_path / "s" / "points.parquet")["备注"].tolist() == ["快", ""]
    call("study", "export", tmp_path / "s", "--table", "runs", "--out", tmp_path / "runs.csv")
    assert pd.read_csv(tmp_path / "runs.csv", keep_default_na=False)["备注"].tolist() == ["快", "快", "", ""]


def test_overlays_and_the_block_of_the_scenario(scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "trucks.yaml").write_text(f"usual: {{}}\nslow:\n  {LEAD}: 40\n  {PRESS}: 3\n", encoding="utf-8")
    words = ("--overlay", tmp_path / "trucks.yaml", "--replications", 2, *HERE)
    call("sweep", scenario, *words, "--out", tmp_path / "a", "--outcome", DAY)
    points = pd.read_parquet(tmp_path / "a" / "points.parquet")
    assert points["trucks"].tolist() == ["usual", "slow"]
    assert points[DAY].iloc[1] > points[DAY].iloc[0]
    block = f"sweep:\n  replications: 2\n  outcomes: [{DAY}]\n  levers: [{{key: {LEAD}, values: [6, 12]}}]\n"
    own = tmp_path / "own.yaml"
    own.write_text(scenario.read_text(encoding="utf-8") + block, encoding="utf-8")
    call("sweep", own, *HERE, "--out", tmp_path / "b")
    assert pd.read_parquet(tmp_path / "b" / "points.parquet")[["point", LEAD, "replications"]].to_numpy().tolist() == [
        [0, 6, 2],
        [1, 12, 2],
    ]


def test_a_study_goes_on_under_the_name_of_its_scenario(scenario: Path, grid: Path, tmp_path: Path) -> None:
    before = {name: (grid / name).read_bytes() for name in TABLES}
    assert "sweep:" not in call("sweep", scenario, "--resume", "--out", grid, *HERE).stderr
    own = tmp_path / "own.yaml"
    block = f"sweep:\n  design: oat\n  levers: [{{key: {PRESS}, low: 2, high: 20}}]\n"
    own.write_text(scenario.read_text(encoding="utf-8") + block, encoding="utf-8")
    told = call("sweep", own, "--resume", "--out", grid, *HERE).stderr
    assert "6 points (grid), 8 replications each: 48 runs" in told
    assert f"{grid} goes on with what it varies: {LEAD}, {WORK}. The `sweep:` block" in " ".join(told.split())
    assert "name another folder with --out" in " ".join(told.split())
    assert runs_played(grid) == 48
    assert {name: (grid / name).read_bytes() for name in TABLES} == before


def test_the_command_that_goes_on_knows_what_the_folder_knows(
    scenario: Path, grid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("precision", "workers", "engine", "scheduler", "run_limit_min", "retry_failed", "yes", "resume")
    options: dict[str, Any] = {**dict.fromkeys(names), "workers": 2, "yes": True}
    base, new = scenarios.load(scenario), grid.parent / "new"
    monkeypatch.setattr("sys.argv", ["onehour", "sweep", "my.yaml", "--vary", f"{WORK}=40,80"])
    plot = plan_sweep(base, Asked([f"{WORK}=40,80"]), new)
    assert go_on(plot, new, options) == f"onehour sweep my.yaml --vary {WORK}=40,80 --resume"
    there = plan_sweep(base, Asked(), grid, resume=True)
    assert go_on(there, grid, options) == f"onehour sweep {grid} --resume --yes --workers 2"
    more = plan_sweep(base, Asked(replications=99), grid, resume=True)
    monkeypatch.setattr("sys.argv", ["onehour", "sweep", "grid", "--resume", "--replications", "99"])
    assert go_on(more, grid, options | {"resume": True}) == "onehour sweep grid --resume --replications 99"


def test_a_wanted_precision(scenario: Path, tmp_path: Path) -> None:
    call("sweep", scenario, "--vary", f"{LEAD}=6,48", "--precision", f"{DAY}=3%", *HERE, "--out", tmp_path / "s")
    points = pd.read_parquet(tmp_path / "s" / "points.parquet")
    half = (points[f"{DAY}_ci95_high"] - points[DAY]) / points[DAY]
    assert (half <= 0.03).all()
    assert (points["replications"] >= 10).all()


def test_points_that_fail_are_told_and_left_out(scenario: Path, tmp_path: Path) -> None:
    sea = ("sweep", scenario, "--replications", 2, *HERE, "--vary")
    told = call(*sea, "sites.gate_a.lat=22.75,22.2", "--out", tmp_path / "a")
    assert "warning: 2 of 4 runs failed, most often: site 'gate_a'" in told.stderr
    words = call("study", "status", tmp_path / "a").stdout
    assert "2 x site 'gate_a'" in words
    assert "--retry-failed" in words
    call("sweep", tmp_path / "a", "--resume", "--retry-failed", *HERE)
    assert len(pd.read_parquet(tmp_path / "a" / "failures.parquet")) == 2
    told = call(*sea, "sites.gate_a.lat=22.1,22.2", "--out", tmp_path / "b", code=1)
    assert "no run" in told.stderr


BAD: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "nothing is varied": ((), ("--vary",)),
    "an unknown key": (("--vary", "suppliers.etch.lead_tme_h=6:12"), ("did you mean", "lead_time_h")),
    "a range upside down": (("--vary", f"{LEAD}=12:6"), (f"{LEAD}=6:12",)),
    "one value": (("--vary", f"{LEAD}=12"), ("one value",)),
    "a value that does not fit": (("--vary", f"{LEAD}=-5:5"), (LEAD, "-5")),
    "two on one key": (("--vary", f"{LEAD}=6:12", "--uncertain", f"{LEAD}=1:2"), (LEAD, "twice")),
    "an unknown outcome": (("--vary", f"{LEAD}=6:12", "--outcome", "console_finish_dya"), ("did you mean", DAY)),
    "an unknown outcome to be precise": (
        ("--vary", f"{LEAD}=6:12", "--precision", "events_x=0.01"),
        ("did you mean events",),
    ),
    "an unknown outcome of a dry run": (
        ("--vary", f"{LEAD}=6:12", "--outcome", "console_finish", "--dry-run"),
        ("did you mean", DAY),
    ),
    "no precision": (("--vary", f"{LEAD}=6:12", "--precision", DAY), ("OUTCOME=SHARE",)),
    "a precision and a number of replications": (
        ("--vary", f"{LEAD}=6:12", "--precision", f"{DAY}=3%", "--replications", "3"),
        ("--precision", "--replications 3", "leave one"),
    ),
    "samples of a grid": (("--vary", f"{LEAD}=6:12", "--samples", "50"), ("samples", "grid")),
    "more runs than the disk holds": (
        ("--vary", f"{LEAD}=6:12", "--design", "sobol", "--samples", "1000000", "--replications", "1000000"),
        ("TB", "free", "--yes"),
    ),
    "steps of a hypercube": (
        ("--vary", f"{LEAD}=6:12", "--design", "lhs", "--samples", "9", "--steps", "3"),
        ("steps",),
    ),
    "a hypercube without samples": (("--vary", f"{LEAD}=6:12", "--design", "lhs"), ("samples",)),
    "no such table": (("--table", "no.csv"), ("no.csv",)),
    "no such overlays": (("--overlay", "no.yaml"), ("no.yaml",)),
    "a scheduler of another engine": (
        ("--vary", f"{LEAD}=6:12", "--engine", "pool", "--scheduler", "tcp://127.0.0.1:1"),
        ("--scheduler", "--engine"),
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_before_anything_is_done(scenario: Path, tmp_path: Path, case: str) -> None:
    words, messages = BAD[case]
    told = call("sweep", scenario, *words, "--out", tmp_path / "study", code=2).output
    assert all(message in told for message in messages), told
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_leads_nowhere_is_no_folder_of_a_study(scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    told = call("sweep", scenario, "--vary", f"{LEAD}=6,12", *HERE, "--out", tmp_path / "link", code=2).stderr
    assert "link is a link to" in told
    assert "which is not there" in told
