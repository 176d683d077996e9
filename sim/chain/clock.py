"""The SimPy environment, with moments instead of delays and a fixed order of what happens at one moment.

At one moment: arrivals (of goods, of ends of work), then demands, then replenishment checks, then dispatch (release of
lots and grant of crews). Within a stage things happen in the order in which they were scheduled.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt
from simpy import Environment, Event
from simpy.events import EventPriority

from sim.errors import RunError

URGENT = DAY_END = EventPriority(0)
ARRIVAL = EventPriority(1)
"""SimPy's own normal priority."""
DEMAND = EventPriority(2)
REPLENISH = EventPriority(3)
DISPATCH = EventPriority(4)
NEVER = float("inf")
LARGEST_DENOMINATOR = 1_000_000
MOST_EVENTS = 20_000_000
"""More than this is hours of computing, or an endless round at one moment."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Moments at equal distances, each the nearest float to the exact one: neither sums nor products of floats drift.

    The n-th moment is ``(first + n * interval) / unit`` in whole numbers, so 3 times 0.1 is 0.3, and two clocks that meet
    by arithmetic meet in the simulation.
    """

    first: int
    interval: int
    unit: int

    def at(self, number: int) -> float:
        """Return a moment by its number, from 0."""
        return (self.first + number * self.interval) / self.unit

    def next_number(self, at_min: float) -> int:
        """Return the number of the first moment at or after one; never less than 0."""
        number = max(0, int((Fraction(at_min) * self.unit - self.first) // self.interval) - 1)
        while self.at(number) < at_min:
            number += 1
        return number


def beat(first_min: float, interval: float, minutes: int = 1) -> Beat:
    """Return the clock of an interval that is read as the simplest fraction that it can stand for: 0.1 as a tenth.

    Parameters
    ----------
    first_min
        The first moment.
    interval
        In units of `minutes`.
    minutes
        60 for an interval in hours.
    """
    first, step = _simplest(first_min), _simplest(interval) * minutes
    unit = first.denominator * step.denominator
    return Beat(int(first * unit), int(step * unit), unit)


def _simplest(value: float) -> Fraction:
    """Return the fraction of a small denominator that this float is nearest to; its decimal digits where there is none."""
    simple = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    return simple if float(simple) == value else Fraction(str(value))


class Clock(Environment):
    """A SimPy environment in which events happen at given moments, in minutes since the scenario's start.

    ``env.timeout(t - env.now)`` may end a rounding error beside ``t``; here a shift that opens at minute 480 opens then.

    Attributes
    ----------
    now
        Minutes since the start.
    """

    now: float = 0.0  # a field, not SimPy's property: it is read more often than anything else

    def fire(self, event: Event, at_min: float, priority: EventPriority = ARRIVAL) -> None:
        """Let a pending event happen at a moment; never when that is infinity."""
        event._ok = True  # noqa: SLF001 - what Event.succeed and Timeout do, with a moment
        event._value = None  # noqa: SLF001
        if at_min < NEVER:
            heappush(self._queue, (at_min, priority, next(self._eid), event))

    def at(self, at_min: float, priority: EventPriority = ARRIVAL) -> Event:
        """Return an event that happens at a moment, for a process to yield."""
        return Moment(self, at_min, priority)

    def call(self, at_min: float, action: Callable[[Any], None], priority: EventPriority = ARRIVAL) -> None:
        """Call a function at a moment, with the event."""
        Moment(self, at_min, priority, action)

    def follow(self, steps: Generator[Event, Any, None]) -> None:
        """Let a generator go through the events that it yields, from this moment on, before all else that is to come.

        It is a SimPy process for which nobody waits: without an event at its end.
        """
        Moment(self, self.now, URGENT, _Course(steps.send).go_on)

    def set_now(self, at_min: float) -> None:
        """Let it be a moment, for what happens outside of the events of SimPy."""
        self.now = self._now = at_min

    def number_by(self, counter: npt.NDArray[np.int64] | None) -> None:
        """Take the numbers of events from a counter that others count on too, an array of one; where None, one's own again."""
        self._eid = count() if counter is None else _Shared(counter)  # type: ignore[assignment]

    def forget(self) -> None:
        """Drop all that is still to come."""
        self._queue.clear()

    def step(self) -> None:
        """Let the next event happen."""
        self.now, _, _, event = heappop(self._queue)
        self._now = self.now
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
        for callback in callbacks:
            callback(event)

    def run_through(self, end_min: float, watch: Callable[[], None] | None = None) -> int:
        """Run everything up to and including a moment; return the number of events.

        Parameters
        ----------
        end_min
            Last moment.
        watch
            Called after every event.

        Raises
        ------
        RunError
            If there are more than `MOST_EVENTS`.
        """
        events, queue = 0, self._queue
        while queue and queue[0][0] <= end_min and events < MOST_EVENTS:
            self.now, _, _, event = heappop(queue)  # `step`, written out: this is done for every event
            self._now = self.now
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
            events += 1
            if watch is not None:
                watch()
        if events == MOST_EVENTS:
            raise too_many_events(self.now, end_min)
        return events


def too_many_events(now: float, end_min: float) -> RunError:
    """Return the error of a replication that has `MOST_EVENTS`."""
    message = (
        f"one replication has {MOST_EVENTS:,} events by minute {now:g} of {end_min:g}; make orders or lots larger, intervals "
        "and reviews longer, or let the scenario end sooner"
    )
    return RunError(message)


class Moment(Event):
    """An event that happens at a moment, as `simpy.Timeout` happens after a delay.

    Parameters
    ----------
    clock
        The environment.
    at_min
        The moment; never when that is infinity.
    priority
        The stage.
    action
        What to call then.
    """

    def __init__(
        self, clock: Clock, at_min: float, priority: EventPriority, action: Callable[[Any], None] | None = None
    ) -> None:
        # All of Event.__init__ and Clock.fire in one call, as simpy.Timeout does: half of all events are made here.
        self.env = clock
        self.callbacks = [] if action is None else [action]
        self._ok = True
        self._value = None
        if at_min < NEVER:
            heappush(clock._queue, (at_min, priority, next(clock._eid), self))  # noqa: SLF001 - see Timeout


class _Shared:
    """Numbers from a counter that others count on too."""

    __slots__ = ("counter",)

    def __init__(self, counter: npt.NDArray[np.int64]) -> None:
        self.counter = counter

    def __next__(self) -> int:
        number = int(self.counter[0])
        self.counter[0] = number + 1
        return number


class _Course:
    """A generator that goes on whenever the event that it has yielded happens."""

    __slots__ = ("send",)

    def __init__(self, send: Callable[[Any], Event]) -> None:
        self.send = send

    def go_on(self, event: Event) -> None:
        """Go on to the next event that has not happened yet."""
        try:
            following = self.send(event._value)  # noqa: SLF001 - None at the start
            waiting: list[Callable[[Any], None]] | None = following.callbacks
            while waiting is None:  # it has happened
                following = self.send(following._value)  # noqa: SLF001
                waiting = following.callbacks
        except StopIteration:
            return
        waiting.append(self.go_on)
