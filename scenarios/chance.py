"""How numbers vary by chance: families of distributions by mean and coefficient of variation, and numbers of pieces."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.base import Amount, Count, Number, Sourced

Family = Literal["constant", "lognormal", "exponential", "gamma", "weibull", "uniform", "triangular", "normal"]
"""A distribution of a time about its mean, by its coefficient of variation.

``exponential`` has a coefficient of 1 whatever is given; ``uniform`` and ``triangular`` are symmetric; ``normal`` is cut off
at 0, its mean and coefficient those of what is left; ``constant`` does not vary."""
LARGEST_CV: dict[Family, float] = {"uniform": 3**-0.5, "triangular": 6**-0.5, "normal": 0.99}
"""Coefficients of variation beyond which a family would go below 0, or, for ``normal``, near to ``exponential``."""
CountFamily = Literal["constant", "poisson", "geometric", "negative_binomial", "uniform", "normal", "table"]
Spread = Annotated[Number, Field(ge=0, le=5)]
"""A coefficient of variation: standard deviation over mean."""


class Quantity(Sourced):
    """Pieces of one order, a whole number. A plain number in a file is a constant."""

    distribution: CountFamily = "constant"
    """``normal`` and ``uniform`` are rounded to whole pieces, none below 0; ``table`` takes `values` with `weights`."""
    mean: Amount = 1.0
    """Not for ``table``."""
    cv: Spread = 0.0
    """Coefficient of variation, for ``negative_binomial``, ``uniform`` and ``normal``."""
    values: tuple[Count, ...] = ()
    """``table``: what can come."""
    weights: tuple[Amount, ...] = ()
    """``table``: how likely, one for each of `values`; they need not add up to 1."""

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, data: object) -> object:
        if isinstance(data, int | float) and not isinstance(data, bool):
            return {"mean": float(data)}
        return data
