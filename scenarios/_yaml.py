"""Read YAML text into plain data and remember the line of every key.

Only plain data comes out: no tags, no duplicate keys, no documents after the first. YAML 1.2, so ``yes`` is a text
and ``010`` is ten. The node tree of ruamel.yaml is walked here instead of using its constructors: that keeps the line
of each key and of each list element, and builds nothing but dict, list, str, int, float, bool and None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from scenarios.errors import Problem, ScenarioError

KeyPath = tuple[str, ...]
"""Keys and list indices from the top of the file downwards, all as text."""

MAX_BYTES = 20_000_000
MAX_NODES = 300_000
MAX_DEPTH = 40
TAG = "tag:yaml.org,2002:"
PLAIN_TAGS = frozenset(TAG + name for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq"))
MERGE_TAG = TAG + "merge"
INT_BASES = {"0x": 16, "0o": 8, "0b": 2}


@dataclass(frozen=True)
class Document:
    """What a YAML file says, and where.

    Attributes
    ----------
    file
        Where it was read from; None for text that is in no file.
    data
        Plain nested data.
    lines
        1-based line of every key and list element.
    problems
        What is wrong with it as YAML: duplicate keys, tags.
    """

    file: Path | None
    data: dict[str, Any]
    lines: Mapping[KeyPath, int]
    problems: tuple[Problem, ...] = ()

    def line(self, path: KeyPath) -> int | None:
        """Return the line of a key path, or that of the nearest entry around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1 if self.file else None


def read_document(path: Path) -> Document:
    """Read a YAML file.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ScenarioError
        If the file cannot be read, is no text, or is not YAML.
    """
    return parse_document(_read_text(path), path)


def parse_document(text: str, file: Path | None = None) -> Document:
    """Read YAML text whose top level is a mapping.

    Parameters
    ----------
    text
        The YAML text.
    file
        The file that it comes from, for messages.

    Raises
    ------
    ScenarioError
        If the text is not YAML, is empty, or is no mapping.
    """
    root = _compose(text, file)
    if root is None:
        raise _refuse(file, None, "the file is empty", "copy a shipped scenario to begin with")
    if not isinstance(root, MappingNode):
        raise _refuse(
            file,
            1,
            "these are no keys with values",
            "write lines such as `id: my-scenario` in a scenario, or `name: {}` in a file of overlays",
        )
    builder = _Builder(file)
    data = builder.mapping(root, ())
    return Document(file, data, builder.lines, tuple(builder.problems))


def parse_value(text: str) -> object:
    """Read one YAML value, such as ``12``, ``text`` or ``{kind: push}``, given on the command line.

    Parameters
    ----------
    text
        The text after the ``=`` of ``--set KEY=VALUE``.

    Raises
    ------
    ScenarioError
        If the text is not a YAML value.
    """
    root = _compose(text, None)
    if root is None:
        return None
    builder = _Builder(None)
    value = builder.value(root, ())
    if builder.problems:
        raise ScenarioError(tuple(builder.problems))
    return value


def _read_text(path: Path) -> str:
    try:
        if path.is_dir():
            raise _refuse(path, None, "this is a folder", "name the scenario file in it")
        if not path.exists():
            raise _refuse(path, None, "there is no such file", "check the path")
        if not path.is_file():
            raise _refuse(path, None, "this is no ordinary file", "name a YAML file")
        if path.stat().st_size > MAX_BYTES:
            raise _refuse(path, None, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "name a scenario file")
        content = path.read_bytes()
    except OSError as error:
        raise _refuse(path, None, f"the file cannot be read ({error.strerror})", "check its permissions") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refuse(path, line, "this is no text in UTF-8", "name a YAML file, saved as UTF-8") from error


def _compose(text: str, file: Path | None) -> Node | None:
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refuse(file, mark.line + 1 if mark else None, *_yaml_words(error)) from error
    except YAMLError as error:  # characters that no text has
        raise _refuse(file, None, "this is not YAML but holds control characters", "name a YAML file") from error
    except (RecursionError, ValueError) as error:
        raise _refuse(file, None, "this is not YAML that can be read", "name a YAML scenario file") from error
    return root


def _yaml_words(error: MarkedYAMLError) -> tuple[str, str]:
    said = " ".join(part for part in (error.context, error.problem) if part)
    if "\\t" in said:
        return "this is not YAML: a tab stands where spaces belong", "indent with spaces"
    if "expected a single document" in said:
        return "a second YAML document starts here", "keep one scenario in a file (remove the `---`)"
    if "undefined alias" in said:
        return f"this is not YAML: {error.problem}", "define the anchor (`&name`) above its first use (`*name`)"
    return f"this is not YAML: {said}", "check the indentation, colons, quotes and brackets here and just above"


def _refuse(file: Path | None, line: int | None, wrong: str, remedy: str) -> ScenarioError:
    return ScenarioError((Problem(file, line, "", wrong, remedy),))


@dataclass
class _Builder:
    """Walks a node tree once; collects lines and problems on the way."""

    file: Path | None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def value(self, node: Node, path: KeyPath) -> object:
        self.nodes += 1
        if self.nodes > MAX_NODES or len(path) > MAX_DEPTH:
            line = node.start_mark.line + 1
            raise _refuse(self.file, line, "this is nested or repeated (`*alias`) too often", "write it out")
        if node.tag not in PLAIN_TAGS:
            self._problem(node, path, f"the tag {str(node.tag).replace(TAG, '!!')} is not allowed", "leave the tag out")
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return self._sequence(node, path)
        return _scalar(node)

    def mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            if key_node.tag == MERGE_TAG:  # first, for what is written out wins over it
                for source in self._merged(value_node, path):
                    data = {**self.mapping(source, path), **data}
        for key_node, value_node in node.value:
            if key_node.tag == MERGE_TAG:
                continue
            line = key_node.start_mark.line + 1
            key = self._key(key_node, path)
            if key is None:
                continue
            if key in seen:
                where = f"{key!r} stands here a second time (first in line {seen[key]})"
                self._problem(key_node, (*path, key), where, "remove or rename one of the two")
                continue
            seen[key] = line
            self._forget((*path, key))
            self.lines[*path, key] = line
            data[key] = self.value(value_node, (*path, key))
        return data

    def _sequence(self, node: SequenceNode, path: KeyPath) -> list[object]:
        items = []
        for index, item in enumerate(node.value):
            self.lines[*path, str(index)] = item.start_mark.line + 1
            items.append(self.value(item, (*path, str(index))))
        return items

    def _merged(self, node: Node, path: KeyPath) -> Iterator[MappingNode]:
        sources = node.value if isinstance(node, SequenceNode) else [node]
        for source in sources:
            self.nodes += 1
            if not isinstance(source, MappingNode) or self.nodes > MAX_NODES or _holds_itself(source):
                self._problem(node, path, "`<<` takes an alias of a mapping", "write `<<: *name` of a mapping above")
            else:
                yield source

    def _key(self, node: Node, path: KeyPath) -> str | None:
        if isinstance(node, ScalarNode) and node.tag in PLAIN_TAGS:
            return str(node.value)
        self._problem(node, path, "a key must be a plain word", "write `key: value`")
        return None

    def _forget(self, path: KeyPath) -> None:
        """Drop the lines that a merged mapping left under a key which is now written out."""
        if path in self.lines:
            for known in [known for known in self.lines if known[: len(path)] == path]:
                del self.lines[known]

    def _problem(self, node: Node, path: KeyPath, wrong: str, remedy: str) -> None:
        line = node.start_mark.line + 1 if self.file else None
        self.problems.append(Problem(self.file, line, ".".join(path), wrong, remedy))


def _holds_itself(node: MappingNode) -> bool:
    """Say whether a mapping merges itself, which would never end."""
    open_nodes = [node]
    seen: set[int] = set()
    while open_nodes:
        here = open_nodes.pop()
        for key, value in here.value:
            if key.tag != MERGE_TAG:
                continue
            for source in value.value if isinstance(value, SequenceNode) else [value]:
                if source is node:
                    return True
                if isinstance(source, MappingNode) and id(source) not in seen:
                    seen.add(id(source))
                    open_nodes.append(source)
    return False


def _scalar(node: Node) -> object:
    text = str(node.value)
    kind = str(node.tag).removeprefix(TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        return _integer(text.replace("_", ""))
    if kind == "float":
        return _float(text.replace("_", "").lower())
    return text


def _integer(text: str) -> int | str:
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-")
    base = INT_BASES.get(digits[:2].lower(), 10)
    try:
        return sign * int(digits[2:] if base != 10 else digits, base)  # noqa: PLR2004 - decimal
    except ValueError:  # too many digits, or 0b without any
        return text


def _float(text: str) -> float | str:
    try:
        return float(text.replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text
