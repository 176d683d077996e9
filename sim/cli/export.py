"""`onehour export`: the event log of a run in the forms that process-mining tools read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.exports.xes import Case


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="A .csv, .parquet, .jsonocel or .json, .xmlocel or .xml, .sqlite (OCEL 2.0) or .xes (IEEE 1849) file.",
)
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True)
@click.option("--all", "whole", is_flag=True, help="All replications; ids start with the replication then.")
@click.option(
    "--case",
    type=click.Choice(["lot", "shipment", "order", "unit"]),
    help="What a trace of a .xes file is, a lot where missing. A unit has the events of its whole pedigree: hundreds a unit.",
)
def export(folder: Path, out: Path, replication: int, whole: bool, case: str | None) -> None:
    """Write what happened in a run as an event log for other tools.

    \b
    Examples:
      onehour export runs/hanno-ecmo-ramp --out log.jsonocel
      onehour export runs/hanno-ecmo-ramp --case unit --out log.xes
    """
    from sim.exports.written import export_log
    from sim.runfolder import read

    if case and out.suffix.lower() != ".xes":
        raise InputError(f"--case {case}: only .xes files have cases; leave it out, or let {out} end in .xes")
    written = export_log(read(folder), out, None if whole else replication, cast("Case", case or "lot"))
    click.echo(f"written: {written}")
