"""The shipped scenarios: their names, their files, their descriptions."""

from __future__ import annotations

from pathlib import Path

from scenarios._yaml import read_document
from scenarios.base import Text

LIBRARY = Path(__file__).parent / "library"


def shipped_names() -> tuple[str, ...]:
    """Return the names of the shipped scenarios, in order."""
    return tuple(sorted(file.stem for file in LIBRARY.glob("*.yaml")))


def shipped_file(name: str) -> Path:
    """Return the file of a shipped scenario."""
    return LIBRARY / f"{name}.yaml"


def list_scenarios() -> tuple[tuple[str, Text, Text], ...]:
    """Return id, name and description of every shipped scenario, in the order of their ids."""
    heads = ((name, read_document(shipped_file(name)).data) for name in shipped_names())
    return tuple((name, Text(**data["name"]), Text(**data["description"])) for name, data in heads)
