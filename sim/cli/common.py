"""What the subcommands share: JSON output, progress bars, key=value options."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

import scenarios
from scenarios import Scenario, parse_set
from scenarios.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from sim.network import RoadNetwork

    MomentType = click.ParamType[dt.datetime]
else:
    MomentType = click.ParamType

DEFAULT_SCENARIO = "hanno-ecmo-ramp"
MOMENT_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")
YEARS = (1990, 2100)
EXCEL = "utf-8-sig"
"""The encoding in which a CSV opens in Excel with its Chinese names: a mark at its head says that it is UTF-8."""
MOST_SAMPLES = 10_000


class Moment(MomentType):
    """A moment by the clock of the scenario, on the command line."""

    name = "YYYY-MM-DDTHH:MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Read a moment, see `read_moment`."""
        if isinstance(value, dt.datetime):
            return value
        try:
            return read_moment(str(value))
        except InputError as error:
            self.fail(str(error), param, ctx)


MOMENT = Moment()


def read_moment(text: str) -> dt.datetime:
    """Return the local time, without a zone, that a text such as ``2023-01-16T08:00`` says.

    Raises
    ------
    InputError
        If it says none, or one of a year of which neither roads nor holidays are known.
    """
    for shape in MOMENT_FORMATS:
        try:
            moment = dt.datetime.strptime(text.strip(), shape)  # noqa: DTZ007 - local, by the clock of the scenario
        except ValueError:
            continue
        if YEARS[0] <= moment.year <= YEARS[1]:
            return moment
        raise InputError(
            f"the year {moment.year} is none that roads and holidays are known of; give moments from {YEARS[0]} to {YEARS[1]}, "
            "for example 2023-01-16T08:00"
        )
    raise InputError(f"{text!r} is no moment; write day and local time, for example 2023-01-16T08:00")


class Advance(Protocol):
    """Tells a progress bar how far the work is."""

    def __call__(self, done: int, total: int) -> None:
        """Show `done` of `total`."""


@contextmanager
def progress(label: str) -> Iterator[Advance]:
    """Show a progress bar on the error stream (nothing where that is no terminal).

    Parameters
    ----------
    label
        What is going on.
    """
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        task = bars.add_task(label, total=None)

        def advance(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        yield advance


def print_json(document: Any) -> None:
    """Print a document as JSON."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def overrides(pairs: tuple[str, ...]) -> dict[str, object]:
    """Read ``KEY=VALUE`` words; a value reads as it would in a scenario file.

    Parameters
    ----------
    pairs
        The words.

    Raises
    ------
    InputError
        If a word has no ``=`` or its value cannot be read.
    """
    return dict(parse_set(pair) for pair in pairs)


def disrupted(scenario: str, table: Path | None, changes: Mapping[str, object]) -> Scenario:
    """Load a scenario with the disruptions of a table, which `changes` can change in turn.

    Parameters
    ----------
    scenario
        A shipped name or a path.
    table
        CSV or Parquet; None for no more disruptions than the scenario's own.
    changes
        Key path to value.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    if table is None:
        return scenarios.load(scenario, changes)
    loaded = scenarios.with_disruptions(scenarios.load(scenario), table)
    return scenarios.override(loaded, changes) if changes else loaded


def scenario_network(scenario: Scenario) -> RoadNetwork:
    """Open the road network that a scenario names, and show what is going on if that takes long."""
    from sim.cli.stages import stages
    from sim.roads import open_roads

    with stages() as tell:
        return open_roads(scenario.roads.network, scenario.roads.date, progress=tell)


def in_chinese() -> bool:
    """Tell whether the terminal's language is Chinese."""
    words = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((word for word in words if word), "").startswith("zh")


def html_file(path: Path) -> Path:
    """Return a path that ends in .html, so that no page is written under the name of a picture or a PDF.

    Raises
    ------
    InputError
        If it ends otherwise.
    """
    if path.suffix.lower() not in {".html", ".htm"}:
        raise InputError(f"--out {path}: this makes a web page; the name must end in .html")
    return path


def write_table(table: pd.DataFrame, out: Path, encoding: str = "utf-8") -> None:
    """Write a table as CSV or Parquet, by the name's ending.

    Parameters
    ----------
    table, out
        What is written where.
    encoding
        Of a CSV.

    Raises
    ------
    InputError
        If it ends otherwise.
    OutputError
        If the file cannot be written.
    """
    from sim.output import replacing

    suffix = out.suffix.lower()
    if suffix not in {".csv", ".parquet"}:
        raise InputError(f"--out {out}: the name must end in .csv or .parquet")
    with replacing(out) as temporary:
        if suffix == ".csv":
            table.to_csv(temporary, index=False, encoding=encoding)
        else:
            table.to_parquet(temporary, index=False)


def numbers(ctx: click.Context, parameter: click.Parameter, text: str) -> tuple[float, ...]:
    """Read ``15,30,45,60``."""
    del ctx
    try:
        values = tuple(float(part) for part in text.replace("，", ",").split(","))
    except ValueError as error:
        raise click.BadParameter(
            f"{text!r}: write numbers with commas, for example 15,30,45,60", param=parameter
        ) from error
    if any(not 0 < value < 24 * 60 for value in values):
        raise click.BadParameter(f"{text!r}: minutes lie between 0 and 1440", param=parameter)
    return values
