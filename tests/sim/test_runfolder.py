"""A run folder reads back as the run that was written, and says clearly when it cannot."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.errors import InputError
from sim.runfolder import manifest, read, write


@pytest.fixture(scope="module")
def folder(hanno_run: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run")
    write(replace(hanno_run, manifest=manifest(hanno_run, ["onehour"], 1.0)), path)
    return path


def test_a_run_reads_back(folder: Path, hanno_run: Any) -> None:
    again = read(folder)
    pd.testing.assert_frame_equal(again.replications, hanno_run.replications)
    assert again.scenario == hanno_run.scenario
    assert again.sensitivity is not None
    assert again.isochrones is not None


def changed_document(name: str, change: Callable[[Any], Any]) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        text = (path / name).read_text(encoding="utf-8")
        (path / name).write_text(json.dumps(change(json.loads(text))), encoding="utf-8")

    return spoil


def without_a_column(path: Path) -> None:
    pd.read_parquet(path / "waits.parquet").iloc[:, 1:].to_parquet(path / "waits.parquet")


def with_another_start(path: Path) -> None:
    text = (path / "scenario.yaml").read_text(encoding="utf-8")
    assert "T08:00:00" in text
    (path / "scenario.yaml").write_text(text.replace("T08:00:00", "T09:00:00", 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: (path / "units.parquet").unlink(), "damaged"),
        (lambda path: (path / "units.parquet").write_bytes(b"x"), "damaged"),
        (lambda path: (path / "isochrones.gpkg").write_bytes(b"x"), "damaged"),
        (lambda path: (path / "sensitivity.parquet").write_bytes(b"x"), "damaged"),
        (lambda path: (path / "manifest.json").write_text("{", encoding="utf-8"), "damaged"),
        (changed_document("manifest.json", lambda document: [document]), "damaged"),
        (changed_document("kpi.json", lambda document: [document]), "damaged"),
        (changed_document("manifest.json", lambda document: {**document, "format": 0}), "another version"),
        (without_a_column, "another version"),
        (with_another_start, "has changed since the run"),
        (lambda path: (path / "manifest.json").unlink(), "not a run folder"),
    ],
)
def test_what_is_not_the_run_any_more(
    folder: Path, tmp_path: Path, spoil: Callable[[Path], object], message: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    spoil(copy)
    with pytest.raises(InputError, match=message):
        read(copy)
