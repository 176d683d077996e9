"""The random numbers of one replication."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scenarios.chance import CountFamily, Family, Quantity
from sim.counts import Table, counts
from sim.distributions import Numbers, mean_one, varies
from sim.streams import Key, factors, generator, normals, stream_key, uniforms, whole_numbers


@dataclass(frozen=True, slots=True)
class Chance:
    """How a time varies: a factor of mean 1, from a stream of its own.

    Attributes
    ----------
    stream
        `stream_key` of the component's name; no other chance may have it.
    family, cv
        As in `scenarios.chance`.
    """

    stream: Key
    family: Family
    cv: float


@dataclass(frozen=True, slots=True)
class PiecesChance:
    """How many pieces: a whole number, from a stream of its own.

    Attributes
    ----------
    stream
        `stream_key` of the component's name; no other chance may have it.
    family, mean, cv
        As in `scenarios.chance`.
    table
        (value, weight) of ``table``.
    """

    stream: Key
    family: CountFamily
    mean: float
    cv: float
    table: Table = ()


def chance_of(name: str, family: Family, cv: float) -> Chance | None:
    """Return how a component's time varies; None if it does not.

    Parameters
    ----------
    name
        The component's name, such as ``supplier:pcb:lead``.
    family, cv
        As in `scenarios.chance`.
    """
    return Chance(stream_key(name), family, cv) if varies(family, cv) else None


def pieces_chance_of(name: str, quantity: Quantity) -> PiecesChance:
    """Return how many pieces a component of this name orders."""
    table = tuple(zip(quantity.values, quantity.weights, strict=True))
    return PiecesChance(stream_key(name), quantity.distribution, quantity.mean, quantity.cv, table)


class Draws:
    """The random streams of one replication, opened when first used."""

    __slots__ = ("_open", "_open_counts", "_replication", "_seed")

    def __init__(self, seed: int, replication: int) -> None:
        self._seed, self._replication = seed, replication
        self._open: dict[Key, Callable[[], float]] = {}
        self._open_counts: dict[Key, Callable[[], int]] = {}

    def normal(self, key: Key) -> float:
        """Return the next standard normal number of a component."""
        draw = self._open.get(key)
        if draw is None:
            draw = self._open[key] = normals(self.generator(key))
        return draw()

    def uniform(self, key: Key) -> float:
        """Return the next number of [0, 1) of a component."""
        draw = self._open.get(key)
        if draw is None:
            draw = self._open[key] = uniforms(self.generator(key))
        return draw()

    def factor(self, chance: Chance) -> float:
        """Return the next factor of mean 1 of a component.

        Raises
        ------
        InputError
            At the first one, if its family cannot vary so much.
        """
        draw = self._open.get(chance.stream)
        if draw is None:
            draw = self._open[chance.stream] = factors(self.generator(chance.stream), chance.family, chance.cv)
        return draw()

    def pieces(self, chance: PiecesChance) -> int:
        """Return the next number of pieces of a component, 0 or more.

        Raises
        ------
        InputError
            At the first one, if there is no such distribution.
        """
        draw = self._open_counts.get(chance.stream)
        if draw is None:
            draw = self._open_counts[chance.stream] = whole_numbers(
                self.generator(chance.stream), chance.family, chance.mean, chance.cv, chance.table
            )
        return draw()

    def many_factors(self, chance: Chance, count: int) -> Numbers:
        """Return the first factors of a component; for who draws all of them at once."""
        random = self.generator(chance.stream)
        if chance.family == "lognormal":
            draw = factors(random, chance.family, chance.cv)
            return np.array([draw() for _ in range(count)])
        return mean_one(chance.family, chance.cv)(random.random(count))

    def many_pieces(self, chance: PiecesChance, count: int) -> Numbers:
        """Return the first numbers of pieces of a component; for who draws all of them at once."""
        quantile = counts(chance.family, chance.mean, chance.cv, chance.table)
        return quantile(self.generator(chance.stream).random(count))

    def generator(self, key: Key) -> np.random.Generator:
        """Return a new generator at the start of a component's stream, for who draws many numbers at once."""
        return generator(self._seed, self._replication, key)
