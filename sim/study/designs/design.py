"""A design: the points of a study, and what each of them is for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scenarios.sweeps import DesignKind


@dataclass(frozen=True)
class Design:
    """Points to simulate, in a fixed order.

    Attributes
    ----------
    kind
        How they were chosen.
    points
        A row per point, a column per factor, named and ordered as the axes of the space; the index is 0, 1, ....
    roles
        A row per point, what it is for; columns by kind. ``sobol``: block ("A", "B", or the factor that is taken from B) and
        sample (int); ``morris``: trajectory (int), step (int), factor (the one that was moved to get here, "" for the first) and
        move (float, how far: the share of the way from its first level to its last, below zero where it was moved down);
        ``oat``: factor ("" for the base) and end ("base", "low", "high", "other"); ``table``: the remarks in it, as text; no
        columns for the others.
    samples
        Samples used, one number after the other: a design that was extended from 64 to 128 has (64, 128). A design is a function
        of the space, the seed and these.
    seed
        Of the design, not of the simulation.
    """

    kind: DesignKind
    points: pd.DataFrame
    roles: pd.DataFrame
    samples: tuple[int, ...] = ()
    seed: int = 0
