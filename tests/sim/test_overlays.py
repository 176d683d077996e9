"""What lies over the roads: congestion by the hour, closures, openings, restrictions; exact to the minute."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import Scenario
from scenarios.roadrules import RoadRestriction
from sim.backbone import backbone
from sim.closures import Closure
from sim.columns import Texts
from sim.daytypes import day_type
from sim.errors import InputError
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.overlays import scenario_profiles, speed_profiles
from sim.profiles import SpeedProfiles
from sim.selectors import matching_links
from sim.speeds import AREAS, link_areas
from sim.vehicles import RoadVehicle, road_vehicle
from tests.sim.fixed_speeds import edge_seconds, link_times
from tests.sim.small_roads import small_network, small_scenario

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2023, 1, 16, tzinfo=ZONE)
TRUCK = road_vehicle("truck")
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
MINUTES = st.integers(-3 * 60, 30 * 60)
SPANS = st.tuples(st.none() | MINUTES, st.none() | MINUTES)
CLOSURES = st.lists(st.tuples(st.sets(st.integers(0, 9), max_size=4), SPANS), max_size=4)


def made(drawn: list[tuple[set[int], tuple[int | None, int | None]]], start: dt.datetime) -> dict[str, Closure]:
    """Return closures of links of the small network, by minutes after a start."""
    found = {}
    for number, (links, span) in enumerate(drawn):
        moments = [None if minute is None else start + minute * MINUTE for minute in span]
        mask = np.zeros(10, bool)
        mask[list(links)] = True
        if moments[0] is None or moments[1] is None or moments[0] < moments[1]:
            found[f"c{number}"] = Closure(mask, moments[0], moments[1])
    return found


def at(profiles: SpeedProfiles, moment: dt.datetime) -> np.ndarray:
    seconds: np.ndarray = profiles.link_seconds(profiles.second(moment))
    return seconds


def is_shut(closure: Closure, moment: dt.datetime) -> bool:
    return (closure.start is None or closure.start <= moment) and (closure.end is None or moment < closure.end)


@pytest.mark.parametrize("kind", ["truck", "van", "car"])
def test_every_hour_of_a_fortnight_has_the_seconds_of_the_table(kind: str) -> None:
    network = backbone(dt.date(2023, 1, 16))
    profiles = speed_profiles(network, road_vehicle(kind), MONDAY, 24 * 14, restrictions=False)
    assert profiles.slot_end_s[:-1].tolist() == [3600.0 * hour for hour in range(1, 24 * 14)]
    assert profiles.slot_end_s[-1] == np.inf
    for hour in range(0, 24 * 14, 5):
        moment = MONDAY + hour * HOUR
        assert (at(profiles, moment)[network.edge_link] == edge_seconds(network, kind, moment)).all()  # type: ignore[arg-type]
        assert (at(profiles, moment) == at(profiles, moment + 59 * MINUTE)).all()


def test_the_arrays_are_what_the_kernel_wants() -> None:
    network = backbone(dt.date(2023, 1, 16))
    profiles = speed_profiles(network, TRUCK, MONDAY, 30)
    assert profiles.factor.flags.c_contiguous
    assert profiles.factor.dtype == profiles.slot_end_s.dtype == profiles.link_empty_s.dtype == np.float64
    assert profiles.link_profile.dtype == np.int32
    assert profiles.factor.shape[0] == profiles.slot_end_s.size
    assert (np.diff(profiles.slot_end_s) > 0).all()
    assert (profiles.factor >= 1).all()
    columns = {column.tobytes() for column in profiles.factor.T}
    assert len(columns) == profiles.factor.shape[1] < 200
    assert set(profiles.link_profile.tolist()) == set(range(profiles.factor.shape[1]))


def test_monday_morning_on_a_motorway_of_guangzhou_is_far_below_the_city_index() -> None:
    network = backbone(dt.date(2023, 1, 16))
    profiles = speed_profiles(network, TRUCK, MONDAY, 24, restrictions=False)
    slowdown = at(profiles, MONDAY + 7 * HOUR + 30 * MINUTE) / profiles.link_empty_s
    area, scale = link_areas(network)
    guangzhou = (area == AREAS.index("core")) & (scale > 1.2)
    motorway = guangzhou & (network.link_class == ROAD_CLASSES.index("motorway"))
    street = guangzhou & (network.link_class == ROAD_CLASSES.index("primary"))
    assert motorway.any()
    assert slowdown[motorway].max() < 1.3
    assert 1.6 < slowdown[street].min() < slowdown[street].max() < 1.95


def test_a_closure_begins_and_ends_to_the_minute() -> None:
    network = small_network()
    closure = Closure(matching_links(network, ["S20"]), MONDAY + 8 * HOUR + 20 * MINUTE, MONDAY + 9 * HOUR + 5 * MINUTE)
    profiles = speed_profiles(network, TRUCK, MONDAY + 6 * HOUR, 6, {"fog": closure}, restrictions=False)
    assert profiles.slot_end_s.tolist() == [3600, 7200, 8400, 10800, 11100, 14400, 18000, np.inf]
    for minutes, shut in ((499, False), (500, True), (544, True), (545, False)):
        assert np.flatnonzero(np.isinf(at(profiles, MONDAY + minutes * MINUTE))).tolist() == ([7, 8] if shut else [])


@settings(max_examples=60)
@given(CLOSURES, st.integers(1, 24), st.integers(0, 24 * 60 - 1))
def test_at_every_minute_just_the_closed_links_are_closed(
    drawn: list[tuple[set[int], tuple[int | None, int | None]]], hours: int, minute: int
) -> None:
    network = small_network()
    closures = made(drawn, MONDAY)
    moment = MONDAY + (minute % (60 * hours)) * MINUTE
    seconds = at(speed_profiles(network, TRUCK, MONDAY, hours, closures, restrictions=False), moment)
    shut = np.zeros(10, bool)
    for closure in closures.values():
        if is_shut(closure, moment):
            shut |= closure.links
    expected = np.where(shut, np.inf, link_times(network, "truck").seconds(day_type(moment.date()), moment.hour))
    assert (seconds == expected).all()


@settings(max_examples=60)
@given(CLOSURES, CLOSURES, st.integers(1, 24))
def test_one_more_closure_never_makes_a_link_quicker(
    drawn: list[tuple[set[int], tuple[int | None, int | None]]],
    more: list[tuple[set[int], tuple[int | None, int | None]]],
    hours: int,
) -> None:
    network = small_network()
    few = made(drawn, MONDAY)
    many = {**few, **{f"more {key}": closure for key, closure in made(more, MONDAY).items()}}
    less, shut = (
        speed_profiles(network, TRUCK, MONDAY, hours, closures, restrictions=False) for closures in (few, many)
    )
    for moment in (MONDAY + minutes * MINUTE for minutes in range(0, hours * 60, 17)):
        assert (at(shut, moment) >= at(less, moment)).all()


def test_what_is_shut_at_the_end_opens_at_its_real_end_and_nothing_shuts_thereafter() -> None:
    network = small_network()
    closures = {
        "runs on": Closure(matching_links(network, ["S20"]), MONDAY + HOUR, MONDAY + 50 * HOUR),
        "later": Closure(matching_links(network, ["G4"]), MONDAY + 30 * HOUR, MONDAY + 40 * HOUR),
        "before": Closure(matching_links(network, ["S31"]), MONDAY - 5 * HOUR, MONDAY + HOUR),
    }
    profiles = speed_profiles(network, TRUCK, MONDAY, 24, closures)
    assert profiles.slot_end_s[0] == -5 * 3600
    assert profiles.slot_end_s[-2] == 50 * 3600
    assert np.isinf(at(profiles, MONDAY + 49 * HOUR)[[7, 8]]).all()
    assert np.isfinite(at(profiles, MONDAY + 50 * HOUR)).all()
    assert np.isfinite(at(profiles, MONDAY - 6 * HOUR)).all()
    assert np.isinf(at(profiles, MONDAY - HOUR)[[1, 2]]).all()


def test_nobody_waits_for_days_after_the_end() -> None:
    network = small_network()
    for beyond, waits in ((47, True), (49, False)):
        closure = Closure(matching_links(network, ["S20"]), MONDAY + HOUR, MONDAY + (24 + beyond) * HOUR)
        profiles = speed_profiles(network, TRUCK, MONDAY, 24, {"long": closure})
        assert np.isfinite(profiles.factor[-1]).all() == waits


def test_restrictions_that_take_turns_are_never_open() -> None:
    """One by day and one by night: nobody waits at them for the end of the profiles."""
    network = small_network()
    roads = {"roads": ["S20"], "kinds": ["truck"]}
    day, night, evening = (
        RoadRestriction.model_validate({**roads, "hours": [hours]})
        for hours in ("06:00-24:00", "00:00-06:00", "00:00-05:00")
    )
    for hours in (1, 7, 24, 100):
        never = speed_profiles(network, TRUCK, MONDAY + 8 * HOUR, hours, restrictions={"day": day, "night": night})
        assert np.flatnonzero(np.isinf(never.link_empty_s)).tolist() == [7, 8]
        waits = speed_profiles(network, TRUCK, MONDAY + 8 * HOUR, hours, restrictions={"day": day, "some": evening})
        assert np.isfinite(waits.link_empty_s).all()
        assert np.isfinite(waits.factor[-1]).all()
    exempt = dataclasses.replace(TRUCK, exempt_from=("night",))
    by_night = speed_profiles(network, exempt, MONDAY, 24, restrictions={"day": day, "night": night})
    assert np.flatnonzero(np.isinf(at(by_night, MONDAY + 7 * HOUR))).tolist() == [7, 8]
    assert np.isfinite(at(by_night, MONDAY + 5 * HOUR)).all()


def test_what_is_never_open_has_no_empty_time() -> None:
    network = small_network()
    closures = {"always": Closure(matching_links(network, ["S20"]), None, None)}
    profiles = speed_profiles(network, TRUCK, MONDAY, 24, closures)
    assert np.flatnonzero(np.isinf(profiles.link_empty_s)).tolist() == [7, 8]
    half = {"half": Closure(matching_links(network, ["S20"]), MONDAY + HOUR, None)}
    assert np.isfinite(speed_profiles(network, TRUCK, MONDAY, 24, half).link_empty_s).all()


def test_a_restriction_is_met_by_those_it_is_about() -> None:
    network = small_network()
    rule = RoadRestriction(roads=("S20",), hours=("07:00-09:30",), min_load_t=5, days=("workday",))
    heavy, light = (
        speed_profiles(network, road_vehicle("truck", load), MONDAY, 24 * 7, restrictions={"mine": rule})
        for load in (8, 1)
    )
    assert np.isfinite(light.factor).all()
    for moment, banned in (
        (MONDAY + 7 * HOUR - MINUTE, False),
        (MONDAY + 7 * HOUR, True),
        (MONDAY + 9 * HOUR + 29 * MINUTE, True),
        (MONDAY + 9 * HOUR + 30 * MINUTE, False),
        (dt.datetime(2023, 1, 21, 8, tzinfo=ZONE), False),
    ):
        assert np.flatnonzero(np.isinf(at(heavy, moment))).tolist() == ([7, 8] if banned else [])


def test_the_shipped_restrictions_hold_by_their_date() -> None:
    network = backbone(dt.date(2023, 1, 16))
    airport = matching_links(network, ["S41"])
    truck = RoadVehicle("truck", 8, 18, 3.9)
    for day, hour, banned in (
        (dt.datetime(2023, 1, 16, tzinfo=ZONE), 12, True),
        (dt.datetime(2023, 1, 16, tzinfo=ZONE), 23, False),
        (dt.datetime(2025, 3, 14, tzinfo=ZONE), 12, True),
        (dt.datetime(2025, 3, 15, tzinfo=ZONE), 12, False),
    ):
        profiles = speed_profiles(network, truck, day, 24)
        assert np.isinf(at(profiles, day + hour * HOUR)[airport]).any() == banned
        free = speed_profiles(network, truck, day, 24, restrictions=False)
        assert np.isfinite(free.factor).all()
        assert (at(profiles, day + hour * HOUR) >= at(free, day + hour * HOUR)).all()


def test_a_restriction_of_an_unknown_road_names_its_key() -> None:
    rule = RoadRestriction(roads=("G999",))
    with pytest.raises(InputError, match=r"roads\.restrictions\.mine\.roads: network 'small' .* has no road 'G999'"):
        speed_profiles(small_network(), TRUCK, MONDAY, 24, restrictions={"mine": rule})


def linked(network: RoadNetwork) -> RoadNetwork:
    """Return the small network, moved south, with a later link over the estuary in place of its bridge."""
    names = ["深中大桥" if name else "" for name in network.link_name_zh]
    south = network.point_lat - 0.15
    return dataclasses.replace(network, link_name_zh=Texts.of(names), point_lat=south, date=dt.date(2025, 1, 1))


def test_a_link_opened_in_2024_is_shut_before_to_the_minute() -> None:
    network = linked(small_network())
    opening = dt.datetime(2024, 6, 30, tzinfo=ZONE)
    profiles = speed_profiles(network, TRUCK, opening, 24)
    assert np.isinf(at(profiles, opening + 15 * HOUR - MINUTE)).sum() == 1
    assert np.isfinite(at(profiles, opening + 15 * HOUR)).all()
    earlier = speed_profiles(network, TRUCK, MONDAY, 24)
    assert np.flatnonzero(np.isinf(earlier.link_empty_s)).tolist() == [7]  # nobody waits until 2024
    assert np.isfinite(at(speed_profiles(network, TRUCK, MONDAY, 24, openings=False), MONDAY)).all()
    assert np.isfinite(speed_profiles(network, TRUCK, opening + 48 * HOUR, 24).factor).all()


def rules(**roads: object) -> Scenario:
    return small_scenario(roads={"date": "2023-01-01", "max_access_km": 25.0, **roads})


def test_a_scenario_lays_all_its_rules_over_the_roads() -> None:
    network = linked(small_network())
    scenario = rules(
        closures={"cut": {"roads": ["S28"], "from": "2023-01-16T09:00", "until": "2023-01-16T10:15"}},
        openings={"new": {"roads": ["S105"], "from": "2023-01-16T12:00", "until": "2023-01-16T18:00"}},
        restrictions={"ban": {"roads": ["G94"], "hours": ["07:00-08:00"], "kinds": ["truck", "van"]}},
        shipped_openings=False,
    )
    profiles = scenario_profiles(scenario, network, TRUCK, MONDAY, 48)
    shut = {
        hour: np.flatnonzero(np.isinf(at(profiles, MONDAY + hour * HOUR))).tolist() for hour in (7, 9, 10.5, 12, 18, 31)
    }
    assert shut == {7: [3, 9], 9: [0, 9], 10.5: [9], 12: [], 18: [9], 31: [3, 9]}
    kept = scenario_profiles(rules(), network, TRUCK, MONDAY, 48)
    assert np.flatnonzero(np.isinf(at(kept, MONDAY))).tolist() == [7]


def test_changing_an_overlay_never_rebuilds_the_network() -> None:
    network = backbone(dt.date(2023, 1, 16))
    before = network.sha256()
    arrays = {key: value for key, value in vars(network).items() if isinstance(value, np.ndarray)}
    copies = {key: value.copy() for key, value in arrays.items()}
    closure = {"cut": Closure(matching_links(network, ["G4"]), MONDAY, MONDAY + HOUR)}
    drawn = [
        speed_profiles(network, vehicle, MONDAY, 24, closures, restrictions=restrictions)
        for vehicle, closures, restrictions in itertools.product(
            (TRUCK, road_vehicle("car")), ({}, closure), (True, False)
        )
    ]
    assert network.sha256() == before
    for key, value in copies.items():
        kept = getattr(network, key)
        assert kept is arrays[key]
        assert np.array_equal(kept, value, equal_nan=value.dtype.kind == "f")
    assert not np.shares_memory(drawn[0].link_profile, drawn[2].link_profile)
    plain = speed_profiles(network, TRUCK, MONDAY, 24)
    assert (plain.factor == drawn[0].factor).all()
    assert (plain.link_profile == drawn[0].link_profile).all()


def test_a_clock_that_jumps_keeps_its_own_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = dt.datetime(2023, 3, 26, 0, tzinfo=berlin)  # 02:00 becomes 03:00
    network = small_network()
    profiles = speed_profiles(network, TRUCK, start, 23, restrictions=False)
    assert profiles.slot_end_s[-2] == 22 * 3600
    for hour in range(23):
        local = (start.astimezone(dt.UTC) + hour * HOUR).astimezone(berlin)
        expected = link_times(network, "truck").seconds("sunday", local.hour)
        assert (profiles.link_seconds(hour * 3600.0) == expected).all()


def test_closures_and_restrictions_last_as_long_as_they_do_where_the_clock_jumps() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = dt.datetime(2023, 3, 25, 20, tzinfo=berlin)  # at 02:00 of the 26th it becomes 03:00
    network = small_network()
    morning, noon = (dt.datetime(2023, 3, 26, hour, 30, tzinfo=berlin) for hour in (5, 12))
    links = matching_links(network, ["S105"])
    rule = RoadRestriction.model_validate({"roads": ("S20",), "hours": ("06:00-07:00",)})
    late = Closure(matching_links(network, ["G94"]), dt.datetime(2023, 3, 27, 20, 30, tzinfo=berlin), None)
    closures = {"a": Closure(links, morning, noon), "late": late}
    profiles = speed_profiles(network, TRUCK, start, 48, closures, restrictions={"r": rule})
    shut = np.isinf(profiles.factor[:, profiles.link_profile])
    begins = np.concatenate([[-np.inf], profiles.slot_end_s[:-1]]) / 3600
    zero = start.astimezone(dt.UTC)
    for name, spans in (("S105", [(8.5, 15.5)]), ("S20", [(9, 10), (33, 34)]), ("G94", [(47.5, np.inf)])):
        link = int(matching_links(network, [name]).argmax())
        expected = np.any([(begins >= begin) & (begins < end) for begin, end in spans], axis=0)
        assert shut[:, link].tolist() == expected.tolist(), name
        assert {begin for begin, _ in spans} <= set(begins.tolist())
    assert (zero + 8.5 * HOUR).astimezone(berlin) == morning


@pytest.mark.parametrize(
    ("start", "hours", "wrong"),
    [
        (MONDAY + 30 * MINUTE, 24, "whole hour"),
        (MONDAY.replace(tzinfo=None), 24, "time zone"),
        (MONDAY, 0, "at least one hour"),
    ],
)
def test_a_span_without_a_whole_hour_is_refused(start: dt.datetime, hours: int, wrong: str) -> None:
    with pytest.raises(InputError, match=wrong):
        speed_profiles(small_network(), TRUCK, start, hours)


def test_backwards_the_same_slots_are_met() -> None:
    network = small_network()
    closure = Closure(matching_links(network, ["S20"]), MONDAY + HOUR, MONDAY + 2 * HOUR)
    profiles = speed_profiles(network, TRUCK, MONDAY, 4, {"cut": closure})
    mirrored = profiles.mirrored(4 * 3600.0)
    for second in (1800.0, 5400.0, 9000.0, 12600.0):
        assert (mirrored.link_seconds(4 * 3600.0 - second) == profiles.link_seconds(second)).all()
