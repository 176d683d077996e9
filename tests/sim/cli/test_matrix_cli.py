"""`onehour matrix`: files in, tables and routes out, one clear message for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import scenarios
from sim.cli import cli
from sim.roads import save_roads
from tests.sim.small_roads import small_network, small_scenario

ORIGINS = "id,lon,lat\nguangming,113.93,22.75\nfutian,114.057,22.543\ntianhe,113.33,23.13\n"
DESTINATIONS = "id,lon,lat\nhumen,113.68,22.81\ndongguan,113.75,23.02\n"
MONDAY = "2023-01-16T08:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "origins.csv").write_text(ORIGINS, encoding="utf-8")
    (tmp_path / "destinations.csv").write_text(DESTINATIONS, encoding="utf-8")
    return tmp_path


def call(folder: Path, *words: str, out: str = "matrix.parquet") -> Result:
    files = ["--origins", str(folder / "origins.csv"), "--destinations", str(folder / "destinations.csv")]
    return CliRunner().invoke(cli, ["matrix", *files, *words, "--out", str(folder / out)], prog_name="onehour")


def test_a_table_of_all_trips(folder: Path) -> None:
    result = call(folder, "--depart", MONDAY, "--depart", "2023-01-16 22:00")
    assert result.exit_code == 0, result.output
    assert (
        "3 origins, 2 destinations by truck, leaving at 2023-01-16 08:00, 2023-01-16 22:00: 12 trips" in result.output
    )
    frame = pd.read_parquet(folder / "matrix.parquet")
    assert f"median {frame['minutes'].median():.1f} min" in result.output
    assert list(frame["origin"][:6]) == ["guangming"] * 2 + ["futian"] * 2 + ["tianhe"] * 2
    assert str(frame["departure"].dt.tz) == "Asia/Shanghai"
    rush, night = frame["minutes"][:6].to_numpy(), frame["minutes"][6:].to_numpy()
    assert (rush > night).all()
    assert frame["km"].between(20, 120).all()
    assert frame["co2_kg"].to_numpy() == pytest.approx(0.32 * frame["km"].to_numpy())


def test_csv_routes_and_json(folder: Path) -> None:
    routes = folder / "routes.gpkg"
    result = call(folder, "--depart", MONDAY, "--toll-class", "3", "--routes", str(routes), "--json", out="m.csv")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.output)
    assert (summary["origins"], summary["destinations"], summary["trips"], summary["unreachable"]) == (3, 2, 6, 0)
    assert summary["departures"] == ["2023-01-16T08:00:00+08:00"]
    frame, lines = pd.read_csv(folder / "m.csv"), gpd.read_file(routes, layer="routes")
    assert frame["departure"][0] == "2023-01-16 08:00:00+08:00"
    assert lines["km"].to_numpy() == pytest.approx(frame["km"].to_numpy())
    assert lines["toll_cny"].to_numpy() == pytest.approx(frame["toll_cny"].to_numpy())
    assert lines.crs.to_epsg() == 4326
    assert lines["roads"].str.len().min() > 0


def test_arrivals_and_a_scenario(folder: Path) -> None:
    result = call(folder, "--arrive", MONDAY, "--scenario", "hanno-ecmo-ramp", "--vehicle", "van")
    assert result.exit_code == 0, result.output
    assert "by van, arriving by 2023-01-16 08:00" in result.output
    frame = pd.read_parquet(folder / "matrix.parquet")
    assert (frame["arrive_by"] > frame["departure"]).all()
    assert frame["co2_kg"].to_numpy() == pytest.approx(0.11 * frame["km"].to_numpy())


def test_origins_alone_are_a_square(folder: Path) -> None:
    words = ["matrix", "--origins", str(folder / "origins.csv"), "--depart", MONDAY, "--out", str(folder / "m.csv")]
    result = CliRunner().invoke(cli, words, prog_name="onehour")
    assert result.exit_code == 0, result.output
    assert len(pd.read_csv(folder / "m.csv")) == 9


@pytest.mark.parametrize(
    ("words", "out", "told"),
    [
        ([], "m.csv", "give --depart"),
        (["--depart", MONDAY, "--arrive", MONDAY], "m.csv", "give --depart"),
        (["--depart", "monday"], "m.csv", "is no moment"),
        (["--depart", MONDAY], "m.xlsx", "must end in .csv or .parquet"),
        (["--depart", MONDAY, "--routes", "routes.txt"], "m.csv", "must end in .gpkg, .geojson or .parquet"),
        (["--depart", MONDAY, "--roads", "nowhere"], "m.csv", "nowhere"),
        (["--depart", MONDAY, "--toll-class", "9"], "m.csv", "9"),
        (["--depart", MONDAY, "--max-access-km", "0.2"], "m.csv", "site 'guangming' at lon 113.9, lat 22.7 is 1.3 km"),
    ],
)
def test_bad_input_is_told_and_nothing_written(folder: Path, words: list[str], out: str, told: str) -> None:
    (folder / "origins.csv").write_text("id,lon,lat\nguangming,113.90,22.70\n", encoding="utf-8")
    before = {path.name for path in folder.iterdir()}
    result = call(folder, *words, out=out)
    assert result.exit_code == 2, result.output
    assert told in result.output
    assert "Traceback" not in result.output
    assert {path.name for path in folder.iterdir()} == before


def test_a_bad_row_is_told_by_file_and_line(folder: Path) -> None:
    (folder / "destinations.csv").write_text("id,lon,lat\na,113.9,22.7\nb,22.7,113.9\n", encoding="utf-8")
    result = call(folder, "--depart", MONDAY)
    assert result.exit_code == 2
    assert "destinations.csv:3: latitude 113.9 lies beyond 90: longitude and latitude look swapped" in result.output
    assert not (folder / "matrix.parquet").exists()


def test_unreachable_trips_are_told_and_empty(folder: Path) -> None:
    network = save_roads(small_network(), folder / "small.roads")
    closed = {"date": "2023-01-01", "closures": {"cut": {"roads": ["S28"]}}}
    scenario = folder / "cut.yaml"
    scenario.write_text(scenarios.dump(small_scenario(roads=closed)), encoding="utf-8")
    words = ("--depart", MONDAY, "--roads", str(network), "--scenario", str(scenario), "--max-access-km", "60")
    result = call(folder, *words, out="m.csv")
    assert result.exit_code == 0, result.output
    assert "unreachable: futian to humen, 2023-01-16 08:00\nunreachable: futian to dongguan" in result.output
    frame = pd.read_csv(folder / "m.csv")
    assert list(frame["minutes"].isna()) == [False, False, True, True, False, False]
    summary = json.loads(call(folder, *words, "--json", out="m.csv").output)
    assert summary["unreachable"] == 2
    assert summary["unreachable_pairs"][0] == {
        "moment": "2023-01-16T08:00:00+08:00",
        "origin": "futian",
        "destination": "humen",
    }
