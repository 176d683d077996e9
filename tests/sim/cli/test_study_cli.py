"""onehour study and compare from the command line, on a small study."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from html import escape
from pathlib import Path

import pandas as pd
import pytest

import scenarios
from tests.sim.cli.studies import DAY, GRID, HERE, LEAD, PRESS, WORK, call, runs_played


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
