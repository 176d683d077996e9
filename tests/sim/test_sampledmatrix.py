"""Percentiles of a matrix: by the clock, leaving or arriving, the same for any number of threads."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.backbone import backbone
from sim.errors import InputError
from sim.matrix import travel_time_matrix
from sim.matrixtable import TravelTimeMatrix
from sim.network import RoadNetwork
from sim.sampledmatrix import with_percentiles

TIANHE = {"tianhe": (113.33, 23.13), "dongguan": (113.75, 23.02)}
FUTIAN = {"futian": (114.058, 22.543), "humen": (113.675, 22.815)}
MORNING, NIGHT = dt.datetime(2023, 1, 16, 8), dt.datetime(2023, 1, 16, 2)  # noqa: DTZ001 - local by the matrix


@pytest.fixture(scope="module")
def roads() -> RoadNetwork:
    return backbone(dt.date(2023, 1, 16))


@pytest.fixture(scope="module")
def sure(roads: RoadNetwork) -> TravelTimeMatrix:
    return travel_time_matrix(
        roads, TIANHE, FUTIAN, departures=[MORNING, NIGHT], percentiles=(90, 10, 50), samples=60, seed=1
    )


def test_percentiles_rise_about_the_median_day(sure: TravelTimeMatrix) -> None:
    low, middle, high = (sure.percentile_minutes[at] for at in (10, 50, 90))
    assert np.all((low <= middle) & (middle <= high))
    assert middle == pytest.approx(sure.minutes, rel=0.06)
    assert np.all((high - low)[1] < (high - low)[0] / 3)


def test_the_table_has_a_column_for_each(sure: TravelTimeMatrix) -> None:
    frame = sure.frame()
    assert [name for name in map(str, frame.columns) if name.startswith("minutes")] == [
        "minutes",
        "minutes_p90",
        "minutes_p10",
        "minutes_p50",
    ]
    assert frame["minutes_p90"].to_numpy().reshape(sure.minutes.shape) == pytest.approx(sure.percentile_minutes[90])


def test_the_same_seed_gives_the_same_minutes_with_any_threads(roads: RoadNetwork, sure: TravelTimeMatrix) -> None:
    bare = travel_time_matrix(roads, TIANHE, FUTIAN, departures=[MORNING, NIGHT])
    assert bare.percentile_minutes == {}
    told: list[tuple[int, int]] = []
    again = with_percentiles(
        bare, [90], samples=60, seed=1, threads=1, progress=lambda done, total: told.append((done, total))
    )
    assert again.percentile_minutes[90].tobytes() == sure.percentile_minutes[90].tobytes()
    assert told == [(done, 60) for done in range(1, 61)]
    other = with_percentiles(bare, [90], samples=60, seed=2).percentile_minutes[90]
    assert not np.isclose(other[0], sure.percentile_minutes[90][0]).any()


def test_to_arrive_surely_takes_longer_too(roads: RoadNetwork) -> None:
    far_apart = [MORNING, MORNING + dt.timedelta(days=9)]
    table = travel_time_matrix(roads, TIANHE, FUTIAN, arrive_by=far_apart, percentiles=[20, 95], samples=20)
    assert np.all(table.percentile_minutes[95] > table.percentile_minutes[20])
    assert np.all(table.percentile_minutes[95] > table.minutes)


def test_percentiles_that_cannot_be_are_refused_at_once(roads: RoadNetwork) -> None:
    with pytest.raises(InputError, match="between 0 and 100"):
        travel_time_matrix(roads, TIANHE, FUTIAN, departures=MORNING, percentiles=[100])
