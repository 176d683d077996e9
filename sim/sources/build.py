"""Build a road network from any source, once: the same source with the same settings is opened, not built again.

What a network was built from stands in its file as a *recipe*: the source with the hash of its content, the settings, the
version of the file format and of the readers' rules. The hash of these is the key by which a network is known again.
"""

from __future__ import annotations

import hashlib
import json
import shlex
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sim.arrayfile import DamagedError
from sim.errors import NetworkError, OutputError
from sim.network import RoadNetwork
from sim.roadfile import FORMAT, SUFFIX, read_recipe, read_roads
from sim.roads import named_file, networks_folder, write_to
from sim.sources.classes import chosen_classes
from sim.sources.kinds import Source, is_source_file, source_of
from sim.sources.reading import read_source
from sim.stages import Progress, silent

RULES = 1
"""To be raised when the readers make another network of the same source, so that no old one is taken for it."""


class StoreWarning(UserWarning):
    """A saved network was damaged and has been built again, or one could not be kept: the work goes on."""


@dataclass(frozen=True)
class Settings:
    """How a network is built; `build_roads` says what each means."""

    simplify: bool = True
    classes: tuple[str, ...] | None = None
    service: bool = True
    overpass_url: str | None = None
    nominatim_url: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Built:
    """A network, the file it lies in (None where it could not be kept) and whether it was built only now."""

    network: RoadNetwork
    path: Path | None
    fresh: bool


def build_roads(  # noqa: PLR0913 - settings are given by name
    source: str | Path,
    *,
    name: str | None = None,
    simplify: bool = True,
    classes: Iterable[str] | None = None,
    service: bool = True,
    overpass_url: str | None = None,
    nominatim_url: str | None = None,
    columns: Mapping[str, Any] | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> RoadNetwork:
    """Build a road network, or open it where it has been built before.

    Parameters
    ----------
    source
        A file (OpenStreetMap: .osm.pbf, .osm, .osm.gz, .osm.bz2; osmnx: .graphml; a line layer: .gpkg, .geojson, .shp,
        .parquet, .fgb), a bounding box ``W,S,E,N`` in degrees, or the name of a place.
    name
        What it is called and opened by. Without a name it is kept under its key, for `open_roads` of the same file.
    simplify
        Merge chains of links where nothing changes between them; False keeps every way as it is cut by its crossings.
    classes
        Road classes of `sim.network.ROAD_CLASSES`, each with its ramps; all by default.
    service
        Whether to take service roads.
    overpass_url, nominatim_url
        The servers that roads and places are asked of; the public ones by default.
    columns
        For a line layer: keyword arguments of `sim.sources.line_layer.read_lines`, such as ``class_column``.
    force
        Build even if it has been built before; for a download that is the way to newer roads.
    progress
        Called with what is going on.

    Returns
    -------
    RoadNetwork
        Opened by memory map.

    Raises
    ------
    InputError
        If the source or a setting makes no sense, or the network cannot be saved.
    NetworkError
        If the source cannot be read.
    DownloadError
        If a server does not answer as it should.
    """
    settings = Settings(
        simplify=simplify,
        classes=None if classes is None else chosen_classes(classes),
        service=service,
        overpass_url=overpass_url,
        nominatim_url=nominatim_url,
        columns=dict(columns or {}),
    )
    return build(source_of(source), settings, name=name, force=force, progress=progress).network


def build(
    source: Source, settings: Settings, *, name: str | None = None, force: bool = False, progress: Progress = silent
) -> Built:
    """Build a network, or open it where it has been built before; see `build_roads`."""
    progress(f"looking at {source.label}")
    recipe = _recipe(source, settings, name or source.stem)
    path = named_file(name) if name else networks_folder() / "kept" / f"{source.stem}-{recipe['key'][:20]}{SUFFIX}"
    if not force and (network := _at_hand(path, recipe["key"])) is not None:
        return Built(network, path, fresh=False)
    network = _from_source(source, settings, recipe, progress)
    return _kept(network, path, recipe, progress, must=name is not None)


def rebuild(path: Path, recipe: Mapping[str, Any], progress: Progress, *, because: str) -> RoadNetwork:
    """Build a damaged network again from its source, with a `StoreWarning`.

    Parameters
    ----------
    path
        The damaged file.
    recipe
        One for which `can_rebuild` holds.
    progress
        Called with what is going on.
    because
        What is wrong with the file.
    """
    source, settings = Source(**recipe["source"]), _settings(recipe)
    network = _from_source(source, settings, recipe, progress)
    built = _kept(network, path, recipe, progress, must=False)
    if built.path:
        _warn(f"{because}; it has been built again from {source.text}")
    return built.network


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
    settings = _settings(recipe)
    words = ["onehour", "roads", "build", recipe["source"]["text"], "--name", recipe["name"]]
    words += [] if settings.simplify else ["--no-simplify"]
    words += [] if settings.service else ["--no-service"]
    words += ["--classes", ",".join(settings.classes)] if settings.classes else []
    words += ["--overpass-url", settings.overpass_url] if settings.overpass_url else []
    words += ["--nominatim-url", settings.nominatim_url] if settings.nominatim_url else []
    return shlex.join(words)


def _recipe(source: Source, settings: Settings, name: str) -> dict[str, Any]:
    known = {
        "source_sha256": source.sha256(),
        "settings": asdict(settings),
        "format": FORMAT,
        "rules": RULES,
        **({} if source.is_file else {"asked": source.text}),
    }
    key = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
    return {**known, "source": asdict(source), "name": name, "key": key}


def _settings(recipe: Mapping[str, Any]) -> Settings:
    found = dict(recipe["settings"])
    found["classes"] = None if found["classes"] is None else tuple(found["classes"])
    return Settings(**found)


def _at_hand(path: Path, key: str) -> RoadNetwork | None:
    """Open a network that has this key; None where there is none, or only a damaged one."""
    try:
        return read_roads(path) if read_recipe(path).get("key") == key else None
    except FileNotFoundError:
        return None
    except DamagedError as error:
        _warn(f"{error}; it is built again")
        return None


def _from_source(source: Source, settings: Settings, recipe: Mapping[str, Any], progress: Progress) -> RoadNetwork:
    network = read_source(
        source,
        name=recipe["name"],
        folder=networks_folder() / "downloads",
        progress=progress,
        **asdict(settings),
    )
    if source.is_file and source.sha256() != recipe["source_sha256"]:
        raise NetworkError(f"{source.text} was changed while it was read; build the network again")
    return network


def _kept(network: RoadNetwork, path: Path, recipe: Mapping[str, Any], progress: Progress, *, must: bool) -> Built:
    """Write a network and open it from there; what need not be kept is used all the same where it cannot be."""
    progress(f"writing {path.name}")
    try:
        write_to(path, network, recipe)
    except OutputError as error:
        if must:
            raise
        _warn(f"{error}; the network is used, but has to be built again the next time")
        return Built(network, None, fresh=True)
    return Built(read_roads(path), path, fresh=True)


def _warn(message: str) -> None:
    warnings.warn(message, StoreWarning, stacklevel=2)


__all__ = ["Built", "StoreWarning", "Settings", "build", "build_roads", "is_source_file"]
