"""Points of a study: what they set, what came out there, and their scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd
import pyarrow.parquet as pq

import scenarios
from scenarios import Scenario
from scenarios.errors import InputError
from sim.cli.common import in_chinese
from sim.cli.studywork import outcomes_of
from sim.frames import plain, records
from sim.outcomewords import outcome_text, value_writer
from sim.study.store.tables import FAILURES, POINT, POINTS, REPLICATION, REPLICATIONS, RUNS, factor_table
from sim.study.studyfolder import DRAWS

if TYPE_CHECKING:
    from sim.study.designs.design import Design
    from sim.study.space import Space
    from sim.study.study import Study

SHOWN = 8
"""Outcomes that are printed; JSON has all."""
LOW, HIGH = "_ci95_low", "_ci95_high"


def check_point(design: Design, number: int) -> int:
    """Return the number of a point, made sure of.

    Raises
    ------
    InputError
        If the study has none of that number.
    """
    last = len(design.points) - 1
    if 0 <= number <= last:
        return number
    raise InputError(f"there is no point {number}; the study has points 0 to {last}, see onehour study export")


def two_points(first: Path, second: Path) -> tuple[Study, int, int] | None:
    """Return the study and the two points of it that ``DIR:3`` and ``DIR:7`` name; None where neither names a point.

    Raises
    ------
    InputError
        If only one names a point, they are of two studies, or there is no such point.
    """
    from sim.study.studyfolder import is_study, read_study

    one, two = (_point_of(path) for path in (first, second))
    for path in (first, second):
        if is_study(path):
            raise InputError(f"{path} is a study; name one of its points: {path}:0")
    if one is None and two is None:
        return None
    if one is None or two is None or one[0].resolve() != two[0].resolve():
        raise InputError(
            f"{first} and {second}: compare two points of one study (DIR:3 DIR:7), or two run folders; onehour study point DIR 3 "
            "--out FILE.yaml makes a scenario of a point, to run it by itself"
        )
    study = read_study(one[0])
    return study, check_point(study.design, one[1]), check_point(study.design, two[1])


def _point_of(path: Path) -> tuple[Path, int] | None:
    folder, colon, number = str(path).rpartition(":")
    if not colon or not number.isdecimal() or path.exists():
        return None
    return Path(folder), int(number)


def settings_of(space: Space, design: Design, number: int) -> dict[str, object]:
    """Return what a point sets, key path to value."""
    row = design.points.iloc[check_point(design, number)]
    return space.settings([row[axis.name] for axis in space.axes])


def scenario_of(scenario: Scenario, settings: Mapping[str, object]) -> Scenario:
    """Return the scenario of a point, as `onehour run` takes it: without the sweep, its settings in it."""
    return scenarios.override(scenario.model_copy(update={"sweep": None}), settings)


def point_document(folder: Path, settings: Mapping[str, object], number: int) -> dict[str, Any]:
    """Return what is known of a point, as JSON has it.

    Parameters
    ----------
    folder
        Of a study whose runs are through.
    settings, number
        What the point sets, and its number.
    """
    table = pq.read_table(folder / POINTS, filters=[(POINT, "==", number)]).to_pandas()
    (row,) = records(table)
    names = [name.removesuffix(LOW) for name in row if name.endswith(LOW)]
    return {
        "point": number,
        "settings": {key: plain(value) for key, value in settings.items()},
        "replications": int(row[REPLICATIONS]),
        "outcomes": {
            name: {
                "mean": plain(row[name]),
                "ci95_low": plain(row[f"{name}{LOW}"]),
                "ci95_high": plain(row[f"{name}{HIGH}"]),
            }
            for name in names
        },
    }


def print_point(scenario: Scenario, document: Mapping[str, Any]) -> None:
    """Print what a point sets and what came out there: the outcomes that the study is about."""
    click.echo(f"point {document['point']}, {document['replications']:,} replications")
    for key, value in document["settings"].items():
        click.echo(f"  {key} = {value}")
    if not document["settings"]:
        click.echo("  the scenario as it stands")
    found = document["outcomes"]
    for name in outcomes_of(scenario, list(found))[:SHOWN]:
        write, words = value_writer(scenario, name), outcome_text(scenario, name)
        mean, low, high = (float("nan") if value is None else value for value in found[name].values())
        interval = f" ({write(low)} ... {write(high)}, 95 %)" if low == low else ""  # noqa: PLR0124 - NaN is not itself
        click.echo(f"{words.zh if in_chinese() else words.en}: {write(mean)}{interval}")


def wide_table(folder: Path, space: Space, design: Design, table: str) -> pd.DataFrame:
    """Return a table of a study with what each point sets in its columns.

    Parameters
    ----------
    folder
        Of a study whose runs are through.
    space, design
        The factors, and the points.
    table
        ``points``, ``runs`` or ``failures``.
    """
    if table == "points":
        return pd.read_parquet(folder / POINTS)
    found = pd.read_parquet(folder / (RUNS if table == "runs" else FAILURES))
    names = [str(name) for name in found.columns]
    factors = factor_table(space, design, names).to_pandas()
    settings = factors.iloc[found[POINT]].reset_index(drop=True)
    both: pd.DataFrame = pd.concat([found[[POINT]], settings, found.drop(columns=POINT)], axis=1)
    if (folder / DRAWS).is_file():  # uncertainties that no point sets
        drawn = pd.read_parquet(folder / DRAWS).set_index(REPLICATION)
        own = drawn.reindex(both[REPLICATION]).reset_index(drop=True)
        after = list(both.columns).index(REPLICATION) + 1
        both = pd.concat([both.iloc[:, :after], own, both.iloc[:, after:]], axis=1)
    return both
