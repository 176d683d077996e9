"""`onehour matrix`: travel times between many places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import scenarios
from scenarios.errors import InputError
from sim.cli.common import MOMENT, print_json, progress, write_table

if TYPE_CHECKING:
    from scenarios.roadrules import RoadRestriction
    from sim.access import Position
    from sim.bannedsites import BannedPlace
    from sim.matrixtable import TravelTimeMatrix
    from sim.network import Floats, RoadNetwork

MOST_LISTED = 100
MOST_SHOWN = 5
FEW_TOLLS = 0.1
"""With a smaller share of the motorways marked as toll roads, the marks are likely to be missing, not the tolls."""


@click.command()
@click.option("--origins", "origins_file", type=click.Path(path_type=Path), required=True, help="Places; see below.")
@click.option("--destinations", "destinations_file", type=click.Path(path_type=Path), help="The origins where missing.")
@click.option(
    "--depart",
    "departures",
    multiple=True,
    type=MOMENT,
    help="Departure, local time; any number of them.",
)
@click.option(
    "--arrive",
    "arrivals",
    multiple=True,
    type=MOMENT,
    help="Latest arrival, local time, instead of departures: minutes run from the latest departure on. Any number of them.",
)
@click.option("--vehicle", type=click.Choice(["truck", "van", "car"]), default="truck", show_default=True)
@click.option("--roads", "roads_name", metavar="NAME|PATH", help="The road network; the scenario's, or the backbone.")
@click.option("--scenario", metavar="SCENARIO", help="Gives roads, closures, restrictions, vehicle and access speeds.")
@click.option("--toll-class", type=click.IntRange(1, 6), help="Class of truck, JT/T 489-2019. [1]")
@click.option("--max-access-km", type=click.FloatRange(0, min_open=True), help="Farthest place from a road. [8]")
@click.option(
    "--percentile",
    "percentiles",
    multiple=True,
    type=click.FloatRange(0, 100, min_open=True, max_open=True),
    help="Also the minutes that so many in a hundred sampled days do not exceed; any number of them.",
)
@click.option("--samples", type=click.IntRange(1), default=200, show_default=True, help="Days for the percentiles.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of the sampled days.")
@click.option(
    "--routes", "routes_file", type=click.Path(path_type=Path), help=".gpkg, .geojson or .parquet of all ways"
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help=".csv or .parquet")
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON.")
def matrix(
    origins_file: Path,
    destinations_file: Path | None,
    departures: tuple[dt.datetime, ...],
    arrivals: tuple[dt.datetime, ...],
    vehicle: str,
    roads_name: str | None,
    scenario: str | None,
    toll_class: int | None,
    max_access_km: float | None,
    percentiles: tuple[float, ...],
    samples: int,
    seed: int,
    routes_file: Path | None,
    out: Path,
    as_json: bool,
) -> None:
    """Compute minutes, km, tolls and CO2 from all origins to all destinations at some departures.

    FILES of places are CSV or Parquet with columns id, lon and lat (WGS-84), or GeoJSON or GPKG points with a column id.

    \b
    Example:
      onehour matrix --origins suppliers.csv --destinations plants.csv --depart 2023-01-16T08:00 --vehicle truck
        --roads backbone --out matrix.parquet
    """
    from sim.cli.bans import ban_lines
    from sim.cli.stages import stages
    from sim.matrix import travel_time_matrix
    from sim.placefile import read_places
    from sim.roads import open_roads

    _check_names(out, routes_file)
    if bool(departures) == bool(arrivals):
        raise InputError("matrix: give --depart (once or more) or --arrive, for example --depart 2023-01-16T08:00")
    origins = read_places(origins_file)
    destinations = read_places(destinations_file) if destinations_file else origins
    loaded = scenarios.load(scenario, {"roads.network": roads_name} if roads_name else None) if scenario else None
    with stages() as tell:
        name = loaded.roads.network if loaded else roads_name or "backbone"
        network = open_roads(name, min(departures or arrivals).date(), progress=tell)
    options: dict[str, Any] = _scenario_options(loaded, network, vehicle) if loaded else {"vehicle": vehicle}
    options |= {"toll_class": toll_class} if toll_class else {}
    options |= {"max_access_km": max_access_km} if max_access_km else {}
    options |= {"percentiles": percentiles, "samples": samples, "seed": seed}
    with progress("searching") as advance:
        table = travel_time_matrix(
            network, origins, destinations, departures=departures, arrive_by=arrivals, progress=advance, **options
        )
    _write(table, out, routes_file)
    banned = _banned(table, {**origins, **destinations}, options.get("restrictions"))
    summary = _summary(table) | {"places_inside_restrictions": [asdict(each) for each in banned]}
    if as_json:
        print_json(summary)
    else:
        _show(table, summary)
        if (share := _tolled_share(table.network)) < FEW_TOLLS:
            click.echo(f"tolls may be missing: {share:.0%} of the motorways of this network are marked as toll roads")
        for line in ban_lines(banned, table.vehicle):
            click.echo(line)
        click.echo(f"written: {out}" + (f" and {routes_file}" if routes_file else ""))


def _check_names(out: Path, routes_file: Path | None) -> None:
    if out.suffix not in {".csv", ".parquet"}:
        raise InputError(f"--out {out}: the name must end in .csv or .parquet")
    if routes_file and routes_file.suffix not in {".gpkg", ".geojson", ".parquet"}:
        raise InputError(f"--routes {routes_file}: the name must end in .gpkg, .geojson or .parquet")


def _scenario_options(loaded: scenarios.Scenario, network: RoadNetwork, kind: str) -> dict[str, Any]:
    """Return what a scenario says of the roads, and of its first vehicle of a kind."""
    from sim.closures import scenario_closures
    from sim.restrictions import scenario_restrictions
    from sim.vehicles import first_of_kind, scenario_vehicle

    roads = loaded.roads
    options: dict[str, Any] = {
        "vehicle": kind,
        "closures": scenario_closures(loaded, network),
        "restrictions": scenario_restrictions(loaded),
        "openings": False,
        "access_speed_kph": roads.access_speed_kph,
        "access_detour": roads.access_detour,
        "max_access_km": roads.max_access_km,
        "timezone": loaded.timezone,
    }
    if vehicle := first_of_kind(loaded.vehicles, kind):
        options |= {
            "vehicle": scenario_vehicle(vehicle),
            "toll_class": vehicle.toll_class,
            "co2_kg_per_km": vehicle.co2_kg_per_km,
        }
    return options


def _write(table: TravelTimeMatrix, out: Path, routes_file: Path | None) -> None:
    from sim.geofiles.files import write_reach

    write_table(table.frame(), out)
    if routes_file:
        with progress("routes") as advance:
            write_reach(routes_file, {"routes": table.routes(advance)})


def _banned(
    table: TravelTimeMatrix, places: Mapping[str, Position], restrictions: Mapping[str, RoadRestriction] | None
) -> list[BannedPlace]:
    """Return the places inside restrictions that are in force while one is under way, each once."""
    import numpy as np

    from sim.bannedsites import banned_places
    from sim.restrictions import shipped_restrictions

    rules = shipped_restrictions() if restrictions is None else restrictions
    longest = dt.timedelta(minutes=float(np.nanmax(table.minutes, initial=0.0)))
    found: dict[BannedPlace, None] = {}
    for moment in table.moments:
        span = (moment - longest, moment) if table.arrive else (moment, moment + longest)
        found |= dict.fromkeys(banned_places(places, table.vehicle, rules, *span))
    return list(found)


def _tolled_share(network: RoadNetwork) -> float:
    """Return the share of the motorway km that are marked as toll roads, 1 where there are no motorways."""
    from sim.network import ROAD_CLASSES

    motorway = network.link_class == ROAD_CLASSES.index("motorway")
    length_m = network.link_length_m
    total_m = float(length_m[motorway].sum())
    return float(length_m[motorway & network.link_toll].sum()) / total_m if total_m else 1.0


def _summary(table: TravelTimeMatrix) -> dict[str, Any]:
    import numpy as np

    def median(values: Floats) -> float | None:
        reached = values[np.isfinite(values)]
        return float(np.median(reached)) if reached.size else None

    lost = table.unreachable
    gone = np.asarray(table.km != 0)  # from a place to itself is no trip
    gone = gone if gone.any() else ~gone
    return {
        "tolled_share_of_motorway_km": round(_tolled_share(table.network), 4),
        "origins": len(table.origins),
        "destinations": len(table.destinations),
        "arrive_by" if table.arrive else "departures": [moment.isoformat() for moment in table.moments],
        "vehicle": table.vehicle.kind,
        "roads": table.network.name,
        "roads_date": table.network.date.isoformat(),
        "attribution": table.network.attribution,
        "trips": table.minutes.size,
        "median_minutes": median(table.minutes[gone]),
        "median_km": median(table.km[gone]),
        "median_minutes_at_percentile": {
            f"{at:g}": median(values[gone]) for at, values in table.percentile_minutes.items()
        },
        "unreachable": len(lost),
        "unreachable_pairs": [
            {"moment": trip.moment.isoformat(), "origin": trip.origin, "destination": trip.destination}
            for trip in lost[:MOST_LISTED]
        ],
    }


def _show(table: TravelTimeMatrix, summary: dict[str, Any]) -> None:
    moments = ", ".join(f"{moment:%Y-%m-%d %H:%M}" for moment in table.moments[:MOST_SHOWN])
    more = f" and {len(table.moments) - MOST_SHOWN} more" if len(table.moments) > MOST_SHOWN else ""
    click.echo(
        f"{summary['origins']} origins, {summary['destinations']} destinations by {table.vehicle.kind}, "
        f"{'arriving by' if table.arrive else 'leaving at'} {moments}{more}: {summary['trips']:,} trips"
    )
    if summary["median_minutes"] is not None:
        click.echo(f"median {summary['median_minutes']:.1f} min, {summary['median_km']:.1f} km, door to door")
    for at, values in summary["median_minutes_at_percentile"].items():
        if values is not None:
            click.echo(f"percentile {at} of sampled days: {values:.1f} min, median of all trips")
    for trip in table.unreachable[:MOST_SHOWN]:
        click.echo(f"unreachable: {trip.origin} to {trip.destination}, {trip.moment:%Y-%m-%d %H:%M}")
    if summary["unreachable"] > MOST_SHOWN:
        click.echo(f"unreachable: {summary['unreachable']:,} trips in all, empty in the table")
