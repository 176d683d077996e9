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
        return (moment - self.start).total_seconds()

    def slot(self, second: float) -> int:
        """Return the slot in which a second lies; one that ends there does not hold it."""
        return int(np.searchsorted(self.slot_end_s, second, side="right"))

    def link_seconds(self, second: float) -> Floats:
        """Return the seconds of every link, shape (links,), if the slot of a second lasted for ever."""
        seconds: Floats = self.link_empty_s * self.factor[self.slot(second), self.link_profile]
        return seconds

    def mirrored(self, second: float) -> SpeedProfiles:
        """Return the same speeds with the clock running backwards from a second, which becomes second 0.

        To arrive by a second is to leave at 0 on the reversed roads with the mirrored speeds.
        """
        ends = np.append((second - self.slot_end_s[:-1])[::-1], np.inf)
        return dataclasses.replace(self, slot_end_s=ends, factor=self.factor[::-1])
