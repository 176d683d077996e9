"""`onehour run`, `map` and `report`: simulate a scenario, and draw what came out."""

from __future__ import annotations

import sys
import time
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

import scenarios
from sim.cli.amounts import wanted_precision
from sim.cli.common import disrupted, html_file, in_chinese, overrides, print_json, progress, scenario_network
from sim.output import check_folder, replacing, replacing_folder
from sim.study.beside import Beside, Work

if TYPE_CHECKING:
    import pandas as pd

    from sim.results import Run
    from sim.study.stopping import Precision

    Swings = Work[pd.DataFrame]

LOOKED_AT_CLOSELY = 6
"""Assumptions whose swing is worth more than one replication."""


@click.command()
@click.argument("scenario")
@click.option("--set", "pairs", multiple=True, metavar="KEY=VALUE", help="Change a number of the scenario.")
@click.option(
    "--disruptions",
    "disruptions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A table (.csv, .parquet) of what goes wrong besides; its columns are the fields of a disruption, and `id`.",
)
@click.option("--replications", type=click.IntRange(1, 100_000), default=30, show_default=True)
@click.option(
    "--precision",
    metavar="OUTCOME=SHARE",
    help="Replicate until this outcome's mean is known to that share at 95 %, such as console_finish_day=0.01; "
    "instead of --replications.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of all random numbers.")
@click.option("--roads", "roads_name", metavar="NAME|PATH", help="The road network; the scenario's where missing.")
@click.option("--out", type=click.Path(path_type=Path), help="The run folder; runs/SCENARIO where missing.")
@click.option("--open", "open_map", is_flag=True, help="Show the map in the browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes as JSON.")
def run(
    scenario: str,
    pairs: tuple[str, ...],
    disruptions: Path | None,
    replications: int,
    precision: str | None,
    seed: int,
    roads_name: str | None,
    out: Path | None,
    open_map: bool,
    as_json: bool,
) -> None:
    """Simulate a scenario and write a run folder with tables, map and report.

    SCENARIO is a shipped name (see onehour list) or a YAML file.

    \b
    Examples:
      onehour run hanno-ecmo-ramp --replications 30 --open
      onehour run hanno-ecmo-ramp --set variant=decision --out runs/decision
      onehour run my-circle.yaml --set suppliers.pcb.capacity_per_day=80
      onehour run my-circle.yaml --disruptions typhoon.csv
      onehour run hanno-ecmo-ramp --precision console_finish_day=0.005
    """
    started = time.perf_counter()
    wanted = wanted_precision(precision, replications if _is_given("replications") else None)
    changes = overrides(pairs)
    if roads_name:
        changes["roads.network"] = roads_name
    loaded = disrupted(scenario, disruptions, changes)
    folder = out or Path("runs") / loaded.id
    check_folder(folder)
    for shortage in scenarios.shortages(loaded):
        click.echo(f"warning: {shortage}", err=True)
    command = ["onehour", *sys.argv[1:]]
    with Beside() as beside:
        result = _write(*_simulate(loaded, replications, seed, beside, wanted), folder, command, started)
    if as_json:
        from sim.runfolder import kpi_document

        print_json({"folder": str(folder), **kpi_document(result)})
    else:
        _print_result(result, folder)
    if open_map:
        webbrowser.open((folder / "map.html").resolve().as_uri())


@click.command("map")
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="RUN/map.html where missing.")
def map_(folder: Path, out: Path | None) -> None:
    """Draw the map of a finished run again.

    \b
    Example:
      onehour map runs/hanno-ecmo-ramp
    """
    import maps
    from sim.runfolder import read

    target = html_file(out or folder / "map.html")
    click.echo(f"written: {maps.draw(read(folder), target)}")


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="RUN/report.html where missing.")
def report(folder: Path, out: Path | None) -> None:
    """Write the report of a finished run again.

    \b
    Example:
      onehour report runs/hanno-ecmo-ramp
    """
    import maps
    from sim.runfolder import read

    target = html_file(out or folder / "report.html")
    click.echo(f"written: {maps.report(read(folder), target)}")


@click.command()
@click.argument("first", metavar="RUN_A", type=click.Path(path_type=Path))
@click.argument("second", metavar="RUN_B", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The HTML file.")
def compare(first: Path, second: Path, out: Path) -> None:
    """Compare two finished runs, or two points of a study: what differs in the scenarios, and in the outcomes with 95 % intervals.

    A point of a study is its folder and its number: studies/boards:3.

    \b
    Examples:
      onehour compare runs/hanno-ecmo-ramp runs/unsure-roads --out comparison.html
      onehour compare studies/boards:0 studies/boards:3 --out boards.html
    """
    import maps
    from sim.cli.studypoints import two_points
    from sim.runfolder import read

    target = html_file(out)
    points = two_points(first, second)
    if points is not None:
        click.echo(f"written: {maps.compare_points(*points, target)}")
        return
    click.echo(f"written: {maps.compare(read(first), read(second), target)}")


def _is_given(name: str) -> bool:
    """Tell whether an option of this command was given, and is not as it is where missing."""
    return click.get_current_context().get_parameter_source(name) is not ParameterSource.DEFAULT


def _simulate(
    scenario: scenarios.Scenario, replications: int, seed: int, beside: Beside, precision: Precision | None
) -> tuple[Run, Swings]:
    """Run the replications here, and start the sensitivity analysis beside them."""
    from sim.study.runs import replicate
    from sim.study.sensitivity import sensitivity
    from sim.suppliers.scenario_circle import circle
    from sim.travel import travel_times

    network = scenario_network(scenario)
    with progress("travel times") as advance:
        times = travel_times(scenario, network, advance)
    swings = beside.start(sensitivity, scenario, times, replications=3, closely=LOOKED_AT_CLOSELY, seed=seed)
    with progress("circles") as advance:
        polygons = circle(scenario, times)
        advance(1, 1)
    with progress("replications") as advance:
        result = replicate(scenario, times, replications, seed, progress=advance, precision=precision)
    return replace(result, isochrones=polygons), swings


def _write(result: Run, swings: Swings, folder: Path, command: list[str], started: float) -> Run:
    import maps
    from sim.runfolder import manifest, write

    with replacing_folder(folder) as temporary, progress("map and report") as advance:
        maps.draw(result, temporary / "map.html")
        advance(1, 4)
        with replacing(temporary / "ramp.png") as picture:
            maps.ramp_picture(result, picture)
        advance(2, 4)
        whole = replace(result, sensitivity=swings.get())
        maps.report(whole, temporary / "report.html")
        advance(3, 4)
        whole = replace(whole, manifest=manifest(whole, command, time.perf_counter() - started))
        write(whole, temporary)
        advance(4, 4)
    return whole


def _print_result(result: Run, folder: Path) -> None:
    from sim.headline import headlines

    for line in headlines(result):
        click.echo(line.zh if in_chinese() else line.en)
    for name in ("map.html", "report.html"):
        click.echo(f"{name:<12} {(folder / name).resolve()}")
