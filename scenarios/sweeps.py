"""What a study varies: levers that planners hold and uncertainties that they do not, and how the space is searched."""

from __future__ import annotations

import datetime as dt
import math
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool

from scenarios.base import Frozen, Id, Number, PositiveCount, Sourced, Text

Value = StrictBool | int | float | str
"""What a key path can be set to: a number, a word, a moment as text."""
DesignKind = Literal["grid", "lhs", "sobol", "morris", "oat", "table"]
"""Full factorial; Latin hypercube; Saltelli's sample of a Sobol' sequence; Morris' trajectories; one at a time; a table."""
Distribution = Literal["uniform", "triangular", "normal", "lognormal"]
Role = Literal["lever", "uncertainty"]
MARKED = "marked"
"""The key that stands for all numbers of a scenario whose mark has low and high."""
CUT_SD = 3.0
"""Normal and lognormal factors end so many standard deviations from their middle where they name no end."""


def _single(value: object) -> object:
    """Return one value as it is kept: a moment as text."""
    if isinstance(value, dt.date):  # a moment is a day too
        return value.isoformat()
    if not isinstance(value, bool | int | float | str) or (isinstance(value, float) and not math.isfinite(value)):
        message = "a value is a number, a word, a day, a moment, true or false; several things at once are `choices`"
        raise ValueError(message)
    return value


def _all_plain(value: object) -> object:
    """Return what choices set with moments as text, so that points can be kept as plain data."""
    if isinstance(value, dict):
        return {key: _all_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_all_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


class Factor(Sourced):
    """One thing that is varied: a number between two ends, by chance, a list of values, or whole overlays.

    At most one of these: `low` and `high` (with or without `distribution`), `distribution` with its numbers, `values`,
    `choices`. With a `key` alone the range is that of the number's mark in the scenario; the key ``marked`` alone stands for
    all numbers whose mark has one; ``variant`` alone for all variants.
    """

    key: str | None = None
    """Key path, such as ``suppliers.pcb.capacity_per_day``; not with `choices`."""
    id: Id | None = None
    """Name of the column where there are `choices`."""
    name: Text | None = None
    """In words; the key path where missing."""
    low: Number | None = None
    high: Number | None = None
    steps: Annotated[int, Field(ge=2, le=100_000, strict=True)] | None = None
    """Values of a grid, both ends among them."""
    scale: Literal["linear", "log"] = "linear"
    """``log``: equal ratios are equally likely, and a grid has equal ratios."""
    distribution: Distribution | None = None
    """``triangular`` takes low, mode and high, ``normal`` and ``lognormal`` mean and sd (of the number itself, not of its
    logarithm), cut off at low and high where given, else three standard deviations from the middle."""
    mode: Number | None = None
    mean: Number | None = None
    sd: Number | None = None
    values: tuple[Annotated[Value, BeforeValidator(_single)], ...] = ()
    choices: Annotated[dict[str, dict[str, object]], BeforeValidator(_all_plain)] = {}
    """Name of a choice to what it sets: key path to value, or nothing for the scenario as it stands."""

    @property
    def column(self) -> str:
        """Name of the column in designs and tables: the key path, or the id."""
        return self.key or self.id or ""

    @property
    def numeric(self) -> bool:
        """Whether it is a number between two ends; else it is a list of values or choices."""
        return not self.values and not self.choices

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest value that can come; (NaN, NaN) where the factor names none."""
        low, high = (math.nan, math.nan) if self.distribution not in {"normal", "lognormal"} else self._cut()
        return (low if self.low is None else self.low), (high if self.high is None else self.high)

    def log_moments(self) -> tuple[float, float]:
        """Return mean and standard deviation of the logarithm of a lognormal factor, from those of the number itself."""
        mean, sd = self.mean or math.nan, self.sd or math.nan
        variance = math.log1p((sd / mean) ** 2)
        return math.log(mean) - variance / 2, math.sqrt(variance)

    def _cut(self) -> tuple[float, float]:
        if self.distribution == "lognormal":
            mu, sigma = self.log_moments()
            return math.exp(mu - CUT_SD * sigma), math.exp(mu + CUT_SD * sigma)
        mean, sd = (math.nan if number is None else number for number in (self.mean, self.sd))
        return mean - CUT_SD * sd, mean + CUT_SD * sd


class Sweep(Frozen):
    """A study of a scenario: what is varied, where it is looked at, how often, and what is kept."""

    design: DesignKind = "grid"
    """How the points are chosen: all combinations, a Latin hypercube, Sobol' or Morris for what matters most, one at a time,
    or a table of one's own."""
    samples: PositiveCount | None = None
    """Points of a Latin hypercube, base samples of Sobol', trajectories of Morris."""
    replications: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 1
    """Replications of every point, on common random numbers."""
    levers: tuple[Factor, ...] = ()
    """What planners can decide."""
    uncertainties: tuple[Factor, ...] = ()
    """What they cannot."""
    outcomes: tuple[str, ...] = ()
    """Outcomes that are kept; all where none is named."""
    table: str | None = None
    """Design ``table``: a CSV or Parquet file with a column per factor, relative to the scenario file."""
