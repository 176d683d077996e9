"""The space that a study searches: the factors of a sweep, resolved against the scenario that they change."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios import Scenario
from scenarios.sweeps import Factor, Role, Sweep, Value
from scenarios.varied import Varied, varied
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
        plain = _plain(value)
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


@dataclass(frozen=True)
class Space:
    """All factors of a study, in order: levers first.

    Attributes
    ----------
    axes
        The factors.
    """

    axes: tuple[Axis, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Columns of designs and tables."""
        return tuple(axis.name for axis in self.axes)

    @property
    def base(self) -> tuple[Value, ...]:
        """The scenario as it stands, as a point."""
        return tuple(axis.base for axis in self.axes)

    def axis(self, name: str) -> Axis:
        """Return the factor of a name; KeyError where there is none."""
        return {axis.name: axis for axis in self.axes}[name]

    def settings(self, values: Sequence[Value]) -> dict[str, object]:
        """Return what a point sets, key path to value.

        Parameters
        ----------
        values
            One for each axis.
        """
        return {
            key: value for axis, own in zip(self.axes, values, strict=True) for key, value in axis.settings(own).items()
        }


def space(scenario: Scenario, sweep: Sweep) -> Space:
    """Return the space that a sweep searches.

    Parameters
    ----------
    scenario
        What is varied, with all that the user sets.
    sweep
        Its factors; `scenarios.parse_vary` and `scenarios.read_overlays` make others.

    Raises
    ------
    ScenarioError
        With everything that is wrong: unknown key paths, ranges upside down, values that the scenario does not allow, two
        factors on one key, nothing that is varied.
    """
    return Space(tuple(_axis(each) for each in varied(scenario, sweep)))


def point_key(settings: Settings) -> str:
    """Return the hash by which a point is known in a journal, 32 hexadecimal digits.

    Points that set the same have the same key, whatever design they come from: 5 and 5.0 are the same, and so are a number of
    numpy and one of Python.
    """
    text = json.dumps(_canonical(settings), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _axis(found: Varied) -> Axis:
    free = Axis(found.factor, found.role, 0 if found.base is None else found.base, found.whole)
    return free if found.base is not None else Axis(found.factor, found.role, free.at(0.5), found.whole)


def _moment(value: Value) -> dt.datetime | None:
    """Return a day or moment; None where a value is neither."""
    try:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    """Return the value of a numpy number or a pandas moment as Python's."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    plain = _plain(value)
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain
