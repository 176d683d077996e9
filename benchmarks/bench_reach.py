"""Times polygons of reach against the usual recipe on the same streets, then a day's isochrones of 50 sites on real roads.

    python benchmarks/bench_reach.py
    ONEHOUR_OSM_DATA=<folder of OSM extracts> python benchmarks/bench_reach.py      the real roads too

First, some 60,000 reached pieces of road of a jittered grid of 90,000 nodes are drawn with all ground within 100 m: by the
recipe of osmnx's example notebook (see `reach/peers.py`), by a single union of all strips, which is the truth, and by our
exact and fast drawings. Runs are interleaved and medians compared, so that a busy machine hits all of them alike; only the
ratios carry over. The recipe gets the subgraph that is reached, so that polygons alone are compared; a row more has its
search as well, and a row ours. What depends on the network alone is done beforehand, but by the exact drawing; the strips
of the single union are buffered beforehand. Second, `onehour isochrone` draws 50 sites x 4 cutoffs x 24 hours of the
connected delta network in one command. Exit 0 if all that is asked for was kept, 1 if not.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from reach.exact import exact_run, union_run
from reach.job import NETWORK, day_of_sites
from reach.peers import recipe, within
from reach.streets import Reached, errors, reached
from roads.rounds import Asked, Run, medians, show

from sim.drawing.painting import Painting
from sim.network import Floats

ACCESS_M = 100.0
FAST, EXACT, UNION, OSMNX = "sim, fast", "sim, exact", "single union of all strips", "osmnx recipe"
SEARCHED, EGO = "sim, fast, with its search", "osmnx recipe, with its search"
ROUNDS = {FAST: 9, SEARCHED: 9, EXACT: 5, UNION: 2, OSMNX: 1, EGO: 1}
MOST_OFF = 0.5
"""Percent of the true area."""


def in_metres(painting: Painting, polygon: shapely.Geometry) -> shapely.Geometry:
    """Return a polygon of degrees in the plane it was drawn in."""

    def metres(points: Floats) -> Floats:
        return np.column_stack(painting.to_metres.transform(*points.T))

    return shapely.transform(polygon, metres)


def polygons(found: dict[str, Any], runs: dict[str, Run]) -> dict[str, Run]:
    """Return runs that keep their polygons."""

    def kept(name: str) -> Run:
        def run() -> None:
            found[name] = runs[name]()

        return run

    return {name: kept(name) for name in runs}


def drawings(reach: Reached) -> bool:
    """Time and compare the drawings of one reach; return whether what is asked for was kept."""
    network, extent = reach.streets.network, reach.extent
    painting = Painting.of(network, ACCESS_M)
    found: dict[str, Any] = {}
    runs: dict[str, Run] = {
        FAST: lambda: painting.painted([extent])[0],
        EXACT: exact_run(network, extent, ACCESS_M),
        UNION: union_run(network, extent, ACCESS_M),
        OSMNX: lambda: recipe(reach.subgraph, ACCESS_M),
        SEARCHED: lambda: painting.painted([reach.searched()])[0],
        EGO: lambda: recipe(within(reach.graph, reach.middle, reach.cutoff_s), ACCESS_M),
    }
    taken = medians(polygons(found, runs), ROUNDS)
    title = f"{extent.stretches.link.size:,} reached pieces of road, all ground within {ACCESS_M:.0f} m"
    asked = (Asked(OSMNX, FAST, 25), Asked(EXACT, UNION, 0.5, at_least=False))
    kept = show(title, taken, FAST, asked)
    drawn = {
        FAST: in_metres(painting, found[FAST].polygon),
        EXACT: in_metres(painting, found[EXACT]),
        OSMNX: found[OSMNX],
    }
    return _show_errors(drawn, found[UNION], found[FAST].area_error_km2) and kept


def _show_errors(drawn: dict[str, shapely.Geometry], truth: shapely.Geometry, told_km2: float) -> bool:
    """Print how far polygons are off; return whether ours are near enough."""
    print(
        f"\n  {'of ' + format(truth.area / 1e6, ',.1f') + ' km2':46}{'area, %':>12}{'either way, %':>15}{'points':>10}"
    )
    kept = True
    for name, polygon in drawn.items():
        area, off = errors(truth, polygon)
        print(f"  {name:46}{area:12.3f}{off:15.3f}{shapely.get_num_coordinates(polygon):10,}")
        if name in {FAST, EXACT}:
            kept = kept and max(abs(area), off) <= MOST_OFF
    print(f"  the fast one itself tells of {100e6 * told_km2 / truth.area:.3f} % either way")
    print(f"  ours off by at most {MOST_OFF} %: {'kept' if kept else 'MISSED'}")
    return kept


def main() -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=os.environ.get("ONEHOUR_OSM_DATA"))
    folder = parser.parse_args().folder
    kept = drawings(reached(ACCESS_M))
    if folder and (Path(folder) / NETWORK).is_file():
        kept = day_of_sites(Path(folder) / NETWORK) and kept
    else:
        print(f"\na day of 50 sites: skipped, since ONEHOUR_OSM_DATA names no folder with {NETWORK}")
    print("\nall that is asked for was kept" if kept else "\nnot all that is asked for was kept: see above")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
