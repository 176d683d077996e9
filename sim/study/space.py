"""The space that a study searches: the factors of a sweep, resolved against the scenario that they change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios import Scenario
from scenarios.sweeps import Sweep, Value
from scenarios.varied import Varied, varied
from sim.study.axis import LIKELY, Axis, Settings, plain_value

__all__ = ["LIKELY", "Axis", "Settings", "Space", "point_key", "space"]


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


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    plain = plain_value(value)
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain
