"""What days have in common: the tables, the correlations, the streams."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from scenarios.tables import read_table
from sim import dayvariation
from sim.dayvariation import day_variation
from sim.errors import InputError
from sim.network import ROAD_CLASSES, Floats

CITIES = ("dongguan", "guangzhou")
DAYS = 1500


@pytest.fixture(scope="module")
def days() -> Floats:
    variation = day_variation()
    return np.array([variation.day_factors(0, sample, CITIES) for sample in range(DAYS)])


def test_every_parameter_is_marked_an_estimate() -> None:
    rows = read_table("reliability.csv") + read_table("reliability_shared.csv")
    assert {row["mark"] for row in rows} == {"estimate"}
    assert all(row["reasoning"] for row in read_table("reliability_shared.csv"))


def test_every_class_of_road_has_a_group() -> None:
    variation = day_variation()
    group = dict(zip(ROAD_CLASSES, (variation.groups[at] for at in variation.class_group), strict=True))
    assert group["motorway_link"] == "motorway"
    assert group["residential"] == "secondary"


def test_shares_that_do_not_add_up_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(name: str) -> list[dict[str, str]]:
        return read_table(name)[1:] if name == "reliability_shared.csv" else read_table(name)

    monkeypatch.setattr(dayvariation, "read_table", damaged)
    with pytest.raises(InputError, match="add up to 1"):
        day_variation.__wrapped__()


def test_the_median_day_is_1_and_the_spread_that_of_the_table(days: Floats) -> None:
    sigma = day_variation().excess_sigma
    logs = np.log(days)
    assert np.abs(logs.mean(axis=0) / sigma).max() < 5 / DAYS**0.5
    assert np.abs(logs.std(axis=0) / sigma - 1).max() < 5 / (2 * DAYS) ** 0.5


def test_cities_and_groups_correlate_by_what_they_share(days: Floats) -> None:
    share = day_variation().shared
    z = np.log(days)

    def correlation(a: tuple[int, int], b: tuple[int, int]) -> float:
        return float(np.corrcoef(z[:, *a], z[:, *b])[0, 1])

    near = 5 / DAYS**0.5
    assert correlation((0, 0), (0, 1)) == pytest.approx(share["everywhere"] + share["city"], abs=near)
    assert correlation((0, 0), (1, 0)) == pytest.approx(share["everywhere"] + share["group"], abs=near)
    assert correlation((0, 0), (1, 1)) == pytest.approx(share["everywhere"], abs=near)


def test_factors_are_those_of_seed_sample_city_and_group_alone(days: Floats) -> None:
    variation = day_variation()
    more = variation.day_factors(0, 7, ("foshan", "guangzhou", "zhuhai"))
    assert np.array_equal(more[1], days[7, 1])
    assert np.array_equal(variation.day_factors(0, 7, CITIES), days[7])
    assert not np.isclose(variation.day_factors(1, 7, CITIES), days[7]).any()


def test_without_spread_every_day_is_the_median_day() -> None:
    variation = dataclasses.replace(day_variation(), excess_cv=np.zeros(4))
    assert np.array_equal(variation.day_factors(3, 5, CITIES), np.ones((2, 4)))
