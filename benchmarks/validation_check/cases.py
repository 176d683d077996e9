"""A case with a known answer, and what the simulation says of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios import Text
from sim.study.statistics import estimate
from tests.validation.chance import holds


@dataclass(frozen=True)
class Case:
    """A system whose answer is known.

    Attributes
    ----------
    name
        What is simulated, and what is asked.
    source
        Where the known value is from.
    unit
        Unit of the value; None for a number or a share.
    known
        The value.
    simulate
        Gives independent values whose mean is the answer, shape (n,): replications, or means of batches of one long run.
        A single one where nothing happens by chance.
    tolerance
        Largest difference of a single value. Of several the 99.9 % interval must hold the known one.
    """

    name: Text
    source: str
    unit: Text | None
    known: float
    simulate: Callable[[], npt.ArrayLike]
    tolerance: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What the simulation says of a case: the mean, its 95 % interval (NaN for a single value), and how long it took."""

    case: Case
    mean: float
    low: float
    high: float
    values: int
    seconds: float
    agrees: bool


def answer(case: Case) -> Answer:
    """Simulate a case.

    Parameters
    ----------
    case
        Which.
    """
    began = time.perf_counter()
    values = np.atleast_1d(np.asarray(case.simulate(), dtype=np.float64))
    seconds = time.perf_counter() - began
    found = estimate(values)
    agrees = abs(found.mean - case.known) <= case.tolerance if values.size == 1 else holds(case.known, values)
    return Answer(case, found.mean, found.ci95_low, found.ci95_high, values.size, seconds, agrees)
