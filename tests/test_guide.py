"""The examples of the guide are true: every block loads, alone or added to those before it, in both languages alike."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scenarios import dump, loads, with_disruptions
from scenarios._yaml import parse_document

DOCS = Path(__file__).parent.parent / "docs"
GUIDES = {"guide.md": "## Scenario files\n", "guide.zh-CN.md": "## 情景文件的写法\n"}


def blocks(name: str, kind: str) -> list[str]:
    """Return the examples of one kind in the section on scenario files."""
    text = (DOCS / name).read_text(encoding="utf-8")
    section = text.split(GUIDES[name], 1)[1].split("\n## ", 1)[0]
    return re.findall(rf"```{kind}\n(.*?)```", section, re.DOTALL)


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


def test_both_languages_show_the_same_examples() -> None:
    english, chinese = ([blocks(name, kind) for kind in ("yaml", "csv")] for name in GUIDES)
    assert english == chinese
