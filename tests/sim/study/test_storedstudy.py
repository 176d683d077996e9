"""Runs of large studies stay on disk until they are asked for, and are those of the study as it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim.errors import InputError
from sim.study import storedstudy
from sim.study.answers.all_of import answers
from sim.study.laboratory import Workers
from sim.study.storedstudy import StoredRuns, StoredStudy
from sim.study.study import Study
from sim.study.sweeping import sweep
from sim.travel import travel_times
from tests.sim.study.test_sweeping import LEAD, SCENARIO, WORK

DAY = "console_finish_day"
HOW: dict[str, Any] = {"workers": Workers(engine="serial")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    HOW["travel_times"] = travel_times(SCENARIO)
    found = tmp_path_factory.mktemp("studies") / "study"
    sweep(SCENARIO, {LEAD: [6, 18, 30], WORK: [40, 90]}, replications=3, out=found, **HOW)
    return found


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storedstudy, "SMALL_BYTES", 0)


@pytest.fixture
def pair(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Study, Study]:
    """The study as a small one, and as a large one."""
    small = sim.read_study(folder)
    monkeypatch.setattr(storedstudy, "SMALL_BYTES", 0)
    return small, sim.read_study(folder)


def reads(study: Study) -> bool:
    """Tell whether all runs are in memory."""
    return isinstance(study.__dict__["_runs"], pd.DataFrame)


def test_a_small_study_is_read_at_once(folder: Path) -> None:
    assert type(sim.read_study(folder)) is Study


def test_parts_are_read_and_not_the_whole(pair: tuple[Study, Study]) -> None:
    small, large = pair
    assert isinstance(large, StoredStudy)
    assert large.outcomes == small.outcomes
    for outcome in large.outcomes[::20]:
        np.testing.assert_array_equal(large.values(outcome), small.values(outcome))
    pd.testing.assert_frame_equal(large.runs_of(DAY), small.runs[["point", "replication", DAY]])
    assert large.runs_of().columns.tolist() == ["point", "replication"]
    assert large._repr_html_() == small._repr_html_()
    assert "StoredStudy(" in repr(large)
    told = [[(answer.kind, answer.sentence) for answer in answers(each, [DAY])] for each in (small, large)]
    assert told[0] == told[1] != []
    for study in pair:
        with pytest.raises(InputError, match="no outcome 'console_finish_dy'; did you mean console_finish_day"):
            study.runs_of("console_finish_dy")
        with pytest.raises(InputError, match=r"no outcome 'qqq'; choose one of .*truck_km"):
            study.values("qqq")
        with pytest.raises(InputError, match="no outcome 'point'"):
            study.values("point")
    assert not reads(large)
    pd.testing.assert_frame_equal(large.runs, small.runs)
    assert reads(large)
    assert large.runs is large.runs


@pytest.mark.usefixtures("large")
def test_some_outcomes_are_all_there_are(folder: Path) -> None:
    study = sim.read_study(folder, iter((DAY,)))
    assert isinstance(study, StoredStudy)
    assert study.outcomes == (DAY,)
    assert study.runs.columns.tolist() == ["point", "replication", DAY]
    with pytest.raises(InputError, match="no outcome 'truck_km'; choose one of console_finish_day"):
        study.runs_of("truck_km")


def test_a_copy_may_have_other_runs(pair: tuple[Study, Study]) -> None:
    small, large = pair
    less = replace(large, runs=small.runs[small.runs["point"] < 2])
    assert (len(less.runs), less.outcomes) == (6, small.outcomes)
    np.testing.assert_array_equal(less.values(DAY)[:2], small.values(DAY)[:2])
    assert np.isnan(less.values(DAY)[2:]).all()


@pytest.mark.usefixtures("large")
def test_runs_are_those_of_when_the_study_was_read(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "study"
    before = sweep(SCENARIO, {WORK: [40]}, outcomes=[DAY], out=out, **HOW)
    after = sweep(SCENARIO, {WORK: [90, 40]}, outcomes=[DAY], replications=2, out=out, resume=True, **HOW)
    assert folder.is_dir()
    assert (len(before.runs), len(after.runs)) == (1, 4)
    assert before.values(DAY)[0, 0] == after.values(DAY)[1, 0]


@pytest.mark.usefixtures("large")
def test_runs_outlive_a_folder_that_nobody_keeps(folder: Path) -> None:
    study = sweep(SCENARIO, {LEAD: [6, 18, 30], WORK: [40, 90]}, replications=3, **HOW)
    pd.testing.assert_frame_equal(study.runs, pd.read_parquet(folder / "runs.parquet"))


def test_a_damaged_table_is_told_when_it_is_read(folder: Path, tmp_path: Path) -> None:
    whole = (folder / "runs.parquet").read_bytes()
    torn = tmp_path / "runs.parquet"
    torn.write_bytes(whole[:4] + b"\xff" * 500 + whole[504:])
    stored = StoredRuns(torn)
    with pytest.raises(InputError, match=r"is damaged .* --resume writes it again"):
        stored.read(stored.outcomes)


@pytest.fixture
def pool() -> Iterator[pa.MemoryPool]:
    """Count what Arrow takes meanwhile."""
    before, found = pa.default_memory_pool(), pa.system_memory_pool()
    pa.set_memory_pool(found)
    yield found
    pa.set_memory_pool(before)


def test_an_outcome_of_many_takes_little_memory(tmp_path: Path, pool: pa.MemoryPool) -> None:
    rows, columns = 100_000, 100
    names = ["point", "replication", *(f"o{number}" for number in range(columns))]
    table = pa.table([np.arange(rows), np.zeros(rows, np.int64), *([np.arange(rows) / 7] * columns)], names=names)
    pq.write_table(table, tmp_path / "runs.parquet", compression="zstd", row_group_size=10_000)
    del table
    whole_bytes = rows * columns * 8
    before_bytes = pool.bytes_allocated()
    stored = StoredRuns(tmp_path / "runs.parquet")
    assert not stored.is_small
    assert pool.bytes_allocated() - before_bytes < whole_bytes / 20
    assert stored.read(["o7"])["o7"].iloc[-1] == (rows - 1) / 7
    assert pool.bytes_allocated() - before_bytes < whole_bytes / 10
