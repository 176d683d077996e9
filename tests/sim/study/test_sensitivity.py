"""One number at a time between its lowest and its highest plausible value."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.study.runs import replicate
from sim.study.sensitivity import sensitivity
from sim.travel import travel_times
from tests.sim.study.local import local

SCENARIO = local()
CAPACITY = "suppliers.press.capacity_per_day"


def test_numbers_with_a_range_are_ordered_by_their_swing() -> None:
    roads = travel_times(SCENARIO)
    told: list[tuple[int, int]] = []
    table = sensitivity(SCENARIO, roads, replications=2, progress=lambda done, total: told.append((done, total)))
    assert table["key"].tolist()[0] == CAPACITY
    assert set(table["key"]) == {CAPACITY, "suppliers.etch.lead_time_h", "vehicles.truck.cost_cny_per_km"}
    assert table["swing"].is_monotonic_decreasing
    rows = table.set_index("key")
    assert rows.loc[CAPACITY, "outcome_low"] > rows.loc[CAPACITY, "outcome_high"]
    assert rows.loc[CAPACITY, ["low", "high", "base"]].tolist() == [2, 20, 10]
    assert rows.loc["vehicles.truck.cost_cny_per_km", "swing"] == 0
    base = replicate(SCENARIO, roads, replications=2).replications["console_finish_day"].mean()
    assert table["outcome_base"].tolist() == pytest.approx([base] * 3)
    assert told[-1] == (6, 6)


def test_only_the_largest_swings_are_looked_at_closely() -> None:
    roads = travel_times(SCENARIO)
    whole = sensitivity(SCENARIO, roads, replications=4).set_index("key")
    first = sensitivity(SCENARIO, roads, replications=1).set_index("key")
    table = sensitivity(SCENARIO, roads, replications=4, closely=1)
    assert table["replications"].tolist() == [4, 1, 1]
    assert table["key"][0] == first.index[0]
    assert table.set_index("key").loc[first.index[0]].tolist() == whole.loc[first.index[0]].tolist()
    for key in table["key"][1:]:
        assert table.set_index("key").loc[key].tolist() == first.loc[key].tolist()


def test_another_outcome() -> None:
    table = sensitivity(SCENARIO, replications=1, outcome="transport_cost_cny")
    assert table["key"].tolist()[0] == "vehicles.truck.cost_cny_per_km"


def test_unknown_outcome_names_those_that_exist() -> None:
    with pytest.raises(InputError, match=r"no outcome 'speed'; choose one of console_finish_day, "):
        sensitivity(SCENARIO, replications=1, outcome="speed")
