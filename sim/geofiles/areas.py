"""Minutes by area, hexagon or district: over the roads inside it, weighted by their length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from sim import mercator
from sim.boarding import link_ends
from sim.mercator import CRS
from sim.network import Floats, Ints, RoadNetwork
from sim.reach.along import lines_along
from sim.reach.stretches import Stretches, counted

STEP_MIN = 1.0
HALVINGS = 40
"""Enough to tell a median to a billionth of the longest time."""


def ladder(cutoffs_min: Sequence[float], step_min: float = STEP_MIN) -> list[float]:
    """Return cutoffs, and steps up to the largest of them, by which `times_by_area` tells times to one step.

    Parameters
    ----------
    cutoffs_min
        At least one, above 0.
    step_min
        Above 0.
    """
    steps = step_min * np.arange(1, np.ceil(max(cutoffs_min) / step_min))
    return sorted({*map(float, cutoffs_min), *steps.tolist()})


def times_by_area(
    network: RoadNetwork,
    node_minutes: Floats,
    within: Mapping[float, Stretches],
    areas: gpd.GeoDataFrame,
    cutoffs_min: Sequence[float] | None = None,
) -> gpd.GeoDataFrame:
    """Return the minutes over the roads inside each area, weighted by the length of road.

    Times are exact where a road crosses a cutoff and at its ends, and linear between; they are off by no more than the
    step from one cutoff to the next. On a road of 5 km that is left or reached from both ends 15 minutes are too wide: ask
    for the cutoffs of a `ladder`.

    Parameters
    ----------
    network
        The roads; all of them count, also those that the vehicle may not use.
    node_minutes : (nodes,) float64
        Minutes to or from every node, inf where not reached.
    within
        What is reached within each cutoff, minutes; a larger one holds the smaller ones.
    areas
        ``area`` and ``geometry``, see `sim.geofiles.areafile.read_areas` and `sim.geofiles.hexagons.hexagons`.
    cutoffs_min
        Those of `within` of which the shares are wanted; all where None.

    Returns
    -------
    GeoDataFrame
        A row per area, in their order: ``area``; ``road_km``, all roads inside; ``reached_km``, those within the largest
        cutoff, and over these ``minutes_min``, ``minutes_mean``, ``minutes_median``, ``minutes_max`` (NaN where there are
        none); for each cutoff the share of ``road_km`` within it, as ``share_within_30`` (NaN where there is no road);
        ``geometry``. A road on the border of two areas counts in both.
    """
    pieces = _pieces(network, node_minutes, within, areas.to_crs(CRS))
    count = len(areas)

    def total(values: Floats, rows: npt.NDArray[np.bool_]) -> Floats:
        return np.asarray(np.bincount(pieces.area[rows], values[rows], minlength=count), np.float64)

    every = np.ones(pieces.area.size, bool)
    reached = np.isfinite(pieces.late)
    road_km, reached_km = total(pieces.km, every), total(pieces.km, reached)
    columns: dict[str, object] = {"area": areas["area"].to_numpy(), "road_km": road_km, "reached_km": reached_km}
    with np.errstate(invalid="ignore", divide="ignore"):
        columns["minutes_min"] = _extreme(np.minimum, pieces.area[reached], pieces.early[reached], count)
        columns["minutes_mean"] = total(pieces.km * (pieces.early + pieces.late) / 2, reached) / reached_km
        columns["minutes_median"] = _median(pieces.take(reached), reached_km)
        columns["minutes_max"] = _extreme(np.maximum, pieces.area[reached], pieces.late[reached], count)
        for rank, cutoff in enumerate(sorted(within)):
            if cutoffs_min is None or cutoff in cutoffs_min:
                columns[f"share_within_{cutoff:g}"] = total(pieces.km, pieces.band <= rank) / road_km
    shapes = areas.to_crs(CRS).geometry.to_numpy()
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Pieces of road, each in one area: where, how long, from and up to how many minutes, in which band of cutoffs."""

    area: npt.NDArray[np.intp]
    km: Floats
    early: Floats
    late: Floats
    band: npt.NDArray[np.int64]

    def take(self, rows: npt.NDArray[np.bool_]) -> _Pieces:
        return _Pieces(self.area[rows], self.km[rows], self.early[rows], self.late[rows], self.band[rows])


def _pieces(
    network: RoadNetwork, node_minutes: Floats, within: Mapping[float, Stretches], areas: gpd.GeoDataFrame
) -> _Pieces:
    cutoffs = np.array(sorted(within))
    near = _links_near(network, areas)
    everything = Stretches(near, np.zeros(near.size), np.ones(near.size))
    nearby = [(held := within[cutoff]).take(np.isin(held.link, near)) for cutoff in cutoffs]
    parts, held_by = counted([everything, *nearby])
    band = cutoffs.size + 1 - held_by
    begins, ends = _times(network, node_minutes, cutoffs, parts, band)
    row, area, first, last = _clipped(network, parts, areas)
    reached = band[row] < cutoffs.size
    span = np.zeros(row.size)
    np.subtract(ends[row], begins[row], out=span, where=reached)
    one, other = begins[row] + span * first, begins[row] + span * last
    km = parts.length_m(network)[row] / 1000 * (last - first)
    return _Pieces(area, km, np.minimum(one, other), np.maximum(one, other), band[row])


def _times(
    network: RoadNetwork, node_minutes: Floats, cutoffs: Floats, parts: Stretches, band: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return the minutes at both ends of parts of links; inf for what is not reached."""
    start, end, _, _ = link_ends(network)
    lowest, highest = np.append(0.0, cutoffs)[band], np.append(cutoffs, np.inf)[band]

    def at(node: Ints, is_node: npt.NDArray[np.bool_], neighbour: npt.NDArray[np.int64]) -> Floats:
        inner = np.where(neighbour < band, lowest, highest)
        times = np.where(is_node, np.clip(node_minutes[node], lowest, highest), inner)
        return np.asarray(np.where(np.isfinite(highest), times, np.inf))

    before, after = np.roll(band, 1), np.roll(band, -1)
    return at(start[parts.link], parts.begin == 0, before), at(end[parts.link], parts.end == 1, after)


def _links_near(network: RoadNetwork, areas: gpd.GeoDataFrame) -> Ints:
    """Return the links whose boxes meet the box of all areas."""
    west, south, east, north = areas.total_bounds
    first = network.first_point[:-1]
    lon, lat = network.point_lon, network.point_lat
    met = (np.maximum.reduceat(lon, first) >= west) & (np.minimum.reduceat(lon, first) <= east)
    met &= (np.maximum.reduceat(lat, first) >= south) & (np.minimum.reduceat(lat, first) <= north)
    return np.flatnonzero(met).astype(np.int32)


def _clipped(
    network: RoadNetwork, parts: Stretches, areas: gpd.GeoDataFrame
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats, Floats]:
    """Return the parts cut at the borders of areas: which part, which area, from and to which share of the part."""
    drawn, shapes = _on_map(lines_along(network, parts)), _on_map(areas.geometry.to_numpy())
    tree = shapely.STRtree(drawn)
    area, row = tree.query(shapes, predicate="intersects")
    shapely.prepare(shapes)
    inside = shapely.covers(shapes[area], drawn[row])
    cut_row, cut_area = row[~inside], area[~inside]
    pieces, which = shapely.get_parts(shapely.intersection(drawn[cut_row], shapes[cut_area]), return_index=True)
    ran = shapely.length(pieces) > 0
    pieces, rows, owners = pieces[ran], cut_row[which[ran]], cut_area[which[ran]]
    # found by its middle: the ends of a ring are one point
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    centre = shapely.line_locate_point(drawn[rows], middle, normalized=True)
    half = shapely.length(pieces) / shapely.length(drawn[rows]) / 2
    whole = int(inside.sum())
    return (
        np.concatenate([row[inside], rows]),
        np.concatenate([area[inside], owners]),
        np.concatenate([np.zeros(whole), np.maximum(centre - half, 0.0)]),
        np.concatenate([np.ones(whole), np.minimum(centre + half, 1.0)]),
    )


def _on_map(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    def place(points: Floats) -> Floats:
        return np.column_stack(mercator.to_map(points[:, 0], points[:, 1]))

    return np.asarray(shapely.transform(shapes, place))


def _extreme(of: np.ufunc, area: npt.NDArray[np.intp], values: Floats, count: int) -> Floats:
    found = np.full(count, np.inf if of is np.minimum else -np.inf)
    of.at(found, area, values)
    found[~np.isfinite(found)] = np.nan
    return found


def _median(pieces: _Pieces, reached_km: Floats) -> Floats:
    """Return the time within which half of each area's reached road lies, by halving; times are uniform on a piece."""
    low, high = np.zeros(reached_km.size), np.full(reached_km.size, pieces.late.max(initial=0.0))
    span = np.maximum(pieces.late - pieces.early, 1e-12)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        part = np.clip((middle[pieces.area] - pieces.early) / span, 0.0, 1.0)
        below = np.bincount(pieces.area, pieces.km * part, minlength=reached_km.size) < reached_km / 2
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.where(reached_km > 0, (low + high) / 2, np.nan)
