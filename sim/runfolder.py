"""A run on disk: the folder that `onehour run` leaves and that maps and reports are redrawn from."""

from __future__ import annotations

import json
import math
import platform
import shlex
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

import scenarios
from sim.errors import InputError, NetworkError
from sim.frames import records
from sim.geofiles.files import write_reach
from sim.output import RUN_MARK
from sim.results import TABLES, Run
from sim.roads import open_roads
from sim.study.sensitivity import COLUMNS as SENSITIVITY_COLUMNS
from sim.suppliers.suppliers import COLUMNS as REACH_COLUMNS
from sim.travel import travel_times

PACKAGES = ("numpy", "scipy", "numba", "pandas", "pyarrow", "geopandas", "shapely", "simpy", "pydantic", "folium")
FORMAT = 2
EXTRA_TABLES = ("replications", "reach")


def manifest(run: Run, command: list[str], wall_time_s: float) -> dict[str, Any]:
    """Describe how a run came about: versions, hashes, seed, wall time, command.

    Parameters
    ----------
    run
        The run.
    command
        The words of the command line.
    wall_time_s
        Seconds that the run took.
    """
    network = run.travel_times.network
    return {
        "format": FORMAT,
        "program": {"name": "one-hour-circle", "version": metadata.version("one-hour-circle")},
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "scenario": {"id": run.scenario.id, "variant": run.scenario.variant, "sha256": run.scenario.sha256()},
        "network": {
            "name": run.scenario.roads.network,
            "source": network.source,
            "date": network.date.isoformat(),
            "sha256": network.sha256(),
        },
        "seed": run.seed,
        "replications": len(run.replications),
        "wall_time_s": round(wall_time_s, 3),
        "command": shlex.join(command),
    }


def write(run: Run, folder: Path) -> None:
    """Write the tables and the scenario of a run into an existing folder.

    Parameters
    ----------
    run
        The run; its `manifest` is written as it stands.
    folder
        Where to; see `sim.output.replacing_folder`.
    """
    (folder / "scenario.yaml").write_text(scenarios.dump(run.scenario), encoding="utf-8")
    for name in (*TABLES, *EXTRA_TABLES):
        getattr(run, name).to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    _write_json(folder / "kpi.json", kpi_document(run))
    if run.sensitivity is not None:
        run.sensitivity.to_parquet(folder / "sensitivity.parquet", index=False, compression="zstd")
    if run.isochrones is not None:
        write_reach(folder / "isochrones.gpkg", {"isochrones": run.isochrones})
    _write_json(folder / RUN_MARK, run.manifest)


def kpi_document(run: Run) -> dict[str, Any]:
    """Return what kpi.json holds: per outcome mean, interval and replications, and the assumptions behind them."""
    outcomes = {
        row["outcome"]: {key: _plain(row[key]) for key in run.kpi.columns if key != "outcome"}
        for row in records(run.kpi)
    }
    assumptions = [
        {"key": key, "note": mark.note, "zh": mark.zh, "low": mark.low, "high": mark.high}
        for key, mark in scenarios.assumptions(run.scenario)
    ]
    return {**outcomes, "assumptions": assumptions}


def read(folder: Path) -> Run:
    """Read a run folder back.

    Raises
    ------
    InputError
        If the folder is not a run, or is damaged.
    NetworkError
        If the road network has changed since.
    """
    if not (folder / RUN_MARK).is_file():
        raise InputError(
            f"{folder} is not a run folder: it has no {RUN_MARK}; make one with onehour run SCENARIO --out DIR"
        )
    try:
        document = json.loads((folder / RUN_MARK).read_text(encoding="utf-8"))
        expected, version = document["network"]["sha256"], document["format"]
        scenario_was = document["scenario"]["sha256"]
        seed = int(document["seed"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(_damaged(folder, error)) from error
    if version != FORMAT:
        raise InputError(_other_version(folder))
    try:
        kpi = _kpi_frame(json.loads((folder / "kpi.json").read_text(encoding="utf-8")))
        tables = _read_tables(folder)
        sensitivity, isochrones = _optional_table(folder / "sensitivity.parquet"), _optional_geo(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pyogrio.errors.DataSourceError) as error:
        raise InputError(_damaged(folder, error)) from error
    if _lacks_columns(tables, sensitivity):
        raise InputError(_other_version(folder))
    scenario = scenarios.load(folder / "scenario.yaml")
    if scenario.sha256() != scenario_was:
        raise InputError(f"{folder / 'scenario.yaml'} has changed since the run; run the scenario again")
    network = open_roads(scenario.roads.network, scenario.roads.date)
    if network.sha256() != expected:
        raise NetworkError(
            f"the road network {scenario.roads.network!r} has changed since {folder} was made; run the scenario again"
        )
    run = Run(
        scenario=scenario, travel_times=travel_times(scenario, network), seed=seed, kpi=kpi, manifest=document, **tables
    )
    return replace(run, isochrones=isochrones, sensitivity=sensitivity)


def _damaged(folder: Path, error: Exception) -> str:
    return f"{folder} is damaged ({error}); run the scenario again"


def _other_version(folder: Path) -> str:
    return f"{folder} was made by another version of the program; run the scenario again"


def _read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in (*TABLES, *EXTRA_TABLES)}


def _lacks_columns(tables: dict[str, pd.DataFrame], sensitivity: pd.DataFrame | None) -> bool:
    """Say whether the tables lack a column that maps and reports of this version read."""
    wanted = {name: {column.name for column in columns} for name, columns in TABLES.items()}
    wanted["reach"] = set(REACH_COLUMNS)
    swings = sensitivity is not None and not set(SENSITIVITY_COLUMNS) <= set(sensitivity.columns)
    return swings or any(not columns <= set(tables[name].columns) for name, columns in wanted.items())


def _optional_geo(folder: Path) -> gpd.GeoDataFrame | None:
    path = folder / "isochrones.gpkg"
    return gpd.read_file(path, layer=0) if path.is_file() else None


def _optional_table(path: Path) -> pd.DataFrame | None:
    return pd.read_parquet(path) if path.is_file() else None


def _kpi_frame(document: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{"outcome": name, **row} for name, row in document.items() if name != "assumptions"])


def _write_json(path: Path, document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    """JSON knows no NaN: an outcome that was never reached is null."""
    if isinstance(value, float) and math.isnan(value):
        return None
    return value.item() if hasattr(value, "item") else value
