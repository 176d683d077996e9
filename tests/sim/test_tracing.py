"""The past of one unit: its pedigree, its critical path, and that both are whole."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.tracing import Key
from tests.validation.files import bought, demand, made, plant, run, step, supplier


@pytest.fixture(scope="module")
def small() -> sim.Run:
    """Three consoles, each of a drive made here and two casings bought; a press of a casing an hour."""
    return run(
        replications=5,
        items={
            "console": made(step("bench", 60), bom={"drive": 1.0, "casing": 2.0}),
            "drive": made(step("rig", 30)),
            "casing": bought(opening_stock=1),
        },
        plants={"plant": plant(bench={}, rig={})},
        suppliers={"press": supplier({"casing": {"lot_size": 1}}, capacity_per_day=24)},
        demands={"order": demand(3)},
    )


def test_pedigree_of_the_first_unit(small: sim.Run) -> None:
    """One casing of the opening stock and one of the press, an hour of work; the drive was there before."""
    found = sim.trace(small, "console", 1)
    assert found.finished_min == pytest.approx(120)
    inputs = {(entry.item, entry.source.journey): entry.pieces for entry in found.nodes[found.root].inputs}
    assert inputs == {("drive", "lot"): 1, ("casing", ""): 1, ("casing", "shipment"): 1}
    assert [(span.item, span.stage, span.end_min - span.begin_min) for span in found.path] == [
        ("casing", "production", pytest.approx(60)),
        ("console", "work", pytest.approx(60)),
    ]
    critical = {key.journey: node.critical_min for key, node in found.nodes.items() if node.critical_min}
    assert critical == {"shipment": pytest.approx(60), "lot": pytest.approx(60)}


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_critical_path_has_no_gaps(small: sim.Run, unit: int) -> None:
    found = sim.trace(small, "console", unit)
    at = 0.0
    for span in found.path:
        assert span.begin_min == pytest.approx(at)
        at = span.end_min
    assert at == pytest.approx(found.finished_min)


def test_every_piece_of_a_kit_is_in_the_tree(small: sim.Run) -> None:
    for unit in (1, 2, 3):
        told = list(sim.trace(small, "console", unit).walk())
        casings = sum(entry.pieces for _, entry, _, _ in told if entry.item == "casing")
        assert casings == 2
        assert max(depth for depth, *_ in told) == 1


def test_a_replication_that_kept_no_past_is_made_again(small: sim.Run) -> None:
    assert set(small.steps["replication"]) == {0, 1, 2}
    found = sim.trace(small, "console", 3, replication=4)
    units = small.units[(small.units["replication"] == 4) & (small.units["unit"] == 3)]
    assert found.finished_min == units["finished_min"].iloc[0]
    assert found.path


def test_path_of_the_last_unit_is_that_of_the_bottlenecks(small: sim.Run) -> None:
    found = sim.trace(small, "console", 3)
    by_stage = pd.Series([span.end_min - span.begin_min for span in found.path], [span.stage for span in found.path])
    mine = small.bottlenecks[small.bottlenecks["replication"] == 0].groupby("stage")["minutes"].sum()
    pd.testing.assert_series_equal(
        by_stage.groupby(level=0).sum().sort_index(), mine.sort_index(), check_names=False, check_index_type=False
    )


def test_a_bought_product_is_traced_to_its_delivery() -> None:
    found = run(
        items={"console": bought()},
        suppliers={"press": supplier({"console": {"lot_size": 1}}, capacity_per_day=24)},
        demands={"order": demand(2)},
    )
    traced = sim.trace(found, "console", 2)
    assert traced.root.journey == "shipment"
    assert sum(span.end_min - span.begin_min for span in traced.path) == pytest.approx(traced.finished_min)


def test_parts_and_what_is_made_to_stock_are_traced_piece_by_piece(small: sim.Run) -> None:
    """A drive a half hour; of 5 ordered casings one an hour; a console made to stock in lots of 4, 60 min a piece."""
    assert [sim.trace(small, "drive", unit).finished_min for unit in (1, 3)] == [30, 90]
    assert sim.trace(small, "casing", 2).finished_min == pytest.approx(120)
    with pytest.raises(InputError, match="'drive' has no unit 4 in replication 0; name one from 1 to 3"):
        sim.trace(small, "drive", 4)
    policy = {"kind": "base_stock", "order_up_to": 8}
    stream = {"item": "console", "customer": "works", "interval_h": 48, "interval_distribution": "constant"}
    found = run(
        replications=4,
        items={
            "console": {**made(step("bench", 60), lot_size=4), "policy": policy, "opening_stock": 0},
            "part": bought(),
        },
        demands={},
        order_streams={"sales": stream},
    )
    for replication in (0, 3):  # the past of the last is not kept: it is simulated again
        traced = sim.trace(found, "console", 5, replication)
        assert traced.finished_min == 480
        assert [span.stage for span in traced.path] == ["queue", "work"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("console", 4, 0), "has no unit 4 in replication 0; name one from 1 to 3"),
        (("table", 1, 0), "no piece of 'table' was made or received .* those that were: casing, console, drive"),
        (("console", 1, 5), "no replication 5; name one from 0 to 4"),
    ],
)
def test_what_is_not_there(small: sim.Run, asked: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        sim.trace(small, *asked)


def test_keys_in_words() -> None:
    assert str(Key("lot", 3)) == "lot 3"
    assert str(Key("", -1)) == "opening stock"
