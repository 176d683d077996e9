"""A search as a study: over the uncertainties, the same whoever does the runs, with runs that really fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scenarios.sweeps import Factor
from sim.cli.studypoints import wide_table
from sim.errors import InputError
from sim.study.answers.alternatives import alternatives_of
from sim.study.answers.answer import Answer
from sim.study.answers.cheapest import Cheapest
from sim.study.answers.costs import read_cost
from sim.study.answers.limits import Limit
from sim.study.answers.selection import Best, selection
from sim.study.draws import Draws, parted
from sim.study.laboratory import Workers, laboratory
from sim.study.optimum import search_study
from sim.study.space import space
from sim.study.studyfolder import Record, read_record, read_study
from sim.study.sweeping import Asked, plan_sweep
from sim.travel import travel_times
from tests.sim.study.test_sweeping import LEAD, valid

DAY, STOCK, LAT = "console_finish_day", "items.board.opening_stock", "sites.gate_b.lat"
SCENARIO = valid()
TIMES = travel_times(SCENARIO)
BOARDS = Factor(key=STOCK, values=(8, 40))
LATE = Factor(key=LEAD, low=6, high=168)
HERE = Workers(engine="serial")
TABLES = ("design.parquet", "runs.parquet", "points.parquet", "failures.parquet", "uncertainties.parquet")
COST = read_cost(f"total_cost_cny + 100*{STOCK}")
WANTED = Cheapest(COST, (Limit(DAY, at_most=True, value=6.0, share=0.5, margin=0.3),), replications=8, confirm=30)
"""Stock costs more than it saves, so that it is kept only to be in time."""


def searched(
    folder: Path,
    levers: Sequence[Factor] = (BOARDS,),
    uncertainties: Sequence[Factor] = (LATE,),
    wanted: Cheapest = WANTED,
    **how: Any,
) -> Answer:
    return search_study(
        folder,
        SCENARIO,
        levers,
        wanted,
        uncertainties=uncertainties,
        times=TIMES,
        record=Record(seed=1),
        **{"workers": HERE} | how,
    )


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    """A search over an uncertain lead time, done here."""
    folder = tmp_path_factory.mktemp("over") / "study"
    return folder, searched(folder)


def test_what_meets_the_date_at_the_base_alone_is_not_chosen(over: tuple[Path, Answer], tmp_path: Path) -> None:
    base, (_, answer) = searched(tmp_path / "base", uncertainties=()), over
    assert read_study(tmp_path / "base").searched
    held = read_record(tmp_path / "base")[0]
    assert plan_sweep(
        held, Asked(replications=9), tmp_path / "base", resume=True
    ).record.searched  # points as they were
    assert base.details["chosen"] == {STOCK: 8}
    assert answer.details["chosen"] == {STOCK: 40}
    assert (base.details["drawn"], answer.details["drawn"]) == ([], [LEAD])
    assert answer.table.set_index(STOCK)["kept"].to_dict()[8] < 0.5
    assert "of these keep the limits over the uncertainties (" in answer.sentence.en
    assert "uncertain, and drawn anew in every replication: supplier: lead time (h)" in answer.sentence.en
    assert not (tmp_path / "base" / "uncertainties.parquet").exists()


def test_runs_are_exported_with_their_draws(over: tuple[Path, Answer]) -> None:
    _, found, design, _ = read_record(over[0])
    wide = wide_table(over[0], found, design, "runs")
    assert wide.columns.tolist()[:4] == ["point", STOCK, "replication", LEAD]
    drawn = pd.read_parquet(over[0] / "uncertainties.parquet")[LEAD]
    assert wide[LEAD].tolist() == drawn[wide["replication"]].tolist()


def test_runs_stand_in_the_study_with_their_draws(over: tuple[Path, Answer]) -> None:
    folder, answer = over
    study = read_study(folder)
    assert study.space.names == (STOCK,)
    assert [axis.name for axis in study.drawn] == [LEAD]
    draws, table = Draws(study.drawn, 1), pd.read_parquet(folder / "uncertainties.parquet")
    assert table["replication"].tolist() == list(range(int(study.runs["replication"].max()) + 1))
    assert table[LEAD].tolist() == [draws.values(number)[0] for number in table["replication"]]
    runs = study.runs.merge(table, on="replication").query("point == 1")
    assert study.design.points[STOCK].tolist()[1] == 8
    assert runs[[LEAD, DAY]].corr("spearman").iloc[0, 1] > 0.8  # what comes late makes late
    assert len(study.runs) == answer.details["runs"]


def test_the_same_to_the_byte_whoever_does_it_and_however_often_it_is_stopped(
    over: tuple[Path, Answer], tmp_path: Path
) -> None:
    folder, answer = over
    with laboratory(
        tmp_path / "s", SCENARIO, times=TIMES, seed=1, workers=HERE, drawn=read_study(folder).drawn
    ) as begun:
        begun.experiments.ensure([({STOCK: 40}, 11), ({STOCK: 8}, 3)])  # stopped on the way
    again = searched(tmp_path / "s", workers=Workers(workers=2))
    assert again.sentence == answer.sentence
    for name in TABLES:
        assert (tmp_path / "s" / name).read_bytes() == (folder / name).read_bytes(), name


def test_other_uncertainties_are_not_mixed_in(over: tuple[Path, Answer]) -> None:
    folder, _ = over
    with pytest.raises(InputError, match=r'uncertainties that are drawn: was \{"high": 168.0, .* now \{"high": 99.0'):
        searched(folder, uncertainties=(LATE.model_copy(update={"high": 99.0}),))
    with pytest.raises(InputError, match=r"uncertainties that are drawn: was .* now none"):
        searched(folder, uncertainties=())
    with pytest.raises(
        InputError, match="is a search, whose uncertainties are drawn anew in every replication; go on with it by"
    ):
        plan_sweep(read_record(folder)[0], Asked(), folder, resume=True)


def test_the_best_of_a_search_is_chosen_over_the_uncertainties_too(over: tuple[Path, Answer]) -> None:
    study = read_study(over[0], [DAY])
    with laboratory(over[0], study.scenario, times=TIMES, seed=1, workers=HERE, drawn=study.drawn) as lab:
        found = selection(lab.experiments, SCENARIO, alternatives_of(study), Best(DAY, smallest=True, delta=1.0))
        draws = Draws(study.drawn, 1)
    assert found.details["chosen"] == 0
    assert draws.axes == parted(space(study.scenario, study.scenario.sweep))[1]  # type: ignore[arg-type]


def test_runs_that_really_fail_are_left_out_and_points_that_always_do_are_never_chosen(tmp_path: Path) -> None:
    """A gate in the sea cannot be reached: that of boards by choice, that of casings in one of twenty cases."""
    far: dict[str, dict[str, Any]] = {f"usual_{number}": {} for number in range(19)} | {
        "sea": {"sites.gate_a.lat": 22.2}
    }
    gate = Factor(id="gate", choices=far)
    wanted = replace(WANTED, replications=10, confirm=40)
    answer = searched(tmp_path / "s", (BOARDS, Factor(key=LAT, values=(22.1, 22.73))), (gate,), wanted)
    details, table, told = answer.details, answer.table, answer.details["confirmed"]
    study, draws = read_study(tmp_path / "s"), Draws(read_study(tmp_path / "s").drawn, 1)
    assert isinstance(told, dict)
    assert details["chosen"] == {STOCK: 8, LAT: 22.73}
    assert table.loc[table[LAT] == 22.1, "verdict"].tolist() == ["failed", "failed"]
    lost = {number for number in range(400) if draws.values(number)[0] == "sea"}
    failures = study.failures
    assert set(failures[failures["point"] == 0]["replication"]) == {
        number for number in lost if number <= study.runs.query("point == 0")["replication"].max()
    }
    assert failures["error"].str.contains("from the network").all()
    assert details["failed"] == len(failures) > 0
    assert told["failed"] + told["replications"] == 40
    good = study.runs.query("point == 0").tail(told["replications"])
    assert told["kept"] == pytest.approx((good[DAY] <= 6.0).mean())
    assert (
        "runs failed and are left out; 2 points could not be chosen, as clearly more than 10 % of the runs failed."
        in answer.sentence.en
    )
