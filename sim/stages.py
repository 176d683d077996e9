"""How the library tells what it is doing, without showing anything itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Counting = Callable[[int, int], object]
"""Takes word of how many of how many pieces of work are done."""


class Progress(Protocol):
    """Takes word of how far some work is."""

    def __call__(self, doing: str, done: int = 0, total: int = 0) -> None:
        """Take note that `done` of `total` is done of what is going on; a total of 0 is one that is not known."""


def silent(doing: str, done: int = 0, total: int = 0) -> None:
    """Take no note."""
    del doing, done, total


def later(counting: Counting | None, before: int, total: int) -> Counting | None:
    """Return what takes word of a part of some work: so much comes before it, and all is so much; None for none."""
    return None if counting is None else lambda done, _: counting(before + done, total)
