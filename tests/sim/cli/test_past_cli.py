"""onehour trace, gantt and export on a finished run."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli.root import cli
from sim.exports.written import ENDINGS
from sim.runfolder import manifest, write
from tests.validation.files import bought, demand, made, run, step, supplier


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = run(
        items={"console": made(step("bench", 60), bom={"casing": 1.0}), "casing": bought()},
        suppliers={"press": supplier({"casing": {"lot_size": 2}})},
        demands={"order": demand(4)},
    )
    path = tmp_path_factory.mktemp("run")
    write(replace(found, manifest=manifest(found, ["onehour"], 1.0)), path)
    return path


def call(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(
        cli, [str(word) for word in words], prog_name="onehour", env={"LANG": "C", "COLUMNS": "160"}
    )
    assert result.exit_code == code, result.output
    return result


def test_trace_in_the_terminal(folder: Path) -> None:
    told = call("trace", folder, "--unit", 3).output
    assert "made, unit 3 of replication 0: finished 2023-01-16" in told
    assert "└── bought x 1: shipment 1" in told
    assert "Critical path, from the start to the finish:" in told


def test_trace_as_files(folder: Path, tmp_path: Path) -> None:
    call("trace", folder, "--unit", 3, "--out", tmp_path / "unit.json")
    document = json.loads((tmp_path / "unit.json").read_text(encoding="utf-8"))
    assert document == json.loads(call("trace", folder, "--unit", 3, "--json").output)
    spans = document["critical_path"]
    assert sum(span["end_min"] - span["begin_min"] for span in spans) == pytest.approx(document["finished_min"])
    call("trace", folder, "--unit", 3, "--out", tmp_path / "unit.csv")
    with (tmp_path / "unit.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    critical = sum(float(line["critical_min"]) for line in lines)
    assert critical == pytest.approx(document["finished_min"])
    call("trace", folder, "--unit", 3, "--out", tmp_path / "unit.html")
    assert "</html>" in (tmp_path / "unit.html").read_text(encoding="utf-8")


def test_gantt_and_every_export(folder: Path, tmp_path: Path) -> None:
    call("gantt", folder, "--out", tmp_path / "gantt.html", "--until", "2023-01-17T00:00")
    for ending in ENDINGS:
        call("export", folder, "--out", tmp_path / f"log{ending}")
    assert len(list(tmp_path.iterdir())) == len(ENDINGS) + 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("trace", "--unit", "5"), "has no unit 5"),
        (("trace", "--unit", "1", "--out", "unit.pdf"), "must end in .html, .csv or .json"),
        (("trace", "--unit", "1", "--replication", "9"), "no replication 9"),
        (("gantt", "--out", "gantt.png"), "must end in .html"),
        (("gantt", "--out", "gantt.html", "--station", "x"), "no lot was at a station 'x'"),
        (("export", "--out", "log.txt"), "must end in .csv"),
        (("export", "--out", "log.csv", "--case", "unit"), "only .xes files have cases"),
        (("export", "--out", "log.xes", "--replication", "9"), "no replication 9"),
    ],
)
def test_bad_input_is_told(folder: Path, words: tuple[str, ...], message: str) -> None:
    assert message in call(words[0], folder, *words[1:], code=2).output
