"""What goes wrong, through scenario files: calendar arithmetic, renewal theory, roads, imports, demand, held stock, people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from scenarios import InputError
from tests.validation import files
from tests.validation.chance import holds

MAKER = files.supplier({"part": {"lot_size": 1}}, site="maker")
FROM_MAKER: dict[str, Any] = {
    "items": {"console": files.made(files.step("bench", 1), bom={"part": 1}), "part": files.bought()},
    "suppliers": {"press": MAKER},
    "demands": {"order": files.demand(3)},
}
"""Three parts, ready after 1, 2 and 3 minutes, each on a truck from Dongguan."""


def upset(kind: str, target: str | None = None, **more: Any) -> dict[str, Any]:
    return {"wrong": {"kind": kind, **({"target": target} if target else {}), **more}}


def strike(windows: list[tuple[float, float]], begin: float, work: float, share: float = 0.0) -> float:
    """Return when work ends that starts at a moment, at a share of its speed in some windows: minute by minute."""
    now = begin
    cuts = sorted({moment for window in windows for moment in window})
    while True:
        rate = share if any(start <= now < end for start, end in windows) else 1.0
        following = next((cut for cut in cuts if cut > now), np.inf)
        if rate and work <= (following - now) * rate + 1e-12:
            return now + work / rate
        work -= (following - now) * rate
        now = following


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_jobs_across_random_outages_end_when_arithmetic_says(share: float) -> None:
    """Ten jobs of 60 minutes one after the other, over outages by chance: by equality, to a millionth of a minute."""
    for target in ("plant.bench", "plant"):
        wrong = upset(
            "outage",
            target,
            every_h=3,
            duration_h=1,
            duration_distribution="gamma",
            duration_cv=0.6,
            capacity_share=share,
        )
        found = files.run(replications=3, disruptions=wrong)
        for number in range(3):
            table = found.disruptions[found.disruptions["replication"] == number]
            windows = list(zip(table["begin_min"], table["end_min"], strict=True))
            ends, now = [], 0.0
            for _ in range(10):
                now = strike(windows, now, 60.0, share)
                ends.append(now)
            units = found.units[found.units["replication"] == number]
            np.testing.assert_allclose(units["finished_min"], ends, atol=1e-6)


def test_an_outage_and_the_older_section_say_the_same() -> None:
    spell = {"from": "2023-01-16T00:01", "until": "2023-01-16T05:00", "capacity_share": 0.25}
    parts = {**FROM_MAKER, "suppliers": {"press": files.supplier({"part": {"lot_size": 1}}, capacity_per_day=24)}}
    old = files.run(outages={"spell": {"supplier": "press", **spell}}, **parts)
    new = files.run(disruptions=upset("outage", "press", **spell), **parts)
    assert files.finishes(old) == files.finishes(new)
    assert files.finishes(old)[0] == pytest.approx(strike([(1, 300)], 0, 60, 0.25) + 1)


def test_random_outages_are_as_frequent_and_as_long_as_renewal_theory_says() -> None:
    """Barlow and Proschan (1965), Mathematical Theory of Reliability, chapter 3: in the long run a share MTTR / (MTBF + MTTR)
    of the time is down, with 1 / (MTBF + MTTR) failures a unit of time. 43 days with 10 and 2 hours; intervals of 99.9 %,
    wider by the share of one cycle at the start.
    """
    wrong = upset("outage", "plant.bench", every_h=10, duration_h=2, duration_distribution="exponential")
    found = files.run(replications=60, disruptions=wrong, demands={"order": files.demand(1)})
    end = files.at(files.END)
    table = found.disruptions.assign(end_min=found.disruptions["end_min"].clip(upper=end))
    down = (table["end_min"] - table["begin_min"]).groupby(table["replication"]).sum() / end
    count = table.groupby("replication").size()
    edge = 720 / end
    assert holds(2 / 12, down) or abs(down.mean() - 2 / 12) < edge * 2 / 12
    assert holds(end / 720, count) or abs(count.mean() - end / 720) < 1
    assert down.std() > 0


def test_none_comes_by_chance_after_its_time() -> None:
    """An hour apart, half an hour each, none from 4:00 on: by the clock at 1:00, 2:30 and no more; by equality."""
    wrong = upset(
        "outage", "plant.bench", every_h=1, every_distribution="constant", duration_h=0.5, until="2023-01-16T04:00"
    )
    table = files.run(replications=1, disruptions=wrong).disruptions
    assert list(zip(table["begin_min"], table["end_min"], strict=True)) == [(60.0, 90.0), (150.0, 180.0)]


def test_a_disruption_moves_no_other_draw() -> None:
    """Work, lead times and the first disruption's windows are the same numbers with a second disruption beside."""
    chain = {
        **FROM_MAKER,
        "items": {"console": files.made(files.step("bench", 30, cv=0.5), bom={"part": 1}), "part": files.bought()},
        "suppliers": {"press": {**MAKER, "lead_time_h": 10, "lead_time_cv": 0.5}},
        "roads": {"date": "2023-01-16", "time_cv": 0.2},
        "plants": {"plant": files.plant(bench={}, spare={})},
    }
    first = {
        "first": upset("outage", "plant.bench", every_h=9, duration_h=1, duration_distribution="exponential")["wrong"]
    }
    spare = {
        "kind": "crew_absence",
        "target": "plant.spare",
        "every_h": 40,
        "duration_h": 3,
        "duration_distribution": "gamma",
    }
    second = {"second": {**spare, "duration_cv": 0.5, "capacity_share": 0.5}}
    alone = files.run(seed=7, disruptions=first, **chain)
    both = files.run(seed=7, disruptions={**second, **first}, **chain)
    columns = ["begin_min", "end_min"]
    np.testing.assert_array_equal(
        alone.disruptions[columns], both.disruptions.loc[both.disruptions["disruption"] == "first", columns]
    )
    assert files.finishes(alone) == files.finishes(both)
    np.testing.assert_array_equal(alone.shipments["road_min"], both.shipments["road_min"])


def test_absent_crews_finish_their_lots_first() -> None:
    """Four crews, half of them away from 00:30 to 05:00: four jobs end at 1:00, then two by two."""
    wrong = upset("crew_absence", "plant.bench", **{"from": "2023-01-16T00:30"}, duration_h=4.5, capacity_share=0.5)
    found = files.run(plants={"plant": files.plant(crews=4, bench={})}, disruptions=wrong)
    assert files.finishes(found) == [60] * 4 + [120] * 2 + [180] * 2 + [240] * 2


def test_people_of_a_team_that_are_absent_are_rounded_down() -> None:
    team = {"name": files.name("team"), "people": 3, "skills": ["solder"]}
    plant = files.plant(crews=5, bench={"skill": "solder"}) | {"teams": {"crew": team}}
    wrong = upset("crew_absence", "plant.crew", **{"from": "2023-01-16T00:00"}, duration_h=2, capacity_share=0.5)
    found = files.run(plants={"plant": plant}, disruptions=wrong, demands={"order": files.demand(5)})
    assert files.finishes(found) == [60, 120, 180, 180, 180]


def test_a_cancelled_demand_is_not_made_and_a_surge_is() -> None:
    when = {"from": "2023-01-16T02:30", "duration_h": 1}
    assert files.finishes(files.run(disruptions=upset("demand", "order", factor=0, **when)))[:2] == [60, 120]
    assert len(files.run(disruptions=upset("demand", "order", factor=0, **when)).units) <= 3
    surge = files.run(disruptions=upset("demand", "console", factor=1.5, **when))
    assert files.finishes(surge) == [60.0 * number for number in range(1, 16)]


def test_a_demand_that_grew_is_cancelled_as_a_whole() -> None:
    """Ten consoles of an hour each, doubled after 90 minutes, all cancelled at half past two: two are done."""
    grows = {**upset("demand", "order", factor=2)["wrong"], "from": "2023-01-16T01:30", "duration_h": 1}
    ends = {**upset("demand", "console", factor=0)["wrong"], "from": "2023-01-16T02:30", "duration_h": 1}
    found = files.run(disruptions={"grows": grows, "ends": ends})
    assert files.finishes(found) == [60, 120]
    assert found.orders["cancelled"].sum() == 18
    assert found.orders["open_pieces"].sum() == 0


def test_orders_of_a_stream_are_multiplied_while_it_lasts() -> None:
    """Two pieces an hour, three times as many from hour 3 to hour 5, none from 6 to 8: orders of six at 3 and 4."""
    stream = {"item": "part", "customer": "works", "place": "plant", "interval_h": 1.0, "quantity": 2}
    sales = {"sales": {**stream, "interval_distribution": "constant", "until": "2023-01-16T10:00"}}
    part = files.bought(opening_stock=100, policy={"kind": "base_stock", "order_up_to": 100})
    wrong = {
        "surge": {**upset("demand", "sales", factor=3)["wrong"], "from": "2023-01-16T03:00", "duration_h": 2},
        "slump": {**upset("demand", "part", factor=0)["wrong"], "from": "2023-01-16T06:00", "duration_h": 2},
    }
    items = {"console": files.made(files.step("bench", 60)), "part": part}
    found = files.run(items=items, order_streams=sales, disruptions=wrong)
    orders = found.orders[found.orders["kind"] == "stream"]
    assert list(zip(orders["arrived_min"] / 60, orders["pieces"], strict=True)) == [
        (1, 2), (2, 2), (3, 6), (4, 6), (5, 2), (8, 2), (9, 2)
    ]  # fmt: skip


def test_held_stock_waits_and_so_does_what_comes_in() -> None:
    """A part a minute; held from minute 2.5 to minute 60: the third console is finished a minute after that."""
    wrong = upset("quality_hold", "part", **{"from": "2023-01-16T00:02:30", "until": "2023-01-16T01:00"})
    items = {"console": files.made(files.step("bench", 1), bom={"part": 1}), "part": files.bought()}
    found = files.run(items=items, disruptions=wrong, demands={"order": files.demand(4)})
    assert files.finishes(found) == [2, 3, 61, 62]
    assert len(files.events(found, "hold")) == len(files.events(found, "free")) == 1


def import_of(**more: Any) -> dict[str, Any]:
    leg = {"mode": "air", "gateway": "airport", "transit_h": 10, "departures_per_week": 168}
    maker = files.supplier({"part": {"lot_size": 1}}, site="lab", inbound=leg, capacity_per_day=24)
    return {**FROM_MAKER, "suppliers": {"press": maker}, "disruptions": upset("import_delay", "press", **more)}


def test_imports_that_depart_or_are_on_their_way_are_late() -> None:
    """A part an hour leaves at hours 1, 2 and 3 and is there 10 hours later; a delay of 5 hours in different windows."""
    hours = {
        ("00:30", "02:30"): (16, 17, 13),  # 1 and 2 depart in it
        ("11:30", "11:45"): (11, 17, 18),  # 1 has landed, 2 and 3 are in the air
        ("13:00", "14:00"): (11, 12, 13),  # all have landed
    }
    for (begin, end), wanted in hours.items():
        wrong = {"from": f"2023-01-16T{begin}", "until": f"2023-01-16T{end}", "delay_h": 5}
        received = files.events(files.run(**import_of(**wrong)), "receive", item="part")
        assert sorted(received["time_min"] / 60) == pytest.approx(sorted(wanted)), begin


def road_run(begin: float, hours: float, en_route: str = "reroute", roads: tuple[str, ...] = ("G94",)) -> sim.Run:
    start = np.datetime64(files.START) + np.timedelta64(round(begin * 60), "s")
    wrong = upset(
        "road_closure", closure={"roads": list(roads)}, en_route=en_route, duration_h=hours, **{"from": str(start)}
    )
    return files.run(disruptions=wrong, **FROM_MAKER)


def trip(found: sim.Run, number: int = 0) -> tuple[float, float]:
    row = found.shipments[found.shipments["kind"] == "inbound"].iloc[number]
    return float(row["departed_min"]), float(row["arrived_min"])


@pytest.fixture(scope="module")
def minutes() -> tuple[float, float]:
    """Return the minutes of the way from the maker at midnight, open and with the Guanshen Expressway shut for good."""
    shut = {"shut": {"roads": ["G94"]}}
    times = [
        sim.travel_times(files.file(roads={"date": "2023-01-16", "time_cv": 0.0, "closures": closures}, **FROM_MAKER))
        for closures in ({}, shut)
    ]
    start = files.file().start
    found = [float(each.at("truck", "maker", "works", start)) for each in times]
    assert found[1] > found[0] + 1
    return found[0], found[1]


def test_who_leaves_while_the_road_is_shut_goes_round(minutes: tuple[float, float]) -> None:
    """The table of the closed road is that of a scenario in which it is shut from the start."""
    departed, arrived = trip(road_run(0.5, 10))
    assert departed == 1
    assert arrived - departed == pytest.approx(minutes[1], abs=0.05)


def test_who_is_on_the_road_when_it_shuts_goes_round_with_what_is_left(minutes: tuple[float, float]) -> None:
    departed, arrived = trip(road_run(11, 10))
    usual, around = minutes
    assert arrived - departed == pytest.approx(10 + (1 - 10 / usual) * around, abs=0.1)


def test_who_waits_stands_until_it_opens(minutes: tuple[float, float]) -> None:
    departed, arrived = trip(road_run(11, 2, en_route="wait"))
    assert arrived - departed == pytest.approx(minutes[0] + 120, abs=0.05)


def test_a_road_that_is_not_on_the_way_changes_nothing(minutes: tuple[float, float]) -> None:
    departed, arrived = trip(road_run(0.5, 10, roads=("Humen Bridge",)))
    assert arrived - departed == pytest.approx(minutes[0], abs=0.05)


@pytest.mark.parametrize("en_route", ["reroute", "wait"])
def test_no_goods_are_lost_when_all_roads_shut_again_and_again(en_route: str) -> None:
    """Every expressway is shut by chance: all that was ordered is received, and all that is wanted is delivered."""
    wrong = upset(
        "road_closure",
        closure={"classes": ["motorway", "trunk", "primary"]},
        en_route=en_route,
        every_h=0.4,
        duration_h=0.6,
        duration_distribution="exponential",
    )
    chain = {**FROM_MAKER, "demands": {"order": files.demand(40)}}
    usual = files.run(**chain)
    found = files.run(seed=4, disruptions=wrong, **chain)
    for run in (usual, found):
        assert len(run.units) == 40
        inbound = run.shipments[run.shipments["kind"] == "inbound"]
        assert inbound["received_min"].notna().all()
        assert inbound["pieces"].sum() == 40
    assert len(found.disruptions) > 100
    later = np.sort(found.shipments["arrived_min"]) - np.sort(usual.shipments["arrived_min"])
    assert later.max() > 30
    assert later.min() > -1


def test_a_closure_of_roads_that_are_not_there_is_refused() -> None:
    with pytest.raises(InputError, match=r"disruptions\.wrong\.closure\.roads"):
        road_run(0.5, 1, roads=("Road to Nowhere",))
