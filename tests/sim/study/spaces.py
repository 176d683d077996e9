"""Spaces of factors without a scenario, for tests of designs and answers."""

from __future__ import annotations

from scenarios.sweeps import Factor, Value
from sim.study.space import Axis, Space


def ranged(name: str, low: float = 0.0, high: float = 1.0, *, base: Value | None = None, whole: bool = False) -> Axis:
    middle = (low + high) / 2
    return Axis(Factor(key=name, low=low, high=high), "lever", middle if base is None else base, whole)


def listed(name: str, *values: Value, base: Value | None = None) -> Axis:
    return Axis(Factor(key=name, values=values), "lever", values[0] if base is None else base)


def chosen(name: str, *choices: str) -> Axis:
    return Axis(Factor(id=name, choices={choice: {} for choice in choices}), "uncertainty", choices[0])


def cube(count: int, low: float = 0.0, high: float = 1.0) -> Space:
    return Space(tuple(ranged(f"x{place + 1}", low, high) for place in range(count)))
