"""The polygons of a reach, a row each, with all that says what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely

from sim.drawing.drawing import Drawing, Mode
from sim.drawing.ground import default_access_m
from sim.drawing.measure import area_km2, outline_km
from sim.drawing.outlines import Outlines
from sim.drawing.painting import Painting
from sim.geofiles.frame import Isochrones, parameters_of
from sim.mercator import CRS
from sim.network import RoadNetwork
from sim.reach.clipped import clipped
from sim.reach.extent import Extent
from sim.reach.terms import Terms
from sim.routing import THREADS
from sim.stages import Counting

if TYPE_CHECKING:
    from sim.reach.reach import Combine, Group, Reach


class Shape(NamedTuple):
    """A polygon, and how far it may be off."""

    polygon: shapely.Geometry
    outline_error_m: float
    area_error_km2: float


class Drawn(NamedTuple):
    """A polygon with what it is of; it holds on to nothing that is larger."""

    site: str
    sites_at_least: int
    share: float
    minutes: float
    clipped: str
    shape: Shape


COLUMNS = (
    "site",
    "minutes",
    "share",
    "sites_at_least",
    "direction",
    "depart",
    "arrive",
    "vehicle",
    "percentile",
    "handling_min",
    "access_m",
    "mode",
    "outline_error_m",
    "area_error_km2",
    "clipped",
    "roads",
    "roads_date",
    "area_km2",
    "geometry",
)


def drawing_of(
    network: RoadNetwork, combine: Combine, mode: Mode, access_m: float | None, cell_m: float | None
) -> Drawing:
    """Return what draws the ground; areas `nearest` to each site are always drawn fast.

    Parameters
    ----------
    network, combine, mode, access_m, cell_m
        See `sim.isochrones`.
    """
    access_m = default_access_m(network) if access_m is None else access_m
    if mode == "exact" and combine != "nearest":
        return Outlines.of(network, access_m)
    return Painting.of(network, access_m, cell_m)


def drawn(reach: Reach, drawing: Drawing, progress: Counting | None = None) -> list[Drawn]:
    """Return the polygons of a reach, in the order of `Reach.rows`.

    Parameters
    ----------
    reach
        What is within reach.
    drawing
        From `drawing_of`.
    progress
        Told how many of how many polygons are done.
    """
    found = []
    count = len(reach.groups) * len(reach.terms.shares) * len(reach.cutoffs_min)
    for each in _drawn_apart(reach, drawing) if reach.combine == "nearest" else _drawn(reach, drawing):
        found.append(each)
        if progress:
            progress(len(found), count)
    return found


def shapes_of(drawing: Drawing, extents: Sequence[Extent]) -> list[Shape]:
    """Return the polygons of extents, each of which holds the one before.

    Parameters
    ----------
    drawing
        From `drawing_of`.
    extents
        The smallest first.
    """
    if isinstance(drawing, Painting):
        found = drawing.painted(extents)
        return [Shape(each.polygon, each.outline_error_m, each.area_error_km2) for each in found]
    return [_bounded(polygon, drawing) for polygon in drawing.nested(extents)]


def frame_of(
    network: RoadNetwork, terms: Sequence[Terms], combine: Combine, drawing: Drawing, found: Sequence[Sequence[Drawn]]
) -> Isochrones:
    """Return polygons as rows with their columns, see `sim.isochrones`.

    Parameters
    ----------
    network, combine, drawing
        The roads, and how the polygons were made.
    terms
        One for each moment.
    found
        The polygons of each moment, from `drawn`.
    """
    fast = isinstance(drawing, Painting)
    parameters = parameters_of(
        network,
        terms,
        mode="fast" if fast else "exact",
        access_m=drawing.access_m,
        tolerance_m=drawing.tolerance_m,
        cell_m=drawing.cell_m if isinstance(drawing, Painting) else None,
        combine=combine,
    )
    moments = parameters["moments"]
    rows = [_row(parameters, moment, each) for moment, shapes in zip(moments, found, strict=True) for each in shapes]
    return Isochrones(rows, columns=list(COLUMNS), geometry="geometry", crs=CRS, parameters=parameters)


def _drawn(reach: Reach, drawing: Drawing) -> Iterator[Drawn]:
    """Yield the polygons, each group's cutoffs one within the other."""
    jobs = [(group, share) for group in reach.groups for share in range(len(reach.terms.shares))]

    def draw(job: tuple[Group, int]) -> list[Drawn]:
        group, share = job
        extents = group.extents[share]
        same = (group.site, group.sites_at_least, reach.terms.shares[share])
        rows = zip(reach.cutoffs_min, extents, shapes_of(drawing, extents), strict=True)
        return [Drawn(*same, minutes, clipped(reach.network, extent).text, shape) for minutes, extent, shape in rows]

    with ThreadPoolExecutor(THREADS) as pool:
        for found in pool.map(draw, jobs):
            yield from found


def _drawn_apart(reach: Reach, drawing: Drawing) -> Iterator[Drawn]:
    """Yield the ground that is nearest to each site; no two sites share any."""
    if not isinstance(drawing, Painting):
        message = "areas nearest to each site are drawn by Painting alone"
        raise TypeError(message)
    sites = [{group.site: group.extents[0][at] for group in reach.groups} for at in range(len(reach.cutoffs_min))]
    by_cutoff = [drawing.shared(extents) for extents in sites]
    for group in reach.groups:
        same = (group.site, group.sites_at_least, reach.terms.shares[0])
        for at, (minutes, extent) in enumerate(zip(reach.cutoffs_min, group.extents[0], strict=True)):
            shape = _bounded(by_cutoff[at][group.site], drawing)
            yield Drawn(*same, minutes, clipped(reach.network, extent).text, shape)


def _bounded(polygon: shapely.Geometry, drawing: Drawing) -> Shape:
    """Return a polygon that is off by no more than its drawing's tolerance all along its outline."""
    return Shape(polygon, drawing.tolerance_m, outline_km(polygon) * drawing.tolerance_m / 1000)


def _row(parameters: Mapping[str, Any], moment: str, each: Drawn) -> dict[str, Any]:
    arrive = parameters["arrive"]
    return {
        **{name: parameters[name] for name in COLUMNS if name in parameters},
        "site": each.site,
        "minutes": each.minutes,
        "share": each.share,
        "sites_at_least": each.sites_at_least,
        "depart": "" if arrive else moment,
        "arrive": moment if arrive else "",
        "outline_error_m": each.shape.outline_error_m,
        "area_error_km2": each.shape.area_error_km2,
        "clipped": each.clipped,
        "roads": parameters["network"],
        "roads_date": parameters["date"],
        "area_km2": area_km2(each.shape.polygon),
        "geometry": each.shape.polygon,
    }
