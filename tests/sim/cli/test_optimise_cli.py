"""onehour optimise from the command line, on a small scenario."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sim.study.studyfolder import read_study
from tests.sim.cli.studies import DAY, HERE, LEAD, PRESS, WORK, call, runs_played


def test_the_cheapest_way(scenario: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cheapest"
    words = (
        "optimise",
        scenario,
        "--vary",
        f"{WORK}=40,60,80",
        "--vary",
        f"{LEAD}=6,48",
        *HERE,
        "--out",
        folder,
        "--json",
    )
    wanted = (
        "--minimise",
        f"total_cost_cny - 5*{WORK} + 1000",
        "--meet",
        f"{DAY}<=9",
        "--replications",
        4,
        "--confirm",
        10,
    )
    document = json.loads(call(*words, *wanted).stdout)
    assert document["kind"] == "cheapest"
    assert len(document["table"]) == 6
    played = runs_played(folder)
    assert json.loads(call(*words, *wanted, "--resume").stdout) == document
    assert runs_played(folder) == played
    assert len(pd.read_parquet(folder / "points.parquet")) == 6


def test_the_cheapest_way_over_the_uncertainties(scenario: Path, tmp_path: Path) -> None:
    block = (
        f"sweep:\n  levers: [{{key: {WORK}, values: [40, 60]}}]\n"
        f"  uncertainties: [{{key: {LEAD}, low: 6, high: 60}}, {{key: {PRESS}, low: 4, high: 12}}]\n"
    )
    own, folder = tmp_path / "own.yaml", tmp_path / "block"
    own.write_text(scenario.read_text(encoding="utf-8") + block, encoding="utf-8")
    quick = ("--minimise", f"total_cost_cny + {WORK}", "--replications", 2, "--confirm", 5, *HERE)
    told = call("optimise", own, *quick, "--out", folder).stdout
    assert "; uncertain, and drawn anew in every replication: supplier: lead time (h) and supplier: " in told
    told = call("study", "best", folder, "--outcome", DAY, "--delta", "1h", "--most", 20, *HERE).stdout
    assert "Uncertain, and drawn anew in every replication: supplier: " in told
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "uncertainty, drawn anew in every replication" in text
    assert "and on the same draw of 2 uncertainties, drawn anew in every replication" in text
    again = ("optimise", own, *quick, "--resume", "--out", folder)
    for words in (("--uncertain", f"{LEAD}=triangular(6,12,60)"), ("--uncertain", "none")):
        assert "uncertainties that are drawn: was" in call(*again, *words, code=2).output
    assert "is a search" in call("sweep", folder, "--resume", code=2).output
    told = call("study", "boxes", folder, "--above", 1, code=2).output
    assert "those of this study are where a search (onehour optimise) looked" in " ".join(told.split())
    call(
        "optimise", own, *quick[2:], "--minimise", DAY, "--vary", f"{PRESS}=5,9", "--points", 1, "--out", tmp_path / "b"
    )
    assert [axis.name for axis in read_study(tmp_path / "b").drawn] == [LEAD]  # what is a lever now is not drawn


def test_nothing_to_optimise(scenario: Path, tmp_path: Path) -> None:
    def refused(*words: Any) -> str:
        told = call("optimise", scenario, *words, "--out", tmp_path / "study", code=2).output
        assert list(tmp_path.iterdir()) == []
        return told

    assert "--vary" in refused("--minimise", "total_cost_cny")
    lever = ("--vary", f"{WORK}=40,60")
    assert "did you mean total_cost_cny" in refused(*lever, "--minimise", "totl_cost_cny")
    assert "OUTCOME<=VALUE" in refused(*lever, "--minimise", "total_cost_cny", "--meet", DAY)
    assert "name what does with --uncertain" in refused("--vary", f"{WORK}=triangular(40,50,60)", "--minimise", DAY)
    assert "leave the other" in refused(*lever, "--minimise", DAY, "--uncertain", "none", "--uncertain", f"{LEAD}=6:12")
