"""Lots that can never go on are told with the station; what can still go on is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sim.chain.runner import run
from tests.sim.chain.synthetic import demand, item, plant, station, text

OVEN = {"most_pieces": 5, "least_pieces": 4}
TO_OVEN = [{"station": "bench", "work_min": 10}, {"station": "oven", "work_min": 60}]


def shop(quantity: int, oven: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "items": {"console": item(route=TO_OVEN, **more)},
        "plants": {"plant": plant(stations={"bench": station(), "oven": station(**oven)})},
        "demands": {"order": demand(quantity)},
    }


def test_the_last_lots_that_cannot_fill_a_batch() -> None:
    """Ten single pieces, four to a batch: two are left over. With eight, or a longest wait, nothing is."""
    (told,) = run(**shop(10, {"batch": OVEN})).starved
    assert (
        "demand 'order' can never be met: console, of which all lots in production wait at 'oven' for a batch" in told
    )
    assert told.endswith("lower least_pieces or give longest_wait_h (plants.plant.stations.oven.batch)")
    assert run(**shop(8, {"batch": OVEN})).starved == ()
    assert run(**shop(10, {"batch": OVEN | {"longest_wait_h": 5}})).starved == ()


def test_more_lots_are_still_to_come_when_the_scenario_ends() -> None:
    """At 00:25 two pieces wait, the third is at the bench: they are late, not lost."""
    early = {"end": "2023-01-04T00:25", "demands": {"order": demand(8, due="2023-01-04T00:20")}}
    assert run(**shop(8, {"batch": OVEN}) | early).starved == ()


def test_too_few_in_production_by_the_limit() -> None:
    (told,) = run(**shop(8, {"batch": OVEN}, wip_limit=3)).starved
    assert "wait at 'oven' for a batch" in told


def test_lots_of_one_family_fill_a_batch_together() -> None:
    sections = shop(2, {"batch": OVEN}, family="pump")
    sections["items"]["kit"] = item(route=TO_OVEN, family="pump")
    sections["demands"]["kits"] = demand(2, item="kit")
    assert run(**sections).starved == ()


@pytest.mark.parametrize("buffer", [None, 0])
def test_no_crew_ever_comes_back(buffer: int | None) -> None:
    """Nobody ever works at the oven; with no place to wait there, the first lot keeps the crew of the bench, the others wait."""
    leaves = {"crew_steps": [{"date": "2023-01-04", "crews": 0}], "buffer_lots": buffer}
    (told,) = run(**shop(3, leaves)).starved
    assert "wait at 'oven' for a crew" in told
    back = {"crew_steps": [*leaves["crew_steps"], {"date": "2023-02-27", "crews": 1}]}
    assert run(**shop(3, back)).starved == ()


def test_nobody_with_the_skill_is_left() -> None:
    sections = shop(3, {"skill": "bake"})
    people = {"name": text("bakers"), "people": 1, "skills": ["bake"], "steps": [{"date": "2023-01-04", "crews": 0}]}
    sections["plants"]["plant"]["teams"] = {"bakers": people}
    (told,) = run(**sections).starved
    assert "for somebody with the skill" in told


def test_a_part_whose_lots_are_stuck_starves_what_it_goes_into() -> None:
    sections = shop(1, {"batch": OVEN})
    sections["items"]["kit"] = item(route=[{"station": "bench", "work_min": 1}], bom={"console": 2})
    sections["demands"] = {"order": demand(3, item="kit")}
    (told,) = run(**sections).starved
    assert "kit waits for console, of which all lots in production wait at 'oven'" in told
