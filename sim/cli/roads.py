"""`onehour roads`: the road networks at hand, and building one from OpenStreetMap data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from scenarios.errors import InputError
from sim.cli.common import print_json


@click.group()
def roads() -> None:
    """Look at road networks, or build one from OpenStreetMap data."""


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
    """Show counts, extent, date, connectedness and tag coverage of a network.

    NETWORK is "backbone", the name of a built network, or a file.

    \b
    Example:
      onehour roads info backbone --date 2023-01-16
    """
    from sim.roadinfo import describe
    from sim.roads import open_roads

    facts = describe(open_roads(network, day.date() if day else None))
    if as_json:
        print_json(facts)
        return
    for key, value in facts.items():
        click.echo(f"{key.replace('_', ' '):<38} {_readable(value)}")


@roads.command("build")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="The name it is opened by: --roads NAME.")
def build(source: Path, name: str) -> None:
    """Build a network from an OpenStreetMap file (.osm.pbf, .osm, .osm.gz, .osm.bz2).

    \b
    Example:
      onehour roads build guangdong-latest.osm.pbf --name guangdong
    """
    from rich.console import Console

    from sim.roads import save_roads
    from sim.sources.assemble import assemble
    from sim.sources.osm_file import read_osm

    stem = Path(name).stem
    if not stem or stem.startswith(".") or stem != stem.strip():
        raise InputError(f"--name {name!r}: no name for a network; write a word, for example --name guangdong")
    with Console(stderr=True).status(f"reading {source.name}"):
        network = assemble(read_osm(source), name=stem, source=source.name)
        path = save_roads(network, name)
    click.echo(f"{name}: {network.nodes:,} nodes, {network.edges:,} edges; {path}")
    click.echo("© OpenStreetMap contributors, ODbL 1.0: keep this credit on what you draw from it.")


def _readable(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_readable(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_readable(item) for item in value)
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
