"""Travel times between the twelve hubs on both networks, at equal speeds by class."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .geometry import project
from .reference import CLASS_CODES, CLASS_NAMES, OTHER, SPEED_KPH, Reference
from .roadgraph import Edges, RoadGraph
from .tables import Tables

HUBS = (
    "sz_futian",
    "sz_nanshan",
    "sz_longhua",
    "sz_guangming",
    "sz_pingshan",
    "sz_baoan_airport",
    "dg_centre",
    "dg_songshan_lake",
    "dg_humen",
    "gz_tianhe",
    "gz_science_city",
    "gz_nansha",
)
MEDIAN_TOLERANCE = 0.05
WORST_TOLERANCE = 0.15
PASSING_M = 500.0


@dataclass(frozen=True)
class Route:
    """The quickest route: minutes, km by class code, and our junctions on or near it in order."""

    minutes: float
    km: NDArray[np.float64]
    passes: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say the km by class."""
        return ", ".join(f"{name} {km:.0f}" for name, km in zip(CLASS_NAMES, self.km, strict=True) if km >= 0.5) + " km"


@dataclass(frozen=True)
class Pair:
    """Two hubs and the quickest route between them on both networks."""

    start: str
    end: str
    ours: Route
    reference: Route

    @property
    def error(self) -> float:
        """Our minutes against the reference's, as a fraction."""
        return self.ours.minutes / self.reference.minutes - 1.0


def measure_hubs(tables: Tables, reference: Reference, classes: dict[str, str], day: dt.date) -> list[Pair]:
    """Compare all pairs of those hubs that the tables have linked on the day."""
    hubs = [name for name in HUBS if name in classes]
    if len(hubs) < 2:
        return []
    ours = _our_routes(tables, hubs, day)
    theirs = _reference_routes(tables, reference, hubs, classes)
    return [Pair(a, b, ours[a, b], theirs[a, b]) for a, b in combinations(hubs, 2)]


def _minutes(length_m: NDArray[np.float64], code: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(length_m / 1000.0 / SPEED_KPH[code] * 60.0)


def _routes(graph: RoadGraph, at: dict[str, int], names: list[list[str]]) -> dict[tuple[str, str], Route]:
    """Route between all pairs; `names` are our junctions at each node of the graph."""
    routes = {}
    cost, before = graph.trees(np.array(list(at.values())), np.inf)
    for row, a in enumerate(at):
        for b in list(at)[row + 1 :]:
            if not np.isfinite(cost[row, at[b]]):
                routes[a, b] = Route(float("inf"), np.zeros(OTHER + 1), ())
                continue
            path = graph.path(before[row], at[a], at[b])
            edges = graph.edges_of(path)
            km = np.zeros(OTHER + 1)
            np.add.at(km, graph.code[edges], graph.length_m[edges] / 1000.0)
            passes = tuple(dict.fromkeys(name for node in path for name in names[node]))
            routes[a, b] = Route(float(cost[row, at[b]]), km, passes)
    return routes


def _our_routes(tables: Tables, hubs: list[str], day: dt.date) -> dict[tuple[str, str], Route]:
    names = list(tables.junctions)
    number = {name: i for i, name in enumerate(names)}
    links = [link for link in tables.links if link.is_open(day)]
    u, v = (np.array([number[getattr(link, end)] for link in links]) for end in ("start", "end"))
    length = np.array([link.length_km * 1000.0 for link in links])
    code = np.array([CLASS_CODES[link.road_class] for link in links])
    both = np.r_[length, length], np.r_[code, code]
    graph = RoadGraph(Edges(np.r_[u, v], np.r_[v, u], _minutes(*both), *both), len(names))
    return _routes(graph, {hub: number[hub] for hub in hubs}, [[name] for name in names])


def _reference_routes(
    tables: Tables, reference: Reference, hubs: list[str], classes: dict[str, str]
) -> dict[tuple[str, str], Route]:
    r, f, b = reference, reference.forward, reference.backward
    length, code = np.r_[r.length_m[f], r.length_m[b]], np.r_[r.code[f], r.code[b]]
    edges = Edges(np.r_[r.u[f], r.v[b]], np.r_[r.v[f], r.u[b]], _minutes(length, code), length, code)
    at = {}
    for hub in hubs:
        junction = tables.junctions[hub]
        segments = r.of_class((CLASS_CODES[classes[hub]],))
        nodes = np.unique(np.r_[r.u[segments], r.v[segments]]) if len(segments) else np.arange(len(r.xy))
        _, nearest = cKDTree(r.xy[nodes]).query(project([junction.lon], [junction.lat])[0])
        at[hub] = int(nodes[nearest])
    everyone = list(tables.junctions.values())
    tree = cKDTree(project([j.lon for j in everyone], [j.lat for j in everyone]))
    names = [[everyone[i].id for i in found] for found in tree.query_ball_point(r.xy, PASSING_M)]
    return _routes(RoadGraph(edges, len(r.xy)), at, names)
