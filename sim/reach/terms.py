"""What "within so many minutes" means: moment, direction, vehicle, handling, how surely, over which departures."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from sim.errors import InputError
from sim.percentiles import check_percentiles, percentile_factor
from sim.reach.spread import Direction
from sim.vehicles import RoadVehicle

MOST_STEPS = 10_000
"""So many departures has a window at most: one a minute for a week."""


@dataclass(frozen=True)
class Terms:
    """What "within so many minutes" means.

    Attributes
    ----------
    moment
        Departure by the local clock, with its time zone; the moment by which one arrives where `arrive`.
    vehicle
        What drives.
    direction
        ``to`` the place or ``from`` it.
    arrive
        Whether `moment` is that of arrival.
    handling_min
        Loading and unloading, part of the minutes.
    percentile
        Share of days, in percent, on which the time is kept.
    time_cv
        Coefficient of variation of a trip's time, by the short rule of `sim.percentiles.percentile_factor`; counts where
        no days are sampled.
    samples, seed
        How many possible days are sampled (see `sim.reliability`), and the root of their random numbers; 0 takes the
        short rule.
    window_min, step_min
        Over so many minutes from `moment` on, one departure (arrival) every `step_min`; the last one lies in the window.
    shares
        Shares of these departures that make it, above 0 to 1, ascending: each has a reach of its own.
    """

    moment: dt.datetime
    vehicle: RoadVehicle
    direction: Direction = "to"
    arrive: bool = False
    handling_min: float = 0.0
    percentile: float = 50.0
    time_cv: float = 0.15
    samples: int = 0
    seed: int = 0
    window_min: float = 0.0
    step_min: float = 10.0
    shares: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        """Refuse terms that mean nothing."""
        check_percentiles([self.percentile])
        if self.moment.tzinfo is None:
            raise InputError(f"a moment has a time zone, and {self.moment.isoformat()} has none")
        if self.direction not in {"to", "from"}:
            raise InputError(f"a direction is 'to' or 'from', not {self.direction!r}")
        for name in ("samples", "window_min", "handling_min", "time_cv"):
            if not 0 <= getattr(self, name) < math.inf:
                raise InputError(f"{name} is a number, 0 or more, not {getattr(self, name)}")
        if not 0 < self.step_min < math.inf:
            raise InputError(f"step_min is a number above 0, not {self.step_min}")
        if self.window_min / self.step_min > MOST_STEPS:
            raise InputError(
                f"a window of {self.window_min:g} minutes with a departure every {self.step_min:g} has more than "
                f"{MOST_STEPS:,} departures: take a longer step or a shorter window"
            )
        if (
            not self.shares
            or not all(0 < share <= 1 for share in self.shares)
            or sorted(set(self.shares)) != list(self.shares)
        ):
            raise InputError(f"shares of departures lie above 0 and at most at 1 and ascend, not {self.shares}")

    @property
    def moments(self) -> tuple[dt.datetime, ...]:
        """The departures (arrivals) of the window; `moment` alone where there is none."""
        count = math.floor(self.window_min / self.step_min + 1e-9) + 1
        step = dt.timedelta(minutes=self.step_min)
        first = self.moment.astimezone(dt.UTC)  # a local clock may jump
        return tuple((first + number * step).astimezone(self.moment.tzinfo) for number in range(count))

    @property
    def factor(self) -> float:
        """Travel time at the percentile over the median one by the short rule; 1 where days are sampled."""
        return 1.0 if self.samples else percentile_factor(self.percentile, self.time_cv)

    def budget_s(self, cutoff_min: float) -> float:
        """Return the seconds that are left for the road within a cutoff, by the clock of the median day; may be below 0."""
        return (cutoff_min - self.handling_min) * 60 / self.factor
