"""Isochrones: the area within so many minutes of places, to them or from them, at one moment or at many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

from sim.access import Position
from sim.drawing.drawing import Mode
from sim.errors import InputError
from sim.geofiles.frame import Isochrones
from sim.network import RoadNetwork
from sim.reach.asking import Moments, ReachOptions, question
from sim.reach.polygons import Drawn, drawing_of, drawn, frame_of
from sim.reach.reach import Combine, Reach
from sim.stages import Counting, later


def reached(
    network: RoadNetwork,
    sites: Mapping[str, Position],
    *,
    cutoffs_min: Sequence[float],
    depart: Moments = (),
    arrive: Moments = (),
    progress: Counting | None = None,
    **options: Unpack[ReachOptions],
) -> Reach:
    """Return what lies within so many minutes of places: parts of roads, exact where each cutoff falls.

    Parameters
    ----------
    network, sites, cutoffs_min, depart, arrive
        See `sim.reach.asking.question`; one moment.
    progress
        Told how many of how many sites are done.
    **options
        ``direction``, ``vehicle``, ``percentile``, ``samples``, ``window_min`` and more, see
        `sim.reach.asking.question`.

    Raises
    ------
    InputError, OffNetworkError
        See `sim.reach.asking.question`; and if more than one moment is given.
    """
    asked = question(network, sites, cutoffs_min=cutoffs_min, depart=depart, arrive=arrive, **options)
    if len(asked.terms) > 1:
        raise InputError(f"a reach is that of one moment, not of {len(asked.terms)}; sim.isochrones takes several")
    return asked.reach(0, progress)


def isochrones(  # noqa: PLR0913 - each is one part of what an isochrone is
    network: RoadNetwork,
    sites: Mapping[str, Position],
    *,
    cutoffs_min: Sequence[float],
    depart: Moments = (),
    arrive: Moments = (),
    mode: Mode = "exact",
    access_m: float | None = None,
    cell_m: float | None = None,
    combine: Combine = "each",
    progress: Counting | None = None,
    **options: Unpack[ReachOptions],
) -> Isochrones:
    """Return the isochrones of places.

    The truth is the time at every node and along every edge: roads are cut exactly where the cutoff falls (`sim.reached`
    gives them). The polygon is a drawing of it: all ground within `access_m` of a reached road; the circle around the
    place that is reached off the road; and on a network without streets the ground around each junction that is nearer
    to it than to others and is reached at the access speed in the time left, up to 3 km. Polygons are valid, and a
    larger cutoff contains the smaller ones. Where handling alone takes longer than the cutoff the polygon is empty.

    Parameters
    ----------
    network, sites, cutoffs_min, depart, arrive
        See `sim.reach.asking.question`; any number of moments. Hours with the same speeds are computed once.
    mode
        ``exact`` puts together the ground along every stretch; ``fast`` takes the contour of the distance to the roads
        on a grid.
    access_m
        How far off a reached road the polygon goes; where None, 100 m on a network with streets and 1,000 m on one of
        main roads alone.
    cell_m
        Cells of the grid of the fast mode; a share of `access_m` where None.
    combine
        What is made of several sites: ``each`` by itself, the ``union``, the ``overlap`` (where one or more, two or more
        … of them reach), or the ground ``nearest`` in time to each, without overlaps (this one is always drawn fast).
    progress
        Told how much of how much is done: a step for each site at each moment, and one for its polygons.
    **options
        ``direction``, ``vehicle``, ``percentile``, ``samples``, ``window_min`` and more, see
        `sim.reach.asking.question`.

    Returns
    -------
    Isochrones
        A GeoDataFrame with a row per moment, site, share and cutoff, in this order, the last two ascending; EPSG:4326.
        Columns: site, minutes, share (of departures), sites_at_least, direction, depart, arrive (ISO text, one of them
        empty), vehicle (kind), percentile, handling_min, access_m, mode, outline_error_m (how far the outline may lie
        off: measured along it in the fast mode, at most so much in the exact one), area_error_km2 (the ground between it
        and the true outline, measured or at most), clipped (where the network's edge cuts
        the reach, empty if it does not), roads, roads_date, area_km2, geometry.

    Raises
    ------
    InputError, OffNetworkError
        See `sim.reach.asking.question`.
    """
    asked = question(network, sites, cutoffs_min=cutoffs_min, depart=depart, arrive=arrive, **options)
    drawing = drawing_of(network, combine, mode, access_m, cell_m)
    alike = asked.alike()
    found: dict[int, list[Drawn]] = {}
    steps = len(sites)
    for number in sorted(set(alike)):
        before, total = 2 * steps * len(found), 2 * steps * len(set(alike))
        reach = asked.reach(number, later(progress, before, total)).combined(combine)
        found[number] = drawn(reach, drawing, _scaled(progress, before + steps, steps, total))
    return frame_of(network, asked.terms, combine, drawing, [found[number] for number in alike])


def _scaled(progress: Counting | None, before: int, steps: int, total: int) -> Counting | None:
    """Return what takes word of a part of some work as so many steps of it: so much comes before, and all is so much."""
    return None if progress is None else lambda done, of: progress(before + steps * done // max(of, 1), total)
