"""What a network was built from, to know it again and to build it again.

A *recipe* holds the source with the hash of its content, the settings, and the versions of the file format and of the
readers' rules. The hash of these is the *key* of the network.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sim.roadfile import FORMAT, SUFFIX
from sim.sources.kinds import Source

RULES = 1
"""To be raised when the readers make another network of the same source, so that no old one is taken for it."""


@dataclass(frozen=True)
class Settings:
    """How a network is built; `build_roads` says what each means."""

    simplify: bool = True
    classes: tuple[str, ...] | None = None
    service: bool = True
    overpass_url: str | None = None
    nominatim_url: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


def can_rebuild(recipe: Mapping[str, Any]) -> bool:
    """Tell whether a source is still what it was, and this program would make of it what was made."""
    if recipe.get("format") != FORMAT or recipe.get("rules") != RULES:
        return False
    source = Source(**recipe["source"])
    return source.is_file and source.path.is_file() and source.sha256() == recipe["source_sha256"]


def how_to(recipe: Mapping[str, Any], path: Path) -> str:
    """Return the command by which a network is built again.

    Parameters
    ----------
    recipe
        As far as it is known.
    path
        The network's file.
    """
    if not recipe:
        name = path.name.removesuffix(SUFFIX) or "NAME"
        return f"onehour roads build SOURCE --name {shlex.quote(name)}"
    settings = settings_of(recipe)
    words = ["onehour", "roads", "build", recipe["source"]["text"], "--name", recipe["name"]]
    words += [] if settings.simplify else ["--no-simplify"]
    words += [] if settings.service else ["--no-service"]
    words += ["--classes", ",".join(settings.classes)] if settings.classes else []
    words += [word for key, value in settings.columns.items() for word in _option(key, value)]
    words += ["--overpass-url", settings.overpass_url] if settings.overpass_url else []
    words += ["--nominatim-url", settings.nominatim_url] if settings.nominatim_url else []
    return shlex.join(words)


def recipe_of(source: Source, settings: Settings, name: str) -> dict[str, Any]:
    """Return the recipe of a network: plain values, ready for JSON; its ``key`` does not depend on the name.

    Parameters
    ----------
    source, settings
        What it is built from, and how.
    name
        What it is called.

    Raises
    ------
    NetworkError
        If the source cannot be read.
    """
    known = {
        "source_sha256": source.sha256(),
        "settings": asdict(settings),
        "format": FORMAT,
        "rules": RULES,
        **({} if source.is_file else {"asked": source.text}),
    }
    key = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
    return {**known, "source": asdict(source), "name": name, "key": key}


def settings_of(recipe: Mapping[str, Any]) -> Settings:
    """Return the settings that stand in a recipe."""
    found = dict(recipe["settings"])
    found["classes"] = None if found["classes"] is None else tuple(found["classes"])
    return Settings(**found)


def _option(key: str, value: Any) -> list[str]:
    """Return the words of an option for line layers; one that holds a table is given once for every row."""
    pairs = [f"{left}={right}" for left, right in value.items()] if isinstance(value, Mapping) else [str(value)]
    return [word for pair in pairs for word in (f"--{key.replace('_', '-')}", pair)]
