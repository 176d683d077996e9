"""How the library tells what it is doing, without showing anything itself."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Takes word of how far some work is."""

    def __call__(self, doing: str, done: int = 0, total: int = 0) -> None:
        """Take note that `done` of `total` is done of what is going on; a total of 0 is one that is not known."""


def silent(doing: str, done: int = 0, total: int = 0) -> None:
    """Take no note."""
    del doing, done, total
