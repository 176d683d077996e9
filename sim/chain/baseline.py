"""What had happened by the end of the warm-up, to be left out of what is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Baseline:
    """What had happened by the end of the warm-up.

    Attributes
    ----------
    used
        Pieces that had gone out of stock for good, by stock point.
    costs_cny
        By kind.
    """

    used: tuple[float, ...]
    costs_cny: dict[str, float]
