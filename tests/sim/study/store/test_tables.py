"""Tables hang on what was run, and on nothing else."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from scenarios.sweeps import Factor
from sim.errors import InputError
from sim.study.designs.design import Design
from sim.study.engines.work import Played
from sim.study.space import Axis, Space
from sim.study.statistics import estimate
from sim.study.store import tables
from sim.study.store.journal import Journal
from sim.study.store.recorded import reading
from tests.sim.study.store.journals import IDENTITY, SPACE, design, done, failed, settings_of

NAMES = ("cost_cny", "late_h")
POINTS = design((1, "a"), (2, "b"), (3, "a"), (1, "a"), (9, "b"))
TABLES = (tables.RUNS, tables.POINTS, tables.FAILURES)


def outcomes(lathes: int, replication: int) -> dict[str, float]:
    rng = np.random.default_rng([lathes, replication])
    late = {} if lathes == 2 else {"late_h": float("nan") if replication == 3 else rng.random()}
    return {"cost_cny": rng.normal(100, 10), **late}


def study(folder: Path, order: random.Random, shuffled_points: Sequence[int] = (0, 1, 2, 3, 4)) -> None:
    """Record six runs of every point but the last in some order, some of them failed, and write the tables."""
    settings = settings_of(POINTS)
    with Journal.create(folder, IDENTITY) as journal:
        journal.point_numbers([settings[number] for number in shuffled_points])
        played: list[Played] = []
        for number in range(3):
            point, lathes = journal.point_number(settings[number]), int(str(settings[number]["lathes"]))
            played += [done(point, replication, **outcomes(lathes, replication)) for replication in range(5)]
            played.append(failed(point, 5, f"lathe {lathes} broke"))
        order.shuffle(played)
        for begin in range(0, len(played), 4):
            journal.record(played[begin : begin + 4])
        tables.write(folder, SPACE, POINTS, journal)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("study")
    study(place, random.Random(0))  # noqa: S311 - not for secrets
    return place


def test_tables_are_the_same_to_the_byte_in_whatever_order_runs_come(folder: Path, tmp_path: Path) -> None:
    for seed in range(1, 4):
        order = random.Random(seed)  # noqa: S311
        other = tmp_path / str(seed)
        study(other, order, order.sample(range(5), 5))
        for name in TABLES:
            assert (other / name).read_bytes() == (folder / name).read_bytes(), name


def test_tables_are_the_same_to_the_byte_when_they_are_made_again_later(folder: Path, tmp_path: Path) -> None:
    with reading(folder) as recorded:
        tables.write(tmp_path, SPACE, POINTS, recorded)
    for name in TABLES:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_runs_stand_in_the_order_of_the_design(folder: Path) -> None:
    runs = pd.read_parquet(folder / tables.RUNS)
    assert list(runs.columns) == ["point", "replication", *NAMES]
    expected = [
        (
            point,
            replication,
            outcomes(lathes, replication).get("cost_cny"),
            outcomes(lathes, replication).get("late_h", np.nan),
        )
        for point, lathes in ((0, 1), (1, 2), (2, 3), (3, 1))
        for replication in range(5)
    ]
    pd.testing.assert_frame_equal(runs, pd.DataFrame(expected, columns=list(runs.columns)))


def test_points_have_their_factors_means_and_intervals(folder: Path) -> None:
    points = pd.read_parquet(folder / tables.POINTS)
    ends = ("", "_ci95_low", "_ci95_high")
    assert list(points.columns) == [
        "point",
        "lathes",
        "plan",
        "replications",
        *(f"{name}{end}" for name in NAMES for end in ends),
    ]
    assert list(points["lathes"]) == [1, 2, 3, 1, 9]
    assert list(points["plan"]) == ["a", "b", "a", "a", "b"]
    assert list(points["replications"]) == [5, 5, 5, 5, 0]
    for row, lathes in enumerate((1, 2, 3, 1)):
        for name in NAMES:
            expected = estimate([outcomes(lathes, replication).get(name, np.nan) for replication in range(5)])
            found = points.loc[row, [f"{name}{end}" for end in ends]].to_numpy(float)
            np.testing.assert_allclose(found, [expected.mean, expected.ci95_low, expected.ci95_high], rtol=1e-12)
    assert points.loc[4, "cost_cny":].isna().all()


def test_failures_are_told_for_every_point_that_has_them(folder: Path) -> None:
    failures = pd.read_parquet(folder / tables.FAILURES)
    rows = [
        (0, 5, 3, "lathe 1 broke"),
        (1, 5, 3, "lathe 2 broke"),
        (2, 5, 3, "lathe 3 broke"),
        (3, 5, 3, "lathe 1 broke"),
    ]
    pd.testing.assert_frame_equal(failures, pd.DataFrame(rows, columns=["point", "replication", "attempts", "error"]))


def test_a_table_of_the_first_replications_only(folder: Path, tmp_path: Path) -> None:
    with reading(folder) as recorded:
        tables.write(tmp_path, SPACE, POINTS, recorded, replications=2)
    assert set(pd.read_parquet(tmp_path / tables.RUNS)["replication"]) == {0, 1}
    assert pd.read_parquet(tmp_path / tables.FAILURES).empty


def test_a_study_without_runs_has_empty_tables(tmp_path: Path) -> None:
    with Journal.create(tmp_path, IDENTITY) as journal:
        tables.write(tmp_path, SPACE, POINTS, journal)
    assert pd.read_parquet(tmp_path / tables.RUNS).empty
    assert list(pd.read_parquet(tmp_path / tables.POINTS)["replications"]) == [0] * 5


def test_long_tables_are_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BLOCK_NUMBERS", 1)
    monkeypatch.setattr(tables, "LEAST_ROWS", 7)
    study(tmp_path, random.Random(0))  # noqa: S311
    written = pq.ParquetFile(tmp_path / tables.RUNS)
    assert written.num_row_groups == 3
    expected = estimate([outcomes(3, replication)["cost_cny"] for replication in range(5)])
    points = pd.read_parquet(tmp_path / tables.POINTS)
    assert points.loc[2, "cost_cny_ci95_low"] == pytest.approx(expected.ci95_low)
    assert list(points["replications"]) == [5, 5, 5, 5, 0]


def test_factors_of_several_types_and_with_names_of_other_columns() -> None:
    odd = Space(tuple(Axis(Factor(id=name, choices={"x": {}}), "lever", "x") for name in ("point", "late_h", "mixed")))
    points = Design("table", pd.DataFrame({"point": ["x"], "late_h": [True], "mixed": [1]}), pd.DataFrame(index=[0]))
    table = tables.factor_table(odd, points, NAMES)
    assert table.column_names == ["factor:point", "factor:late_h", "mixed"]
    several = points.points.reindex([0, 0]).assign(mixed=[1, "two"])
    assert tables.factor_table(odd, Design("table", several, points.roles), NAMES)["mixed"].to_pylist() == ["1", "two"]


def test_remarks_stand_beside_the_factors() -> None:
    one = Space((Axis(Factor(id="plan", choices={"x": {}}), "lever", "x"),))
    roles = pd.DataFrame({"备注": ["快"], "plan": ["甲"], "point": [""]})
    table = tables.factor_table(one, Design("table", pd.DataFrame({"plan": ["x"]}), roles), NAMES)
    assert table.to_pylist() == [{"plan": "x", "备注": "快", "remark:plan": "甲", "remark:point": ""}]


def test_a_table_that_cannot_be_written_leaves_the_old_ones(folder: Path, tmp_path: Path) -> None:
    (tmp_path / tables.POINTS).mkdir()
    (tmp_path / tables.RUNS).write_text("old")
    with reading(folder) as recorded, pytest.raises(InputError, match="it is a folder"):
        tables.write(tmp_path, SPACE, POINTS, recorded)
    assert (tmp_path / tables.RUNS).read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [tables.POINTS, tables.RUNS]
