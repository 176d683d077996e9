"""One simulation of a scenario, with its own roads when none are given."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.simulation import simulate
from tests.sim.chain.synthetic import item
from tests.sim.study.local import local


def test_roads_are_computed_when_they_are_missing() -> None:
    run = simulate(local(), seed=4)
    assert len(run.replications) == 1
    assert run.seed == 4
    assert run.travel_times.sites == ("works", "gate_a", "gate_b", "clinic")
    assert set(run.reach["supplier"]) == {"press", "etch"}
    assert len(run.units) == 20


def test_a_part_that_nobody_supplies() -> None:
    route = [{"station": "bench", "work_min": 60}]
    lacking = local(
        items={"console": item(route=route, bom={"door": 1}), "door": item(), "casing": item(), "board": item()}
    )
    with pytest.raises(InputError, match=r"items\.door: 20 pieces are missing and nobody supplies it"):
        simulate(lacking)
