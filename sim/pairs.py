"""The quickest ways between many places at given moments: seconds, kilometres, tolls."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim._matrix import Found, Places, Roads, gate_seconds, quickest
from sim.access import Access, direct_km
from sim.network import Floats, Ints, RoadNetwork
from sim.profiles import SpeedProfiles
from sim.routing import THREADS, backward, forward, timed_seconds
from sim.stages import Counting

NODES_AT_ONCE = 400_000
"""So many times at nodes a thread keeps at once, if those of one search are not more: 5 MB."""
SLACK = 1.1
"""A search first goes this much farther than those of other moments had to go."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """The quickest ways between all origins and destinations; every array is (moments, origins, destinations).

    Attributes
    ----------
    seconds, km, toll_cny : float64
        With the access legs at both ends; NaN where no road leads.
    origin_km, destination_km : float64
        Length of the access legs. Neighbours that go without the network have all of it at the origin.
    """

    seconds: Floats
    km: Floats
    toll_cny: Floats
    origin_km: Floats
    destination_km: Floats


@dataclass(frozen=True, eq=False)
class Speeds:
    """A network with the speeds of one vehicle by the clock, and what its roads cost.

    Attributes
    ----------
    network, profiles
        The roads, and the speeds on them.
    link_km, link_toll_cny : (links,) float64
    """

    network: RoadNetwork
    profiles: SpeedProfiles
    link_km: Floats
    link_toll_cny: Floats

    @classmethod
    def of(cls, network: RoadNetwork, profiles: SpeedProfiles, link_toll_cny: Floats) -> Speeds:
        """Return speeds and tolls of a network."""
        return cls(network, profiles, network.link_length_m / 1000, link_toll_cny)

    def search(self, moment_s: float, *, against: bool) -> Roads:
        """Return the roads as a search sees them that starts at a moment, or runs against the traffic and the clock."""
        profiles = self.profiles.mirrored(moment_s) if against else self.profiles
        return Roads(
            empty_s=self.profiles.link_empty_s,
            km=self.link_km,
            toll_cny=self.link_toll_cny,
            profile=profiles.link_profile,
            factor=np.ascontiguousarray(profiles.factor),
            slot_end_s=profiles.slot_end_s - (0.0 if against else moment_s),
            edge_link=self.network.edge_link,
            step=self.network.edge_head if against else self.network.edge_tail,
        )

    def times(
        self, rows: Places, chosen: range, moment_s: float, *, against: bool, cutoff_s: float = math.inf
    ) -> tuple[Floats, Floats, Ints]:
        """Search from some places; return the seconds to all their gates, and seconds and parents of (rows, nodes)."""
        gate_s = np.empty(rows.gate_leg.size)
        gate_seconds(self.search(moment_s, against=against), rows, gate_s)
        bounds = [slice(rows.first_gate[row], rows.first_gate[row + 1]) for row in chosen]
        graph = backward(self.network) if against else forward(self.network)
        starts = [(rows.gate_node[part], gate_s[part]) for part in bounds]
        seconds, parent = timed_seconds(graph, self.profiles, self.network, starts, moment_s, cutoff_s, threads=1)
        return gate_s, seconds, parent


def pairs(
    speeds: Speeds,
    origins: Sequence[Access],
    destinations: Sequence[Access],
    moments_s: Sequence[float],
    *,
    arrive: bool = False,
    threads: int = THREADS,
    progress: Counting | None = None,
) -> Pairs:
    """Return the quickest ways between all origins and destinations, leaving at moments or arriving by them.

    Exact by the clock, also on the parts of roads at both ends. One search runs per moment and origin, or destination
    to arrive by a moment; where the speeds never change, from the fewer side and once for all moments. A search goes
    little farther than those of other moments had to, and once more over all roads if that was not far enough.

    Parameters
    ----------
    speeds
        The roads.
    origins, destinations
        The places.
    moments_s
        Seconds of the profiles.
    arrive
        Whether they are moments of arrival.
    threads
        How many to use; the result does not depend on it.
    progress
        Told how many of how many searches are done.
    """
    constant = speeds.profiles.slot_end_s.size == 1
    against = len(destinations) < len(origins) if constant else arrive
    moments = list(moments_s[:1] if constant else moments_s)
    rows, columns = (destinations, origins) if against else (origins, destinations)
    row_places = places(rows, "to" if against else "from", against=against)
    column_places = places(columns, "from" if against else "to", against=against)
    tables = np.empty((5, len(moments), len(rows), len(columns)))
    step = max(1, min(NODES_AT_ONCE // max(1, speeds.network.nodes), -(-len(rows) // threads)))
    parts = [range(first, min(first + step, len(rows))) for first in range(0, len(rows), step)]
    farthest_s = np.full(len(rows), math.nan)

    def run(task: tuple[int, range]) -> int:
        moment, chosen = task
        part = slice(chosen.start, chosen.stop)
        within_s = float(np.nan_to_num(farthest_s[part], nan=math.inf).max()) * SLACK
        _fill(speeds, (row_places, column_places), chosen, (moments[moment], against, within_s), tables[:, moment])
        found_s = tables[0, moment, part].max(axis=1, initial=0.0)  # NaN if a place is out of reach
        farthest_s[part] = np.where(farthest_s[part] > found_s, farthest_s[part], found_s)
        return len(chosen)

    _shared(run, list(itertools.product(range(len(moments)), parts)), threads, progress)
    if against:
        tables = np.ascontiguousarray(tables.swapaxes(2, 3)[[0, 1, 2, 4, 3]])
    if constant:
        tables = np.repeat(tables, len(moments_s), axis=1)
    _take_short_ways(tables, origins, destinations)
    return Pairs(*tables)


def _shared(
    run: Callable[[tuple[int, range]], int], tasks: list[tuple[int, range]], threads: int, progress: Counting | None
) -> None:
    """Share tasks among threads; what has not begun is dropped when one fails."""
    done, total = 0, sum(len(rows) for _, rows in tasks)
    pool = ThreadPoolExecutor(threads)
    try:
        for task in as_completed([pool.submit(run, task) for task in tasks]):
            done += task.result()
            if progress:
                progress(done, total)
    finally:
        pool.shutdown(cancel_futures=True)


def places(accesses: Sequence[Access], direction: str, *, against: bool) -> Places:
    """Return the legs and gates of places as the compiled search takes them.

    Parameters
    ----------
    accesses
        The places.
    direction
        ``from`` origins, ``to`` destinations.
    against
        Whether the search runs against the traffic.
    """
    gates = [place.gates("from" if direction == "from" else "to") for place in accesses]
    first_leg, first_gate = (
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        for sizes in ([place.link.size for place in accesses], [gate.leg.size for gate in gates])
    )
    along, against_line = (
        _joined([getattr(place, name) for place in accesses], np.bool_) for name in ("along", "against")
    )
    return Places(
        first_leg=first_leg,
        first_gate=first_gate,
        leg_link=_joined([place.link for place in accesses], np.int32),
        leg_share=_joined([place.share for place in accesses], np.float64),
        leg_s=_joined([place.seconds for place in accesses], np.float64),
        leg_km=_joined([place.km for place in accesses], np.float64),
        leg_along=against_line if against else along,
        leg_against=along if against else against_line,
        gate_leg=_joined([gate.leg + first_leg[row] for row, gate in enumerate(gates)], np.int32),
        gate_node=_joined([gate.node for gate in gates], np.int32),
        gate_part=_joined([gate.part for gate in gates], np.float64),
    )


def _fill(
    speeds: Speeds,
    sides: tuple[Places, Places],
    chosen: range,
    search: tuple[float, bool, float],
    tables: Floats,
) -> None:
    """Fill the rows of some places at one moment; tables are (5, rows, columns).

    What is found within a number of seconds is the quickest there is; only if something is not, all roads are searched.
    """
    rows, columns = sides
    moment_s, against, within_s = search
    roads = speeds.search(moment_s, against=against)
    via = np.empty(tables.shape[2], np.int32)
    for cutoff_s in dict.fromkeys((within_s, math.inf)):
        gate_s, seconds, parent = speeds.times(rows, chosen, moment_s, against=against, cutoff_s=cutoff_s)
        for place, row in enumerate(chosen):
            seconds_to, km, toll_cny, row_km, column_km = tables[:, row]
            found = Found(seconds_to, km, toll_cny, row_km, column_km, via)
            quickest(roads, rows, row, gate_s, seconds[place], parent[place], columns, found)
        if (tables[0, chosen.start : chosen.stop] <= cutoff_s).all():
            return


def _take_short_ways(tables: Floats, origins: Sequence[Access], destinations: Sequence[Access]) -> None:
    """Let neighbours go without the network where that is quicker."""
    km = direct_km(origins, destinations)
    kph = np.array([place.speed_kph for place in origins])[:, None]
    seconds, none = km / kph * 3600, np.zeros_like(km)
    for table in tables.swapaxes(0, 1):
        quicker = np.isfinite(seconds) & ~(table[0] <= seconds)
        table[:, quicker] = np.stack([seconds, km, none, km, none])[:, quicker]


def _joined(parts: Sequence[npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *parts]).astype(kind)
