"""Percentiles of the travel times of a matrix, over sampled days."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from sim.matrixtable import TravelTimeMatrix
from sim.network import Floats
from sim.pairs import Speeds, pairs
from sim.percentiles import check_percentiles, time_percentiles
from sim.profiles import SpeedProfiles
from sim.reliability import SAMPLES, possible_days
from sim.routing import THREADS
from sim.stages import Counting


def with_percentiles(
    matrix: TravelTimeMatrix,
    percentiles: Sequence[float],
    *,
    samples: int = SAMPLES,
    seed: int = 0,
    threads: int = THREADS,
    progress: Counting | None = None,
) -> TravelTimeMatrix:
    """Return a matrix with the percentiles of its minutes over possible days (see `sim.reliability`).

    Every pair is searched anew on every day, so it takes as long as `samples` matrices. All moments meet the same days.
    Held at once: 8 bytes times samples, moments, origins and destinations.

    Parameters
    ----------
    matrix
        Of `sim.travel_time_matrix`; its minutes, kilometres and ways stay those of the median day.
    percentiles
        Each above 0 and below 100; where there are none, nothing is sampled.
    samples
        How many days.
    seed
        Root of all random numbers; the same seed gives the same minutes to the bit.
    threads
        How many days at a time; the result does not depend on it.
    progress
        Told how many of how many days are done.

    Raises
    ------
    InputError
        If a percentile does not lie between 0 and 100, or there is not at least one sample.
    """
    check_percentiles(percentiles)
    if not percentiles:
        return matrix
    by_profiles: dict[int, list[int]] = {}
    for at, profiles in enumerate(matrix.profiles):
        by_profiles.setdefault(id(profiles), []).append(at)
    minutes = np.empty((len(percentiles), *matrix.minutes.shape))
    for part, moments in enumerate(by_profiles.values()):
        days = possible_days(matrix.network, matrix.profiles[moments[0]], seed)
        begun, total = part * samples, len(by_profiles) * samples

        def run(day: SpeedProfiles, moments: Sequence[int] = moments) -> Floats:
            return _minutes(matrix, day, moments)

        def advance(done: int, begun: int = begun, total: int = total) -> None:
            if progress:
                progress(begun + done, total)

        minutes[:, moments] = time_percentiles(days.sampled(run, samples, threads, advance), percentiles)
    return dataclasses.replace(matrix, percentile_minutes=dict(zip(percentiles, minutes, strict=True)))


def _minutes(matrix: TravelTimeMatrix, day: SpeedProfiles, moments: Sequence[int]) -> Floats:
    """Return the minutes of some moments on a day, shape (moments, origins, destinations)."""
    found = pairs(
        Speeds.of(matrix.network, day, matrix.link_toll_cny),
        [matrix.access[0][place] for place in matrix.origins],
        [matrix.access[1][place] for place in matrix.destinations],
        [day.second(matrix.moments[at]) for at in moments],
        arrive=matrix.arrive,
        threads=1,
    )
    return found.seconds / 60
