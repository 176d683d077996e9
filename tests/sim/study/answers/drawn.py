"""Experiments over a function of settings and random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.study.space import Settings, point_key

Draw = Callable[[Settings, np.random.Generator], Mapping[str, float]]
"""Gives the outcomes of a run; none where it fails."""


@dataclass
class Drawn:
    """Does what it is asked for once; replication n of every point is on the same random numbers."""

    draw: Draw
    seed: int = 0
    runs: dict[str, list[Mapping[str, float]]] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return sum(len(found) for found in self.runs.values())

    def ensure(self, wanted: Iterable[tuple[Settings, int]]) -> None:
        for settings, replications in wanted:
            found = self.runs.setdefault(point_key(settings), [])
            for number in range(len(found), replications):
                found.append(self.draw(settings, np.random.default_rng([self.seed, number])))

    def values(self, settings: Settings, outcome: str, replications: int) -> np.ndarray:
        found = self.runs[point_key(settings)][:replications]
        assert len(found) == replications, "asked for what was not done"
        return np.array([values[outcome] if values else np.nan for values in found])

    def failed(self, settings: Settings, replications: int) -> np.ndarray:
        found = self.runs.get(point_key(settings), [])[:replications]
        return np.array([not values for values in found] + [False] * (replications - len(found)), dtype=bool)
