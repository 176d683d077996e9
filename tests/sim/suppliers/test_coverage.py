"""What suppliers bring, and what lies within how many minutes."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from scenarios import Scenario
from sim.suppliers.coverage import COVERAGE_COLUMNS, COVERAGE_MIN, coverage_table, offers, shares
from tests.sim.small_roads import small_scenario, text


def brought(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["supplier", "item", "purchase_value_cny", "deliveries"])
    return table.assign(plant="main")[["supplier", "item", "plant", "purchase_value_cny", "deliveries"]]


def two_sources(**changes: object) -> Scenario:
    """Return the small scenario, of which two suppliers bring the circuit boards: 7 and 3 of the 10 pieces."""
    suppliers = {key: entry.model_dump(by_alias=True) for key, entry in small_scenario().suppliers.items()}
    suppliers["pcb"]["items"]["pcb_part"] |= {"share": 0.7, "lot_size": 3}
    suppliers["moulds"]["items"]["pcb_part"] = {"lot_size": 3, "price_cny": 50.0, "share": 0.3}
    return small_scenario(suppliers=suppliers, **changes)


def test_pieces_by_share_and_lots_of_which_the_last_is_a_part() -> None:
    table = offers(two_sources()).set_index(["supplier", "item"])
    assert table.loc[("pcb", "pcb_part"), "purchase_value_cny"] == pytest.approx(700)
    assert table.loc[("pcb", "pcb_part"), "deliveries"] == 3  # 7 pieces in lots of 3
    assert table.loc[("moulds", "pcb_part"), "purchase_value_cny"] == pytest.approx(150)
    assert table.loc[("moulds", "pcb_part"), "deliveries"] == 1  # 3 pieces are one lot, whatever the rounding
    assert set(table["plant"]) == {"main"}


def test_an_item_is_covered_by_any_of_its_suppliers_but_its_value_only_in_part() -> None:
    table = brought(("a", "x", 70, 7), ("b", "x", 30, 1), ("b", "y", 100, 2))
    assert shares(table, {("a", "main")}) == pytest.approx((0.5, 0.35, 0.7))
    assert shares(table, {("b", "main")}) == pytest.approx((1.0, 0.65, 0.3))
    assert shares(table, set()) == (0, 0, 0)
    assert shares(table, {("a", "other")}) == (0, 0, 0)
    assert shares(brought(("a", "x", 0, 0)), {("a", "main")}) == (1, 0, 0)


def test_the_curve_now_at_the_best_and_the_worst_hour_and_on_saturday() -> None:
    hours = pd.DataFrame(
        [
            (supplier, "main", day, hour, imported, minutes, minutes + 20)
            for supplier, imported, by_day in (
                ("near", False, {"weekday": (20, 50), "saturday": (16, 14)}),
                ("gone", False, {"weekday": (40, math.nan), "saturday": (40, 40)}),
                ("abroad", True, {"weekday": (10, 10), "saturday": (10, 10)}),
            )
            for day, times in by_day.items()
            for hour, minutes in enumerate(times)
        ],
        columns=["supplier", "plant", "day", "hour", "imported", "door_to_door_min_p50", "door_to_door_min_p90"],
    )
    table = brought(("near", "x", 50, 5), ("gone", "y", 25, 4), ("abroad", "z", 25, 1))
    curve = coverage_table(hours, table, 0)
    assert tuple(curve.columns) == COVERAGE_COLUMNS
    assert sorted(set(curve["minutes"])) == list(COVERAGE_MIN)
    first = curve[curve["purchase_value"] > 0].groupby(["percentile", "when"])["minutes"].min()
    assert first.to_dict() == {
        (50, "depart"): 30,
        (50, "best"): 30,
        (50, "worst"): 60,
        (50, "saturday"): 30,
        (90, "depart"): 45,
        (90, "best"): 45,
        (90, "worst"): 75,
        (90, "saturday"): 45,
    }
    last = curve[curve["minutes"] == 180].set_index(["percentile", "when"])["deliveries"]
    assert last[50, "depart"] == pytest.approx(0.9)  # the import never counts
    assert last[50, "worst"] == pytest.approx(0.5)  # and at the worst hour no road leads from one of them


def test_an_item_of_two_plants_is_brought_to_both() -> None:
    step = {"station": "line", "work_min": 5.0}
    items = {key: item.model_dump(by_alias=True) for key, item in small_scenario().items.items()}
    items["probe"] = {"name": text("Probe"), "bom": {"pcb_part": 1}, "plant": "second", "route": [step]}
    plants = {
        key: {"site": site, "calendar": "day", "stations": {"line": {"name": text("Line"), "crews": 2}}}
        for key, site in (("main", "plant"), ("second", "hospital"))
    }
    demands = {
        key: {"item": item, "quantity": 10, "due": "2023-01-17T18:00", "customer": "hospital", "vehicle": "van"}
        for key, item in (("first", "console"), ("second", "probe"))
    }
    table = offers(small_scenario(items=items, plants=plants, demands=demands))
    plants_of_part = table[table["item"] == "pcb_part"].groupby("supplier")["plant"].agg(set)
    assert len(plants_of_part) > 0
    assert all(found == {"main", "second"} for found in plants_of_part)
