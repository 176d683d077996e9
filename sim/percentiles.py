"""How sure a travel time is: from the median to any percentile."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.network import Floats

WHOLE = 100


def percentile_factor(percentile: float, time_cv: float) -> float:
    """Return the travel time at a percentile over the median travel time.

    A trip's time is log-normal about its median, so this is ``exp(z * sqrt(log(1 + cv**2)))`` with the standard normal
    quantile ``z`` of the percentile: 1 at the 50th, 1.28 at the 95th for a cv of 0.15.

    Parameters
    ----------
    percentile
        Share of trips that are at most so long, above 0 and below 100.
    time_cv
        Coefficient of variation of a trip's time.

    Raises
    ------
    InputError
        If the percentile does not lie between 0 and 100, or the coefficient is negative.
    """
    if not 0 < percentile < WHOLE or time_cv < 0:
        message = f"a percentile lies between 0 and 100 and a time_cv is 0 or more, not {percentile} and {time_cv}"
        raise InputError(message)
    return math.exp(NormalDist().inv_cdf(percentile / 100) * math.sqrt(math.log1p(time_cv**2)))


def time_percentiles(samples: npt.ArrayLike, percentiles: Sequence[float]) -> Floats:
    """Return percentiles over days, shape (percentiles, ...).

    The percentile p is the least sampled time that at least p % of the days do not exceed: one of the samples itself,
    without interpolation (definition 1 of Hyndman and Fan 1996). Days without a way are the longest of all, so where
    they reach down to a percentile it is inf or NaN, whichever they are marked with.

    Parameters
    ----------
    samples : (samples, ...)
        From `PossibleDays.sampled`.
    percentiles
        Each above 0 and below 100.

    Raises
    ------
    InputError
        If a percentile does not lie between 0 and 100, or there is no sample.
    """
    check_percentiles(percentiles)
    ordered = np.sort(np.asarray(samples, dtype=np.float64), axis=0)
    if not ordered.shape[0]:
        message = "percentiles need one sample or more"
        raise InputError(message)
    ranks = [math.ceil(round(percentile * ordered.shape[0] / WHOLE, 9)) for percentile in percentiles]
    chosen: Floats = ordered[np.maximum(ranks, 1) - 1]
    return chosen


def check_percentiles(percentiles: Sequence[float]) -> None:
    """Refuse percentiles that there cannot be.

    Raises
    ------
    InputError
        If one does not lie between 0 and 100.
    """
    for percentile in percentiles:
        if not 0 < percentile < WHOLE:
            message = f"a percentile lies between 0 and 100, not {percentile}"
            raise InputError(message)
