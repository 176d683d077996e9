"""Ways by road and by air, also while roads are shut, as the words of the scenario format have it: part of the slow simulation."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

Way = tuple[str, str, str]
"""Vehicle, from a site, to a site."""


@dataclass
class Drive:
    """One way of a vehicle: its minutes, kilometres and toll."""

    minutes: float
    km: float
    toll: float


class Roads:
    """Minutes, kilometres and tolls by the hour; while roads are shut, those of the ways round.

    Parameters
    ----------
    times
        Travel times, with those of all sets of closures.
    windows
        (begin, end, closure) of all closures.
    waits
        Closures at which vehicles on the road wait.
    """

    flights: dict[Way, Drive]
    """Ways of drones: straight, at any hour."""

    def __init__(self, times: Any, windows: Sequence[tuple[float, float, str]] = (), waits: Sequence[str] = ()) -> None:
        self.flights = {}
        self.times, self.windows, self.waits = times, windows, waits
        self.edges = sorted({edge for begin, end, _ in windows for edge in (begin, end)})
        self.tables: dict[Any, list[list[float]]] = {}

    def shut(self, moment: float) -> frozenset[str]:
        return frozenset(name for begin, end, name in self.windows if begin <= moment < end)

    def minutes(self, way: Way, moment: float, shut: frozenset[str]) -> float:
        """Return how long a trip takes: who leaves between two hours takes a time between theirs. NaN where there is no way."""
        table, hour = self._table(way, shut)[0], int(moment // 60)
        following = table[min(hour + 1, len(table) - 1)]
        following = table[hour] if math.isnan(following) else following
        return table[hour] + (following - table[hour]) * (moment / 60 - hour)

    def whole_hour(self, way: Way, moment: float, shut: frozenset[str]) -> Drive:
        """Return minutes, kilometres and toll of leaving at the whole hour before."""
        if way in self.flights:
            return self.flights[way]
        return Drive(*(table[int(moment // 60)] for table in self._table(way, shut)))

    def leaves(self, way: Way, moment: float) -> float:
        """Return when a road leads there for who is ready: step by step."""
        while way not in self.flights and math.isnan(self.minutes(way, moment, self.shut(moment))):
            moment = self._step(moment)
        return moment

    def drive(self, way: Way, moment: float) -> Drive:
        """Drive step by step; go round, or stand, when the way shuts that is driven."""
        if way in self.flights:
            return self.flights[way]
        avoids, left = self.shut(moment), 1.0
        whole, found, start = self.minutes(way, moment, avoids), Drive(0.0, 0.0, 0.0), moment
        per = self.whole_hour(way, moment, avoids)
        while True:
            new = self.shut(moment) - avoids
            if self._is_cut(way, avoids, new):
                waits = any(self._is_cut(way, avoids, {name}) for name in new if name in self.waits)
                around = self.minutes(way, moment, self.shut(moment))
                if waits or math.isnan(around):
                    moment = self._step(moment)
                    continue
                whole *= around / self.minutes(way, moment, avoids)
                avoids = self.shut(moment)
                per = self.whole_hour(way, moment, avoids)
            following = self._step(moment)
            part = left if moment + left * whole <= following else (following - moment) / whole
            found.km, found.toll = found.km + part * per.km, found.toll + part * per.toll
            if part == left:
                found.minutes = moment + left * whole - start
                return found
            left, moment = left - part, following

    def _is_cut(self, way: Way, avoids: frozenset[str], new: Collection[str]) -> bool:
        """Tell whether more closures change the minutes of a way, at any hour."""
        return bool(new) and self._table(way, avoids)[0] != self._table(way, avoids | set(new))[0]

    def _step(self, moment: float) -> float:
        """Return when something may change: the next whole hour, or when a road shuts or opens."""
        return min([(moment // 60 + 1) * 60, *(edge for edge in self.edges if edge > moment)])

    def _table(self, way: Way, shut: frozenset[str]) -> list[list[float]]:
        """Return minutes, kilometres and tolls of a way by the hour."""
        if (way, shut) not in self.tables:
            times = next((table for names, table in self.times.closed.items() if set(names) == shut), self.times)
            tables = (times.by_hour(*way), times.km_by_hour(*way), times.toll_by_hour(*way))
            self.tables[way, shut] = [[float(number) for number in table] for table in tables]
        return self.tables[way, shut]
