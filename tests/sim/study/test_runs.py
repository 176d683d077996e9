"""Replications: tables as promised, the same bytes again, whatever the number of processes."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.chain.compiling.plan import compile_plan
from sim.chain.replication import run_replication
from sim.errors import InputError
from sim.results import TABLES, Run
from sim.simulation import simulate
from sim.study.manycalls import call_in_processes
from sim.study.runs import replicate
from sim.travel import TravelTimes, travel_times
from tests.sim.chain.test_replication import same
from tests.sim.study.local import local

SCENARIO = local()


@pytest.fixture(scope="module")
def roads() -> TravelTimes:
    return travel_times(SCENARIO)


@pytest.fixture(scope="module")
def run(roads: TravelTimes) -> Run:
    return replicate(SCENARIO, roads, replications=4, seed=11)


def test_tables_have_the_columns_and_types_that_are_documented(run: Run) -> None:
    for name, columns in TABLES.items():
        table = getattr(run, name)
        assert list(table.columns) == [column.name for column in columns]
        for column in columns:
            kind = str(table[column.name].dtype)
            expected = f"datetime64[ms, {SCENARIO.timezone}]" if column.dtype.startswith("datetime") else column.dtype
            assert kind == expected, f"{name}.{column.name}"


def test_rows_agree_with_the_outcomes(run: Run) -> None:
    units = run.units
    last = units.groupby("replication")["finished_min"].max() / 1440
    assert run.replications["console_finish_day"].to_numpy() == pytest.approx(last.to_numpy())
    assert (units.groupby("replication")["unit"].max() == 20).all()
    moments = units["finished_at"] - pd.Timestamp(SCENARIO.start)
    assert np.allclose(moments.dt.total_seconds() / 60, units["finished_min"], atol=1e-3)
    path = run.bottlenecks.groupby("replication")["minutes"].sum() / 1440
    assert path.to_numpy() == pytest.approx(last.to_numpy())
    inbound = run.shipments[run.shipments["kind"] != "outbound"]
    share = inbound.groupby("replication")["inside"].mean()
    assert run.replications["deliveries_inside_share"].to_numpy() == pytest.approx(share.to_numpy())
    assert run.shipments.loc[run.shipments["kind"] == "outbound", "supplier"].eq("").all()


def test_road_minutes_come_from_the_travel_times_of_the_hour(roads: TravelTimes) -> None:
    sure = local(roads={"date": "2023-01-04", "time_cv": 0.0})
    shipments = simulate(sure, roads).shipments
    for row in shipments.itertuples():
        moment = sure.start + dt.timedelta(minutes=float(row.departed_min))  # type: ignore[arg-type]
        expected = roads.at("truck", str(row.origin), str(row.destination), moment)
        assert row.road_min == pytest.approx(expected)


def test_kpi(run: Run) -> None:
    kpi = run.kpi.set_index("outcome")
    assert list(run.kpi["outcome"]) == list(run.replications.columns[1:])
    row = kpi.loc["console_finish_day"]
    assert row["ci95_low"] < row["mean"] < row["ci95_high"]
    assert row["unit"] == "d"
    assert (kpi["replications"] <= 4).all()
    assert kpi.loc["part_lines_inside_share", "mean"] in {0.5, 1.0}
    assert kpi.loc["utilisation_bench", "mean"] > 0


def test_the_same_again_to_the_byte(run: Run, roads: TravelTimes, tmp_path: Path) -> None:
    again = replicate(SCENARIO, roads, replications=4, seed=11)
    for name in (*TABLES, "replications", "kpi"):
        first, second = tmp_path / f"{name}_1.parquet", tmp_path / f"{name}_2.parquet"
        getattr(run, name).to_parquet(first)
        getattr(again, name).to_parquet(second)
        assert first.read_bytes() == second.read_bytes(), name


def test_more_replications_begin_with_the_same_ones(run: Run, roads: TravelTimes) -> None:
    two = replicate(SCENARIO, roads, replications=2, seed=11)
    assert two.replications.equals(run.replications.head(2))
    one = simulate(SCENARIO, roads, seed=11)
    assert one.replications.equals(run.replications.head(1))


def test_other_seed_other_numbers(run: Run, roads: TravelTimes) -> None:
    other = replicate(SCENARIO, roads, replications=4, seed=12)
    assert not np.allclose(other.replications["console_finish_day"], run.replications["console_finish_day"])


def test_processes_give_the_same_replications_in_the_same_order(roads: TravelTimes) -> None:
    plan = compile_plan(SCENARIO, roads)
    play = partial(run_replication, plan, 3)
    here = [play(number) for number in range(5)]
    there = list(call_in_processes(play, range(5), processes=2, chunk=2))
    assert [entry.number for entry in there] == [0, 1, 2, 3, 4]
    assert all(same(first, second) for first, second in zip(here, there, strict=True))
    assert [entry.outcomes for entry in here] == [entry.outcomes for entry in there]


def test_progress_is_told_after_every_replication(roads: TravelTimes) -> None:
    told: list[tuple[int, int]] = []
    replicate(SCENARIO, roads, replications=3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_no_replications_and_a_negative_seed_are_errors(roads: TravelTimes) -> None:
    with pytest.raises(InputError, match="seed is 0 or more, not -1"):
        replicate(SCENARIO, roads, seed=-1)
    with pytest.raises(InputError, match="at least one replication"):
        replicate(SCENARIO, roads, replications=0)


def test_a_demand_that_is_never_met_ends_cleanly(roads: TravelTimes) -> None:
    slow = local(
        suppliers={
            **SCENARIO.suppliers,
            "press": SCENARIO.suppliers["press"].model_copy(update={"capacity_per_day": 0.01}),
        }
    )
    run = replicate(slow, roads, replications=2)
    assert run.replications["console_finish_day"].isna().all()
    assert len(run.units) == 2 * 4
    assert run.kpi.set_index("outcome").loc["console_finish_day", "replications"] == 0
    biggest = run.bottlenecks.sort_values("minutes").groupby("replication").tail(2)
    assert set(biggest["kind"]) == {"closed", "supplier"}
    assert set(biggest["item"]) == {"casing"}
