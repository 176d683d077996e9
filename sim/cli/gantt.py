"""`onehour gantt`: stations and suppliers over time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from sim.cli.common import MOMENT, html_file


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The HTML file.")
@click.option("--from", "from_", type=MOMENT, help="From when; the start where missing.")
@click.option("--until", type=MOMENT, help="Until when; the last that happened where missing.")
@click.option("--station", help="Only this station.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True)
def gantt(
    folder: Path,
    out: Path,
    from_: dt.datetime | None,
    until: dt.datetime | None,
    station: str | None,
    replication: int,
) -> None:
    """Draw the Gantt chart of one replication: lots at stations, shipments of suppliers, closed hours.

    \b
    Examples:
      onehour gantt runs/hanno-ecmo-ramp --out gantt.html
      onehour gantt runs/hanno-ecmo-ramp --station functional_test --from 2023-01-16T00:00 --until 2023-01-21T00:00 --out test.html
    """
    import maps
    from sim.runfolder import read

    target, run = html_file(out), read(folder)
    zone = ZoneInfo(run.scenario.timezone)
    begin, end = (moment.replace(tzinfo=zone) if moment else None for moment in (from_, until))
    click.echo(f"written: {maps.draw_gantt(run, target, replication, begin, end, station)}")
