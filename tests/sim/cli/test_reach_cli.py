"""`onehour reach`: the supplier circle as a summary, a table, layers; one clear message for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner, Result

import scenarios
from sim.cli import cli
from sim.roads import save_roads
from tests.sim.small_roads import small_network, small_scenario


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the small scenario on its own network."""
    folder = tmp_path_factory.mktemp("reach")
    save_roads(small_network(), folder / "small.roads")
    roads = {"date": "2023-01-01", "max_access_km": 25.0, "network": str(folder / "small.roads")}
    (folder / "small.yaml").write_text(scenarios.dump(small_scenario(roads=roads)), encoding="utf-8")
    return folder / "small.yaml"


def call(*words: object) -> Result:
    return CliRunner().invoke(cli, ["reach", *map(str, words)], prog_name="onehour")


def test_a_summary_in_words(small: Path) -> None:
    result = call(small, "--samples", 3)
    assert result.exit_code == 0, result.output
    assert (
        "leaving 2023-01-16 08:00, 10 min of loading and unloading included, percentile 50 (3 sampled" in result.output
    )
    assert "Hours: 2023-01-16 (workday) and 2023-02-04 (Saturday)" in result.output
    lines = {line.split(":")[0].rsplit("  ", 1)[-1]: line for line in result.output.splitlines()}
    assert lines["pcb"].startswith("inside")
    assert "all day | all day, S31 (cut off without it)" in lines["pcb"]
    assert lines["motors"].startswith("outside")
    assert "never | never" in lines["motors"]
    assert "(import, from airport on)" in result.output
    assert "  30 min    25%" in result.output
    assert "S31: 1 of " in result.output


def test_a_percentile_of_its_own_is_shown(small: Path) -> None:
    result = call(small, "--samples", 0, "--percentile", 95)
    assert "percentile 95 (the short rule)" in result.output
    assert " p50   p90   p95 min" in result.output


@pytest.mark.parametrize("ending", ["csv", "CSV", "parquet"])
def test_a_table_of_all_hours(small: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"reach.{ending}"
    result = call(small, "--samples", 2, "--out", out)
    assert f"written: {out}" in result.output
    table = pd.read_csv(out) if ending != "parquet" else pd.read_parquet(out)
    assert len(table) == 4 * 48
    assert ending == "parquet" or out.read_bytes().startswith(b"\xef\xbb\xbf")  # Excel knows by it that this is UTF-8
    assert set(table["day"]) == {"weekday", "saturday"}
    assert {"door_to_door_min_p90", "inside", "km", "toll_cny", "depends_on", "vehicle", "roads_date"} <= set(table)


def test_layers(small: Path, tmp_path: Path) -> None:
    call(small, "--samples", 2, "--out", tmp_path / "reach.gpkg")
    kinds = dict(pyogrio.list_layers(tmp_path / "reach.gpkg").tolist())
    assert kinds["suppliers"] == "Point"
    assert kinds["ways"] == "LineString"
    assert {"circle", "crossings", "roads", "hours", "coverage", "losses", "parameters"} <= set(kinds)
    crossings = pyogrio.read_dataframe(tmp_path / "reach.gpkg", layer="crossings")
    assert set(crossings["kind"]) >= {"road"}


def test_json_has_no_nan(small: Path) -> None:
    document = json.loads(call(small, "--samples", 2, "--json").output, parse_constant=pytest.fail)
    assert document["scenario"] == "small"
    assert [row["supplier"] for row in document["suppliers"]] == ["pcb", "moulds", "motors", "fibre"]
    assert document["suppliers"][0]["depends_on_cuts_off"] is True
    assert document["suppliers"][0]["depends_on_lost_min"] is None
    assert len(document["coverage"]) == 12 * 2 * 4
    assert document["crossings"]


def test_another_day_is_said(small: Path) -> None:
    result = call(small, "--samples", 0, "--depart", "2023-01-21T10:00")
    assert "2023-01-21 is no workday: the next one is shown" in result.output
    assert "leaving 2023-01-28 10:00" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--out", "reach.pdf"), "--out reach.pdf: the name must end in .html"),
        (("--out", "/proc/reach.html"), "cannot write /proc/reach.html"),
        (("--samples", "-1"), "-1 is not in the range"),
        (("--samples", "1000000"), "1000000 is not in the range"),
        (("--depart", "now"), "'now' is no moment; write day and local time"),
        (("--depart", "2999-01-01T08:00"), "the year 2999"),
        (("--percentile", "100"), "100.0 is not in the range"),
        (("--roads", "guangdnog"), "there is no road network 'guangdnog'"),
    ],
)
def test_bad_input_is_said_before_anything_is_written(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(small, *words)
    assert result.exit_code == 2
    assert message in result.output
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to(small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = call(small, "--samples", 0, "--out", tmp_path / "file" / "reach.csv")
    assert result.exit_code == 2
    assert "cannot write" in result.output
