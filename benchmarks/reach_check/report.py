"""The report of the check, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reach_check.central import ACCESS_M, Compared
from reach_check.two_networks import DEPARTURE, MINUTES, PLACES, Circle

HEAD = """# Reach, checked

Written by `make reach-check` (needs `ONEHOUR_OSM_DATA`). How fast and how exact the two ways of drawing are shows `make bench`.

## The circle of Longhua on two networks
"""
DIFFERENCES = """
The two differ where their roads do. The network on the right has the main roads of 1 February 2021 as a map of small scale shows them:
ramps, names, one-way rules and speeds are missing, some interchanges too, and ways over secondary roads; so the way from Longhua to the
motorways is longer there, while roads that cross at different levels count as junctions. Hong Kong lies in it, with no border. The
backbone has the motorways opened since, with their interchanges, and no roads beyond the crossings to Hong Kong.
"""
RECIPE = """
## Central Shenzhen: this program and the usual recipe

The recipe of the osmnx examples takes the nodes within the cutoff (`ego_graph`), and puts together buffers of these nodes and of the edges
between them. Both have the same streets, speeds and start (a junction), and go {access:g} m off the roads.
"""
WHY = """
The recipe drops every street that is reached in part, so it loses ground all along its rim: that is the difference in kilometres and in
area. It adds nothing that is not reached, but for streets between two reached nodes whose middle is beyond the cutoff. It knows neither the
clock nor the way to the place, and starts at a junction only.
"""


def markdown(backbone: Circle, connected: Circle, shared_km2: float, central: Sequence[Compared], picture: Path) -> str:
    """Return the report.

    Parameters
    ----------
    backbone, connected, shared_km2
        From `reach_check.two_networks.both`.
    central
        From `reach_check.central.compare`.
    picture
        Where the picture lies, seen from the report.
    """
    circles = (backbone, connected)
    lines = [
        HEAD,
        f"Trucks to 114.02, 22.72 within {MINUTES} minutes, leaving {DEPARTURE:%Y-%m-%d %H:%M}, 50th percentile, no handling.",
        "",
        f"![The circle on the backbone and on main roads of OpenStreetMap]({picture.as_posix()})",
        "",
        "| | bundled backbone | main roads of OpenStreetMap, 2021 |",
        "| --- | --- | --- |",
        "| area | " + " | ".join(f"{each.km2:,.0f} km²" for each in circles) + " |",
        f"| in both | {shared_km2:,.0f} km², {shared_km2 / backbone.km2:.0%} of it | {shared_km2 / connected.km2:.0%} of it |",
    ]
    for name in PLACES:
        told = [f"{'inside' if each.holds[name] else 'outside'}, {each.minutes[name]:.0f} min" for each in circles]
        lines.append(f"| {name} | {' | '.join(told)} |")
    lines += [DIFFERENCES, RECIPE.format(access=ACCESS_M)]
    lines += [
        "| minutes | km² | recipe km² | differs by km² | road km | recipe road km | reached in part, road km |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {each.minutes:g} | {each.km2:.2f} | {each.recipe_km2:.2f} | {each.differs_km2:.2f} | {each.road_km:.1f} | "
        f"{each.recipe_road_km:.1f} | {each.cut_road_km:.1f} |"
        for each in central
    ]
    return "\n".join([*lines, WHY])
