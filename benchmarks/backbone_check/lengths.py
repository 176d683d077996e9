"""The length that the reference has for each link: the path between its ends that keeps to the link's class."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .geometry import project
from .reference import CLASS_CODES, OTHER, Reference
from .roadgraph import Edges, RoadGraph
from .snapping import SNAP_M, Spots, spots_near
from .tables import Link, Tables

TOLERANCE = 0.10
OTHER_CLASS_COST = 3.0
JOIN_COST = 1.5  # a join over a gap of the reference may well be the road itself
MOVE_COST = 3.0  # of the way from a junction to a spot: with less, paths leap over stretches of their own road
SEARCH = 4.0  # paths up to this many times the link's length, and 8 km more, are looked for
SEARCH_MORE_M = 8000.0
PASSING_M = 400.0
_CHUNK = 64


@dataclass(frozen=True)
class Length:
    """A link against the reference; `reference_km` is nan where the reference has no path."""

    link: Link
    reference_km: float
    share_own: float
    passes: tuple[str, ...]

    @property
    def error(self) -> float:
        """Our length against the reference's, as a fraction (infinite, a miss, where there is no path)."""
        return self.link.length_km / self.reference_km - 1.0 if self.reference_km > 0 else float("inf")

    @property
    def good(self) -> bool:
        """Tell whether the length is within the tolerance."""
        return abs(self.error) <= TOLERANCE


@dataclass(frozen=True)
class Lengths:
    """All links: measured ones, and those that cannot be, with the reason."""

    measured: list[Length]
    unverifiable: list[tuple[Link, str]]


def measure_lengths(tables: Tables, reference: Reference, day: dt.date) -> Lengths:
    """Find the reference length of every link that was open on the day and whose ends the reference knows."""
    result = Lengths([], [])
    by_class: dict[str, list[Link]] = {}
    present = {name for name, code in CLASS_CODES.items() if len(reference.of_class((code,)))}
    for link in tables.links:
        if not link.is_open(day):
            result.unverifiable.append((link, f"not open on {day}"))
        elif link.road_class not in present:
            result.unverifiable.append((link, f"the reference has no {link.road_class} roads"))
        else:
            by_class.setdefault(link.road_class, []).append(link)
    for road_class, links in by_class.items():
        _ClassMeasure(tables, reference, road_class, links).into(result)
    return result


class _ClassMeasure:
    """The links of one class: a graph whose costs favour that class, with two extra nodes (out, in) for each end."""

    def __init__(self, tables: Tables, reference: Reference, road_class: str, links: list[Link]) -> None:
        self.tables, self.reference, self.links = tables, reference, links
        self.names = sorted({name for link in links for name in (link.start, link.end)})
        self.number = {name: i for i, name in enumerate(self.names)}
        junctions = [tables.junctions[name] for name in self.names]
        self.xy = project([j.lon for j in junctions], [j.lat for j in junctions])
        self.own = CLASS_CODES[road_class]
        self.weight = np.full(OTHER + 1, OTHER_CLASS_COST)
        self.weight[[self.own, OTHER]] = 1.0, JOIN_COST
        self.spots = self._spots()
        self.known = np.zeros(len(self.names), dtype=bool)
        self.known[self.spots.point] = True
        self.base = len(reference.xy)
        nodes = self.base + 2 * len(self.names)
        self.graph = RoadGraph(Edges.join([self._roads(), *self._ends(), self._same_segment()]), nodes)
        everything = list(tables.junctions.values())
        self.everyone = [j.id for j in everything]
        self.tree = cKDTree(project([j.lon for j in everything], [j.lat for j in everything]))

    def _spots(self) -> Spots:
        own = spots_near(self.reference, self.xy, self.reference.of_class((self.own,)))
        lost = np.setdiff1d(np.arange(len(self.names)), own.point)  # no road of the class there: take any
        any_class = self.reference.of_class(tuple(range(OTHER)))
        other = spots_near(self.reference, self.xy[lost], any_class)
        return Spots(
            np.r_[own.point, lost[other.point]],
            np.r_[own.segment, other.segment],
            np.r_[own.along, other.along],
            np.r_[own.distance_m, other.distance_m],
        )

    def _roads(self) -> Edges:
        r, f, b = self.reference, self.reference.forward, self.reference.backward
        length, code = np.r_[r.length_m[f], r.length_m[b]], np.r_[r.code[f], r.code[b]]
        return Edges(np.r_[r.u[f], r.v[b]], np.r_[r.v[f], r.u[b]], length * self.weight[code], length, code)

    def _ends(self) -> list[Edges]:
        """Lead from each end's out node to the ends of its segments, and from those to its in node."""
        r, s = self.reference, self.spots
        code = r.code[s.segment]
        parts = []
        for node, share, out_ok, in_ok in (
            (r.u, s.along, r.backward, r.forward),
            (r.v, 1.0 - s.along, r.forward, r.backward),
        ):
            length = share * r.length_m[s.segment]
            cost = MOVE_COST * s.distance_m + length * self.weight[code]
            way = node[s.segment]
            o, i = out_ok[s.segment], in_ok[s.segment]
            out, into = self.base + 2 * s.point, self.base + 2 * s.point + 1
            parts.append(Edges(out[o], way[o], cost[o], length[o], code[o]))
            parts.append(Edges(way[i], into[i], cost[i], length[i], code[i]))
        return parts

    def _same_segment(self) -> Edges:
        """Lead straight from end to end where both stand on one segment (a long straight bridge)."""
        s = self.spots
        at: dict[int, list[int]] = {}
        for spot, point in enumerate(s.point):
            at.setdefault(int(point), []).append(spot)
        pairs = [
            (a, b)
            for link in self.links
            for a in at.get(self.number[link.start], [])
            for b in at.get(self.number[link.end], [])
            if s.segment[a] == s.segment[b]
        ]
        a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        length = np.abs(s.along[a] - s.along[b]) * self.reference.length_m[s.segment[a]]
        code = self.reference.code[s.segment[a]]
        cost = MOVE_COST * (s.distance_m[a] + s.distance_m[b]) + length * self.weight[code]
        return Edges(self.base + 2 * s.point[a], self.base + 2 * s.point[b] + 1, cost, length, code)

    def into(self, result: Lengths) -> None:
        """Measure the links and add them to the result."""
        by_start: dict[int, list[Link]] = {}
        for link in self.links:
            lost = [name for name in (link.start, link.end) if not self.known[self.number[name]]]
            if lost:
                result.unverifiable.append((link, f"no reference road within {SNAP_M:.0f} m of {' and '.join(lost)}"))
            else:
                by_start.setdefault(self.number[link.start], []).append(link)
        reach = {i: max(link.length_km for link in links) for i, links in by_start.items()}
        starts = sorted(reach, key=reach.__getitem__)
        for at in range(0, len(starts), _CHUNK):
            chunk = starts[at : at + _CHUNK]
            limit = SEARCH * 1000.0 * reach[chunk[-1]] + SEARCH_MORE_M
            cost, before = self.graph.trees(self.base + 2 * np.array(chunk), limit)
            for row, i in enumerate(chunk):
                result.measured.extend(self._measure(link, cost[row], before[row]) for link in by_start[i])

    def _measure(self, link: Link, cost: NDArray[np.float64], before: NDArray[np.int32]) -> Length:
        source, target = (
            self.base + 2 * self.number[link.start],
            self.base + 2 * self.number[link.end] + 1,
        )
        if not np.isfinite(cost[target]):
            return Length(link, float("nan"), 0.0, ())
        path = self.graph.path(before, source, target)
        edges = self.graph.edges_of(path)
        length = self.graph.length_m[edges]
        code = self.graph.code[edges]
        total = float(length.sum())
        share = float(length[(code == self.own) | (code == OTHER)].sum()) / total if total else 0.0
        return Length(link, total / 1000.0, share, self._passes(path[1:-1], link))

    def _passes(self, path: NDArray[np.int64], link: Link) -> tuple[str, ...]:
        near: dict[str, None] = {}
        for found in self.tree.query_ball_point(self.reference.xy[path], PASSING_M):
            near.update(dict.fromkeys(self.everyone[i] for i in found))
        return tuple(name for name in near if name not in {link.start, link.end})
