"""onehour sweep, study, optimise and compare from the command line, on a small scenario."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import scenarios
from sim.cli import cli
from sim.cli.sweeps import go_on
from sim.study.store.lock import Lock
from sim.study.studyfolder import read_study
from sim.study.sweeping import Asked, plan_sweep
from tests.sim.study.test_sweeping import valid

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


def test_a_point_runs_by_itself(grid: Path, tmp_path: Path) -> None:
    told = call("study", "point", grid, 5, "--out", tmp_path / "five.yaml").stdout
    assert f"{LEAD} = 48" in told
    found = scenarios.load(tmp_path / "five.yaml")
    assert (found.suppliers["etch"].lead_time_h, found.items["console"].route[0].work_min) == (48, 80)
    assert found.sweep is None
    document = json.loads(call("study", "point", grid, 5, "--json").stdout)
    mean = pd.read_parquet(grid / "points.parquet")[DAY].iloc[5]
    assert document["outcomes"][DAY]["mean"] == pytest.approx(mean)


@pytest.mark.parametrize(("table", "rows"), [("points", 6), ("runs", 48), ("failures", 0)])
def test_tables_for_other_programs(grid: Path, tmp_path: Path, table: str, rows: int) -> None:
    call("study", "export", grid, "--table", table, "--out", tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    found = pd.read_csv(tmp_path / "t.csv")
    assert len(found) == rows
    assert list(found.columns[:3]) == ["point", LEAD, WORK]


def test_points_are_compared(grid: Path, tmp_path: Path) -> None:
    document = json.loads(call("study", "compare", grid, 0, 4, "--outcome", DAY, "--json").stdout)
    (row,) = document["table"]
    assert (row["first"], row["second"], row["verdict"]) == (0, 4, "larger")
    call("study", "compare", grid, 0, 4, "--out", tmp_path / "a.html")
    call("compare", f"{grid}:0", f"{grid}:4", "--out", tmp_path / "b.html")
    pages = [(tmp_path / name).read_text(encoding="utf-8") for name in ("a.html", "b.html")]
    assert pages[0] == pages[1]
    assert "</html>" in pages[0]


def test_when_it_goes_wrong(space: Path) -> None:
    late = pd.read_parquet(space / "points.parquet")[DAY].quantile(0.75)
    document = json.loads(call("study", "boxes", space, "--above", f"{late:.4f}", "--json").stdout)
    assert document["kind"] == "discovery"
    assert PRESS in {row["factor"] for row in document["table"]}
    kinds = {entry["kind"] for entry in json.loads((space / "answers" / "answers.json").read_text("utf-8")).values()}
    assert kinds == {"regional", "discovery"}


def test_what_was_asked_stays_in_the_report(space: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(space, tmp_path / "space"))
    values = pd.read_parquet(folder / "points.parquet")[DAY]
    usual = json.loads(call("study", "report", folder, "--json").stdout)["answers"]
    told = call("study", "boxes", folder, "--above", f"{values.quantile(0.6):.4f}").stdout.splitlines()[0]
    assert told not in {answer["sentence"]["en"] for answer in usual}
    for _ in range(2):
        again = json.loads(call("study", "report", folder, "--json").stdout)["answers"]
        assert [answer["kind"] for answer in again] == [answer["kind"] for answer in usual]
        assert told in {answer["sentence"]["en"] for answer in again}  # instead of those of the worst quarter
        assert escape(told) in (folder / "report.html").read_text(encoding="utf-8")


def test_what_was_asked_about_another_outcome_stays_in_the_report(grid: Path) -> None:
    told = call("study", "compare", grid, 4, 5, "--outcome", "truck_km").stdout.splitlines()[0]
    again = call("study", "report", grid, "--outcome", DAY).stdout
    assert told in again
    assert escape(told) in (grid / "report.html").read_text(encoding="utf-8")


def test_the_best_with_a_guarantee(grid: Path) -> None:
    words = ("study", "best", grid, "--outcome", DAY, "--delta", "2h", *HERE, "--json")
    document = json.loads(call(*words).stdout)
    chosen = document["table"][0]
    assert (chosen["verdict"], chosen["point"] in {0, 2}) == ("chosen", True)
    more = runs_played(grid)
    assert more > 48
    status = json.loads(call("study", "status", grid, "--json").stdout)
    assert (status["state"], status["done"]) == ("complete", more)
    assert json.loads(call(*words).stdout) == document
    assert runs_played(grid) == more
    only = json.loads(call(*words, "--among", "4,5").stdout)
    assert only["table"][0]["point"] == 4
    call("study", "report", grid)
    assert "selection" in (grid / "answers" / "answers.json").read_text(encoding="utf-8")


def test_the_cheapest_way(scenario: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cheapest"
    words = (
        "optimise",
        scenario,
        "--vary",
        f"{WORK}=40,60,80",
        "--vary",
        f"{LEAD}=6,48",
        *HERE,
        "--out",
        folder,
        "--json",
    )
    wanted = (
        "--minimise",
        f"total_cost_cny - 5*{WORK} + 1000",
        "--meet",
        f"{DAY}<=9",
        "--replications",
        4,
        "--confirm",
        10,
    )
    document = json.loads(call(*words, *wanted).stdout)
    assert document["kind"] == "cheapest"
    assert len(document["table"]) == 6
    played = runs_played(folder)
    assert json.loads(call(*words, *wanted, "--resume").stdout) == document
    assert runs_played(folder) == played
    assert len(pd.read_parquet(folder / "points.parquet")) == 6


def test_the_cheapest_way_over_the_uncertainties(scenario: Path, tmp_path: Path) -> None:
    block = (
        f"sweep:\n  levers: [{{key: {WORK}, values: [40, 60]}}]\n"
        f"  uncertainties: [{{key: {LEAD}, low: 6, high: 60}}, {{key: {PRESS}, low: 4, high: 12}}]\n"
    )
    own, folder = tmp_path / "own.yaml", tmp_path / "block"
    own.write_text(scenario.read_text(encoding="utf-8") + block, encoding="utf-8")
    quick = ("--minimise", f"total_cost_cny + {WORK}", "--replications", 2, "--confirm", 5, *HERE)
    told = call("optimise", own, *quick, "--out", folder).stdout
    assert "; uncertain, and drawn anew in every replication: supplier: lead time (h) and supplier: " in told
    told = call("study", "best", folder, "--outcome", DAY, "--delta", "1h", "--most", 20, *HERE).stdout
    assert "Uncertain, and drawn anew in every replication: supplier: " in told
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "uncertainty, drawn anew in every replication" in text
    assert "and on the same draw of 2 uncertainties, drawn anew in every replication" in text
    again = ("optimise", own, *quick, "--resume", "--out", folder)
    for words in (("--uncertain", f"{LEAD}=triangular(6,12,60)"), ("--uncertain", "none")):
        assert "uncertainties that are drawn: was" in call(*again, *words, code=2).output
    assert "is a search" in call("sweep", folder, "--resume", code=2).output
    told = call("study", "boxes", folder, "--above", 1, code=2).output
    assert "those of this study are where a search (onehour optimise) looked" in " ".join(told.split())
    call(
        "optimise", own, *quick[2:], "--minimise", DAY, "--vary", f"{PRESS}=5,9", "--points", 1, "--out", tmp_path / "b"
    )
    assert [axis.name for axis in read_study(tmp_path / "b").drawn] == [LEAD]  # what is a lever now is not drawn


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


def test_answers_that_cannot_be_kept_are_told(grid: Path, tmp_path: Path) -> None:
    """As of a study on a disk that cannot be written: what it says is wanted all the same."""
    shutil.rmtree(grid / "answers")
    (grid / "answers").write_text("in the way", encoding="utf-8")
    told = call("study", "report", grid, code=2)
    assert "Day of the last wanted unit" in told.stdout
    assert "cannot write" in told.stderr
    asked = call("study", "compare", grid, 0, 1, "--outcome", DAY, "--json", code=2)
    assert json.loads(asked.stdout)["report"] is None
    elsewhere = call("study", "report", grid, "--out", tmp_path / "elsewhere.html")
    assert "elsewhere.html" in elsewhere.stdout
    assert "not kept in the study" in elsewhere.stderr


@pytest.mark.parametrize("question", [("compare", 0, 1), ("boxes", "--above", 1), ("best", "--smallest", "--delta", 1)])
def test_what_is_no_study_is_not_called_one(question: tuple[object, ...], tmp_path: Path) -> None:
    ask, *rest = question
    assert "nothere is not a study" in call("study", ask, tmp_path / "nothere", *rest, "--outcome", DAY, code=2).stderr


def test_sentences_in_the_language_of_the_terminal(grid: Path) -> None:
    assert "末台完成日" in call("study", "report", grid, language="zh_CN.UTF-8").stdout


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


QUESTIONS: dict[str, tuple[Callable[[Path], tuple[object, ...]], str]] = {
    "another study there": (lambda grid: ("sweep", grid.parent / "my.yaml", *GRID, "--out", grid), "--resume"),
    "a study without --resume": (lambda grid: ("sweep", grid), "add --resume"),
    "another seed": (lambda grid: ("sweep", grid, "--resume", "--seed", 5, *HERE), "seed"),
    "another scenario": (
        lambda grid: ("sweep", grid.parent / "my.yaml", *GRID, "--set", f"{PRESS}=9", "--out", grid, "--resume", *HERE),
        "scenario",
    ),
    "settings for a study": (lambda grid: ("sweep", grid, "--resume", "--set", f"{PRESS}=9"), "leave --set"),
    "no study": (lambda grid: ("study", "status", grid.parent), "no study"),
    "no such point": (lambda grid: ("study", "point", grid, 6), "points 0 to 5"),
    "no such points": (lambda grid: ("study", "compare", grid, 0, 9), "points 0 to 5"),
    "a page of three": (lambda grid: ("study", "compare", grid, 0, 1, 2, "--out", "x.html"), "name two"),
    "no scenario's name": (lambda grid: ("study", "point", grid, 0, "--out", "x.txt"), ".yaml"),
    "no such outcome": (lambda grid: ("study", "report", grid, "--outcome", "console_finsh_day"), "did you mean"),
    "boxes of nothing": (lambda grid: ("study", "boxes", grid), "--above"),
    "boxes of few points": (lambda grid: ("study", "boxes", grid, "--above", "8"), "points"),
    "best without a difference": (lambda grid: ("study", "best", grid, "--delta", "0"), "more than 0"),
    "best of what": (
        lambda grid: ("study", "best", grid, "--outcome", "events", "--delta", "1"),
        "--smallest or --largest",
    ),
    "best both ways": (
        lambda grid: ("study", "best", grid, "--delta", "1", "--smallest", "--largest"),
        "exclude each other",
    ),
    "an outcome that was not kept": (
        lambda grid: ("study", "compare", grid, "--outcome", "no_such_cost_cny"),
        "for others make a new one, with --outcome",
    ),
    "best among what": (lambda grid: ("study", "best", grid, "--delta", "1", "--among", "1;2"), "3,7,12"),
    "half a comparison": (lambda grid: ("compare", f"{grid}:0", grid.parent, "--out", "x.html"), "DIR:3 DIR:7"),
    "a study for a point": (lambda grid: ("compare", grid, f"{grid}:0", "--out", "x.html"), "name one of its points"),
}


@pytest.mark.parametrize("case", QUESTIONS)
def test_questions_that_have_no_answer(scenario: Path, grid: Path, case: str) -> None:
    shutil.copy(scenario, grid.parent / "my.yaml")
    before = {path: path.read_bytes() for path in grid.parent.rglob("*.parquet")}
    words, message = QUESTIONS[case]
    told = call(*words(grid), code=2).output
    assert message in told, told
    assert {path: path.read_bytes() for path in grid.parent.rglob("*.parquet")} == before


def test_nothing_to_optimise(scenario: Path, tmp_path: Path) -> None:
    def refused(*words: Any) -> str:
        told = call("optimise", scenario, *words, "--out", tmp_path / "study", code=2).output
        assert list(tmp_path.iterdir()) == []
        return told

    assert "--vary" in refused("--minimise", "total_cost_cny")
    lever = ("--vary", f"{WORK}=40,60")
    assert "did you mean total_cost_cny" in refused(*lever, "--minimise", "totl_cost_cny")
    assert "OUTCOME<=VALUE" in refused(*lever, "--minimise", "total_cost_cny", "--meet", DAY)
    assert "name what does with --uncertain" in refused("--vary", f"{WORK}=triangular(40,50,60)", "--minimise", DAY)
    assert "leave the other" in refused(*lever, "--minimise", DAY, "--uncertain", "none", "--uncertain", f"{LEAD}=6:12")
