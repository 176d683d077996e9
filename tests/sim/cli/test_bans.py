"""Who asks for trips is told what lies behind odd numbers: places shut to the vehicle, toll roads not marked as such."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
from click.testing import CliRunner

import scenarios
from scenarios import Scenario
from sim.cli import cli
from sim.roads import save_roads
from tests.sim.small_roads import small_network

PLACES = "id,lon,lat\ntianhe,113.33,23.13\nlonghua,114.03,22.70\n"


def done(*words: str | Path) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words], prog_name="onehour")
    assert result.exit_code == 0, result.output
    return result.output


def matrix(tmp_path: Path, *words: str) -> str:
    (tmp_path / "places.csv").write_text(PLACES, encoding="utf-8")
    return done("matrix", "--origins", tmp_path / "places.csv", "--out", tmp_path / "m.csv", *words)


def test_a_matrix_names_the_places_inside_and_their_hours(tmp_path: Path) -> None:
    output = matrix(tmp_path, "--depart", "2023-01-16T08:00")
    assert "tianhe lies inside the restriction gz_centre_peak (07:00-09:00, 17:00-20:00): no truck may drive" in output
    assert "longhua lies" not in output
    (row,) = json.loads(matrix(tmp_path, "--depart", "2023-01-16T08:00", "--json"))["places_inside_restrictions"]
    assert (row["place"], row["restriction"]) == ("tianhe", "gz_centre_peak")


def test_trips_that_begin_before_and_end_within_count(tmp_path: Path) -> None:
    assert "gz_centre_peak" in matrix(tmp_path, "--depart", "2023-01-16T06:50")
    assert "gz_centre_peak" in matrix(tmp_path, "--arrive", "2023-01-16T09:40")


def test_nothing_is_said_where_nobody_waits(tmp_path: Path) -> None:
    for words in (
        ("--depart", "2023-01-16T12:00"),
        ("--depart", "2026-01-16T08:00"),
        ("--arrive", "2023-01-16T07:00"),
        ("--depart", "2023-01-16T08:00", "--vehicle", "car"),
    ):
        assert "restriction" not in matrix(tmp_path, *words)


def test_medians_leave_out_a_place_and_itself(tmp_path: Path) -> None:
    output = matrix(tmp_path, "--depart", "2023-01-16T12:00")
    frame = pd.read_csv(tmp_path / "m.csv")
    median = frame[frame["origin"] != frame["destination"]]["minutes"].median()
    assert median > 10
    assert f"median {median:.1f} min" in output


def test_motorways_without_tolls_are_told_of(tmp_path: Path) -> None:
    network = small_network()
    words = ("--depart", "2023-01-16T12:00", "--max-access-km", "60", "--roads")
    marked = save_roads(network, tmp_path / "marked.roads")
    assert "tolls may" not in matrix(tmp_path, *words, str(marked))
    bare = save_roads(dataclasses.replace(network, link_toll=np.zeros(network.links, bool)), tmp_path / "bare.roads")
    assert "tolls may be missing: 0% of the motorways" in matrix(tmp_path, *words, str(bare))


def test_an_isochrone_says_so_too(tmp_path: Path) -> None:
    words = ("isochrone", "--at", "113.33,23.13", "--minutes", "15", "--out", tmp_path / "i.gpkg")
    assert "113.33,23.13 lies inside the restriction gz_centre_peak" in done(*words, "--depart", "2023-01-16T08:00")
    assert "restriction" not in done(*words, "--depart", "2023-01-16T12:00")


def test_a_scenario_s_vehicle_has_its_pass_only_where_the_scenario_is_asked_for(
    tmp_path: Path, hanno: Scenario
) -> None:
    trucks = {"vehicles.truck.exempt_from": ["gz_centre_peak"]}
    file = tmp_path / "circle.yaml"
    file.write_text(scenarios.dump(scenarios.override(hanno, trucks)), encoding="utf-8")
    words = ("isochrone", "--at", "113.33,23.13", "--minutes", "15", "--out", tmp_path / "i.gpkg", "--depart")
    assert "gz_centre_peak" in done(*words, "2023-01-16T08:00")
    assert "gz_centre_peak" not in done(*words, "2023-01-16T08:00", "--scenario", file)
