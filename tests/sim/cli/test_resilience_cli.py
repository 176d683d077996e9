"""`onehour resilience`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import scenarios
from sim.cli import cli
from tests.validation import files


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chain") / "chain.yaml"
    kept = {"policy": {"kind": "base_stock", "order_up_to": 12}, "opening_stock": 12}
    scenario = files.file(
        items={"console": files.made(files.step("bench", 20), bom={"part": 1}, **kept), "part": files.bought(**kept)},
        demands={},
        order_streams={"sales": {"item": "console", "customer": "works", "interval_h": 1.0}},
    )
    path.write_text(scenarios.dump(scenario), encoding="utf-8")
    return path


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["resilience", *map(str, words)], prog_name="onehour")


def test_a_sentence_and_a_table(chain: Path) -> None:
    found = call(chain, "--days", "2", "--replications", "2")
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert "could fail from 2023-01-16 00:00 on" in lines[0]
    assert [line.split()[0] for line in lines[3:]] == ["plant", "press"]


def test_chosen_places_as_json_and_csv(chain: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    since = "2023-01-20T08:00"
    found = call(
        chain, "--supplier", "press", "--from", since, "--days", "2", "--replications", "1", "--json", "--out", out
    )
    assert found.exit_code == 0, found.output
    document = json.loads(found.stdout)
    assert document["from"] == "2023-01-20T08:00:00+08:00"
    assert [row["place"] for row in document["places"]] == ["press"]
    assert document["places"][0]["survive_low"] is None  # one replication has no interval
    assert pd.read_csv(out)["survive_days"].tolist() == pytest.approx([document["places"][0]["survive_days"]])


def test_a_page_in_both_languages(chain: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    assert call(chain, "--days", "2", "--replications", "1", "--out", out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    for words in ("Time to survive, days", "存活时间（天）", "OpenStreetMap", "<svg"):
        assert words in text, words
    assert 'src="http' not in text


def test_bad_words_leave_nothing_behind(chain: Path, tmp_path: Path) -> None:
    for words in (
        ("--supplier", "nobody"),
        ("--out", str(tmp_path / "r.pdf")),
        ("--from", "2025-01-01T08:00"),
        ("--days", "0"),
        ("--days", "10000"),
    ):
        found = call(chain, "--replications", "1", *words)
        assert found.exit_code == 2, (words, found.output)
    assert list(tmp_path.iterdir()) == []
