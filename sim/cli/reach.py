"""`onehour reach`: which suppliers deliver within the hour, and at which hours."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

import scenarios
from sim.cli.common import (
    DEFAULT_SCENARIO,
    MOMENT_FORMATS,
    print_json,
    progress,
    scenario_network,
    write_table,
)


@click.command()
@click.argument("scenario", default=DEFAULT_SCENARIO)
@click.option("--depart", type=click.DateTime(MOMENT_FORMATS), help="The day and hour; the scenario's where missing.")
@click.option("--percentile", type=click.FloatRange(0, 100, min_open=True, max_open=True))
@click.option("--roads", "roads_name", metavar="NAME|PATH", help="The road network; the scenario's where missing.")
@click.option("--out", type=click.Path(path_type=Path), help=".csv or .parquet; a summary is printed without it.")
@click.option("--json", "as_json", is_flag=True, help="Print the coverage as JSON.")
def reach(
    scenario: str,
    depart: dt.datetime | None,
    percentile: float | None,
    roads_name: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Show which suppliers deliver within the hour, and at which hours.

    \b
    Example:
      onehour reach hanno-ecmo-ramp --depart 2023-01-16T08:00 --out reach.csv
    """
    from sim.frames import records, rows
    from sim.reach.suppliers import coverage, reach_table
    from sim.travel import travel_times

    changes: dict[str, object] = {}
    if depart:
        changes["reach.depart"] = depart.isoformat(timespec="minutes")
    if percentile:
        changes["reach.percentile"] = percentile
    if roads_name:
        changes["roads.network"] = roads_name
    loaded = scenarios.load(scenario, changes)
    network = scenario_network(loaded)
    with progress("travel times") as advance:
        times = travel_times(loaded, network, advance)
    table = reach_table(loaded, times)
    if out:
        write_table(table, out)
    curve = coverage(table, loaded)
    if as_json:
        print_json(records(curve))
        return
    click.echo(_meaning(loaded))
    now = table[table["hour"] == loaded.reach.depart.hour].sort_values("door_to_door_min")
    for row in rows(now):
        mark = "inside" if row.inside else "outside"
        via = f" (import, from {row.site} on)" if row.outside_reason == "import" else ""
        click.echo(f"{mark:<7} {row.door_to_door_min:6.0f} min {row.km:6.0f} km  {row.name_en}{via}")
    click.echo(curve.to_string(index=False))
    if out:
        click.echo(f"written: {out}")


def _meaning(scenario: scenarios.Scenario) -> str:
    """Say what the minutes mean; an import is counted from the gateway where it lands."""
    reach, handling = scenario.reach, scenario.reach.loading_min + scenario.reach.unloading_min
    return (
        f"Door to door by {scenario.vehicles[reach.vehicle].name.en}, leaving {reach.depart:%Y-%m-%d %H}:00, "
        f"{reach.direction} the plant, {handling:g} min of handling included, percentile {reach.percentile:g}; "
        f"inside is at most {reach.circle_min:g} min, and never an import."
    )
