"""`onehour isochrone`: how far one gets, or from where one comes, within some minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.asked import COMBINES, KINDS, MEDIAN, Request
from sim.cli.common import DEFAULT_SCENARIO, MOMENT, MOST_SAMPLES, numbers

ABOVE_0 = click.FloatRange(0, min_open=True)
FILE = click.Path(path_type=Path)
PERCENT = click.FloatRange(0, 100, min_open=True)


def percents(ctx: click.Context, parameter: click.Parameter, text: str | None) -> tuple[float, ...]:
    """Read ``50,90,100``."""
    if text is None:
        return ()
    try:
        return tuple(float(PERCENT(part.strip(), parameter, ctx)) for part in text.replace("，", ",").split(","))
    except click.BadParameter as error:
        raise click.BadParameter(
            f"{text!r}: write percents above 0 and up to 100 with commas, such as 50,100", param=parameter
        ) from error


@click.command()
@click.option("--at", "points", multiple=True, metavar="LON,LAT[=NAME]", help="A place, WGS-84; any number of them.")
@click.option(
    "--site",
    "site_ids",
    multiple=True,
    metavar="[SCENARIO:]ID[=NAME]",
    help="A site of the scenario, or of another one; any number of them.",
)
@click.option(
    "--sites",
    "site_files",
    multiple=True,
    type=FILE,
    help="Places from a .csv or .parquet with id, lon, lat, or a .geojson or .gpkg of points; any number of files.",
)
@click.option("--minutes", callback=numbers, default="15,30,45,60", show_default=True, help="Cutoffs.")
@click.option(
    "--direction",
    type=click.Choice(["from", "to"]),
    default="from",
    show_default=True,
    help="Of the trip: from the places, or to them.",
)
@click.option(
    "--depart",
    "departures",
    multiple=True,
    type=MOMENT,
    help="Departure, local time; any number of them.  [default: 2023-01-16T08:00]",
)
@click.option(
    "--arrive",
    "arrivals",
    multiple=True,
    type=MOMENT,
    help="Latest arrival instead; any number of them.",
)
@click.option("--every-hour", is_flag=True, help="At each of the 24 hours of the day of --depart (--arrive).")
@click.option("--window", "window_min", type=ABOVE_0, metavar="MIN", help="Over all departures of so many minutes.")
@click.option(
    "--step", "step_min", type=ABOVE_0, metavar="MIN", help="One departure of the window every so often.  [10]"
)
@click.option(
    "--share",
    "share_pct",
    callback=percents,
    metavar="PCT,...",
    help="Percent of the window's departures that make it; a polygon for each.  [100]",
)
@click.option(
    "--vehicle",
    type=click.Choice(KINDS),
    default="truck",
    show_default=True,
    help="The first of its kind in a scenario that is named, else the usual one.",
)
@click.option(
    "--percentile",
    type=click.FloatRange(0, 100, min_open=True, max_open=True),
    default=MEDIAN,
    show_default=True,
    help="Percent of the days on which the minutes are kept.",
)
@click.option(
    "--samples",
    type=click.IntRange(0, MOST_SAMPLES),
    default=0,
    show_default=True,
    help="Days to sample for it; 0: a short rule.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of the sampled days.")
@click.option(
    "--handling",
    "handling_min",
    type=click.FloatRange(0),
    default=0,
    show_default=True,
    metavar="MIN",
    help="Loading and unloading, part of the minutes.",
)
@click.option(
    "--mode",
    type=click.Choice(["exact", "fast"]),
    default="exact",
    show_default=True,
    help="How the polygons are drawn.",
)
@click.option(
    "--access-m",
    type=click.FloatRange(1, 10_000),
    help="How far off a road the ground is reached.  [100; 1000 on main roads alone]",
)
@click.option("--cell-m", type=ABOVE_0, help="Grain of the fast drawing.")
@click.option("--max-access-km", type=ABOVE_0, help="Farthest place from a road.  [the scenario's]")
@click.option(
    "--combine",
    type=click.Choice(COMBINES),
    default="each",
    show_default=True,
    help="Several places: each, any of them, how many reach here, or the nearest one's area.",
)
@click.option(
    "--versus",
    metavar="KEY=VALUE",
    help="What is lost or gained: depart=, arrive=, vehicle=, percentile= or closed=ROAD.",
)
@click.option(
    "--by", metavar="hexagon[:RES]|FILE[:COLUMN]", help="Minutes by hexagon (H3) or by the areas of a file, as a table."
)
@click.option("--roads", "roads_name", metavar="NAME|PATH", help="The road network; the scenario's where missing.")
@click.option("--scenario", default=DEFAULT_SCENARIO, show_default=True, help="Gives sites, roads and closures.")
@click.option("--out", type=FILE, help=".gpkg, .geojson, .parquet, .fgb or .html; .csv with --by")
@click.option("--json", "as_json", is_flag=True, help="Print areas and what is to be known as JSON.")
def isochrone(**options: Any) -> None:
    """Draw how far a vehicle gets (or from where it comes) within some minutes.

    \b
    Examples:
      onehour isochrone --at 114.057,22.543 --minutes 30,60 --depart 2023-01-16T08:00 --out futian.html
      onehour isochrone --site longhua_plant --direction to --every-hour --minutes 60 --out day.html
      onehour isochrone --sites suppliers.csv --combine overlap --mode fast --out overlap.gpkg
      onehour isochrone --at 114.03,22.70=Longhua --minutes 60 --versus closed=G4 --out closed.html
      onehour isochrone --at 114.03,22.70 --by hexagon:7 --out minutes.csv
    """
    from sim.cli.isochroneanswer import answer

    answer(Request(**options))
