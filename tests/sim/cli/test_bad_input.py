"""Bad input: one clear message, exit 2, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import scenarios
from scenarios import Scenario
from sim.cli import cli
from tests.scenarios.samples import SMALL


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), prog_name="onehour")


@pytest.fixture(scope="module")
def text(hanno: Scenario) -> str:
    return scenarios.dump(hanno)


def changed(text: str, before: str, after: str) -> str:
    assert before in text
    return text.replace(before, after, 1)


def run_file(tmp_path: Path, content: str | bytes) -> tuple[Result, Path]:
    path = tmp_path / "my.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return call("run", str(path), "--replications", "1", "--out", str(tmp_path / "out")), path


def refused(result: Result, tmp_path: Path, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.output, (word, result.output)
    left = {path.name for path in tmp_path.iterdir()} - {"my.yaml"}
    assert left == set()


def line_of(path: Path, part: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


def test_unknown_key(tmp_path: Path, text: str) -> None:
    result, path = run_file(tmp_path, changed(text, "vehicles:", "vehicels:"))
    refused(result, tmp_path, f"my.yaml:{line_of(path, 'vehicels')}", "vehicels", "did you mean")


def test_negative_capacity(tmp_path: Path, hanno: Scenario, text: str) -> None:
    supplier = next(iter(hanno.suppliers))
    where = text.index(f"\n  {supplier}:", text.index("\nsuppliers:"))
    start = text.index("capacity_per_day:", where)
    end = text.index("\n", start)
    result, path = run_file(tmp_path, f"{text[:start]}capacity_per_day: -5{text[end:]}")
    key = f"suppliers.{supplier}.capacity_per_day"
    refused(result, tmp_path, f"my.yaml:{line_of(path, 'capacity_per_day: -5')}", key, "-5")


def test_a_part_nobody_supplies(tmp_path: Path, hanno: Scenario) -> None:
    part = next(key for key, item in hanno.items.items() if not item.route)
    data = hanno.model_dump(mode="json", by_alias=True)
    for supplier in data["suppliers"].values():
        supplier["items"].pop(part, None)
    data["suppliers"] = {key: supplier for key, supplier in data["suppliers"].items() if supplier["items"]}
    data["marks"] = {key: mark for key, mark in data["marks"].items() if f".items.{part}" not in key}
    result, path = run_file(tmp_path, dumped(data))
    refused(result, tmp_path, part, "suppl")
    assert f"{path.name}:" in result.output


def test_a_cyclic_bill_of_materials(tmp_path: Path, hanno: Scenario) -> None:
    product = next(key for key, item in hanno.items.items() if item.bom)
    part = next(key for key in hanno.items[product].bom if hanno.items[key].bom)
    data = hanno.model_dump(mode="json", by_alias=True)
    data["items"][part]["bom"][product] = 1
    result, _ = run_file(tmp_path, dumped(data))
    refused(result, tmp_path, product, part, "cycl")


def test_a_site_in_the_sea(tmp_path: Path, hanno: Scenario) -> None:
    site = next(key for key, value in hanno.sites.items() if value.kind == "supplier")
    data = hanno.model_dump(mode="json", by_alias=True)
    data["sites"][site].update(lon=114.6, lat=22.2)
    result, _ = run_file(tmp_path, dumped(data))
    refused(result, tmp_path, site, "km")


def test_swapped_latitude_and_longitude(tmp_path: Path, hanno: Scenario) -> None:
    site = next(key for key, value in hanno.sites.items() if value.kind == "supplier")
    data = hanno.model_dump(mode="json", by_alias=True)
    place = data["sites"][site]
    place.update(lon=place["lat"], lat=place["lon"])
    result, _ = run_file(tmp_path, dumped(data))
    refused(result, tmp_path, f"sites.{site}", "swap")


@pytest.mark.parametrize("content", ["a: [1, 2", "\tx: 1", "just words", "", b"\x00\x01\xff\xfe"])
def test_a_file_that_is_no_scenario(tmp_path: Path, content: str | bytes) -> None:
    result, _ = run_file(tmp_path, content)
    refused(result, tmp_path, "my.yaml")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = call("run", str(tmp_path / "no.yaml"), "--out", str(tmp_path / "out"))
    refused(result, tmp_path, "no.yaml")


def test_a_scenario_that_is_not_shipped(tmp_path: Path) -> None:
    result = call("run", "hanno-ecmo-rump", "--out", str(tmp_path / "out"))
    refused(result, tmp_path, "did you mean", "hanno-ecmo-ramp")


def test_an_output_folder_that_cannot_be_written(tmp_path: Path) -> None:
    result = call("run", "hanno-ecmo-ramp", "--replications", "1", "--out", "/proc/out")
    refused(result, tmp_path, "/proc/out", "--out")


def test_an_unknown_key_path_on_the_command_line(tmp_path: Path) -> None:
    result = call("run", "hanno-ecmo-ramp", "--set", "roads.time_cw=0.3", "--out", str(tmp_path / "out"))
    refused(result, tmp_path, "roads.time_cw", "did you mean", "time_cv")


def test_a_set_without_a_value(tmp_path: Path) -> None:
    refused(call("run", "hanno-ecmo-ramp", "--set", "roads.time_cv"), tmp_path, "KEY=VALUE")


@pytest.mark.parametrize("words", [("map",), ("report",), ("compare", "runs/a")])
def test_a_page_under_the_name_of_something_else(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused(call(*words, str(tmp_path), "--out", str(tmp_path / "x.pdf")), tmp_path, ".html")


@pytest.mark.parametrize("name", ["", " ", ".", ".npz", ".hidden"])
def test_a_network_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ONEHOUR_NETWORKS", str(tmp_path))
    refused(call("roads", "build", "no.osm.pbf", "--name", name), tmp_path, "--name")


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    refused(call("map", str(tmp_path)), tmp_path, "not a run folder")


def dumped(data: dict[str, object]) -> str:
    """Write plain data as JSON, which is YAML, a key a line."""
    import json

    return json.dumps(data, ensure_ascii=False, indent=1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_output_to_a_full_disk() -> None:
    import subprocess
    import sys

    with Path("/dev/full").open("w") as full:
        words = [sys.executable, "-c", "from sim.cli import main; main()", "list"]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "space" in done.stderr


def test_reach_on_roads_that_are_not_there() -> None:
    result = call("reach", "hanno-ecmo-ramp", "--roads", "guangdnog")
    assert result.exit_code == 2
    assert result.output.startswith("Error: there is no road network 'guangdnog'")


def test_a_precision_and_a_number_of_replications(tmp_path: Path) -> None:
    words = ("--precision", "console_finish_day=0.005", "--out", str(tmp_path / "out"))
    refused(
        call("run", str(SMALL), *words, "--replications", "30"), tmp_path, "--replications 30", "leave one of them away"
    )
