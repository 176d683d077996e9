"""Closed roads: which list of minutes a way has at a moment, and what vehicles do that are on the road when it shuts.

All closures of a replication are known from its start, so a trip's arrival is arithmetic: nothing waits for an event.

- Who leaves drives by the table of the roads that are shut just then, and waits where none is left.
- When a road shuts, vehicles on their way whose table it changes go round: they drive the rest of the way, as a share
  of the time, at the ratio of the two tables' minutes; kilometres and tolls alike. Where no way is left they stand until
  one is. With ``wait`` they stand until the road is open again.
- When a road opens again, who goes round stays on the way that was taken.

So goods on the road arrive later and are not lost. Whoever goes round may turn back to do so; that costs what the ratio
says and no more: the simulation knows minutes by the hour, not where a vehicle is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chain.compiling.lanes import leave, road_min
from sim.chain.plans.disruptions import DisruptionPlan, Window
from sim.chain.plans.ways import Hourly, Lane

NEVER = float("inf")
ALL_OPEN = 0
Places = npt.NDArray[np.intp]


class Departure(NamedTuple):
    """When a vehicle can leave, in which hour, and by which table."""

    at_min: float
    hour: int
    lane: Lane


class Drive(NamedTuple):
    """When a vehicle arrives that has left, and what its way there was: kilometres and toll."""

    arrives_min: float
    km: float
    toll_cny: float


@dataclass(slots=True)
class ClosedRoads:
    """Which roads are shut when in one replication.

    Attributes
    ----------
    begins
        Moments at which a road is shut or opened, in order, the first at minute 0.
    shut
        From each of them on: the closures in force, a bit for each.
    waiting
        Closures at which vehicles on the road wait, a bit for each.
    """

    begins: list[float]
    shut: list[int]
    waiting: int
    _worst: dict[tuple[int, int], Lane] = field(default_factory=dict)

    def at(self, at_min: float) -> int:
        """Return the closures in force at a moment."""
        return self.shut[bisect_right(self.begins, at_min) - 1]

    def next_change(self, at_min: float) -> float:
        """Return the first moment after this at which a road is shut or opened."""
        place = bisect_right(self.begins, at_min)
        return self.begins[place] if place < len(self.begins) else NEVER

    def table(self, lane: Lane, shut: int) -> Lane:
        """Return a way's table with some closures in force; the same object where they make no difference to it.

        Several closures whose common table was not computed count as the worst of them, hour by hour.
        """
        if shut == ALL_OPEN or not lane.closed:
            return lane
        if shut in lane.closed:
            return lane.closed[shut] or lane
        key = (id(lane), shut)
        if key not in self._worst:
            singles = [table for bit in _bits(shut) if (table := lane.closed.get(bit)) is not None]
            self._worst[key] = _worst(singles) if singles else lane
        return self._worst[key]


def closed_roads(plans: Sequence[DisruptionPlan], windows: Sequence[Sequence[Window]]) -> ClosedRoads | None:
    """Return which roads are shut when; None where no disruption shuts any.

    Parameters
    ----------
    plans
        Disruptions.
    windows
        When each is in force.
    """
    closures = [(entry, spans) for entry, spans in zip(plans, windows, strict=True) if entry.closure >= 0]
    if not closures:
        return None
    changes: list[tuple[float, int, int]] = []
    for entry, spans in closures:
        for begin, end in spans:
            changes += [(begin, 1 << entry.closure, 1), (end, 1 << entry.closure, -1)]
    begins, shut = [0.0], [ALL_OPEN]
    for moment, bit, sign in sorted(changes, key=lambda change: (change[0], change[2])):
        if moment > begins[-1]:
            begins.append(moment)
            shut.append(shut[-1])
        shut[-1] = shut[-1] | bit if sign > 0 else shut[-1] & ~bit
    waiting = sum(1 << entry.closure for entry, _ in closures if entry.waits)
    return ClosedRoads(begins, shut, waiting)


def departure(roads: ClosedRoads, lane: Lane, at_min: float, first_hour_min: float, *, back: bool = False) -> Departure:
    """Return when a vehicle leaves that is ready at a moment; never where no road leads there to the end.

    Parameters
    ----------
    roads
        Which are shut when.
    lane
        The way, with all roads open.
    at_min
        When the vehicle is ready.
    first_hour_min
        When the first hour of the lanes begins.
    back
        It drives back.
    """
    now = at_min
    while True:
        table = roads.table(lane, roads.at(now))
        ready, hour = leave(_minutes(table, back=back), now, first_hour_min)
        change = roads.next_change(now)
        if ready < change or change == NEVER:
            return Departure(ready, hour, table)
        now = change


def drive(
    roads: ClosedRoads, lane: Lane, left: Departure, whole_min: float, first_hour_min: float, *, back: bool = False
) -> Drive:
    """Return when a vehicle arrives that has left, whatever is shut while it is on the road.

    Parameters
    ----------
    roads, lane, first_hour_min, back
        As in `departure`.
    left
        How it left.
    whole_min
        Minutes of its whole way as long as nothing shuts.
    """
    now, rest, table, used, hour = left.at_min, 1.0, left.lane, roads.at(left.at_min), left.hour
    km = toll_cny = 0.0
    while now < NEVER:
        shut, change = roads.at(now), roads.next_change(now)
        other = _way_round(roads, lane, used, shut)
        if other is not None and other is not table:
            ready, later = leave(_minutes(other, back=back), now, first_hour_min)
            if ready > now or _must_wait(roads, lane, used, shut):
                now = change if ready <= now else min(ready, change)
                continue
            before, after = _minutes(table, back=back), _minutes(other, back=back)
            whole_min *= _ratio(before, after, now, later, first_hour_min)
            table, used, hour = other, shut, later
        part = rest if whole_min <= 0 else min((change - now) / whole_min, rest)
        km += part * table.out_km[hour]
        toll_cny += part * table.out_toll_cny[hour]
        if part >= rest:
            return Drive(now + rest * whole_min, km, toll_cny)
        rest -= part
        now = change
    return Drive(NEVER, km, toll_cny)


def _way_round(roads: ClosedRoads, lane: Lane, used: int, shut: int) -> Lane | None:
    """Return the table that a vehicle has to go by now; None where nothing has shut on its way."""
    if not shut & ~used or roads.table(lane, used | shut) is roads.table(lane, used):
        return None
    return roads.table(lane, shut)


def _must_wait(roads: ClosedRoads, lane: Lane, used: int, shut: int) -> bool:
    """Tell whether one of the closures at which vehicles wait has shut their way."""
    now = roads.table(lane, used)
    return any(roads.table(lane, used | bit) is not now for bit in _bits(shut & ~used & roads.waiting))


def _ratio(before: Hourly, after: Hourly, now: float, hour: int, first_hour_min: float) -> float:
    """Return the minutes by another table over those by the one that is driven by; 1 where that has none at this hour."""
    usual_min = road_min(before, now, hour, first_hour_min)
    return road_min(after, now, hour, first_hour_min) / usual_min if usual_min > 0 else 1.0


def _minutes(lane: Lane, *, back: bool) -> Hourly:
    return lane.back_min if back else lane.out_min


def _worst(lanes: Sequence[Lane]) -> Lane:
    """Return the slowest of several tables at each hour, with its kilometres and tolls; cut where one of them is."""
    if len(lanes) == 1:
        return lanes[0]
    out = _slowest([lane.out_min for lane in lanes])
    back = _slowest([lane.back_min for lane in lanes])
    return replace(
        lanes[0],
        out_min=_chosen([lane.out_min for lane in lanes], out),
        back_min=_chosen([lane.back_min for lane in lanes], back),
        out_km=_chosen([lane.out_km for lane in lanes], out),
        km=_chosen([lane.km for lane in lanes], out),
        out_toll_cny=_chosen([lane.out_toll_cny for lane in lanes], out),
        toll_cny=_chosen([lane.toll_cny for lane in lanes], out),
    )


def _slowest(tables: Sequence[Hourly]) -> Places:
    minutes = np.array(tables)
    places: Places = np.where(np.isnan(minutes), np.inf, minutes).argmax(axis=0)
    return places


def _chosen(tables: Sequence[Hourly], places: Places) -> Hourly:
    return array("d", np.take_along_axis(np.array(tables), places[None], axis=0)[0])


def _bits(shut: int) -> list[int]:
    return [1 << place for place in range(shut.bit_length()) if shut >> place & 1]
