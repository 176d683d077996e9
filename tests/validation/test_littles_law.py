"""Little's law inside every run, through the tables and outcomes of the public interface; all by equality.

Little, J. D. C. (1961), A proof for the queuing formula L = lambda W, Operations Research 9, 383-387. On a sample path that
starts empty and in which each stay is counted to the end of the time looked at, it is an identity (Stidham 1974, Operations
Research 22, 417-421). The two sides come from different records: integrals kept while things happen, stays of single lots.
"""

from __future__ import annotations

import functools
from math import isnan

import pandas as pd
import pytest

import sim
from tests.validation.files import bought, demand, made, plant, run, step, supplier

RUNS = 3
END_MIN = 43 * 1440.0


@functools.cache
def line() -> sim.Run:
    """A random line: two stations with rework and scrap, a part from a supplier with a random lead time."""
    route = [
        step("bench", 60, cv=0.8, first_pass_yield=0.8, rework={"station": "bench", "work_min": 30}),
        step("rig", 50, cv=0.5, scrap_rate=0.05, wait_h=3),
    ]
    return run(
        replications=RUNS,
        items={"console": made(*route, bom={"part": 2.0}, lot_size=2), "part": bought(opening_stock=6)},
        plants={"plant": plant(bench={}, rig={})},
        suppliers={"press": supplier({"part": {"lot_size": 7}}, lead_time_h=20, lead_time_cv=0.5)},
        demands={"order": demand(40)},
    )


@pytest.mark.parametrize("number", range(RUNS))
def test_lots_in_production(number: int) -> None:
    """Mean lots in production times the time to the last wanted unit is the sum of the lots' cycle times until then."""
    found = line()
    row = found.replications.iloc[number]
    units = found.units[found.units["replication"] == number]
    horizon = units["finished_min"].max()
    steps = found.steps[(found.steps["replication"] == number) & (found.steps["journey"] == "lot")]
    spans = steps.groupby("number").agg(begin=("begin_min", "min"), end=("end_min", "max"))
    stays = (spans["end"].clip(upper=horizon) - spans["begin"]).sum()
    assert row["console_wip_lots"] * horizon == pytest.approx(stays, rel=1e-9)


@pytest.mark.parametrize("number", range(RUNS))
def test_stock_of_a_part(number: int) -> None:
    """Mean stock times the length of the run is the sum of the stays of all pieces, first in first out by the pedigree."""
    found = line()
    inputs = _of(found.inputs, number, item="part")
    lots = _of(found.steps, number, journey="lot").groupby("number")["begin_min"].min()
    shipments = _of(found.shipments, number).set_index("shipment")
    came = shipments["received_min"].to_dict() | {-1: 0.0}
    pieces = shipments.loc[shipments["item"] == "part", "pieces"].to_dict() | {-1: 6.0}
    stays = sum(row.pieces * (lots[row.number] - came[row.source_number]) for row in inputs.itertuples())
    taken = inputs.groupby("source_number")["pieces"].sum().to_dict()
    for source, brought in pieces.items():
        if not isnan(came[source]):
            stays += (brought - taken.get(source, 0.0)) * (END_MIN - came[source])
    mean = _of(found.items, number, item="part")["mean_on_hand"].iloc[0]
    assert mean * END_MIN == pytest.approx(stays, rel=1e-9)


@pytest.mark.parametrize("number", range(RUNS))
def test_lots_at_work_at_a_station(number: int) -> None:
    """What the event log tells of starts and ends of work adds up to the stages of work of single lots."""
    found = line()
    events, steps = _of(found.events, number), _of(found.steps, number, journey="lot")
    for station in ("bench", "rig"):
        mine = events[events["place"] == station]
        by_log = (
            mine.loc[mine["kind"] == "operation_end", "time_min"].sum()
            - mine.loc[mine["kind"] == "operation_start", "time_min"].sum()
        )
        work = steps[(steps["place"] == station) & steps["stage"].isin(["work", "rework"])]
        assert by_log == pytest.approx((work["end_min"] - work["begin_min"]).sum(), rel=1e-9)


def _of(table: pd.DataFrame, number: int, **where: str) -> pd.DataFrame:
    mine = table[table["replication"] == number]
    for column, value in where.items():
        mine = mine[mine[column] == value]
    return mine
