"""What falls out when a road closes, as a table."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.suppliers.closable import Road
from sim.suppliers.crossings import CROSSING_COLUMNS, SHOWN, crossing_table
from sim.suppliers.dependence import LOSS_COLUMNS
from tests.sim.small_roads import small_network

NETWORK = small_network()
BROUGHT = pd.DataFrame(
    [("a", "x", "main", 60.0, 6.0), ("b", "x", "main", 20.0, 3.0), ("b", "y", "main", 20.0, 1.0)],
    columns=["supplier", "item", "plant", "purchase_value_cny", "deliveries"],
)
INSIDE = {("a", "main"), ("b", "main")}


def road(name: str, kind: str = "road", links: tuple[int, ...] = (0,)) -> Road:
    return Road(name, kind, "", "", links, np.isin(np.arange(NETWORK.links), links))  # type: ignore[arg-type]


def lost(*rows: tuple[str, str, str, float, bool]) -> pd.DataFrame:
    """Return losses of (road, kind, supplier, minutes lost, whether it falls out)."""
    table = [
        (name, kind, supplier, "main", 50.0, 50.0 + minutes, minutes, math.isnan(minutes), out)
        for name, kind, supplier, minutes, out in rows
    ]
    return pd.DataFrame(table, columns=list(LOSS_COLUMNS))


def test_shares_that_fall_out_and_minutes_of_those_who_still_arrive() -> None:
    losses = lost(
        ("G4", "road", "a", 4.0, False),
        ("G4", "road", "b", 20.0, True),
        ("Bridge", "bridge", "a", math.nan, True),
        ("Bridge", "bridge", "b", math.nan, True),
    )
    table = crossing_table(NETWORK, [road("G4"), road("Bridge", "bridge", (7,))], losses, BROUGHT, INSIDE)
    assert tuple(table.columns) == CROSSING_COLUMNS
    assert table["road"].tolist() == ["Bridge", "G4"]  # what takes most comes first
    bridge, g4 = (row for _, row in table.iterrows())
    assert (bridge["part_lines_out"], bridge["purchase_value_out"], bridge["deliveries_out"]) == (1, 1, 1)
    assert (bridge["suppliers_out"], bridge["suppliers_cut_off"], bridge["suppliers_over_it"]) == (2, 2, 2)
    assert math.isnan(bridge["lost_min_mean"])
    assert g4["part_lines_out"] == pytest.approx(0.5)  # the other supplier still brings x
    assert g4["purchase_value_out"] == pytest.approx(0.4)
    assert g4["deliveries_out"] == pytest.approx(0.4)
    assert (g4["lost_min_mean"], g4["lost_min_most"], g4["who_falls_out"]) == (12, 20, "b")
    assert g4["deliveries_over_it"] == 10
    assert bridge["geometry"].length > 0


def test_named_bridges_are_all_shown_and_of_the_rest_the_first() -> None:
    names = [f"R{number}" for number in range(SHOWN + 5)]
    bridges = [f"B{number}" for number in range(SHOWN + 5)]
    unnamed = [f"bridge 113.5, 22.{number}" for number in range(SHOWN + 5)]
    kinds = dict.fromkeys(names, "road") | dict.fromkeys([*bridges, *unnamed], "bridge")
    losses = lost(*((name, kind, "a", float(rank), False) for rank, (name, kind) in enumerate(kinds.items())))
    table = crossing_table(NETWORK, [road(name, kind) for name, kind in kinds.items()], losses, BROUGHT, INSIDE)
    assert set(bridges) <= set(table["road"])
    assert [name for name in table["road"] if name in names] == names[: -SHOWN - 1 : -1]
    assert [name for name in table["road"] if name in unnamed] == unnamed[: -SHOWN - 1 : -1]


def test_nothing_to_close() -> None:
    assert len(crossing_table(NETWORK, [], lost(), BROUGHT, INSIDE)) == 0
