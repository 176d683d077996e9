"""Reach on the streets of central Shenzhen, held against the usual recipe of osmnx, on the same speeds."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import networkx as nx
import numpy as np
import shapely
from pyproj import Transformer
from pyproj.enums import TransformDirection

import sim
from sim.drawing.measure import area_km2
from sim.mercator import CRS
from sim.network import Floats, RoadNetwork
from sim.overlays import speed_profiles
from sim.reach.reach import Reach
from sim.vehicles import road_vehicle

CIVIC_CENTRE = (114.0550, 22.5440)
MOMENT = dt.datetime(2023, 1, 16, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTES = (5, 10, 15)
ACCESS_M = 100.0
CIRCLE_QUARTER = 16

Project = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Compared:
    """One cutoff: ours and the recipe's.

    Attributes
    ----------
    minutes
        The cutoff.
    km2, recipe_km2, differs_km2
        Both areas, and that of their symmetric difference.
    road_km, recipe_road_km, cut_road_km
        Kilometres of road within reach; those of edges that the recipe keeps; those of edges that are reached in part,
        which the recipe drops.
    """

    minutes: float
    km2: float
    recipe_km2: float
    differs_km2: float
    road_km: float
    recipe_road_km: float
    cut_road_km: float


def compare(extract: Path) -> list[Compared]:
    """Compute both on the extract, leaving the junction nearest to the civic centre with the speeds of one hour."""
    network = sim.build_roads(extract, name="reach-check-central")
    node = int(np.hypot(network.node_lon - CIVIC_CENTRE[0], network.node_lat - CIVIC_CENTRE[1]).argmin())
    place = (float(network.node_lon[node]), float(network.node_lat[node]))
    profiles = speed_profiles(network, road_vehicle("truck"), MOMENT, 1, restrictions=False)
    reach = sim.reached(
        network, {"centre": place}, cutoffs_min=MINUTES, depart=MOMENT, direction="from", profiles=profiles
    )
    polygons = reach.polygons(access_m=ACCESS_M).geometry
    graph = timed_graph(network, profiles.link_seconds(0.0))
    return [_compared(network, graph, node, reach, at, polygons.iloc[at]) for at in range(len(MINUTES))]


def timed_graph(network: RoadNetwork, link_s: Floats) -> nx.MultiDiGraph:
    """Return a network as osmnx has it, nodes numbered as ours, with `travel_time` in seconds and the link's number."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.nodes))
    lines = [shapely.LineString(network.line(link)) for link in range(network.links)]
    for tail, head, link in zip(
        network.edge_tail.tolist(), network.edge_head.tolist(), network.edge_link.tolist(), strict=True
    ):
        if np.isfinite(link_s[link]):
            graph.add_edge(tail, head, travel_time=float(link_s[link]), link=link, geometry=lines[link])
    return graph


def recipe(
    network: RoadNetwork, graph: nx.MultiDiGraph, node: int, budget_s: float
) -> tuple[shapely.Geometry, set[int]]:
    """Return the polygon of the recipe in degrees, and its links: buffers of the nodes and edges of the ego graph."""
    ego = nx.ego_graph(graph, node, radius=budget_s, distance="travel_time")
    to_metres, to_degrees = _plane(network)
    nodes = np.array(list(ego.nodes))
    points = shapely.transform(shapely.points(network.node_lon[nodes], network.node_lat[nodes]), to_metres)
    links = {link for _, _, link in ego.edges(data="link")}
    lines = shapely.transform([shapely.LineString(network.line(link)) for link in sorted(links)], to_metres)
    ground = [shapely.buffer(shapes, ACCESS_M, quad_segs=CIRCLE_QUARTER) for shapes in (points, lines)]
    return shapely.transform(shapely.union_all(np.concatenate(ground)), to_degrees), links


def _compared(
    network: RoadNetwork, graph: nx.MultiDiGraph, node: int, reach: Reach, at: int, polygon: shapely.Geometry
) -> Compared:
    theirs, links = recipe(network, graph, node, MINUTES[at] * 60.0)
    parts = reach.groups[0].extents[0][at].stretches
    km = parts.length_m(network) / 1000
    cut = ~np.isin(parts.link, list(links))
    return Compared(
        minutes=MINUTES[at],
        km2=area_km2(polygon),
        recipe_km2=area_km2(theirs),
        differs_km2=area_km2(shapely.symmetric_difference(polygon, theirs)),
        road_km=float(km.sum()),
        recipe_road_km=float(network.link_length_m[list(links)].sum()) / 1000,
        cut_road_km=float(km[cut].sum()),
    )


def _plane(network: RoadNetwork) -> tuple[Project, Project]:
    """Return what projects points to metres around the middle of a network, and back."""
    lon, lat = float(network.node_lon.mean()), float(network.node_lat.mean())
    plane = Transformer.from_crs(CRS, f"+proj=tmerc +lon_0={lon} +lat_0={lat} +datum=WGS84", always_xy=True)

    def project(points: Floats, direction: TransformDirection) -> Floats:
        return np.column_stack(plane.transform(points[:, 0], points[:, 1], direction=direction))

    forth, back = TransformDirection.FORWARD, TransformDirection.INVERSE
    return functools.partial(project, direction=forth), functools.partial(project, direction=back)
