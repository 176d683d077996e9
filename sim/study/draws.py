"""Uncertainties that are drawn anew in every replication, and are the same in it at every point.

Each of them has a random stream of its own, as every other component of the simulation has: replication n of all points is on
the same draws, one more replication changes none before it, and one more uncertainty changes none of the others. Draws are independent from
replication to replication, since all that a choice promises is for independent replications (Kim and Nelson's comparison, Wald's
test, the interval of Clopper and Pearson). The rows of a Latin hypercube or of a Sobol' sequence are spread more evenly, but they are
not independent: fresh ones lie where those that a search used do not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.sweeps import Value
from sim.streams import generator, stream_key
from sim.study.factors import as_read
from sim.study.space import Axis, Settings, Space


@dataclass(frozen=True)
class Draws:
    """What uncertainties come to, replication by replication.

    Attributes
    ----------
    axes
        The uncertainties.
    seed
        Root of all random streams of the simulation.
    """

    axes: tuple[Axis, ...] = ()
    seed: int = 0

    def values(self, replication: int) -> tuple[Value, ...]:
        """Return what each uncertainty comes to in a replication."""
        return tuple(axis.at(self._share(axis, replication)) for axis in self.axes)

    def settings(self, replication: int) -> Settings:
        """Return what they set in a replication: key path to value."""
        return Space(self.axes).settings(self.values(replication))

    def _share(self, axis: Axis, replication: int) -> float:
        return float(generator(self.seed, replication, stream_key(f"uncertainty {axis.name}")).random())


NOTHING_DRAWN = Draws()


def parted(space: Space) -> tuple[Space, tuple[Axis, ...]]:
    """Return the levers of a space as one of its own, and its uncertainties.

    Parameters
    ----------
    space
        With both.
    """
    levers = tuple(axis for axis in space.axes if axis.role == "lever")
    return Space(levers), tuple(axis for axis in space.axes if axis.role == "uncertainty")


def drawn_texts(axes: Iterable[Axis], timezone: str) -> tuple[str, ...]:
    """Return uncertainties as text: the same for those that are drawn alike, however they were written down.

    Parameters
    ----------
    axes
        The uncertainties.
    timezone
        Of the scenario.
    """
    factors = as_read((axis.factor for axis in axes), timezone)
    plain = (factor.model_dump(mode="json", exclude_defaults=True, exclude={"name", "source"}) for factor in factors)
    return tuple(json.dumps(each, sort_keys=True, ensure_ascii=False) for each in plain)
