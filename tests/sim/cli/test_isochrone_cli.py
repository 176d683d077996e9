"""`onehour isochrone`: what it writes, what it says, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner, Result

import scenarios
from scenarios import Scenario
from sim.cli import cli
from sim.roads import save_roads
from tests.sim.hand_roads import Road, hand_network

FUTIAN = ("--at", "114.057,22.543=Futian")
LONGHUA = ("--at", "114.03,22.70=Longhua")
HALF_HOUR = ("--minutes", "30", "--mode", "fast")


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["isochrone", *map(str, words)], prog_name="onehour")


def done(*words: str | Path) -> str:
    result = call(*words)
    assert result.exit_code == 0, result.output
    return result.output


def told(*words: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done(*words, "--json"))
    return found


def refused(folder: Path, *words: str | Path, says: tuple[str, ...]) -> None:
    result = call(*words, "--out", folder / "new" / "x.gpkg") if "--out" not in words else call(*words)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    for word in says:
        assert word in result.output, (word, result.output)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet", ".fgb"])
def test_isochrone_files(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"futian{suffix}"
    done("--at", "114.057,22.543", "--minutes", "30,60", "--out", out)
    frame = gpd.read_parquet(out) if suffix == ".parquet" else gpd.read_file(out, layer=0)
    assert sorted(frame["minutes"]) == [30, 60]
    assert set(frame["site"]) == {"114.057,22.543"}
    assert frame.geometry.is_valid.all()
    assert {"vehicle", "depart", "direction", "percentile", "handling_min", "roads", "roads_date"} <= set(frame.columns)


def test_the_layers_of_a_gpkg(tmp_path: Path) -> None:
    out = tmp_path / "x.gpkg"
    done(*FUTIAN, "--minutes", "30,180", "--out", out)
    layers = [str(name) for name, _ in pyogrio.list_layers(out)]
    assert layers == ["isochrones", "roads", "cuts", "sites", "edges", "parameters", "layer_styles"]
    roads, cuts, edges = (gpd.read_file(out, layer=name) for name in ("roads", "cuts", "edges"))
    assert set(roads["minutes"]) == {30, 180}
    assert set(cuts["minutes"]) <= {30, 180}
    assert set(roads["depart"]) == {"2023-01-16T08:00:00+08:00"}
    assert {"west", "north"} <= set(edges["side"])
    assert gpd.read_file(out, layer="sites")["site"].tolist() == ["Futian"]


def test_isochrone_map(tmp_path: Path) -> None:
    out = tmp_path / "futian.html"
    done("--at", "114.057,22.543", "--at", "113.75,23.02", "--site", "longhua_plant", *HALF_HOUR, "--out", out)
    assert out.stat().st_size < 5_000_000
    assert "113.75,23.02" in out.read_text(encoding="utf-8")


def test_places_of_all_kinds_are_rows(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("id,lon,lat\nhumen,113.67,22.83\n", encoding="utf-8")
    words = ("--site", "hanno-ecmo-ramp:longhua_plant=plant", "--sites", tmp_path / "places.csv", *FUTIAN)
    rows = told(*words, *HALF_HOUR)["rows"]
    assert [row["site"] for row in rows] == ["plant", "Futian", "humen"]
    assert all(row["area_km2"] > 100 for row in rows)


def test_moments() -> None:
    hours = told(*FUTIAN, *HALF_HOUR, "--depart", "2023-01-17T09:30", "--every-hour")["rows"]
    assert [row["depart"][:16] for row in hours] == [f"2023-01-17T{hour:02}:00" for hour in range(24)]
    areas = [row["area_km2"] for row in hours]
    assert areas[3] > areas[8]
    (row,) = told(*FUTIAN, *HALF_HOUR, "--arrive", "2023-01-17T09:30")["rows"]
    assert (row["arrive"][:16], row["depart"]) == ("2023-01-17T09:30", "")
    two = told(*FUTIAN, *HALF_HOUR, "--depart", "2023-01-17 08:00", "--depart", "2023-01-17T03:00")["rows"]
    assert [round(row["area_km2"]) for row in two] == [round(areas[8]), round(areas[3])]


def test_lines_say_what_they_are_of(tmp_path: Path) -> None:
    words = (*FUTIAN, "--minutes", "15，30", "--mode", "fast", "--out", tmp_path / "x.geojson")
    moments = ("--depart", "2023-01-16T08:00", "--depart", "2023-01-16T12:00")
    lines = done(*words, *moments, "--versus", "vehicle=car").splitlines()
    assert lines[0].startswith(
        "Within 15, 30 minutes by truck from 1 site, leaving at 2023-01-16 08:00, 2023-01-16 12:00"
    )
    assert lines[0].endswith(" Versus vehicle=car.")
    assert any(line.startswith("Futian: 30 min kept 2023-01-16T12:00, ") for line in lines)


def test_a_window_gives_a_polygon_for_each_share() -> None:
    words = (*FUTIAN, *HALF_HOUR, "--depart", "2023-01-16T06:00", "--window", "120", "--step", "30")
    rows = told(*words, "--share", "100,50")["rows"]
    assert [row["share"] for row in rows] == [0.5, 1.0]
    assert rows[0]["area_km2"] > rows[1]["area_km2"]


def test_handling_and_percentiles_leave_less() -> None:
    def area(*words: str) -> float:
        return float(told(*FUTIAN, *HALF_HOUR, *words)["rows"][0]["area_km2"])

    plain = area()
    assert area("--handling", "10") < plain
    assert area("--percentile", "90") < plain
    assert area("--percentile", "90", "--samples", "10", "--seed", "3") < plain
    assert area("--access-m", "2000") > plain


def test_several_places_taken_together() -> None:
    both = (*FUTIAN, *LONGHUA, *HALF_HOUR)
    apart = {row["site"]: row["area_km2"] for row in told(*both)["rows"]}
    (union,) = told(*both, "--combine", "union")["rows"]
    one, two = told(*both, "--combine", "overlap")["rows"]
    assert max(apart.values()) < union["area_km2"] < sum(apart.values())
    assert (one["sites_at_least"], two["sites_at_least"]) == (1, 2)
    assert one["area_km2"] == pytest.approx(union["area_km2"])
    near = told(*both, "--combine", "nearest")["rows"]
    assert sum(row["area_km2"] for row in near) == pytest.approx(union["area_km2"], rel=0.02)


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ("depart=2023-01-16T03:00", "gained"),
        ("closed=Meiguan Expressway", "lost"),
        ("percentile=95", "lost"),
        ("vehicle=car", "gained"),
    ],
)
def test_what_is_lost_and_gained(change: str, more: str) -> None:
    rows = told(*LONGHUA, *HALF_HOUR, "--versus", change)["rows"]
    areas = {row["change"]: row["area_km2"] for row in rows}
    assert areas[more] > 10 * areas.get({"lost": "gained", "gained": "lost"}[more], 0)
    assert areas["kept"] > 100


def test_a_map_of_what_a_closure_takes(tmp_path: Path) -> None:
    out = tmp_path / "closed.html"
    done(*LONGHUA, *HALF_HOUR, "--versus", "closed=Meiguan Expressway", "--out", out)
    assert "lost" in out.read_text(encoding="utf-8")


def test_minutes_by_hexagon_and_by_area(tmp_path: Path) -> None:
    out = tmp_path / "hexagons.csv"
    output = done(*FUTIAN, "--minutes", "20,40", "--by", "hexagon:6", "--out", out)
    assert "areas reached" in output
    table = pd.read_csv(out)
    assert (table["reached_km"] > 0).all()
    assert (table["minutes_min"] <= table["minutes_mean"]).all()
    assert table["minutes_max"].max() <= 40
    assert (table["share_within_20"] <= table["share_within_40"] + 1e-9).all()
    areas = tmp_path / "areas.geojson"
    boxes = {"type": "FeatureCollection", "features": [box("near", 114.0, 22.5), box("far", 113.0, 22.0)]}
    areas.write_text(json.dumps(boxes), encoding="utf-8")
    rows = told(*FUTIAN, "--minutes", "40", "--by", f"{areas}:label")["rows"]
    assert [(row["area"], row["reached_km"] > 0) for row in rows] == [("near", True), ("far", False)]


def box(name: str, west: float, south: float) -> dict[str, Any]:
    ring = [(west, south), (west + 0.1, south), (west + 0.1, south + 0.1), (west, south + 0.1), (west, south)]
    return {"type": "Feature", "properties": {"label": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_a_reach_that_the_edge_of_the_roads_clips_is_told_of(tmp_path: Path) -> None:
    found = told(*FUTIAN, "--minutes", "15,180")
    (note,) = [note for note in found["notes"] if note.startswith("Clipped")]
    assert "from 180 min on the reach of Futian" in note
    assert "north (S2)" in note
    assert [bool(row["clipped"]) for row in found["rows"]] == [False, True]
    out = tmp_path / "clipped.html"
    done(*FUTIAN, "--minutes", "180", "--mode", "fast", "--out", out)
    assert "路网边缘" in out.read_text(encoding="utf-8")


def test_a_place_on_an_island_is_told_of(tmp_path: Path) -> None:
    nodes = {"a": (114.0, 22.5), "b": (114.0, 22.52), "c": (114.02, 22.52), "x": (114.07, 22.5), "y": (114.07, 22.52)}
    network = hand_network(nodes, [Road("a", "b"), Road("b", "c"), Road("c", "a"), Road("x", "y")])
    roads = save_roads(network, tmp_path / "islands.roads")
    words = ("--at", "114.071,22.519=island", "--minutes", "30", "--roads", roads)
    (note,) = [note for note in told(*words)["notes"] if "island in the network" in note]
    assert "(1 road, 2.2 km, " in note
    assert "the nearest connected road is 5.2 km away" in note
    result = call(*words, "--max-access-km", "1", "--json")
    assert result.exit_code == 2
    assert "km from the network" in result.output
    assert "an island in the network" in result.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), ("--at LON,LAT or --site ID or --sites FILE",)),
        (("--at", "114.05"), ("LON,LAT",)),
        (("--at", "22.54,114.05"), ("swapped", "did you mean --at 114.05,22.54?")),
        (("--at", "114.6,22.2"), ("39.3 km", "--max-access-km")),
        (("--at", "nan,nan"), ("degrees",)),
        (("--at", "114.05,inf"), ("degrees",)),
        (("--site", "nowhere"), ("no such site",)),
        (("--site", "longhua"), ("did you mean longhua_plant?",)),
        (("--site", "fibre_maker"), ("abroad",)),
        (("--site", "longhua_plant="), ("no name behind the =",)),
        (("--site", "no-scenario:plant"), ("no-scenario",)),
        (("--site", "longhua_plant", "--at", "114,22.5=longhua_plant"), ("already", "longhua_plant_2")),
        (("--sites", "no.csv"), ("no such file",)),
        ((*FUTIAN, "--minutes", "0"), ("minutes lie between 0 and 1440",)),
        ((*FUTIAN, "--minutes", "-5"), ("minutes lie between 0 and 1440",)),
        ((*FUTIAN, "--minutes", "nan"), ("minutes lie between 0 and 1440",)),
        ((*FUTIAN, "--handling", "60"), ("handling alone",)),
        ((*FUTIAN, "--depart", "2023-01-16T08:00", "--arrive", "2023-01-16T08:00"), ("not both",)),
        ((*FUTIAN, "--depart", "yesterday"), ("'yesterday' is no moment", "for example 2023-01-16T08:00")),
        ((*FUTIAN, "--depart", "2023-01-16"), ("'2023-01-16' is no moment",)),
        ((*FUTIAN, "--depart", "9999-12-31T23:00"), ("the year 9999",)),
        ((*FUTIAN, "--depart", "2023-01-16T08:00", "--depart", "2023-01-17T08:00", "--every-hour"), ("one day",)),
        ((*FUTIAN, "--step", "10"), ("--window 60 --step 10",)),
        ((*FUTIAN, "--share", "50"), ("--window 60 --step 10",)),
        ((*FUTIAN, "--window", "5"), ("a single one",)),
        ((*FUTIAN, "--window", "1000", "--step", "0.1"), ("more than 300",)),
        ((*FUTIAN, "--window", "60", "--share", "0,50"), ("above 0 and up to 100",)),
        ((*FUTIAN, "--window", "60", "--share", "half"), ("above 0 and up to 100",)),
        ((*FUTIAN, "--seed", "3"), ("--samples 100",)),
        ((*FUTIAN, "--cell-m", "20"), ("--mode fast",)),
        ((*FUTIAN, "--access-m", "0.5"), ("--access-m",)),
        ((*FUTIAN, "--combine", "union"), ("several places",)),
        ((*FUTIAN, *LONGHUA, "--combine", "nearest", "--window", "60"), ("leave --window",)),
        ((*FUTIAN, "--versus", "speed=3"), ("closed=G4",)),
        ((*FUTIAN, "--versus", "closed=G99"), ("closed=G99",)),
        ((*FUTIAN, "--versus", "vehicle=bike"), ("truck, van, car",)),
        ((*FUTIAN, "--versus", "vehicle=truck"), ("asked already",)),
        ((*FUTIAN, "--versus", "depart=2023-01-16T08:00"), ("asked already",)),
        ((*FUTIAN, "--versus", "percentile=100"), ("percentile=90",)),
        ((*FUTIAN, "--versus", "depart=noon"), ("'noon' is no moment",)),
        ((*FUTIAN, "--versus", "depart=9999-01-01T00:00"), ("the year 9999",)),
        ((*FUTIAN, "--versus", "arrive=2023-01-16T12:00"), ("write depart=2023-01-16T12:00",)),
        ((*FUTIAN, "--versus", "depart=2023-01-16T12:00", "--every-hour"), ("two moments",)),
        ((*FUTIAN, "--by", "octagon"), ("hexagon:7",)),
        ((*FUTIAN, "--by", "hexagon:99"), ("0 (largest) to 15",)),
        ((*FUTIAN, "--by", "hexagon:small"), ("whole number",)),
        ((*FUTIAN, "--by", "hexagon", "--versus", "vehicle=car"), ("leave --versus out",)),
        ((*FUTIAN, "--roads", "nowhere"), ("there is no road network",)),
        ((*FUTIAN, "--out", "x.doc"), (".gpkg, .geojson",)),
        ((*FUTIAN, "--out", "x.csv"), ("--by hexagon",)),
        ((*FUTIAN, "--out", "x.html", "--by", "hexagon"), ("not .html",)),
        ((*FUTIAN, "--out", "/proc/x.gpkg"), ("name another place",)),
    ],
)
def test_what_is_refused(tmp_path: Path, words: tuple[str, ...], says: tuple[str, ...]) -> None:
    refused(tmp_path, *words, says=says)


def test_no_file_and_no_json() -> None:
    result = call(*FUTIAN)
    assert result.exit_code == 2
    assert "say where to write to: --out FILE" in result.output


def test_more_polygons_than_a_file_should_hold(tmp_path: Path) -> None:
    lines = [f"s{number},{113.9 + number / 1e4},{22.6 + number / 1e4}" for number in range(1000)]
    (tmp_path / "many.csv").write_text("\n".join(["id,lon,lat", *lines]), encoding="utf-8")
    out = tmp_path / "x.gpkg"
    result = call("--sites", tmp_path / "many.csv", "--minutes", "15,30,60", "--every-hour", "--out", out)
    assert result.exit_code == 2
    assert "1,000 places x 3 cutoffs x 24 moments are 72,000 polygons" in result.output
    assert not out.exists()
    words = ("--combine", "union", "--minutes", "5", "--mode", "fast")
    (row,) = told("--sites", tmp_path / "many.csv", *words)["rows"]
    assert row["site"] == "any of 1000"


def test_a_name_in_two_scenarios(hanno: Scenario, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    moved = scenarios.override(hanno, {"sites.longhua_plant.lat": hanno.sites["longhua_plant"].lat + 0.01})
    other.write_text(scenarios.dump(moved), encoding="utf-8")
    result = call("--site", "longhua_plant", "--site", f"{other}:longhua_plant", "--json")
    assert result.exit_code == 2
    assert f"for example --site {other}:longhua_plant=longhua_plant_2" in result.output
    words = ("--site", "longhua_plant", "--site", f"{other}:longhua_plant=moved", *HALF_HOUR)
    assert [row["site"] for row in told(*words)["rows"]] == ["longhua_plant", "moved"]


def test_roads_and_points_are_left_out_of_large_files(tmp_path: Path) -> None:
    done(*FUTIAN, *LONGHUA, "--minutes", "5", "--every-hour", "--mode", "fast", "--out", tmp_path / "day.gpkg")
    layers = {str(name) for name, _ in pyogrio.list_layers(tmp_path / "day.gpkg")}
    assert "roads" not in layers
    assert len(gpd.read_file(tmp_path / "day.gpkg", layer="isochrones")) == 48
