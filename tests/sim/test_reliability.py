"""Possible days: sums along a way, reproducibility, order, and that they look like what the scenario says of trips."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.backbone import backbone
from sim.dayvariation import DayVariation, day_variation
from sim.errors import InputError
from sim.network import Floats, RoadNetwork
from sim.overlays import speed_profiles
from sim.percentiles import time_percentiles
from sim.profiles import SpeedProfiles
from sim.reliability import PossibleDays, possible_days
from sim.routing import forward, shortest_seconds
from sim.vehicles import road_vehicle
from tests.sim.small_line import START, straight_road
from tests.sim.small_roads import PLACES, small_network

DAYS = 2000
HOUR_S = 3600.0
TRUNK = 1
PAIRS = (("tianhe", "dongguan"), ("dongguan", "futian"), ("humen", "futian"), ("tianhe", "nansha"))


def calm(*, excess_cv: float | None = None, delays: bool = True) -> DayVariation:
    """Return the shipped variation with another spread of the congestion, or without local delays."""
    given = day_variation()
    changed = given if delays else dataclasses.replace(given, delays_per_h=np.zeros(len(given.groups)))
    return (
        changed if excess_cv is None else dataclasses.replace(changed, excess_cv=np.full(len(given.groups), excess_cv))
    )


def one_hour(network: RoadNetwork, factor: float) -> SpeedProfiles:
    """Return speeds at which the whole of a network takes one hour empty, with a factor that is always the same."""
    empty_s = network.link_length_m / network.link_length_m.sum() * HOUR_S
    zeros = np.zeros(network.links, np.int32)
    return SpeedProfiles(START, np.array([math.inf]), np.array([[factor]]), zeros, empty_s)


def by_the_clock(network: RoadNetwork) -> SpeedProfiles:
    """Return a truck's speeds over a Monday."""
    return speed_profiles(network, road_vehicle("truck"), START, 24, restrictions=False, openings=False)


class Trips(NamedTuple):
    """Minutes of `PAIRS` on the backbone, on the median day and on 300 days."""

    median_day: Floats
    samples: Floats


def trips_at(network: RoadNetwork, hour: float) -> Trips:
    """Return trips at the speeds of an hour."""
    nodes = {
        key: int(np.argmin((network.node_lon - lon) ** 2 + (network.node_lat - lat) ** 2))
        for key, (_, lon, lat) in PLACES.items()
    }
    graph = forward(network)

    def minutes(profiles: SpeedProfiles) -> Floats:
        seconds = profiles.link_seconds(hour * HOUR_S)[network.edge_link]
        found = {a: shortest_seconds(graph, seconds, np.array([nodes[a]], np.int32))[0] for a, _ in PAIRS}
        return np.array([found[a][nodes[b]] for a, b in PAIRS]) / 60

    days = possible_days(network, by_the_clock(network))
    return Trips(minutes(days.profiles), days.sampled(minutes, samples=300))


def total_s(days: PossibleDays, samples: int = DAYS) -> Floats:
    """Return the seconds of the whole road on many days."""
    return days.sampled(lambda profiles: profiles.link_seconds(0.0).sum(), samples)


def assert_moments(samples: Floats, mean: float, variance: float) -> None:
    """Compare with closed forms, within five standard errors."""
    off = samples - samples.mean()
    error_of_variance = math.sqrt(((off**4).mean() - (off**2).mean() ** 2) / samples.size)
    assert samples.mean() == pytest.approx(mean, abs=5 * samples.std() / math.sqrt(samples.size))
    assert samples.var() == pytest.approx(variance, abs=5 * error_of_variance)


@pytest.mark.parametrize("pieces", [1, 10, 100])
def test_local_delays_have_the_same_moments_however_the_road_is_cut(pieces: int) -> None:
    network = straight_road(pieces)
    days = possible_days(network, one_hour(network, 1.0), seed=pieces)
    delays = np.array([days.delays_s(sample).sum() for sample in range(DAYS)])
    rate, mean_s = (getattr(day_variation(), name)[TRUNK] for name in ("delays_per_h", "delay_min"))
    mean_s *= 60
    assert_moments(delays, rate * mean_s, 2 * rate * mean_s**2)


def test_a_road_in_one_piece_and_in_ten_has_the_same_distribution() -> None:
    one, ten = (
        total_s(possible_days(network, one_hour(network, 1.4), seed=pieces))
        for pieces, network in ((pieces, straight_road(pieces)) for pieces in (1, 10))
    )
    assert stats.ks_2samp(one, ten).pvalue > 0.001
    delayed, of_ten = ((values > HOUR_S * 1.4 * 1.5).mean() for values in (one, ten))
    assert delayed == pytest.approx(of_ten, abs=5 * math.sqrt(delayed / DAYS))


@pytest.mark.parametrize("pieces", [1, 50])
def test_congestion_of_the_day_does_not_average_out_along_a_way(pieces: int) -> None:
    network = straight_road(pieces)
    days = possible_days(network, one_hour(network, 1.5), variation=calm(delays=False))
    cv = float(day_variation().excess_cv[TRUNK])
    mean = math.sqrt(1 + cv**2)
    assert_moments(total_s(days), HOUR_S * (1 + 0.5 * mean), (HOUR_S * 0.5 * mean * cv) ** 2)


def test_local_delays_average_out_along_a_way() -> None:
    def cv(hours: float) -> float:
        network = straight_road(20)
        profiles = one_hour(network, 1.0)
        profiles = dataclasses.replace(profiles, link_empty_s=profiles.link_empty_s * hours)
        times = total_s(possible_days(network, profiles, seed=2))
        return float(times.std() / times.mean())

    assert cv(1 / 4) / cv(4) == pytest.approx(4, rel=0.15)


def test_both_together_have_the_variance_of_a_product() -> None:
    network = straight_road(30)
    days = possible_days(network, one_hour(network, 1.4), seed=5)
    parameters = day_variation()
    rate, mean_s, cv = parameters.delays_per_h[TRUNK], parameters.delay_min[TRUNK] * 60, parameters.excess_cv[TRUNK]
    road, road_variance = HOUR_S + rate * mean_s, 2 * rate * mean_s**2
    jam = 1 + 0.4 * math.sqrt(1 + cv**2)
    jam_variance = (0.4 * math.sqrt(1 + cv**2) * cv) ** 2
    variance = road_variance * jam_variance + road_variance * jam**2 + jam_variance * road**2
    assert_moments(total_s(days), road * jam, variance)


def test_the_same_seed_gives_the_same_days_to_the_bit() -> None:
    network = small_network()
    days, again = (possible_days(network, by_the_clock(network), seed=3) for _ in range(2))

    def run(profiles: SpeedProfiles) -> Floats:
        return profiles.link_seconds(8 * HOUR_S)

    few, many = days.sampled(run, samples=5, threads=1), again.sampled(run, samples=12, threads=3)
    assert few.tobytes() == many[:5].tobytes()
    assert np.unique(many[:, 0]).size == 12
    other = possible_days(network, by_the_clock(network), seed=4).sampled(run, samples=5)
    assert not np.isclose(few, other).all(axis=1).any()


def test_another_vehicle_or_rate_meets_the_same_luck() -> None:
    network = straight_road(500)
    slow, quick = (
        dataclasses.replace(one_hour(network, 1.3), link_empty_s=np.full(500, seconds)) for seconds in (100.0, 50.0)
    )
    a, b = (possible_days(network, profiles) for profiles in (slow, quick))
    for sample in range(20):
        assert np.all(a.delays_s(sample) >= b.delays_s(sample))
        assert np.array_equal(a.day(sample).factor, b.day(sample).factor)


def test_days_of_a_network_with_another_road_have_the_same_congestion() -> None:
    short, long = (straight_road(pieces, road_class="motorway") for pieces in (3, 11))
    a, b = (possible_days(network, one_hour(network, 1.5)).day(4) for network in (short, long))
    assert np.array_equal(a.factor, b.factor)


@given(st.integers(0, 500), st.floats(1.0, 3.0), st.floats(0.0, 2.0))
@settings(max_examples=40, deadline=None)
def test_no_day_is_quicker_than_the_empty_road(sample: int, factor: float, excess_cv: float) -> None:
    network = straight_road(40)
    day = possible_days(network, one_hour(network, factor), variation=calm(excess_cv=excess_cv)).day(sample)
    assert np.all(day.factor >= 1)
    assert np.all(day.link_empty_s >= one_hour(network, factor).link_empty_s)


@given(st.integers(0, 500), st.floats(1.0, 2.0), st.floats(0.0, 1.0))
@settings(max_examples=40, deadline=None)
def test_more_congestion_lengthens_every_day(sample: int, factor: float, more: float) -> None:
    network = straight_road(5)
    less, much = (
        possible_days(network, one_hour(network, value)).day(sample).link_seconds(0.0)
        for value in (factor, factor + more)
    )
    assert np.all(less <= much)


def test_a_closed_slot_and_a_barred_road_stay_so() -> None:
    network = straight_road(4)
    profiles = one_hour(network, 1.2)
    empty_s = profiles.link_empty_s.copy()
    empty_s[2] = math.inf
    factor = np.array([[1.2], [math.inf], [0.9]])
    ends = np.array([HOUR_S, 2 * HOUR_S, math.inf])
    profiles = dataclasses.replace(profiles, slot_end_s=ends, factor=factor, link_empty_s=empty_s)
    days = possible_days(network, profiles)
    for sample in range(10):
        day = days.day(sample)
        assert np.isinf(day.factor[1]).all()
        assert (day.factor[2] == 0.9).all()  # quicker than the empty road: nothing to vary
        assert list(np.isinf(day.link_empty_s)) == [False, False, True, False]
    unreachable = total_s(days, 10)
    assert np.isinf(time_percentiles(unreachable, [50])).all()


def test_roads_of_one_profile_vary_by_city_and_group() -> None:
    network = small_network()
    profiles = dataclasses.replace(
        by_the_clock(network),
        slot_end_s=np.array([math.inf]),
        factor=np.array([[1.5]]),
        link_profile=np.zeros(network.links, np.int32),
    )
    days = possible_days(network, profiles)
    factor = days.day(0).factor[0, days.link_profile]
    cells = {(days.city[at], days.group[at]) for at in days.link_profile}
    assert np.unique(factor).size == len(cells) > 3


@pytest.fixture(scope="module")
def trips() -> dict[int, Trips]:
    roads = backbone(dt.date(2023, 1, 16))
    return {hour: trips_at(roads, hour + 0.5) for hour in (3, 8, 14)}


def test_an_hour_over_expressways_at_the_peak_is_as_sure_as_the_scenario_says(trips: dict[int, Trips]) -> None:
    median_day, samples = trips[8]
    assert np.all((median_day > 40) & (median_day < 75))
    cv = samples.std(axis=0) / samples.mean(axis=0)
    assert np.all((cv > 0.1) & (cv < 0.2))
    assert cv.mean() == pytest.approx(0.15, abs=0.02)


def test_the_50th_percentile_is_near_the_time_that_is_not_sampled(trips: dict[int, Trips]) -> None:
    for median_day, samples in trips.values():
        assert time_percentiles(samples, [50])[0] == pytest.approx(median_day, rel=0.05)


def test_the_night_is_much_surer_than_the_peak(trips: dict[int, Trips]) -> None:
    spread = {hour: np.diff(time_percentiles(found.samples, [10, 90]), axis=0)[0] for hour, found in trips.items()}
    assert np.all(spread[3] < spread[8] / 4)
    assert np.all(spread[14] < spread[8])


def test_at_least_one_sample_is_needed() -> None:
    network = small_network()
    with pytest.raises(InputError, match="one sample"):
        possible_days(network, by_the_clock(network)).sampled(lambda day: day.link_empty_s, samples=0)
