"""Sweeps from begin to end: the same tables whoever does the runs, nothing run twice, what is wrong told before anything is done."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from scenarios import Scenario, override
from scenarios.sweeps import Factor
from sim.errors import InputError, OutputError
from sim.study.laboratory import Workers
from sim.study.sweeping import Asked, plan_sweep, sweep
from sim.travel import TravelTimes, travel_times
from tests.sim.chain.synthetic import item
from tests.sim.study.local import local

REWORK = {"station": "bench", "work_min": 30}
TEST = {"station": "rig", "work_min": 20, "first_pass_yield": 0.8, "cv": 0.2, "rework": REWORK}
CONSOLE = item(
    route=[{"station": "bench", "work_min": 60}, TEST], bom={"casing": 1, "board": 2}, lot_size=4, plant="plant"
)


def valid(**changes: Any) -> Scenario:
    """Return the small scenario such that a file of it is without fault: values that are varied are held against it."""
    items = {"console": CONSOLE, "casing": item(opening_stock=4), "board": item(opening_stock=8)}
    return local(**({"end": "2023-02-10T00:00", "items": items} | changes))


SCENARIO = valid()
LEAD, WORK = "suppliers.etch.lead_time_h", "items.console.route.0.work_min"
VARY = {LEAD: (6, 18), WORK: [40, 60, 90]}
TABLES = ("design.parquet", "runs.parquet", "points.parquet", "failures.parquet")
HERE = Workers(engine="serial")


@pytest.fixture(scope="module")
def roads() -> TravelTimes:
    return travel_times(SCENARIO)


def runs_played(folder: Path) -> int:
    """Return how many runs were ever recorded, those that were done twice counted twice."""
    with closing(sqlite3.connect(folder / "journal.sqlite")) as journal:
        ((total,),) = journal.execute("SELECT SUM(runs) FROM commits").fetchall()
    return int(total)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def whole(roads: TravelTimes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studies") / "whole"
    sweep(SCENARIO, VARY, steps=3, replications=3, travel_times=roads, workers=HERE, out=folder)
    return folder


def test_every_run_is_that_of_the_changed_scenario(whole: Path, roads: TravelTimes) -> None:
    study = sim.read_study(whole)
    assert len(study.design.points) == 9
    assert len(study.runs) == 27
    for point in (0, 5, 8):
        changed = override(SCENARIO, dict(study.design.points.loc[point]))
        own = sim.replicate(changed, roads, 3, workers=1, log=False).replications
        found = study.values("console_finish_day")[point]
        assert list(found) == list(own["console_finish_day"])


def test_the_tables_are_the_same_for_one_process_two_and_four(whole: Path, roads: TravelTimes, tmp_path: Path) -> None:
    for count in (2, 4):
        out = tmp_path / str(count)
        sweep(SCENARIO, VARY, steps=3, replications=3, travel_times=roads, workers=count, out=out)
        assert bytes_of(out) == bytes_of(whole)


def test_a_finished_study_runs_only_what_is_new(whole: Path, roads: TravelTimes, tmp_path: Path) -> None:
    out, played = tmp_path / "study", []
    for replications in (1, 3, 3):
        sweep(
            SCENARIO, VARY, steps=3, replications=replications, travel_times=roads, workers=HERE, out=out, resume=True
        )
        played.append(runs_played(out))
    assert played == [9, 27, 27]
    assert bytes_of(out) == bytes_of(whole)


def test_more_samples_keep_the_points_that_are_there(roads: TravelTimes, tmp_path: Path) -> None:
    terms = {"travel_times": roads, "workers": HERE, "out": tmp_path / "study"}
    small = sweep(SCENARIO, {LEAD: (6, 18), WORK: (40, 90)}, design="lhs", samples=4, **terms)  # type: ignore[arg-type]
    large = sweep(SCENARIO, samples=10, resume=True, **terms)  # type: ignore[arg-type]
    assert len(large.design.points) == 10
    assert large.design.samples == (4, 10)
    pd.testing.assert_frame_equal(large.design.points.head(4), small.design.points)
    pd.testing.assert_frame_equal(large.runs[large.runs["point"] < 4], small.runs)


def test_fewer_samples_than_there_are_lose_nothing(roads: TravelTimes, tmp_path: Path) -> None:
    out = tmp_path / "study"
    terms: dict[str, Any] = {"travel_times": roads, "workers": HERE, "out": out}
    sweep(SCENARIO, {LEAD: (6, 18)}, design="lhs", samples=2, **terms)
    large = sweep(SCENARIO, samples=5, resume=True, **terms)
    before = {file.name: file.read_bytes() for file in out.glob("*.*") if "journal" not in file.name}
    with pytest.raises(InputError, match=r"has 5 samples already and cannot shrink to 3; ask for --samples 5 or more"):
        sweep(SCENARIO, samples=3, resume=True, **terms)
    assert {file.name: file.read_bytes() for file in out.glob("*.*") if "journal" not in file.name} == before
    again = sweep(SCENARIO, samples=5, resume=True, **terms)
    assert again.design.samples == (2, 5)
    pd.testing.assert_frame_equal(again.runs, large.runs)
    assert runs_played(out) == 5


def test_samples_that_were_rounded_up_can_be_asked_for_again(tmp_path: Path, roads: TravelTimes) -> None:
    terms: dict[str, Any] = {"travel_times": roads, "workers": HERE, "out": tmp_path / "study"}
    first = sweep(SCENARIO, {LEAD: (6, 18)}, design="sobol", samples=3, **terms)
    again = sweep(SCENARIO, samples=3, resume=True, **terms)
    assert again.design.samples == first.design.samples == (4,)


def test_what_the_scenario_says_is_swept_and_what_is_asked_goes_first(roads: TravelTimes) -> None:
    block = {"design": "oat", "replications": 2, "levers": [{"key": WORK, "low": 40, "high": 90}]}
    said = valid(sweep=block)
    study = sweep(said, travel_times=roads, workers=HERE, outcomes=("truck_km",))
    assert list(study.runs.columns) == ["point", "replication", "truck_km"]
    assert sorted(study.design.points[WORK]) == [40, 60, 90]
    other = sweep(said, [f"{WORK}=50,70"], design="grid", replications=1, travel_times=roads, workers=HERE)
    assert list(other.design.points[WORK]) == [50, 70]


def test_a_point_that_cannot_be_simulated_is_told_and_the_others_are_done(roads: TravelTimes) -> None:
    vary = {
        "items.board.opening_stock": [8],
        "demands.order.quantity": [20, 21],
        "suppliers.etch.items.board.lot_size": [10, 0],
    }
    with pytest.raises(InputError, match="lot_size"):
        sweep(SCENARIO, vary, travel_times=roads, workers=HERE)  # a value that is never allowed is found at once


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, roads: TravelTimes) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(InputError, match="not a study; name an empty or new one"):
        sweep(SCENARIO, VARY, travel_times=roads, workers=HERE, out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_study_is_not_written_over_and_not_mixed(whole: Path, roads: TravelTimes) -> None:
    before = bytes_of(whole)
    with pytest.raises(InputError, match="holds a study already; go on with it with --resume"):
        sweep(SCENARIO, VARY, travel_times=roads, workers=HERE, out=whole)
    with pytest.raises(InputError, match="seed: was 0, now 7"):
        sweep(SCENARIO, VARY, seed=7, travel_times=roads, workers=HERE, out=whole, resume=True)
    other = valid(demands={"order": {**SCENARIO.demands["order"].model_dump(mode="json"), "quantity": 21}})
    with pytest.raises(InputError, match="content of the scenario"):
        sweep(other, VARY, travel_times=roads, workers=HERE, out=whole, resume=True)
    assert bytes_of(whole) == before
    assert len(sim.read_study(str(whole)).runs) == 27  # a folder as scripts write it


def test_an_outcome_that_is_not_there_is_told_before_any_run(roads: TravelTimes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean console_finish_day"):
        sweep(SCENARIO, VARY, outcomes=["console_finnish_day"], travel_times=roads, out=tmp_path / "study")
    assert list(tmp_path.iterdir()) == []


def test_what_is_wanted_precisely_is_kept(roads: TravelTimes) -> None:
    wanted = sim.Precision("console_finish_day", 0.05)
    study = sweep(SCENARIO, {WORK: [60]}, outcomes=["truck_km"], precision=wanted, travel_times=roads, workers=HERE)
    assert study.outcomes == ("truck_km", "console_finish_day")


def test_a_table_of_ones_own_is_not_needed_again(roads: TravelTimes, tmp_path: Path) -> None:
    table, out = tmp_path / "plans.csv", tmp_path / "study"
    table.write_text(f"{WORK},{LEAD}\n50,8\n70,\n", encoding="utf-8")
    sweep(SCENARIO, table=table, travel_times=roads, workers=HERE, out=out)
    table.unlink()
    study = sweep(SCENARIO, replications=2, travel_times=roads, workers=HERE, out=out, resume=True)
    assert study.design.points.to_numpy().tolist() == [[50, 8], [70, 12]]
    assert len(study.runs) == 4


def test_replications_go_on_to_a_precision(roads: TravelTimes) -> None:
    wanted = sim.Precision("console_finish_day", 0.02, least=4)
    study = sweep(SCENARIO, {WORK: [40, 90]}, precision=wanted, travel_times=roads, workers=HERE)
    values = study.values("console_finish_day")
    assert all(wanted.stopping_point(row[~pd.isna(row)]) for row in values)


def test_fewer_replications_than_before_are_those_of_a_study_of_so_many(
    whole: Path, roads: TravelTimes, tmp_path: Path
) -> None:
    for replications in (5, 3):
        terms: dict[str, Any] = {"steps": 3, "replications": replications, "out": tmp_path / "study", "resume": True}
        sweep(SCENARIO, VARY, travel_times=roads, workers=HERE, **terms)
    assert bytes_of(tmp_path / "study") == bytes_of(whole)


def test_a_road_that_is_not_there_is_told_before_any_run(roads: TravelTimes, tmp_path: Path) -> None:
    shut = {
        "kind": "road_closure",
        "from": "2023-01-05T00:00",
        "until": "2023-01-09T00:00",
        "closure": {"roads": ["G49"]},
    }
    overlay = Factor(id="bridge", choices={"open": {}, "shut": {"disruptions.bridge": shut}})
    with pytest.raises(InputError, match=r"bridge = shut: disruptions\.bridge\.closure\.roads: .*G49"):
        sweep(SCENARIO, [overlay], travel_times=roads, out=tmp_path / "study")
    assert list(tmp_path.iterdir()) == []


def test_a_scheduler_that_does_not_answer_leaves_nothing(roads: TravelTimes, tmp_path: Path) -> None:
    nobody = Workers(scheduler="tcp://127.0.0.1:9")
    with pytest.raises(InputError, match="does not answer"):
        sweep(SCENARIO, VARY, travel_times=roads, workers=nobody, out=tmp_path / "study")
    assert list(tmp_path.iterdir()) == []


def test_the_commands_that_made_a_study_are_kept(roads: TravelTimes, tmp_path: Path) -> None:
    for command, replications in (("first", 1), ("second", 2), ("second", 2)):
        terms: dict[str, Any] = {"out": tmp_path / "study", "resume": True, "command": command}
        study = sweep(SCENARIO, {WORK: [50]}, replications=replications, travel_times=roads, workers=HERE, **terms)
    assert study.manifest["command"] == "first && second"


def test_planning_writes_nothing(tmp_path: Path) -> None:
    plot = plan_sweep(SCENARIO, Asked(VARY, steps=4, replications=5), tmp_path / "study")
    assert plot.runs == 4 * 3 * 5
    assert list(tmp_path.iterdir()) == []


class _KilledError(Exception):
    """Stands for a process that ends in the middle."""


def killed_after(runs: int) -> Any:
    """Return a progress that ends the study after some runs."""

    def advance(done: int, total: int) -> None:
        if done >= min(runs, total):
            raise _KilledError

    return advance


@pytest.mark.parametrize("vary", [{LEAD: [6, 12, 18]}, {WORK: [6, 18]}])
def test_values_of_one_design_are_never_read_as_those_of_another(
    roads: TravelTimes, tmp_path: Path, vary: dict[str, object]
) -> None:
    how: dict[str, Any] = {"travel_times": roads, "workers": HERE, "out": tmp_path / "study"}
    sweep(SCENARIO, {LEAD: [6, 18]}, **how)
    with pytest.raises(_KilledError):
        sweep(SCENARIO, vary, resume=True, progress=killed_after(1), **how)
    with pytest.raises(InputError, match="not through yet"):
        sim.read_study(tmp_path / "study")
    assert len(sweep(SCENARIO, vary, resume=True, **how).runs) == len(next(iter(vary.values())))  # type: ignore[arg-type]


def test_values_stay_readable_while_a_design_grows(roads: TravelTimes, tmp_path: Path) -> None:
    how: dict[str, Any] = {"design": "lhs", "travel_times": roads, "workers": HERE, "out": tmp_path / "study"}
    vary: list[Factor | str] = [f"{LEAD}=6:18", Factor(id="plan", choices={"usual": {}, "slow": {WORK: 90}})]
    before = sweep(SCENARIO, vary, samples=2, **how)
    with pytest.raises(_KilledError):
        sweep(SCENARIO, vary, samples=4, resume=True, progress=killed_after(3), **how)
    study = sim.read_study(tmp_path / "study")
    assert len(study.design.points) == 4
    pd.testing.assert_frame_equal(study.runs, before.runs)


def test_a_precision_is_still_wanted_when_the_study_goes_on(roads: TravelTimes, tmp_path: Path) -> None:
    wanted = sim.Precision("console_finish_day", 0.02, least=4)
    how: dict[str, Any] = {"travel_times": roads, "workers": HERE, "out": tmp_path / "study"}
    whole = sweep(SCENARIO, {WORK: [40, 90]}, precision=wanted, travel_times=roads, workers=HERE)
    with pytest.raises(_KilledError):
        sweep(SCENARIO, {WORK: [40, 90]}, precision=wanted, progress=killed_after(2), **how)
    gone_on = sweep(SCENARIO, {WORK: [40, 90]}, resume=True, **how)
    pd.testing.assert_frame_equal(gone_on.runs, whole.runs)
    plot = plan_sweep(SCENARIO, Asked(replications=3), tmp_path / "study", resume=True)
    assert (plot.precision, plot.replications) == (None, 3)


@pytest.mark.parametrize("what", [("kanban", "push"), (float("nan"), 5), [50, None], (1, 2, 3), 7])
def test_what_is_no_factor_is_told(tmp_path: Path, what: object) -> None:
    with pytest.raises(
        InputError, match=r"lead_time_h: give a \(low, high\) pair of numbers, a list of values or a text"
    ):
        plan_sweep(SCENARIO, Asked({LEAD: what}), tmp_path / "study")


def test_runs_are_counted_without_equal_points(tmp_path: Path) -> None:
    table = tmp_path / "plans.csv"
    table.write_text(f"{WORK}\n50\n70\n50\n", encoding="utf-8")
    assert plan_sweep(SCENARIO, Asked(table=table, replications=5), tmp_path / "study").runs == 10


def test_factors_may_come_one_by_one(tmp_path: Path) -> None:
    plot = plan_sweep(SCENARIO, Asked(f"{key}=40,60" for key in (WORK,)), tmp_path / "study")
    assert plot.space.names == (WORK,)


def test_more_samples_in_the_block_of_the_scenario_are_run(roads: TravelTimes, tmp_path: Path) -> None:
    block = {"design": "lhs", "samples": 2, "levers": [{"key": WORK, "low": 40, "high": 90}]}
    how: dict[str, Any] = {"travel_times": roads, "workers": HERE, "out": tmp_path / "study"}
    small = sweep(valid(sweep=block), **how)
    large = sweep(valid(sweep=block | {"samples": 4}), resume=True, **how)
    assert len(large.design.points) == 4
    pd.testing.assert_frame_equal(large.runs.head(2), small.runs)
    assert runs_played(tmp_path / "study") == 4


def test_a_study_goes_on_with_what_it_varies_whatever_the_block_says(roads: TravelTimes, tmp_path: Path) -> None:
    block = {"design": "oat", "replications": 2, "levers": [{"key": WORK, "low": 40, "high": 90}]}
    said, folder = valid(sweep=block), tmp_path / "study"
    how: dict[str, Any] = {"travel_times": roads, "workers": HERE, "out": folder}
    before = sweep(said, {LEAD: [6, 12, 18]}, design="grid", replications=3, outcomes=["console_finish_day"], **how)
    again = sweep(said, resume=True, **how)
    pd.testing.assert_frame_equal(again.runs, before.runs)
    more = plan_sweep(said, Asked(replications=4), folder, resume=True)
    assert (more.design.kind, more.space.names, more.replications) == ("grid", (LEAD,), 4)
    edited = valid(sweep=block | {"design": "grid", "replications": 9})
    assert plan_sweep(edited, Asked(), folder, resume=True).replications == 3
    other = plan_sweep(said, Asked({LEAD: [6, 12, 24]}), folder, resume=True)
    assert (other.replications, list(other.design.points[LEAD])) == (3, [6, 12, 24])
    assert runs_played(folder) == 9


def test_what_was_edited_in_the_block_counts_and_what_was_said_beside_it_stays(
    roads: TravelTimes, tmp_path: Path
) -> None:
    block = {"design": "lhs", "samples": 2, "replications": 1, "levers": [{"key": WORK, "low": 40, "high": 90}]}
    folder = tmp_path / "study"
    how: dict[str, Any] = {"travel_times": roads, "workers": HERE, "out": folder}
    sweep(valid(sweep=block), samples=3, replications=2, **how)

    def plan(scenario: Scenario) -> tuple[tuple[int, ...], int, tuple[str, ...]]:
        plot = plan_sweep(scenario, Asked(), folder, resume=True)
        return plot.design.samples, plot.replications, plot.space.names

    assert plan(valid(sweep=block)) == ((3,), 2, (WORK,))
    assert plan(valid(sweep=block | {"samples": 4})) == ((3, 4), 2, (WORK,))
    both = [*block["levers"], {"key": LEAD, "low": 6, "high": 18}]  # type: ignore[misc]
    assert plan(valid(sweep=block | {"levers": both, "replications": 3})) == ((3,), 3, (WORK, LEAD))
    sweep(sim.read_study(folder).scenario, resume=True, **how)  # the folder alone is enough, and is no edit
    assert plan(valid(sweep=block)) == ((3,), 2, (WORK,))
    assert plan(valid()) == ((3,), 2, (WORK,))


def test_a_design_over_moments_grows_from_what_it_was(roads: TravelTimes, tmp_path: Path) -> None:
    """The scenario of a study has moments with their offset from UTC, whatever was said."""
    vary = {LEAD: (6, 18), "demands.order.due": ["2023-01-20T00:00", "2023-01-25T00:00"]}
    how: dict[str, Any] = {"design": "lhs", "travel_times": roads, "workers": HERE, "out": tmp_path / "study"}
    small = sweep(SCENARIO, vary, samples=2, **how)
    large = sweep(SCENARIO, vary, samples=4, resume=True, **how)
    assert large.design.points.head(2).to_numpy().tolist() == small.design.points.to_numpy().tolist()
    assert runs_played(tmp_path / "study") == 4


def test_a_large_study_is_told_or_refused_before_its_design_is_made(roads: TravelTimes, tmp_path: Path) -> None:
    class ToldError(Exception):
        """Ends it where it is told."""

    def tell(points: int, runs: int, needed: int) -> None:
        assert (points, runs) == (5_000_000, 10_000_000)
        assert needed > 10_000_000
        raise ToldError

    vary, out = {LEAD: (6, 18)}, tmp_path / "study"
    sweep(SCENARIO, vary, design="lhs", samples=2, travel_times=roads, workers=HERE, out=out)
    for folder in (tmp_path / "new", out):
        asked = Asked(vary, design="lhs", samples=5_000_000, replications=2)
        with pytest.raises(ToldError):
            plan_sweep(SCENARIO, asked, folder, resume=True, yes=True, large=tell)
        with pytest.raises(OutputError, match="TB"):
            plan_sweep(SCENARIO, replace(asked, replications=10_000_000), folder, resume=True, large=tell)
