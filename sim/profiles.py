"""Speeds that change with the clock: what the overlays make and the time-dependent shortest paths take."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.network import Floats, Ints


@dataclass(frozen=True, eq=False)
class SpeedProfiles:
    """The speed on every link at every moment, piecewise constant, for one vehicle.

    A link's speed in a slot is its speed on the empty road divided by the factor of its profile. A vehicle that is on a
    link when a slot ends goes on at the speed of the next one, so who leaves later never arrives earlier (Ichoua,
    Gendreau and Potvin 2003). Where the factor is inf nobody moves: who is there stands still until the slot ends.

    Attributes
    ----------
    start
        Second 0, an aware moment.
    slot_end_s : (slots,) float64
        Seconds after `start` at which each slot ends, ascending; the first slot has no beginning, the last ends at inf.
    factor : (slots, profiles) float64
        Above 0; inf where closed.
    link_profile : (links,) int32, index into the profiles
    link_empty_s : (links,) float64
        Seconds on the empty road; inf where this vehicle may never drive.
    """

    start: dt.datetime
    slot_end_s: Floats
    factor: Floats
    link_profile: Ints
    link_empty_s: Floats

    def second(self, moment: dt.datetime) -> float:
        """Return the seconds from `start` to an aware moment."""
        return (moment.astimezone(dt.UTC) - self.start.astimezone(dt.UTC)).total_seconds()  # a local clock may jump

    def slot(self, second: float) -> int:
        """Return the slot in which a second lies; one that ends there does not hold it."""
        return int(np.searchsorted(self.slot_end_s, second, side="right"))

    def link_seconds(self, second: float) -> Floats:
        """Return the seconds of every link, shape (links,), if the slot of a second lasted for ever."""
        factor = self.factor[self.slot(second), self.link_profile]
        seconds = np.full(factor.size, np.inf)
        np.multiply(self.link_empty_s, factor, out=seconds, where=np.isfinite(factor))
        return seconds

    def signature(self, second: float, length_s: float) -> bytes:
        """Return what tells the speeds of a span of time from those of another: equal if all links are equally fast."""
        first, last = self.slot(second), self.slot(second + length_s)
        return (self.slot_end_s[first:last] - second).tobytes() + self.factor[first : last + 1].tobytes()

    def mirrored(self, second: float) -> SpeedProfiles:
        """Return the same speeds with the clock running backwards from a second, which becomes second 0.

        To arrive by a second is to leave at 0 on the reversed roads with the mirrored speeds.
        """
        ends = np.append((second - self.slot_end_s[:-1])[::-1], np.inf)
        return dataclasses.replace(self, slot_end_s=ends, factor=self.factor[::-1])

    def driven(self, profile: Ints, enter_s: Floats, until_s: float) -> Floats:
        """Return how much is driven of the empty road's seconds from several moments to one, which is not before them.

        Parameters
        ----------
        profile, enter_s : same shape
            Index of the profile, and the second at which the driving begins; at least one.
        until_s
            The second at which it ends.

        Returns
        -------
        seconds : same shape
            The part of a link's `link_empty_s` that lies behind, if the link is long enough.
        """
        first = float(enter_s.min())
        inner = self.slot_end_s[(self.slot_end_s > first) & (self.slot_end_s < until_s)]
        stops = np.concatenate([[first], inner, [until_s]])
        speed = 1.0 / self.factor[self.slot(first) : self.slot(first) + stops.size - 1]
        behind = np.concatenate([np.zeros((1, speed.shape[1])), np.cumsum(np.diff(stops)[:, None] * speed, axis=0)])
        slot = np.clip(np.searchsorted(stops, enter_s, side="right") - 1, 0, stops.size - 2)
        before = behind[slot, profile] + (enter_s - stops[slot]) * speed[slot, profile]
        left: Floats = behind[-1, profile] - before
        return left
