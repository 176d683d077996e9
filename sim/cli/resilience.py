"""`onehour resilience`: how long customers do not feel it when a place fails, and how long they feel it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from scenarios.errors import InputError
from sim.cli.common import (
    DEFAULT_SCENARIO,
    EXCEL,
    MOMENT,
    disrupted,
    in_chinese,
    overrides,
    print_json,
    progress,
    scenario_network,
    write_table,
)

if TYPE_CHECKING:
    from sim.study.resiliencetable import Resilience

TABLES, PAGES = (".csv", ".parquet"), (".html", ".htm")
SHOWN = 15


@click.command()
@click.argument("scenario", default=DEFAULT_SCENARIO)
@click.option(
    "--supplier",
    "places",
    multiple=True,
    metavar="ID",
    help="A supplier, plant, warehouse or station (plant.station); all but stations where missing. Can be repeated.",
)
@click.option("--from", "since", type=MOMENT, help="When it fails; after the warm-up where missing.")
@click.option("--days", type=click.FloatRange(0, min_open=True), default=7.0, show_default=True, help="For recovery.")
@click.option("--replications", type=click.IntRange(1, 10_000), default=10, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of all random numbers.")
@click.option("--set", "pairs", multiple=True, metavar="KEY=VALUE", help="Change a number of the scenario.")
@click.option(
    "--disruptions",
    type=click.Path(path_type=Path),
    help="Other things that go wrong, in all runs: a CSV or Parquet table, see the guide.",
)
@click.option("--roads", "roads_name", metavar="NAME|PATH", help="The road network; the scenario's where missing.")
@click.option(
    "--out", type=click.Path(path_type=Path), help=".csv, .parquet or .html; a summary is printed in any case."
)
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
def resilience(
    scenario: str,
    places: tuple[str, ...],
    since: dt.datetime | None,
    days: float,
    replications: int,
    seed: int,
    pairs: tuple[str, ...],
    disruptions: Path | None,
    roads_name: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Let each supplier, plant and warehouse fail in turn, and show what customers feel of it.

    Time to survive: how long until customers get less than without the failure. Time to recover: how long after the end of
    an outage of some days until they are even again.

    \b
    Examples:
      onehour resilience hanno-ecmo-ramp --from 2023-01-16T08:00 --days 7
      onehour resilience hanno-ecmo-ramp --supplier pcb --out resilience.html
    """
    from sim.output import check_file
    from sim.study.resilience import resilience as compute
    from sim.travel import travel_times

    if out and out.suffix.lower() not in {*TABLES, *PAGES}:
        raise InputError(f"--out {out}: the name must end in .csv, .parquet or .html")
    if out:
        check_file(out)
    changes = overrides(pairs)
    if roads_name:
        changes["roads.network"] = roads_name
    loaded = disrupted(scenario, disruptions, changes)
    moment = since.replace(tzinfo=ZoneInfo(loaded.timezone)) if since else None
    network = scenario_network(loaded)
    with progress("travel times") as advance:
        times = travel_times(loaded, network, advance)
    with progress("runs") as advance:
        found = compute(
            loaded,
            times,
            places=places,
            since=moment,
            days=days,
            replications=replications,
            seed=seed,
            progress=advance,
        )
    if out:
        _write(found, out)
    if as_json:
        print_json(_document(found))
        return
    _print(found)
    if out:
        click.echo(f"written: {out}")


def _write(found: Resilience, out: Path) -> None:
    if out.suffix.lower() in TABLES:
        write_table(found.table, out, encoding=EXCEL)
        return
    import maps

    maps.draw_resilience(found, out)


def _document(found: Resilience) -> dict[str, object]:
    from sim.frames import records

    rows = [
        {key: None if isinstance(value, float) and value != value else value for key, value in row.items()}  # noqa: PLR0124
        for row in records(found.table)
    ]
    return {
        "scenario": found.scenario.id,
        "from": found.since.isoformat(),
        "days": found.days,
        "replications": int(found.replications["replication"].nunique()),
        "seed": found.seed,
        "headline": found.headline().model_dump(),
        "places": rows,
    }


def _print(found: Resilience) -> None:
    from sim.frames import rows

    chinese = in_chinese()
    headline = found.headline()
    click.echo(headline.zh if chinese else headline.en)
    click.echo("")
    click.echo(f"{'place':<28} {'survive':>10} {'recover':>10} {'behind':>8} {'lost':>8}")
    for row in list(rows(found.table))[:SHOWN]:
        survive = f"{'>=' if row.survive_share > 0 else ''}{row.survive_days:.1f} d"
        recover = f"{'>=' if row.unrecovered_share > 0 else ''}{row.recover_days:.1f} d"
        click.echo(f"{row.place:<28} {survive:>10} {recover:>10} {row.behind_pieces:>8.1f} {row.lost_pieces:>8.1f}")
    if len(found.table) > SHOWN:
        click.echo(f"... and {len(found.table) - SHOWN} more that are felt later; --out FILE.csv has all of them")
