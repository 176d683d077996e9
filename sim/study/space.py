"""The space that a study searches: the factors of a sweep, resolved against the scenario that they change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.sweeps import Factor, Role, Value

Settings = Mapping[str, object]
"""Key path of the scenario to value: what `scenarios.override` takes."""


@dataclass(frozen=True)
class Axis:
    """A factor of a study.

    Attributes
    ----------
    factor
        What varies it.
    role
        Lever or uncertainty.
    base
        What stands in the scenario; for overlays the name of the choice that changes nothing, else the first one.
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

    def levels(self, steps: int) -> tuple[Value, ...]:
        """Return the values of a grid, in order: the factor's own, or `steps` ones where it names none."""
        raise NotImplementedError

    def at(self, share: float) -> Value:
        """Return the value at a share of probability from 0 to 1: the quantile of the factor's distribution."""
        raise NotImplementedError

    def ends(self) -> tuple[Value, ...]:
        """Return what one-at-a-time designs look at beside the base: lowest and highest, or all other values."""
        raise NotImplementedError

    def number(self, value: Value) -> float:
        """Return a value as a number, for statistics: itself, minutes since the base for moments, else its place."""
        raise NotImplementedError

    def settings(self, value: Value) -> Settings:
        """Return what a value sets: key path to value."""
        raise NotImplementedError


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


def point_key(settings: Settings) -> str:
    """Return the hash by which a point is known in a journal, 32 hexadecimal digits.

    Points that set the same have the same key, whatever design they come from.
    """
    text = json.dumps(dict(settings), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
