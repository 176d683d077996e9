"""Teams and skills by arithmetic."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chain.replication import Replication
from tests.sim.chain.runner import events, finishes, run
from tests.sim.chain.synthetic import demand, item, plant, station, text


def team(people: int, *skills: str, **more: Any) -> dict[str, Any]:
    return {"name": text("team"), "people": people, "skills": list(skills), **more}


def shop(teams: dict[str, Any], stations: dict[str, Any], pieces: int = 4, **changes: Any) -> Replication:
    """Run pieces of two items, each an hour at a bench of its own with work places for all."""
    items = {name: item(route=[{"station": f"{name}_bench", "work_min": 60}]) for name in ("console", "kit")}
    demands = {"order": demand(pieces), "kits": demand(pieces, item="kit")}
    return run(items=items, plants={"plant": plant(stations=stations, teams=teams)}, demands=demands, **changes)


def benches(first: str | None, second: str | None, **more: Any) -> dict[str, Any]:
    return {"console_bench": station(9, skill=first, **more), "kit_bench": station(9, skill=second, **more)}


def test_people_limit_what_work_places_do_not() -> None:
    """Three people, eight hours of work at nine places each."""
    entry = shop({"all": team(3, "weld")}, benches("weld", "weld"))
    assert sorted(finishes(entry)) == [60] * 3 + [120] * 3 + [180] * 2
    assert entry.outcomes["utilisation_team_all"] == pytest.approx(8 / 9)
    assert entry.outcomes["utilisation_console_bench"] == pytest.approx(240 / (9 * 180))


def test_who_can_do_least_goes_first() -> None:
    """One welder and one who can do both: the welder welds, so that the other is free to test."""
    for names in (("able", "plain"), ("plain", "able")):
        skills = {"able": ("weld", "test"), "plain": ("weld",)}
        entry = shop({name: team(1, *skills[name]) for name in names}, benches("weld", "test"), pieces=1)
        assert finishes(entry) == [60, 60]


def test_a_bench_without_skill_needs_nobody() -> None:
    entry = shop({"all": team(1, "weld")}, benches("weld", None), pieces=2)
    assert sorted(finishes(entry)) == [60, 60, 60, 120]


def test_people_come_and_go_and_finish_what_they_do() -> None:
    """Two people until midnight, then one; 5 lots of 1,000 min: two at 1000, two at 2000 though one should have left."""
    steps = [{"date": "2023-01-05", "crews": 1}]
    route = [{"station": "bench", "work_min": 1000}]
    entry = run(
        items={"console": item(route=route)},
        plants={
            "plant": plant(stations={"bench": station(5, skill="weld")}, teams={"all": team(2, "weld", steps=steps)})
        },
        demands={"order": demand(5)},
    )
    assert finishes(entry) == [1000, 1000, 2000, 2000, 3000]
    there = 2 * 1440 + (3000 - 1440) + (2000 - 1440)
    assert entry.outcomes["utilisation_team_all"] == pytest.approx(5000 / there)


def test_the_most_urgent_lot_of_all_benches_gets_the_person() -> None:
    """Kits are due first, though their bench is the second."""
    items = {name: item(route=[{"station": f"{name}_bench", "work_min": 60}]) for name in ("console", "kit")}
    demands = {"late": demand(2), "early": demand(2, item="kit", due="2023-01-10T00:00")}
    plants = {"plant": plant(stations=benches("weld", "weld"), teams={"all": team(1, "weld")})}
    entry = run(items=items, demands=demands, plants=plants)
    assert entry.units["item"].tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize(("discipline", "consoles"), [("fifo", [60, 120, 180]), ("due", [60, 240, 300])])
def test_a_person_goes_to_who_came_first_where_all_benches_serve_so(discipline: str, consoles: list[float]) -> None:
    """Two kits, due first, come after an hour of something else to a bench; three consoles have waited at another."""
    entry = run(
        items={
            "console": item(route=[{"station": "console_bench", "work_min": 60}]),
            "kit": item(route=[{"station": "desk", "work_min": 59}, {"station": "kit_bench", "work_min": 60}]),
        },
        plants={
            "plant": plant(
                stations={**benches("weld", "weld", discipline=discipline), "desk": station(9)},
                teams={"all": team(1, "weld")},
            )
        },
        demands={"order": demand(3), "kits": demand(2, item="kit", due="2023-01-20T00:00")},
    )
    mine = entry.units["finished_min"][entry.units["item"] == 0]
    assert mine.tolist() == consoles


def test_a_crew_that_is_free_because_its_lot_was_let_in_counts_for_who_gets_the_person() -> None:
    """At 240 the second bench has room for the lot that kept the crew of the first, where the next one came before all others."""
    stations = {
        "cut": station(1, skill="weld", discipline="fifo"),
        "join": station(2, skill="weld", discipline="fifo", buffer_lots=0),
    }
    entry = run(
        items={"console": item(route=[{"station": "cut", "work_min": 60}, {"station": "join", "work_min": 60}])},
        plants={"plant": plant(stations=stations, teams={"all": team(1, "weld")})},
        demands={"order": demand(5)},
    )
    starts = [(minute, lot) for minute, lot, _ in events(entry, "operation_start")]
    assert starts[:5] == [(0, 0), (60, 1), (120, 2), (180, 0), (240, 3)]


def test_a_person_is_free_while_the_lot_still_keeps_its_place() -> None:
    """One person for both stations; the second has no buffer: the first lot is held up, the person goes on with the other."""
    route = [{"station": "one", "work_min": 10}, {"station": "two", "work_min": 30}]
    stations = {"one": station(skill="all"), "two": station(skill="all", buffer_lots=0)}
    entry = run(
        items={"console": item(route=route)},
        plants={"plant": plant(stations=stations, teams={"all": team(1, "all")})},
        demands={"order": demand(3)},
    )
    assert finishes(entry)[-1] == 120


def test_work_in_the_hours_of_the_station() -> None:
    """The plant sleeps at night, the rig never: a person of the team works there then."""
    stations = {"bench": station(skill="all"), "rig": station(skill="all", calendar="always")}
    route = [{"station": "bench", "work_min": 470}, {"station": "rig", "work_min": 600}]
    entry = run(
        items={"console": item(route=route)},
        plants={"plant": plant("day", stations, teams={"all": team(1, "all")})},
        demands={"order": demand(1)},
    )
    assert finishes(entry) == [17 * 60 + 20 + 600]
    assert entry.outcomes["utilisation_team_all"] <= 1
