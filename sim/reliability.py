r"""How sure a travel time is: the roads of many possible days, and percentiles over them.

The model. On one day the time of a link in the city ``r`` and the group of roads ``g`` is

    (empty_s + delay_s) * (1 + (factor - 1) * D[r, g])

- ``D[r, g] = exp(sigma[g] * z[r, g])`` is the day's congestion, shared by all roads of a city and group: log-normal with
  median 1, as travel times and their excess over the free road are usually found to be (for example Emam and Al-Deek
  2006). ``z`` is standard normal; its parts for everywhere, the city, the group and the rest make one city's groups and
  one group's cities correlate. It does not average out along a way.
- ``delay_s`` are local delays, independent from link to link: they befall a vehicle as a Poisson process of its time on
  the empty road, each exponentially distributed. Cutting a link in two changes nothing in their distribution, and along
  a way they average out: their variance is twice the number expected times the square of the mean length of one.

So an empty road at night knows local delays only, and the rush hour is the least sure. All randomness adds to the empty
road's time: no sampled trip is quicker than the empty road, and so none breaks the legal cap of its vehicle. Since D has
median 1 and local delays add 1 to 3 % to the mean, the 50th percentile lies close to the time that is not sampled: within
5 % for trips of half an hour and more. A day is sampled as a whole: a slot of tomorrow has the congestion of the same
sample, and every sampled way is the quickest on that day, as if the driver knew its traffic.

The parameters are those of `reliability.csv` and `reliability_shared.csv`, where their reasons stand.

References
----------
Clark, S. and Watling, D. (2005): Modelling network travel time reliability under stochastic demand. Transportation
Research Part B 39. Emam, E. and Al-Deek, H. (2006): Using real-life dual-loop detector data to develop new methodology
for estimating freeway travel time reliability. Transportation Research Record 1959. Federal Highway Administration:
Travel time reliability: making it there on time, all the time (why percentiles, and not the mean).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, pdtrik

from sim.dayvariation import DayVariation, day_variation
from sim.errors import InputError
from sim.network import Floats, Ints, RoadNetwork
from sim.profiles import SpeedProfiles
from sim.regions import link_cities
from sim.routing import THREADS
from sim.streams import generator, stream_key

SAMPLES = 200
"""With so many days the 90th percentile is one between the 86th and the 94th (95 %), the 50th between 43rd and 57th."""
HOUR_S = 3600.0
MINUTE_S = 60.0


@dataclass(frozen=True, eq=False)
class PossibleDays:
    """The speeds of one vehicle on as many possible days as are asked for; made by `possible_days`.

    Attributes
    ----------
    profiles
        The speeds of the median day without local delays.
    variation
        How days differ.
    seed
        Root of all random numbers.
    cities
        The cities that the network has roads in.
    link_profile : (links,) int32
        Index into the profiles of every day, each of one city and group.
    source, city, group : (profiles of every day,) int32
        The profile of the median day that each is made from, its city and its group.
    link_group : (links,) int32
    """

    profiles: SpeedProfiles
    variation: DayVariation
    seed: int
    cities: tuple[str, ...]
    link_profile: Ints
    source: Ints
    city: Ints
    group: Ints
    link_group: Ints

    def day(self, sample: int) -> SpeedProfiles:
        """Return the speeds of one possible day.

        They depend on the seed, the number of the sample and the network alone: neither on how many days there are nor
        on the order in which they are asked for. Two vehicles meet the same luck.

        Parameters
        ----------
        sample
            Number of the day, from 0.
        """
        congestion = self.variation.day_factors(self.seed, sample, self.cities)[self.city, self.group]
        factor = self.profiles.factor[:, self.source]
        factor = np.where(factor > 1.0, 1.0 + (factor - 1.0) * congestion, factor)
        empty_s = self.profiles.link_empty_s + self.delays_s(sample)
        return dataclasses.replace(self.profiles, factor=factor, link_profile=self.link_profile, link_empty_s=empty_s)

    def delays_s(self, sample: int) -> Floats:
        """Return the local delay on every link on one day, in seconds of the empty road, shape (links,).

        Both directions of a link share it. Number and length come from one uniform number each, by inversion, so that
        another speed or another rate does not move the luck of other links.
        """
        driven_s = np.where(np.isfinite(self.profiles.link_empty_s), self.profiles.link_empty_s, 0.0)
        expected = driven_s * (self.variation.delays_per_h / HOUR_S)[self.link_group]
        number, length = (
            generator(self.seed, sample, stream_key(f"local delays: {what}")).random(driven_s.size)
            for what in ("number", "length")
        )
        hit = np.flatnonzero(number > np.exp(-expected))
        count = np.maximum(1.0, np.ceil(pdtrik(number[hit], expected[hit])))
        delay_s = np.zeros(driven_s.size)
        delay_s[hit] = gammaincinv(count, length[hit]) * self.variation.delay_min[self.link_group[hit]] * MINUTE_S
        return delay_s

    def sampled(
        self,
        run: Callable[[SpeedProfiles], npt.ArrayLike],
        samples: int = SAMPLES,
        threads: int = THREADS,
        progress: Callable[[int], object] | None = None,
    ) -> Floats:
        """Return what a calculation gives on each day, shape (samples, ...).

        Parameters
        ----------
        run
            From the speeds of a day to travel times of any shape, inf or NaN where no road leads.
        samples
            How many days; more of them leave the first ones as they are.
        threads
            How many days at a time; the result does not depend on it.
        progress
            Told how many days are done.

        Raises
        ------
        InputError
            If there is not at least one sample.
        """
        if samples < 1:
            message = f"percentiles need one sample or more, not {samples}"
            raise InputError(message)
        found = []
        pool = ThreadPoolExecutor(threads)
        try:
            for result in pool.map(lambda sample: np.asarray(run(self.day(sample)), np.float64), range(samples)):
                found.append(result)
                if progress:
                    progress(len(found))
        finally:
            pool.shutdown(cancel_futures=True)
        return np.stack(found)


def possible_days(
    network: RoadNetwork, profiles: SpeedProfiles, seed: int = 0, variation: DayVariation | None = None
) -> PossibleDays:
    """Prepare the days that may follow from the speeds of the median day.

    Parameters
    ----------
    network
        The roads.
    profiles
        The speeds of one vehicle on the median day.
    seed
        Root of all random numbers.
    variation
        How days differ; the shipped tables where missing.
    """
    variation = variation or day_variation()
    names, city_of_link = link_cities(network)
    met, city = np.unique(city_of_link, return_inverse=True)
    cities = tuple(names[index] for index in met)
    group = variation.class_group[network.link_class]
    shape = (profiles.factor.shape[1], len(cities), len(variation.groups))
    cell = np.ravel_multi_index((profiles.link_profile, city, group), shape)
    cells, link_profile = np.unique(cell, return_inverse=True)
    source, of_city, of_group = (index.astype(np.int32) for index in np.unravel_index(cells, shape))
    return PossibleDays(
        profiles, variation, seed, cities, link_profile.astype(np.int32), source, of_city, of_group, group
    )
