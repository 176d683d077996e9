"""`onehour isochrone`: what it writes, what it says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import CliRunner, Result

from sim.cli import cli


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), prog_name="onehour")


def done(*words: str) -> str:
    result = call(*words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(result: Result, folder: Path, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.output, (word, result.output)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet"])
def test_isochrone_files(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"futian{suffix}"
    done("isochrone", "--at", "114.057,22.543", "--minutes", "30,60", "--out", str(out))
    frame = gpd.read_parquet(out) if suffix == ".parquet" else gpd.read_file(out, layer=0)
    assert sorted(frame["minutes"]) == [30, 60]
    assert frame.geometry.is_valid.all()
    assert {"vehicle", "depart", "direction", "percentile", "handling_min", "roads", "roads_date"} <= set(frame.columns)


def test_isochrone_map(tmp_path: Path) -> None:
    out = tmp_path / "futian.html"
    done("isochrone", "--at", "114.057,22.543", "--at", "113.75,23.02", "--minutes", "30", "--out", str(out))
    assert out.stat().st_size < 5_000_000


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--at", "114.05"), "LON,LAT"),
        (("--at", "22.54,114.05"), "swap"),
        (("--at", "114.6,22.2"), "km"),
        (("--at", "nan,nan"), "degrees"),
        (("--at", "114.05,inf"), "degrees"),
        (("--site", "nowhere"), "no such site"),
        (("--site", "fibre_maker"), "abroad"),
        (("--at", "114.05,22.54", "--minutes", "0"), "minutes"),
        ((), "--at"),
    ],
)
def test_isochrone(tmp_path: Path, words: tuple[str, ...], remedy: str) -> None:
    result = call("isochrone", *words, "--out", str(tmp_path / "x.geojson"))
    refused(result, tmp_path, remedy)


def test_isochrone_of_an_unknown_format(tmp_path: Path) -> None:
    refused(call("isochrone", "--at", "114.05,22.54", "--out", str(tmp_path / "x.doc")), tmp_path, ".gpkg")
