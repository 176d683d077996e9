"""Options that the commands of studies share: what is varied, on which scenario, and who does the runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]

FACTORS = """\
    KEY=LOW:HIGH           a range; KEY=LOW:HIGH:STEPS has so many values in a grid
    KEY=a,b,c              these values: numbers, words, moments, true or false
    KEY=triangular(2,3,6)  by chance: low, most likely, high; also uniform(2,6), normal(3,0.5), lognormal(3,0.5)
    KEY=2023-01-10:2023-01-16
                           every day from one to the other
    KEY                    the range that the scenario's file gives with the number (its low and high)
    marked                 all numbers of the file that have such a range, each by itself
    variant=a,b            readings of the scenario"""
"""How a factor is written, for help texts."""


def together(*options: Decorator[Any]) -> Decorator[Any]:
    """Return one decorator that adds some options, shown in this order."""

    def add(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return add


factor_options = together(
    click.option("--vary", multiple=True, metavar="KEY=...", help="A lever: what planners decide. Can be repeated."),
    click.option(
        "--uncertain",
        multiple=True,
        metavar="KEY=...",
        help="An uncertainty: what they do not decide; written as a lever is. Can be repeated.",
    ),
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A YAML file of named changes, such as a closure or another vehicle; one of them at a time. Can be repeated.",
    ),
)
"""What is varied."""

scenario_options = together(
    click.option(
        "--set", "pairs", multiple=True, metavar="KEY=VALUE", help="Change a number of the scenario in all runs."
    ),
    click.option(
        "--disruptions",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A table (.csv, .parquet) of what goes wrong besides, in all runs.",
    ),
    click.option("--roads", "roads_name", metavar="NAME|PATH", help="The road network; the scenario's where missing."),
    click.option("--seed", type=click.IntRange(0), help="Root of all random numbers; 0 where missing."),
)
"""What all runs have in common."""

engine_options = together(
    click.option("--workers", type=click.IntRange(1, 1024), help="Processes; as many as cores where missing."),
    click.option(
        "--engine",
        type=click.Choice(["serial", "pool", "dask"]),
        help="Who does the runs: this process, processes here (the default), or Dask.",
    ),
    click.option(
        "--scheduler", metavar="tcp://HOST:PORT", help="A Dask scheduler that is running; implies --engine dask."
    ),
    click.option(
        "--run-limit-min",
        type=click.FloatRange(0, min_open=True),
        metavar="MINUTES",
        help="A run that takes longer is ended, tried again, and recorded as failed at last; 30 where missing. --engine serial "
        "cannot end its own runs and has no limit.",
    ),
)
"""Who does the runs. The tables are the same whoever does them."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

folder_argument = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
"""A study that is there."""
