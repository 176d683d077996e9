"""The examples of the guide are true: every block loads, alone or added to those before it, in both languages alike."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any, get_args

import click
import pytest

import sim
from scenarios import dump, load, loads, with_disruptions
from scenarios._yaml import parse_document
from scenarios.sweeps import DesignKind
from scenarios.varying import read_overlays
from sim.chain.costs import COST_KINDS
from sim.cli import cli, studies
from sim.exports.written import ENDINGS
from sim.results import TABLES
from sim.study.space import space

DOCS = Path(__file__).parent.parent / "docs"
COMMAND = re.compile(r"^    (onehour .*?)(?:\s+#.*)?$", re.MULTILINE)
MEASURED = {"guide.md": "## What is measured\n", "guide.zh-CN.md": "## 度量什么\n"}
STUDIES = {"guide.md": "## Studies: many runs, one answer\n", "guide.zh-CN.md": "## 研究：多次运行，一个答案\n"}
GUIDES = {"guide.md": "## Scenario files\n", "guide.zh-CN.md": "## 情景文件的写法\n"}


def blocks(name: str, kind: str) -> list[str]:
    """Return the examples of one kind in the section on scenario files."""
    text = (DOCS / name).read_text(encoding="utf-8")
    section = text.split(GUIDES[name], 1)[1].split("\n## ", 1)[0]
    return re.findall(rf"```{kind}\n(.*?)```", section, re.DOTALL)


def section(name: str, head: str) -> str:
    """Return a section of a guide."""
    return (DOCS / name).read_text(encoding="utf-8").split(head, 1)[1].split("\n## ", 1)[0]


def merged(below: Any, above: Any) -> Any:
    """Return plain data with other plain data laid over it, key by key."""
    if isinstance(below, dict) and isinstance(above, dict):
        both = {key: merged(below[key], above[key]) for key in below.keys() & above.keys()}
        return {**below, **above, **both}
    return above


@pytest.mark.parametrize("name", GUIDES)
def test_every_example_adds_to_a_scenario_that_loads(name: str) -> None:
    data: dict[str, Any] = {}
    examples = blocks(name, "yaml")
    for example in examples:
        data = merged(data, parse_document(example).data)
        scenario = loads(json.dumps(data))
        assert loads(dump(scenario)) == scenario
    assert len(examples) == 8
    assert {"plants", "warehouses", "order_streams", "demands", "milk_runs", "disruptions"} <= data.keys()


@pytest.mark.parametrize("name", GUIDES)
def test_the_table_of_disruptions_is_taken_by_the_whole_scenario(name: str, tmp_path: Path) -> None:
    data: dict[str, Any] = {}
    for example in blocks(name, "yaml"):
        data = merged(data, parse_document(example).data)
    (table,) = blocks(name, "csv")
    path = tmp_path / "bad-days.csv"
    path.write_text(table, encoding="utf-8")
    scenario = loads(json.dumps(data))
    assert len(with_disruptions(scenario, path).disruptions) == len(scenario.disruptions) + 3


@pytest.mark.parametrize("name", GUIDES)
def test_stations_of_examples_are_those_of_the_shipped_ramp(name: str) -> None:
    stations = load("hanno-ecmo-ramp").plants["longhua"].stations
    named = re.findall(
        r"onehour gantt runs/hanno-ecmo-ramp .*?--station (\w+)", (DOCS / name).read_text(encoding="utf-8")
    )
    assert named
    assert set(named) <= stations.keys()


def test_both_languages_show_the_same_examples() -> None:
    english, chinese = ([blocks(name, kind) for kind in ("yaml", "csv")] for name in GUIDES)
    assert english == chinese


def test_both_languages_show_the_same_commands() -> None:
    english, chinese = (COMMAND.findall((DOCS / name).read_text(encoding="utf-8")) for name in GUIDES)
    assert english == chinese
    assert len(english) >= 25


def test_every_command_is_understood() -> None:
    text = (DOCS / "guide.md").read_text(encoding="utf-8")
    for line in COMMAND.findall(text):
        command: click.Command = cli
        words = shlex.split(line)
        while isinstance(command, click.Group):
            name, found, words = command.resolve_command(click.Context(command), words[1:])
            assert found is not None, line
            command, words = found, [str(name), *words]
        command.make_context(words[0], words[1:])


def whole() -> dict[str, Any]:
    """Return the scenario of the guide, all examples together."""
    data: dict[str, Any] = {}
    for block in blocks("guide.md", "yaml"):
        data = merged(data, parse_document(block).data)
    return data


def of_studies(name: str, kind: str) -> list[str]:
    """Return the examples of one kind in the section on studies."""
    return re.findall(rf"```{kind}\n(.*?)```", section(name, STUDIES[name]), re.DOTALL)


@pytest.mark.parametrize("name", STUDIES)
def test_what_studies_vary_is_taken_by_the_whole_scenario(name: str, tmp_path: Path) -> None:
    overlays, sweep = of_studies(name, "yaml")
    scenario = loads(json.dumps(merged(whole(), parse_document(sweep).data)))
    assert scenario.sweep is not None
    (tmp_path / "closures.yaml").write_text(overlays, encoding="utf-8")
    factor = read_overlays(tmp_path / "closures.yaml")
    varied = space(scenario, scenario.sweep.model_copy(update={"levers": (*scenario.sweep.levers, factor)}))
    assert varied.names == ("plants.main.stations.line.crews", "closures", "suppliers.motors.capacity_per_day")
    assert varied.axis("closures").options == ("as_it_stands", "bridge_closed")


def test_the_python_example_of_studies_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,), (same,) = (of_studies(name, "python") for name in STUDIES)
    assert code == same
    (tmp_path / "my-circle.yaml").write_text(json.dumps(whole(), ensure_ascii=False), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - our own guide
    stock = names["study"].runs.groupby("point")["pump_mean_stock"].mean()
    assert list(stock) == sorted(stock)
    assert len(stock) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my-circle.yaml", "studies"]


@pytest.mark.parametrize("name", STUDIES)
def test_every_design_and_every_command_of_studies_is_told(name: str) -> None:
    text = section(name, STUDIES[name])
    assert all(f"`{kind}`" in text for kind in get_args(DesignKind))
    assert all(f"onehour study {command}" in text for command in studies.COMMANDS)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The names that the Python example of the section on measures leaves, run with the scenario of the guide."""
    folder = tmp_path_factory.mktemp("guide")
    (folder / "my-circle.yaml").write_text(json.dumps(whole(), ensure_ascii=False), encoding="utf-8")
    code = [re.findall(r"```python\n(.*?)```", section(*each), re.DOTALL) for each in MEASURED.items()]
    assert code[0] == code[1]
    assert len(code[0]) == 1
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(code[0][0], names)  # noqa: S102 - our own guide
    return names


def test_the_python_example_compares_in_pairs(example: dict[str, Any]) -> None:
    table = example["table"].set_index("outcome")
    assert table.loc["pump_mean_stock", "ci95_high"] < 0
    assert table.loc["pump_mean_stock", "variance_ratio"] > 10
    assert len(example["precise"].replications) >= 10


@pytest.mark.parametrize("name", GUIDES)
def test_every_outcome_and_every_table_is_explained(name: str, example: dict[str, Any]) -> None:
    text = section(name, MEASURED[name])
    told = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)))
    patterns = [re.sub("ITEM|STATION|TEAM|KIND", "(.+)", entry) for entry in told]
    found: sim.Run = example["first"]
    unknown = [
        outcome
        for outcome in found.replications.columns
        if outcome != "replication" and not any(re.fullmatch(pattern, outcome) for pattern in patterns)
    ]
    assert unknown == []
    assert set(TABLES) <= set(told)
    assert all(kind in text for kind in COST_KINDS)


@pytest.mark.parametrize("name", GUIDES)
def test_every_form_of_an_event_log_is_named(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    assert all(f"`{ending}`" in text for ending in ENDINGS if ending not in {".json", ".xml"})
