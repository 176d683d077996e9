"""`onehour roads`: the road networks at hand, and building one from any source."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from scenarios.errors import InputError
from sim.cli.common import print_json
from sim.cli.stages import stages


@click.group()
def roads() -> None:
    """Look at road networks, or build one from OpenStreetMap or GIS data."""


@roads.command("info")
@click.argument("network")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The bundled roads as they were on this day (today where missing).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(network: str, day: dt.datetime | None, as_json: bool) -> None:
    """Show counts, extent, date, connectedness, tags, imputed speeds and what a network is fit for.

    NETWORK is "backbone", the name of a built network, or a file.

    \b
    Examples:
      onehour roads info backbone --date 2023-01-16
      onehour roads info guangdong
      onehour roads info guangdong-latest.osm.pbf --json
    """
    from sim.cli.roadtext import lines
    from sim.roadinfo import describe
    from sim.roads import open_roads

    with stages() as tell:
        facts = describe(open_roads(network, day.date() if day else None, progress=tell))
    if as_json:
        print_json(facts)
    else:
        click.echo("\n".join(lines(facts)))


@roads.command("build")
@click.argument("source")
@click.option("--name", required=True, help="The name it is opened by: --roads NAME.")
@click.option(
    "--simplify/--no-simplify",
    default=True,
    show_default=True,
    help="Merge chains where nothing changes between links.",
)
@click.option("--classes", metavar="A,B", help="Only these road classes, each with its ramps: motorway,trunk,primary.")
@click.option("--service/--no-service", default=True, show_default=True, help="Take service roads.")
@click.option("--class-column", help="Line layers: the column of the road class.")
@click.option(
    "--class-map",
    multiple=True,
    metavar="VALUE=CLASS",
    help="Line layers: the road class of a value; no CLASS: left out.",
)
@click.option("--oneway-column", help="Line layers: the column of one-way roads.")
@click.option("--maxspeed-column", help="Line layers: the column of speed limits, km/h.")
@click.option("--name-column", help="Line layers: the column of road names.")
@click.option("--layer", help="Line layers: which layer of the file.")
@click.option("--overpass-url", help="Downloads: the server that roads are asked of.")
@click.option("--nominatim-url", help="Downloads: the server that places are asked of.")
@click.option("--force", is_flag=True, help="Build even if this source has been built with these settings.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def build(source: str, name: str, force: bool, as_json: bool, classes: str | None, **options: Any) -> None:
    """Build a network from a file, a bounding box or the name of a place.

    SOURCE is an OpenStreetMap file (.osm.pbf, .osm, .osm.gz, .osm.bz2), a graph that osmnx saved (.graphml), a line layer
    (.gpkg, .geojson, .shp, .parquet, .fgb), W,S,E,N in degrees, or a place. Write -- before a SOURCE that begins with a
    minus. A download that was interrupted goes on where it stopped when the command is given again.

    \b
    Examples:
      onehour roads build guangdong-latest.osm.pbf --name guangdong
      onehour roads build guangdong-latest.osm.pbf --name main --classes motorway,trunk,primary --no-service
      onehour roads build futian.graphml --name futian
      onehour roads build roads.gpkg --name city --class-column kind --class-map expressway=motorway
      onehour roads build 113.95,22.48,114.12,22.61 --name shenzhen-centre
      onehour roads build "Futian, Shenzhen, China" --name futian --overpass-url https://overpass.example/api
    """
    from sim.cli.roadtext import built_lines
    from sim.roadinfo import describe, middle
    from sim.roads import named_file
    from sim.sources.build import build as build_network
    from sim.sources.classes import chosen_classes
    from sim.sources.kinds import source_of
    from sim.sources.recipe import Settings

    try:
        named_file(name)
    except InputError as error:
        raise InputError(f"--name {error}") from error
    settings = Settings(
        simplify=options["simplify"],
        classes=None if classes is None else chosen_classes(classes.split(",")),
        service=options["service"],
        overpass_url=options["overpass_url"],
        nominatim_url=options["nominatim_url"],
        columns=_columns(options),
    )
    with stages() as tell:
        built = build_network(source_of(source), settings, name=name, force=force, progress=tell)
        tell("looking at what was built")
        facts = describe(built.network) | {"file": str(built.path), "built_now": built.fresh}
    if as_json:
        print_json(facts)
    else:
        click.echo("\n".join(built_lines(facts, middle(built.network))))


def _columns(options: dict[str, Any]) -> dict[str, Any]:
    """Return what was said of a line layer."""
    keys = ("class_column", "oneway_column", "maxspeed_column", "name_column", "layer")
    found: dict[str, Any] = {key: options[key] for key in keys if options[key] is not None}
    if pairs := options["class_map"]:
        if bare := [pair for pair in pairs if "=" not in pair]:
            raise InputError(f"--class-map {bare[0]}: write VALUE=CLASS, for example expressway=motorway")
        found["class_map"] = dict(pair.rsplit("=", 1) for pair in pairs)
    return found
