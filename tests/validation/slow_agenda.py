"""What happens next, and who waits for a place: part of the slow simulation of transport.

A thing that goes on for a while is a generator: it yields the moment to which it sleeps, or the places of which it wants one.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

ARRIVALS, DEMANDS, REVIEWS, BUYING, DISPATCH = range(5)
"""What happens first at one moment; of reviews those of places that others fill."""
EVER = math.inf


class Agenda:
    """What is going to happen."""

    def __init__(self) -> None:
        self.now, self.count = 0.0, 0
        self.calls: list[tuple[float, int, int, Callable[[], None]]] = []

    def at(self, moment: float, call: Callable[[], None], stage: int = ARRIVALS) -> None:
        self.count += 1
        if moment < EVER:
            heapq.heappush(self.calls, (moment, stage, self.count, call))

    def follow(self, process: Process) -> None:
        wanted = next(process, None)
        if isinstance(wanted, Places):
            wanted.claim(lambda: self.follow(process))
        elif wanted is not None:
            self.at(wanted, lambda: self.follow(process))

    def run(self, end: float) -> None:
        while self.calls and self.calls[0][0] <= end:
            self.now, *_, call = heapq.heappop(self.calls)
            call()


@dataclass
class Places:
    """Docks or vehicles: who comes first is served first."""

    free: float
    queue: list[Callable[[], None]] = field(default_factory=list)

    def claim(self, call: Callable[[], None]) -> None:
        if self.free > 0:
            self.free -= 1
            call()
        else:
            self.queue.append(call)

    def release(self) -> None:
        if self.queue:
            self.queue.pop(0)()
        else:
            self.free += 1


Process = Generator[float | Places, None, None]
