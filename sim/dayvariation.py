"""How days differ on the roads: the parameters of the model in `sim.reliability`, and the congestion of one day."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.tables import read_table
from sim.errors import InputError
from sim.network import ROAD_CLASSES, Floats, Ints
from sim.streams import generator, stream_key

PARTS = ("everywhere", "city", "group", "own")
"""What the number z of a city and group is the sum of."""


@dataclass(frozen=True, eq=False)
class DayVariation:
    """How days differ: the parameters of the model.

    Attributes
    ----------
    groups
        Names of the groups of roads.
    class_group : (classes,) int32
        Group of each of `ROAD_CLASSES`.
    excess_cv : (groups,) float64
        Coefficient of variation of the excess over the empty road from day to day.
    delays_per_h : (groups,) float64
        Local delays expected in an hour of driving on the empty road.
    delay_min : (groups,) float64
        Mean length of one.
    shared
        Shares of the variance of z by `PARTS`; their sum is 1.
    """

    groups: tuple[str, ...]
    class_group: Ints
    excess_cv: Floats
    delays_per_h: Floats
    delay_min: Floats
    shared: Mapping[str, float]

    @property
    def excess_sigma(self) -> Floats:
        """Standard deviation of the logarithm of the day's congestion, shape (groups,)."""
        sigma: Floats = np.sqrt(np.log1p(self.excess_cv**2))
        return sigma

    def day_factors(self, seed: int, sample: int, cities: Sequence[str]) -> Floats:
        """Return the congestion of one day over that of the median day, shape (cities, groups).

        A city and group have the same factor whatever other cities there are.
        """
        part = {name: math.sqrt(share) for name, share in self.shared.items()}

        def z(name: str) -> float:
            return float(generator(seed, sample, stream_key(f"congestion of the day: {name}")).standard_normal())

        by_group = part["everywhere"] * z("everywhere") + part["group"] * np.array(
            [z(f"group {g}") for g in self.groups]
        )
        by_city = part["city"] * np.array([z(f"city {city}") for city in cities])
        own = part["own"] * np.array([[z(f"city {city}, group {group}") for group in self.groups] for city in cities])
        return np.exp(self.excess_sigma * (by_group + by_city[:, None] + own))


@functools.lru_cache(maxsize=1)
def day_variation() -> DayVariation:
    """Return the parameters of the shipped tables."""
    rows = read_table("reliability.csv")
    excess_cv, delays_per_h, delay_min = (
        np.array([float(row[key]) for row in rows]) for key in ("excess_cv", "delays_per_h", "delay_min")
    )
    groups = [row["group"] for row in rows]
    like = {row["class"]: row["flows_like"] for row in read_table("speeds.csv")}
    shared = {row["part"]: float(row["share"]) for row in read_table("reliability_shared.csv")}
    if sorted(shared) != sorted(PARTS) or not math.isclose(sum(shared.values()), 1.0):
        message = f"reliability_shared.csv: the shares of {', '.join(PARTS)} have to add up to 1, not {shared}"
        raise InputError(message)
    class_group = np.array([groups.index(like[name]) for name in ROAD_CLASSES], np.int32)
    return DayVariation(tuple(groups), class_group, excess_cv, delays_per_h, delay_min, shared)
