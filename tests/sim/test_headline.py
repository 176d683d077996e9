"""The answer of a run in words."""

from __future__ import annotations

import sim
from sim.headline import headlines
from tests.validation.files import bought, demand, file, made, roads, step, supplier


def test_what_has_not_left_at_the_end_is_no_delivery() -> None:
    """A supplier next door is cut off after half of his lots: all deliveries came from inside, in figures and in words."""
    end = "2023-01-18T00:00"
    makers = {"press": supplier({"part": {"lot_size": 1}}, capacity_per_day=10)}
    items = {"console": made(step("bench", 1), bom={"part": 1}), "part": bought()}
    wanted = {"order": demand(40, due=end)}
    found = sim.simulate(file(end=end, items=items, suppliers=makers, demands=wanted), roads())
    assert found.shipments["departed_min"].isna().any()
    assert found.replications["deliveries_inside_share"].tolist() == [1]
    assert any("100% of deliveries" in line.en for line in headlines(found))
