"""Batches by arithmetic: a steriliser of one chamber or two, filled in different ways."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chain.replication import Replication
from tests.sim.chain.runner import events, finishes, legs, run
from tests.sim.chain.synthetic import demand, item, plant, station


def sterilised(
    pieces: int, batch: dict[str, Any], *, before: float = 10, crews: int = 1, route: Any = None, **changes: Any
) -> Replication:
    """Run pieces that come to the chamber one every `before` minutes and stay for an hour, with 5 min to load."""
    steps = route or [
        {"station": "bench", "work_min": before},
        {"station": "chamber", "work_min": 60, "setup_min": 5},
    ]
    chamber = station(crews, batch={"most_pieces": 4, **batch}, **changes)
    return run(
        items={"console": item(route=steps)},
        plants={"plant": plant(stations={"bench": station(), "chamber": chamber})},
        demands={"order": demand(pieces)},
    )


def test_it_starts_with_what_is_there() -> None:
    """The first piece at 10; at 75 there are six more, of which four go in, and so on."""
    assert finishes(sterilised(12, {})) == [75, *[140] * 4, *[205] * 4, *[270] * 3]


def test_it_waits_until_it_holds_enough() -> None:
    entry = sterilised(8, {"least_pieces": 4})
    assert finishes(entry) == [105] * 4 + [170] * 4
    assert legs(entry)[("work", "chamber", "work")] == 65


def test_it_waits_no_longer_than_it_should() -> None:
    """Pieces at 10, 20, … 70; the first waits half an hour: at 40 there are four; the fifth is then alone at 105."""
    assert finishes(sterilised(5, {"least_pieces": 4, "longest_wait_h": 0.25})) == [90, 90, 155, 155, 155]
    assert finishes(sterilised(1, {"least_pieces": 4, "longest_wait_h": 0.25})) == [90]


def test_too_few_wait_for_ever() -> None:
    assert finishes(sterilised(7, {"least_pieces": 4})) == [105] * 4


def test_it_starts_with_less_when_no_more_can_come() -> None:
    """Lots of 3 come at 30 and 60; the second does not fit beside the first, so that one starts; the third waits alone.

    The second is held up at the bench until 120; the third is done there at 150.
    """
    route = [{"station": "bench", "work_min": 10}, {"station": "chamber", "work_min": 60}]
    big = run(
        items={"console": item(route=route, lot_size=3)},
        plants={
            "plant": plant(
                stations={
                    "bench": station(),
                    "chamber": station(buffer_lots=0, batch={"most_pieces": 4, "least_pieces": 4}),
                }
            )
        },
        demands={"order": demand(9)},
    )
    assert finishes(big) == [120] * 3 + [210] * 3
    assert [minute for minute, _, _ in events(big, "blocked")] == [60, 150]


def test_two_chambers() -> None:
    assert finishes(sterilised(4, {"least_pieces": 2}, crews=2)) == [85, 85, 105, 105]


def test_a_lot_that_does_not_fit_goes_in_rounds() -> None:
    route = [{"station": "chamber", "work_min": 60}]
    plants = {"plant": plant(stations={"chamber": station(batch={"most_pieces": 4, "least_pieces": 4})})}
    entry = run(items={"console": item(route=route, lot_size=10)}, plants=plants)
    assert finishes(entry) == [180] * 10


@pytest.mark.parametrize(("family", "ends"), [("pump", [60, 60]), (None, [60, 120])])
def test_only_one_kind_in_a_batch(family: str | None, ends: list[float]) -> None:
    route = [{"station": "chamber", "work_min": 60}]
    entry = run(
        items={"console": item(route=route, family=family), "kit": item(route=route, family=family)},
        plants={"plant": plant(stations={"chamber": station(batch={"most_pieces": 4})})},
        demands={"order": demand(1), "kits": demand(1, item="kit")},
    )
    assert finishes(entry) == ends


def test_the_second_visit_is_another_operation() -> None:
    """Two pieces, one chamber: each comes twice; a first and a second visit do not go together."""
    route = [{"station": "chamber", "work_min": 60}, {"station": "chamber", "work_min": 30}]
    plants = {"plant": plant(stations={"chamber": station(batch={"most_pieces": 1})})}
    entry = run(items={"console": item(route=route)}, plants=plants, demands={"order": demand(2)})
    assert max(finishes(entry)) == 180


def test_a_chamber_works_once_for_all_in_it() -> None:
    entry = sterilised(8, {"least_pieces": 4})
    assert entry.outcomes["utilisation_chamber"] == pytest.approx(130 / 170)
    waits = [row for row in entry.waits if row[1] == "chamber"]
    assert waits[0][2] == 7
    assert waits[0][3] == pytest.approx(30 + 20 + 10 + 0 + 55 + 45 + 35 + 25)


def test_waiting_to_fill_is_told_from_waiting_for_a_chamber() -> None:
    """Two kinds for one chamber, each waits a quarter of an hour to fill; the second then waits for the chamber, to 75."""
    route = [{"station": "chamber", "work_min": 60}]
    batch = {"most_pieces": 4, "least_pieces": 4, "longest_wait_h": 0.25}
    entry = run(
        items={"console": item(route=route), "kit": item(route=route)},
        plants={"plant": plant(stations={"chamber": station(batch=batch)})},
        demands={"order": demand(1), "kits": demand(1, item="kit")},
    )
    assert finishes(entry) == [75, 135]
    assert {stage: minutes for (_, _, stage), minutes in legs(entry, "kit").items()} == {
        "batch": 15,
        "queue": 60,
        "work": 60,
    }
