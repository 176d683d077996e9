"""Which road each supplier depends on most."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.suppliers.closable import Road
from sim.suppliers.dependence import LOSS_COLUMNS, NOTICED_MIN, most_needed


def road(name: str, kind: str, *links: int) -> Road:
    return Road(name, kind, "", "", links, np.isin(np.arange(9), links))  # type: ignore[arg-type]


ROADS = [road("G4", "road", 0, 1, 2), road("Bridge", "bridge", 1), road("S2", "road", 3)]


def needed(**lost_min: float) -> tuple[str, float] | None:
    table = [
        (each.road, each.kind, "a", "main", 40.0, 40.0 + minutes, minutes, math.isnan(minutes), False)
        for each, minutes in zip(ROADS, lost_min.values(), strict=True)
    ]
    found = most_needed(pd.DataFrame(table, columns=list(LOSS_COLUMNS)), ROADS)
    return (found["a", "main"][0].road, found["a", "main"][1]) if found else None


def test_the_most_minutes_count() -> None:
    assert needed(g4=3.0, bridge=1.0, s2=8.0) == ("S2", 8.0)


def test_to_be_cut_off_is_worse_than_any_minutes() -> None:
    assert needed(g4=3.0, bridge=math.nan, s2=300.0) == ("Bridge", math.inf)


def test_a_bridge_is_named_rather_than_all_of_its_road() -> None:
    assert needed(g4=5.0, bridge=5.0 + 1e-9, s2=2.0) == ("Bridge", 5.0 + 1e-9)
    assert needed(g4=math.nan, bridge=math.nan, s2=2.0) == ("Bridge", math.inf)


def test_what_costs_nothing_is_not_needed() -> None:
    assert needed(g4=0.0, bridge=0.0, s2=NOTICED_MIN / 2) is None
