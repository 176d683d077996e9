"""Write plain data as YAML that reads back the same.

Small on purpose: what has no entries within entries stands in one line, everything else in lines of its own, and a text
stands bare only where no reader can take it for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BARE = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_./\u4e00-\u9fff-]*( [A-Za-z0-9_./\u4e00-\u9fff-]+)*")
NO_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
INDENT = "  "
MAX_X = 0xFF
MAX_U = 0xFFFF


def emit(data: dict[str, object]) -> str:
    """Return plain data as YAML text.

    Parameters
    ----------
    data
        Nested dict and list of str, int, float, bool and None; floats are finite.
    """
    return "".join(f"{line}\n" for line in _mapping(data, ""))


def _mapping(data: dict[str, object], indent: str) -> Iterator[str]:
    for key, value in data.items():
        name = f"{indent}{_text(key)}:"
        if _is_leafy(value):
            yield f"{name} {_flow(value)}"
            continue
        yield name
        yield from _nested(value, indent + INDENT)


def _nested(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _mapping(value, indent)
    elif isinstance(value, list):
        for item in value:
            if _is_leafy(item):
                yield f"{indent}- {_flow(item)}"
            else:
                first, *rest = _nested(item, indent + INDENT)
                yield f"{indent}- {first.removeprefix(indent + INDENT)}"
                yield from rest


def _is_leafy(value: object) -> bool:
    if isinstance(value, dict):
        return not any(isinstance(item, dict | list) for item in value.values())
    if isinstance(value, list):
        return not any(isinstance(item, dict | list) for item in value)
    return True


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else repr(value)


def _text(text: str) -> str:
    if BARE.fullmatch(text) and text.lower() not in NO_TEXT:
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in {'"', "\\"}:
        return "\\" + char
    if char.isprintable():
        return char
    code = ord(char)
    if code <= MAX_X:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= MAX_U else f"\\U{code:08x}"
