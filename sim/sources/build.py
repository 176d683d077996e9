"""Build a road network from any source, once: the same source with the same settings is opened, not built again."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sim.arrayfile import DamagedError, OtherVersionError
from sim.errors import InputError, NetworkError, NetworkWarning, OutputError
from sim.network import RoadNetwork
from sim.roadfile import SUFFIX, read_recipe, read_roads
from sim.roads import check_writable, named_file, networks_folder, write_to
from sim.sources.answers import FORCED_KEEP_DAYS, KEEP_DAYS
from sim.sources.classes import chosen_classes
from sim.sources.kinds import Source, source_of
from sim.sources.reading import read_source
from sim.sources.recipe import Settings, recipe_of, settings_of
from sim.stages import Progress, silent

KEPT_DAYS = 90
"""A network that was built for `open_roads` alone and not opened for so long is done away with."""


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
        Build even if it has been built before. A download takes answers of the last days (`sim.sources.answers.KEEP_DAYS`)
        as they are and asks for newer roads after that.
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
    """Build a network, or open it where it has been built before.

    Parameters
    ----------
    source, settings, name, force, progress
        As in `build_roads`.

    Raises
    ------
    InputError, NetworkError, DownloadError
        As in `build_roads`.
    """
    if settings.columns and source.kind != "lines":
        raise InputError(
            f"{source.label} is no line layer; leave out {', '.join(settings.columns)}: these are for line layers"
        )
    if source.is_file:
        settings = replace(settings, overpass_url=None, nominatim_url=None)
    path = None if name is None else named_file(name)
    if path:
        check_writable(path)  # before any work is done for it
    progress(f"looking at {source.label}")
    recipe = recipe_of(source, settings, source.stem if name is None else name)
    kept = networks_folder() / "kept"
    path = path or kept / f"{source.stem}-{recipe['key'][:20]}{SUFFIX}"
    if not force and (network := _at_hand(path, recipe["key"])) is not None:
        return Built(network, path, fresh=False)
    network = _from_source(source, settings, recipe, progress, keep_days=FORCED_KEEP_DAYS if force else KEEP_DAYS)
    _sweep(kept)
    return _written(network, path, recipe, progress, must=name is not None)


def rebuild(path: Path, recipe: Mapping[str, Any], progress: Progress, *, because: str) -> RoadNetwork:
    """Build a damaged network again from its source, with a `NetworkWarning`.

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
    source, settings = Source(**recipe["source"]), settings_of(recipe)
    network = _from_source(source, settings, recipe, progress)
    built = _written(network, path, recipe, progress, must=False)
    if built.path:
        _warn(f"{because}; it has been built again from {source.text}")
    return built.network


def _at_hand(path: Path, key: str) -> RoadNetwork | None:
    """Open a network that has this key; None where there is none, or only a damaged one."""
    try:
        if read_recipe(path).get("key") != key:
            return None
        network = read_roads(path)
    except (OSError, OtherVersionError):
        return None
    except DamagedError as error:
        _warn(f"{error}; it is built again")
        return None
    with suppress(OSError):
        os.utime(path)  # it is still in use
    return network


def _from_source(
    source: Source,
    settings: Settings,
    recipe: Mapping[str, Any],
    progress: Progress,
    *,
    keep_days: float = KEEP_DAYS,
) -> RoadNetwork:
    network = read_source(
        source,
        name=recipe["name"],
        folder=networks_folder() / "downloads",
        progress=progress,
        keep_days=keep_days,
        **asdict(settings),
    )
    if source.is_file and source.sha256() != recipe["source_sha256"]:
        raise NetworkError(f"{source.text} was changed while it was read; build the network again")
    built_from = {"source": source.text, **{key: recipe[key] for key in ("source_sha256", "settings", "format")}}
    return replace(network, notes={**network.notes, "built_from": built_from})


def _written(network: RoadNetwork, path: Path, recipe: Mapping[str, Any], progress: Progress, *, must: bool) -> Built:
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


def _sweep(folder: Path) -> None:
    """Do away with networks that nobody has opened for long."""
    for old in folder.glob(f"*{SUFFIX}"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > KEPT_DAYS * 86400:
                old.unlink()


def _warn(message: str) -> None:
    warnings.warn(message, NetworkWarning, stacklevel=2)
