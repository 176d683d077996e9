"""How sure a travel time is: from the median to any percentile."""

from __future__ import annotations

import math
from statistics import NormalDist

from sim.errors import InputError


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
    if not 0 < percentile < 100 or time_cv < 0:  # noqa: PLR2004 - percent
        message = f"a percentile lies between 0 and 100 and a time_cv is 0 or more, not {percentile} and {time_cv}"
        raise InputError(message)
    return math.exp(NormalDist().inv_cdf(percentile / 100) * math.sqrt(math.log1p(time_cv**2)))
