"""Truck restrictions: the shipped table, whom they concern, and when they are in force."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.roadrules import DAY_TYPES, RoadRestriction
from scenarios.tables import read_table
from sim.backbone import backbone
from sim.columns import Texts
from sim.daytypes import day_type
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.restrictions import (
    OPENINGS,
    RESTRICTIONS,
    concerns,
    in_force,
    network_openings,
    restriction_report,
    scenario_restrictions,
    shipped_openings,
    shipped_restrictions,
)
from sim.selectors import matching_links, present_links
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from sim.vehicles import RoadVehicle, road_vehicle
from tests.sim.small_roads import small_network, small_scenario

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2023, 1, 16, tzinfo=ZONE)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def rule(**fields: object) -> RoadRestriction:
    return RoadRestriction.model_validate({"roads": ["G4"], **fields})


def clock(spans: tuple[tuple[dt.datetime | None, dt.datetime | None], ...]) -> list[tuple[str, str]]:
    """Return spans as day and time of the local clock."""
    return [
        tuple("…" if moment is None else f"{moment.astimezone(ZONE):%d %H:%M}" for moment in span)  # type: ignore[misc]
        for span in spans
    ]


def test_every_row_has_an_area_a_mark_and_a_source() -> None:
    for table in (RESTRICTIONS, OPENINGS):
        rows = read_table(table)
        assert len({row["id"] for row in rows}) == len(rows) > 0
        for row in rows:
            assert row["bbox"] or row["polygon"], "names of streets recur in other cities"
            assert row["mark"] in {"fact", "estimate", "assumption"}
            assert row["source"].startswith("http")
            assert row["note_en"]
            assert row["note_zh"]
    assert len(shipped_restrictions()) == len(read_table(RESTRICTIONS))


def test_the_airport_expressway_is_shut_to_trucks_of_five_tonnes_by_day() -> None:
    airport = shipped_restrictions()["gz_airport_expressway"]
    assert airport.spans_min() == ((7 * 60, 22 * 60),)
    assert airport.from_ == dt.datetime(2020, 3, 15, tzinfo=ZONE)
    assert airport.until == dt.datetime(2025, 3, 15, tzinfo=ZONE)  # the last day is 14 March
    assert airport.days == DAY_TYPES
    for load, banned in ((4.9, False), (5.0, True), (20.0, True)):
        assert concerns(airport, road_vehicle("truck", load)) is banned
    assert not concerns(airport, RoadVehicle("van", 6, 9, 2))


def test_motorways_cross_the_centre_of_guangzhou_at_the_peaks() -> None:
    network = backbone(dt.date(2023, 1, 16))
    rule = shipped_restrictions()["gz_centre_peak"]
    assert rule.spans_min() == ((7 * 60, 9 * 60), (17 * 60, 20 * 60))
    shut = present_links(network, rule)
    motorway = network.link_class == ROAD_CLASSES.index("motorway")
    assert shut.any()
    assert not shut[motorway].any()
    assert shut[matching_links(network, ["中山大道"]) & (network.point_lon[network.first_point[:-1]] < 113.4)].any()
    for outside in ("黄埔东路", "机场路"):  # the edge itself is free
        streets = matching_links(network, [outside]) & ~motorway
        assert not shut[streets].all()


def test_who_is_exempt_need_not_keep_a_restriction() -> None:
    truck = road_vehicle("truck", 1.5)
    key, rule = "fs_centre_day", shipped_restrictions()["fs_centre_day"]
    assert concerns(rule, truck, key)
    with_pass = dataclasses.replace(truck, exempt_from=(key,))
    assert not concerns(rule, with_pass, key)
    assert concerns(rule, with_pass, "gz_centre_peak")


def test_both_thresholds_must_be_reached() -> None:
    both = rule(min_load_t=1.5, min_gross_t=4.5)
    assert concerns(both, RoadVehicle("truck", 1.5, 4.5, 3))
    assert not concerns(both, RoadVehicle("truck", 1.4, 4.5, 3))
    assert not concerns(both, RoadVehicle("truck", 1.5, 4.4, 3))
    assert concerns(rule(), RoadVehicle("truck", 0.1, 1, 2))
    assert concerns(rule(kinds=["van", "car"]), RoadVehicle("van", 1, 3, 2))


def test_a_window_recurs_every_day_and_one_that_has_begun_is_given_whole() -> None:
    by_day = rule(hours=["07:00-22:00"])
    assert clock(in_force(by_day, MONDAY, MONDAY + 2 * DAY)) == [("16 07:00", "16 22:00"), ("17 07:00", "17 22:00")]
    noon = MONDAY + 12 * HOUR
    assert clock(in_force(by_day, noon, noon + HOUR)) == [("16 07:00", "16 22:00")]
    assert in_force(by_day, MONDAY, MONDAY + 7 * HOUR) == ()
    assert in_force(by_day, MONDAY + 22 * HOUR, MONDAY + 23 * HOUR) == ()


def test_hours_over_midnight_are_counted_to_the_day_on_which_they_begin() -> None:
    night = rule(hours=["22:00-06:00"], days=["sunday"])  # the night from Sunday to Monday
    assert clock(in_force(night, MONDAY, MONDAY + DAY)) == [("15 22:00", "16 06:00")]
    assert in_force(night, MONDAY + DAY, MONDAY + 2 * DAY) == ()


def test_windows_that_touch_are_one() -> None:
    touching = rule(hours=["06:00-22:00", "22:00-06:00"])
    assert clock(in_force(touching, MONDAY, MONDAY + DAY)) == [("…", "…")]
    assert clock(in_force(rule(hours=["10:00-12:00", "11:00-13:00"]), MONDAY, MONDAY + DAY)) == [
        ("16 10:00", "16 13:00")
    ]


def test_the_period_of_a_rule_cuts_its_hours_to_the_minute() -> None:
    cut = rule(hours=["07:00-22:00"], **{"from": "2023-01-16T08:30+08:00", "until": "2023-01-17T07:15+08:00"})
    assert clock(in_force(cut, MONDAY, MONDAY + 3 * DAY)) == [("16 08:30", "16 22:00"), ("17 07:00", "17 07:15")]
    always = rule(**{"from": "2023-01-16T08:30+08:00"})
    assert clock(in_force(always, MONDAY, MONDAY + DAY)) == [("16 08:30", "…")]


def test_a_make_up_day_is_a_workday_and_the_spring_festival_a_holiday() -> None:
    workdays = rule(hours=["07:00-09:00"], days=["workday"])
    saturday = dt.datetime(2023, 1, 28, tzinfo=ZONE)
    assert in_force(workdays, saturday, saturday + DAY)
    festival = dt.datetime(2023, 1, 23, tzinfo=ZONE)
    assert in_force(workdays, festival, festival + DAY) == ()


@given(
    st.lists(
        st.tuples(st.integers(0, 24), st.integers(0, 24)).filter(lambda pair: pair[0] != pair[1]),
        min_size=1,
        max_size=3,
    ),
    st.sets(st.sampled_from(DAY_TYPES), min_size=1),
    st.integers(0, 500),
    st.integers(0, 60 * 40),
)
def test_spans_say_the_same_as_the_clock(
    hours: list[tuple[int, int]], days: set[str], first_day: int, minute: int
) -> None:
    written = [f"{begin:02d}:00-{end:02d}:00" for begin, end in hours if begin < 24]
    if not written or "00:00-00:00" in written:
        return
    restriction = rule(hours=written, days=sorted(days))
    start = MONDAY + first_day * DAY
    moment = start + dt.timedelta(minutes=minute)
    spans = in_force(restriction, start, start + 2 * DAY)
    banned = any((begin is None or begin <= moment) and (end is None or moment < end) for begin, end in spans)
    midnight = moment.replace(hour=0, minute=0)
    passed = (moment - midnight).total_seconds() / 60
    expected = any(
        day_type((midnight - back * DAY).date()) in days and begin <= passed + 1440 * back < end
        for begin, end in restriction.spans_min()
        for back in (0, 1)
    )
    assert banned == expected
    assert all(a[1] is not None and b[0] is not None and a[1] < b[0] for a, b in itertools.pairwise(spans))


def test_a_scenario_adds_its_own_replaces_shipped_ones_and_switches_them_off() -> None:
    own = {"mine": {"roads": ["S28"]}, "gz_airport_expressway": {"roads": ["S41"], "min_load_t": 10.0}}
    both = scenario_restrictions(small_scenario(roads={"date": "2023-01-01", "restrictions": own}))
    assert set(both) == {*shipped_restrictions(), "mine"}
    assert both["gz_airport_expressway"].min_load_t == pytest.approx(10)
    alone = {"date": "2023-01-01", "restrictions": own, "shipped_restrictions": False}
    assert set(scenario_restrictions(small_scenario(roads=alone))) == set(own)


def test_the_report_says_what_a_network_has_of_each_rule() -> None:
    by_id = {match.id: match for match in restriction_report(backbone(dt.date(2023, 1, 16)))}
    assert set(by_id) == set(shipped_restrictions())  # the bundled network is dated: no openings
    assert by_id["gz_airport_expressway"].km == pytest.approx(34.5, abs=3)
    assert by_id["gz_dongfeng_2020"].links == 4
    assert by_id["gz_centre_peak"].km == pytest.approx(211, abs=20)
    assert by_id["dg_inner_peak"].links > 0
    assert by_id["fs_centre_day"].links > 0
    assert all(match.note_zh and match.source for match in by_id.values())
    far_away = dataclasses.replace(small_network(), point_lon=small_network().point_lon + 20)
    none = restriction_report(far_away)
    assert {match.id for match in none} == {*shipped_restrictions(), *shipped_openings()}
    assert sum(match.links for match in none) == 0


def with_names(network: RoadNetwork, name: str) -> RoadNetwork:
    return dataclasses.replace(network, link_name_zh=Texts.of([name] * network.links))


def test_a_street_of_the_same_name_in_another_city_is_not_meant() -> None:
    everywhere = with_names(backbone(dt.date(2023, 1, 16)), "东风中路")
    by_id = {match.id: match for match in restriction_report(everywhere)}
    assert 0 < by_id["gz_dongfeng_2020"].links < everywhere.links / 10


def test_the_bundled_network_has_no_shipped_openings() -> None:
    dated = backbone(dt.date(2024, 7, 1))
    assert not network_openings(dated)
    assert network_openings(dataclasses.replace(dated, name="mine")) == shipped_openings()


def test_real_roads_meet_the_stretch_of_the_daguang_expressway(osm_data: Path) -> None:
    raw = read_osm(osm_data / "guangzhou-fringe.osm.pbf", date=dt.date(2023, 8, 18))
    network = assemble(raw, name="fringe", source="test")
    by_id = {match.id: match for match in restriction_report(network)}
    assert by_id["gz_dongfeng_2020"].links == 0
    daguang = np.array([ref == "G45" for ref in network.link_ref])
    assert by_id["gz_daguang_huashan_banghu"].links < daguang.sum()
