"""YAML becomes plain data with line numbers, or one clear message."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios._yaml import parse_document, parse_value, read_document
from scenarios.errors import Problem, ScenarioError


def refusal(content: str | bytes, folder: Path) -> Problem:
    path = folder / "bad.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ScenarioError) as refused:
        read_document(path)
    (problem,) = refused.value.problems
    assert problem.file == path
    return problem


def test_plain_values_are_those_of_yaml_1_2() -> None:
    data = parse_document("a: yes\nb: 010\nc: 1.5\nd: true\ne:\nf: 2023-01-04\ng: 08:00\nh: .inf\ni: 0x10\n").data
    assert data == {
        "a": "yes", "b": 10, "c": 1.5, "d": True, "e": None, "f": "2023-01-04", "g": "08:00", "h": math.inf, "i": 16,
    }  # fmt: skip


def test_folded_text_is_joined_without_traces() -> None:
    assert parse_document("a: >-\n  one\n  two\n").data == {"a": "one two"}


def test_every_key_and_list_element_has_its_line() -> None:
    document = parse_document("a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n")
    assert document.lines["a", "b"] == 2
    assert document.lines["a", "c", "1"] == 5
    assert document.lines["a", "c", "1", "d"] == 5
    assert document.line(("a", "b", "nowhere")) == 2


def test_merged_keys_lose_against_written_ones_and_keep_their_lines() -> None:
    document = parse_document("base: &base {x: 1, y: 2}\nentry:\n  y: 3\n  <<: *base\n")
    assert document.data["entry"] == {"x": 1, "y": 3}
    assert document.lines["entry", "x"] == 1
    assert document.lines["entry", "y"] == 3


def test_a_key_twice_is_a_problem_with_both_lines() -> None:
    (problem,) = parse_document("a: 1\nb: 2\na: 3\n", Path("x.yaml")).problems
    assert problem.line == 3
    assert problem.key == "a"
    assert "line 1" in problem.wrong


@pytest.mark.parametrize("tag", ["!foo", "!!python/name:os.system", "!!python/object/apply:os.getcwd", "!!binary"])
def test_tags_are_problems_and_build_nothing(tag: str) -> None:
    document = parse_document(f"a: 1\nb: {tag} x\n", Path("x.yaml"))
    assert document.data == {"a": 1, "b": None}
    assert [problem.line for problem in document.problems] == [2]
    assert "tag" in document.problems[0].wrong


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("", None, "empty"),
        ("# nothing but a comment\n", None, "empty"),
        ("- a\n- b\n", 1, "no keys with values"),
        ("just words", 1, "no keys with values"),
        ("a: [1, 2\nb: 3\n", 2, "not YAML"),
        ("a: 1\n b: 2\n", 2, "not YAML"),
        ("a:\n\t- b\n", 2, "a tab"),
        ("a: 1\n---\nb: 2\n", 2, "second YAML document"),
        ("a: *nowhere\n", 1, "nowhere"),
        ('a: "open\n', 2, "not YAML"),
        ("[" * 1200, None, "not YAML"),
        (b"PK\x03\x04\x00\x01", None, "control characters"),
        (b"a: \xff\xfe\n", 1, "UTF-8"),
        ("a: &a [*a]\n", 1, "too often"),
        ("a: &a\n  <<: *a\n", None, "mapping"),
    ],
)
def test_what_is_no_yaml_is_refused_with_one_message(
    tmp_path: Path, content: str | bytes, line: int | None, said: str
) -> None:
    if isinstance(content, str) and "<<" in content:
        (problem,) = parse_document(content, Path("x.yaml")).problems
    else:
        problem = refusal(content, tmp_path)
        assert problem.line == line
    assert said in problem.wrong
    assert problem.remedy


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "too often" in refusal("\n".join(layers), tmp_path).wrong


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="folder"):
        read_document(tmp_path)
    with pytest.raises(ScenarioError, match="no such file"):
        read_document(tmp_path / "missing.yaml")


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    with contextlib.suppress(ScenarioError):
        assert isinstance(parse_document(text, Path("x.yaml")).data, dict)


def test_command_line_values() -> None:
    assert parse_value("12") == 12
    assert parse_value("{kind: push, margin: 0.1}") == {"kind": "push", "margin": 0.1}
    assert parse_value("") is None
    with pytest.raises(ScenarioError):
        parse_value("[1, 2")
    with pytest.raises(ScenarioError):
        parse_value("!!python/name:os.system x")
