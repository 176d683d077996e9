"""`onehour isochrone`: how far one gets, or from where one comes, within some minutes."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import click

import scenarios
from scenarios.errors import InputError
from sim.cli.common import DEFAULT_SCENARIO, MOMENT_FORMATS, numbers

if TYPE_CHECKING:
    from sim.access import Position
    from sim.reach.spread import Direction
    from sim.vehicles import RoadVehicle


@click.command()
@click.option("--at", "points", multiple=True, metavar="LON,LAT", help="A place, WGS-84; any number of them.")
@click.option("--site", "site_ids", multiple=True, metavar="ID", help="A site of the scenario; any number of them.")
@click.option("--minutes", callback=numbers, default="15,30,45,60", show_default=True, help="Cutoffs.")
@click.option("--direction", type=click.Choice(["from", "to"]), default="from", show_default=True)
@click.option(
    "--depart",
    type=click.DateTime(MOMENT_FORMATS),
    default="2023-01-16T08:00",
    show_default=True,
    help="Departure, local time.",
)
@click.option(
    "--vehicle",
    type=click.Choice(["truck", "van", "car"]),
    default="truck",
    show_default=True,
    help="The first of its kind in a scenario that is named, else the usual one.",
)
@click.option(
    "--percentile", type=click.FloatRange(0, 100, min_open=True, max_open=True), default=50, show_default=True
)
@click.option("--roads", "roads_name", metavar="NAME|PATH", help="The road network; the scenario's where missing.")
@click.option("--scenario", default=DEFAULT_SCENARIO, show_default=True, help="Gives sites, roads and closures.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help=".gpkg, .geojson, .parquet or .html")
def isochrone(
    points: tuple[str, ...],
    site_ids: tuple[str, ...],
    minutes: tuple[float, ...],
    direction: str,
    depart: dt.datetime,
    vehicle: str,
    percentile: float,
    roads_name: str | None,
    scenario: str,
    out: Path,
) -> None:
    """Draw how far a vehicle gets (or from where it comes) within some minutes.

    \b
    Example:
      onehour isochrone --at 114.057,22.543 --minutes 30,60 --depart 2023-01-16T08:00 --out futian.html
    """
    from sim.cli.stages import stages
    from sim.frames import rows
    from sim.reach.files import write_reach
    from sim.reach.scenario_circle import scenario_isochrones
    from sim.roads import open_roads

    loaded = scenarios.load(scenario, {"roads.network": roads_name} if roads_name else None)
    moment = depart.replace(tzinfo=ZoneInfo(loaded.timezone))
    places = {**_sites(loaded, site_ids), **dict(_point(text) for text in points)}
    if not places:
        raise InputError("isochrone: name a place with --at LON,LAT or --site ID")
    if out.suffix not in {".gpkg", ".geojson", ".parquet", ".html"}:
        raise InputError(f"--out {out}: the name must end in .gpkg, .geojson, .parquet or .html")
    with stages() as tell:
        network = open_roads(loaded.roads.network, moment.date(), progress=tell)
    drives = _driven(loaded, vehicle, chosen=scenario != DEFAULT_SCENARIO or bool(site_ids))
    frame = scenario_isochrones(
        loaded,
        network,
        places,
        cutoffs_min=minutes,
        depart=moment,
        direction=cast("Direction", direction),
        vehicle=drives,
        percentile=percentile,
        handling_min=0,
    )
    if out.suffix == ".html":
        import maps

        maps.draw_isochrones(frame, network, places, out)
    else:
        write_reach(out, {"isochrones": frame})
    for row in rows(frame):
        click.echo(f"{row.site}: {row.minutes:g} min {row.direction}, {row.area_km2:,.0f} km²")
    _say_bans(loaded, places, drives, moment, max(minutes))
    click.echo(f"written: {out}")


def _driven(scenario: scenarios.Scenario, kind: str, *, chosen: bool) -> RoadVehicle:
    """Return what drives: the first vehicle of its kind in a scenario that was asked for, else the usual one."""
    from sim.vehicles import first_of_kind, road_vehicle, scenario_vehicle

    own = first_of_kind(scenario.vehicles, kind) if chosen else None
    return scenario_vehicle(own) if own else road_vehicle(kind)


def _say_bans(
    loaded: scenarios.Scenario, places: dict[str, Position], drives: RoadVehicle, moment: dt.datetime, minutes: float
) -> None:
    """Say which places are shut to the vehicle while it is under way."""
    from sim.bannedsites import banned_places
    from sim.cli.bans import ban_lines
    from sim.restrictions import scenario_restrictions

    end = moment + dt.timedelta(minutes=minutes)
    for line in ban_lines(banned_places(places, drives, scenario_restrictions(loaded), moment, end), drives):
        click.echo(line)


def _sites(scenario: scenarios.Scenario, ids: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    missing = [site for site in ids if site not in scenario.sites]
    if missing:
        known = ", ".join(sorted(scenario.sites))
        raise InputError(f"--site {missing[0]}: no such site in {scenario.id}; there are {known}")
    abroad = [site for site in ids if scenario.sites[site].kind == "abroad"]
    if abroad:
        raise InputError(f"--site {abroad[0]}: this site is abroad, beyond the roads; name a site on the roads")
    return {site: (scenario.sites[site].lon, scenario.sites[site].lat) for site in ids}


def _point(text: str) -> tuple[str, tuple[float, float]]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError as error:
        raise InputError(f"--at {text}: write LON,LAT in degrees, for example --at 114.057,22.543") from error
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise InputError(f"--at {text}: these are no degrees; write LON,LAT, for example --at 114.057,22.543")
    return text, (lon, lat)
