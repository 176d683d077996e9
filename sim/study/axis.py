"""A factor of a study: its levels, its quantiles, its values as numbers, and what they set."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.sweeps import Factor, Role, Value
from sim.study.quantiles import between, quantile

Settings = Mapping[str, object]
"""Key path of the scenario to value: what `scenarios.override` takes."""
DIGITS = 12
"""Significant digits of a value that is computed: the last ones differ from machine to machine, and name nothing."""
LIKELY = (0.05, 0.95)
"""What one-at-a-time designs and grids look at in a normal or lognormal factor, as shares of its probability."""


@dataclass(frozen=True)
class Axis:
    """A factor of a study.

    Attributes
    ----------
    factor
        What varies it; with low and high where it is a number, taken from the mark where it names none.
    role
        Lever or uncertainty.
    base
        What stands in the scenario; for overlays the name of the choice that changes nothing, else the first one. Where nothing
        stands there, the median of the factor.
    whole
        Only whole numbers fit.
    """

    factor: Factor
    role: Role
    base: Value
    whole: bool = False

    @property
    def name(self) -> str:
        """Column in designs and tables."""
        return self.factor.column

    @property
    def numeric(self) -> bool:
        """Whether it is a number between two ends; else it has a list of values or choices, see `options`."""
        return self.factor.numeric

    @property
    def options(self) -> tuple[Value, ...]:
        """The values of a list or the names of choices, in order; none for a number between two ends."""
        return tuple(self.factor.choices) or self.factor.values

    def levels(self, steps: int) -> tuple[Value, ...]:
        """Return the values of a grid, in order: the factor's own, or `steps` ones where it names none.

        Both ends are among them (of a normal or lognormal factor its 5 % and 95 % quantiles); those between are equally far
        apart, by ratio where its scale is ``log`` or it is lognormal. Whole numbers are distinct, so there may be fewer.
        """
        if not self.numeric:
            return self.options
        low, high = self._likely_ends()
        count = self.factor.steps or steps
        log = self.factor.scale == "log" or (self.factor.distribution == "lognormal" and low > 0)
        if count == 1:
            return (self.at(0.5),)
        found = (between(low, high, place / (count - 1), log=log) for place in range(count))
        return tuple(dict.fromkeys(self._tidy(value) for value in found))

    def at(self, share: float) -> Value:
        """Return the value at a share of probability from 0 to 1: the quantile of the factor's distribution.

        Values of a list and choices are equally likely, and so are the whole numbers of a range.
        """
        if not self.numeric:
            return self.options[min(int(share * len(self.options)), len(self.options) - 1)]
        if self.whole and self.factor.distribution in {None, "uniform"}:
            return self._whole_at(share)
        return self._tidy(quantile(self.factor, share))

    def ends(self) -> tuple[Value, ...]:
        """Return what one-at-a-time designs look at beside the base: lowest and highest, or all other values.

        Lowest and highest of a normal or lognormal factor are its 5 % and 95 % quantiles.
        """
        if not self.numeric:
            return tuple(value for value in self.options if value != self.base)
        return tuple(self._tidy(value) for value in self._likely_ends())

    def number(self, value: Value) -> float:
        """Return a value as a number, for statistics: itself, minutes since the base for moments, else its place."""
        if not self.factor.choices and isinstance(value, int | float):
            return float(value)
        base, moment = _moment(self.base), _moment(value)
        if base is not None and moment is not None and not self.factor.choices:
            zone = base.tzinfo or dt.UTC  # without an offset a moment is in the scenario's zone, which the base has
            first, last = (each if each.tzinfo else each.replace(tzinfo=zone) for each in (base, moment))
            return (last - first).total_seconds() / 60
        return float(self.options.index(value)) if value in self.options else math.nan

    def settings(self, value: Value) -> Settings:
        """Return what a value sets: key path to value.

        Parameters
        ----------
        value
            One of the factor's, also as numpy or pandas hold it.
        """
        plain = plain_value(value)
        if self.factor.choices:
            return self.factor.choices[str(plain)]
        return {self.name: int(plain) if self.whole and float(plain).is_integer() else plain}

    def _likely_ends(self) -> tuple[float, float]:
        if self.factor.distribution in {"normal", "lognormal"}:
            first, last = (quantile(self.factor, share) for share in LIKELY)
            return first, last
        return self.factor.span

    def _whole_at(self, share: float) -> int:
        low, high = (round(end) for end in self.factor.span)
        if self.factor.scale == "log":
            return min(max(round(between(low - 0.5, high + 0.5, share, log=True)), low), high)
        return min(low + int(share * (high - low + 1)), high)

    def _tidy(self, value: float) -> Value:
        low, high = self.factor.span
        if self.whole:
            return min(max(round(value), math.ceil(low)), math.floor(high))
        return min(max(float(f"{value:.{DIGITS}g}"), low), high)


def plain_value(value: Any) -> Any:
    """Return a value as Python has it, where it comes from numpy or pandas; days and moments as text.

    Parameters
    ----------
    value
        One value.
    """
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _moment(value: Value) -> dt.datetime | None:
    """Return a day or moment; None where a value is neither."""
    try:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
