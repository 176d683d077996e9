"""The random numbers of one replication."""

from __future__ import annotations

from collections.abc import Callable

from sim.streams import Key, generator, normals, uniforms


class Draws:
    """The random streams of one replication, opened when first used."""

    __slots__ = ("_open", "_replication", "_seed")

    def __init__(self, seed: int, replication: int) -> None:
        self._seed, self._replication = seed, replication
        self._open: dict[Key, Callable[[], float]] = {}

    def normal(self, key: Key) -> float:
        """Return the next standard normal number of a component."""
        draw = self._open.get(key)
        if draw is None:
            draw = self._open[key] = normals(generator(self._seed, self._replication, key))
        return draw()

    def uniform(self, key: Key) -> float:
        """Return the next number of [0, 1) of a component."""
        draw = self._open.get(key)
        if draw is None:
            draw = self._open[key] = uniforms(generator(self._seed, self._replication, key))
        return draw()
