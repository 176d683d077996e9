"""Opening, saving and listing road networks."""

from __future__ import annotations

import datetime as dt
import difflib
import os
import re
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim import backbone
from sim.arrayfile import DamagedError, OtherVersionError
from sim.errors import NetworkError, OutputError
from sim.network import RoadNetwork
from sim.roadfile import SUFFIX, read_roads, write_roads
from sim.sources.kinds import is_source_file
from sim.stages import Progress, silent

OLD_SUFFIX = ".npz"
FOLDER_VARIABLE = "ONEHOUR_NETWORKS"
STALE_S = 3600.0
"""A file that is being written is finished within seconds; one that has not been touched for so long never will be."""
_NAME = re.compile(r"""[^\s.\-/\\:*?"<>|]([^\x00-\x1f/\\:*?"<>|]{0,98}[^\s.\x00-\x1f/\\:*?"<>|])?""")


def open_roads(
    name_or_path: str | Path = backbone.NAME, date: dt.date | None = None, *, progress: Progress = silent
) -> RoadNetwork:
    """Open a road network.

    A file of OpenStreetMap or GIS data is built the first time, with the default settings of
    `sim.sources.build.build_roads`, and kept; after that it opens as fast as a saved network. A saved network that is
    damaged is built again where its source still is what it was, with a `sim.sources.build.StoreWarning`.

    Parameters
    ----------
    name_or_path
        ``backbone`` (bundled), the name of a saved network, or the path of one (``.roads``) or of a file that a network
        can be built from.
    date
        The day whose roads are wanted of the bundled network, today where missing. All others are of their own day.
    progress
        Called with what is going on, for work that takes a while.

    Raises
    ------
    NetworkError
        If there is no such network, or the file is damaged or of another format version.
    """
    text = str(name_or_path)
    if text == backbone.NAME:
        return backbone.backbone(date or dt.datetime.now(tz=dt.UTC).date())
    path = Path(text)
    if is_source_file(text):
        from sim.sources.build import build_roads  # noqa: PLC0415 - readers are heavy and seldom needed

        return build_roads(path, progress=progress)
    if path.name == text and not path.is_file() and path.suffix not in {SUFFIX, OLD_SUFFIX}:
        path = networks_folder() / (text + SUFFIX)
    if not path.is_file():
        raise NetworkError(_missing(text, path))
    return _open(path, progress)


def save_roads(network: RoadNetwork, name_or_path: str | Path) -> Path:
    """Save a network so that `open_roads` finds it; a file is replaced as a whole or not at all.

    Parameters
    ----------
    network
        The roads.
    name_or_path
        A bare name puts it into `networks_folder`; a path must end in ``.roads``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        If the name is that of the bundled network or no name for a file, or the file cannot be written.
    """
    text = str(name_or_path)
    path = Path(text) if text.endswith(SUFFIX) else named_file(text)
    write_to(path, network)
    return path


def list_networks() -> tuple[str, ...]:
    """Return the names of the user's saved networks, sorted; the bundled one is not among them."""
    folder = networks_folder()
    found = folder.glob(f"[!.]*{SUFFIX}") if folder.is_dir() else ()  # a dot begins a file that is being written
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in found))


def networks_folder() -> Path:
    """Return the folder of saved networks: ``$ONEHOUR_NETWORKS``, or one in the platform's cache folder."""
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen)
    home = Path.home()
    if sys.platform == "darwin":
        base = home / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "one-hour-circle" / "networks"


def named_file(name: str) -> Path:
    """Return the file of the network of a name.

    Raises
    ------
    OutputError
        If no network can have this name.
    """
    if name == backbone.NAME:
        raise OutputError(f"{name!r} is the bundled network; give another name, for example guangdong")
    if not _NAME.fullmatch(name) or is_source_file(name) or name.endswith((SUFFIX, OLD_SUFFIX)):
        raise OutputError(
            f"{name!r} is no name for a network; give another name, a word without slashes or the ending of a file, "
            "such as guangdong"
        )
    return networks_folder() / (name + SUFFIX)


def write_to(path: Path, network: RoadNetwork, recipe: Mapping[str, Any] | None = None) -> None:
    """Write a network and sweep away what writers that were killed left beside it.

    Parameters
    ----------
    path, network, recipe
        As in `sim.roadfile.write_roads`.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    try:
        write_roads(network, path, recipe)
    except OutputError as error:
        if not isinstance(error.__cause__, OSError):
            raise
        raise _unwritten(path, error.__cause__) from error
    for scrap in path.parent.glob(f".*{SUFFIX}"):
        with suppress(OSError):
            if time.time() - scrap.stat().st_mtime > STALE_S:
                scrap.unlink()


def check_writable(path: Path) -> None:
    """Make sure that a network can be written to a file, before any work is done for it.

    Raises
    ------
    OutputError
        If its folder cannot be made or written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        f"cannot write {path}: {reason}; make room, or name another folder in the environment variable {FOLDER_VARIABLE}"
    )


def _missing(text: str, path: Path) -> str:
    if Path(text).is_dir():
        return f"{text} is a folder; give the name of a network or the path of a file"
    if path.with_suffix(OLD_SUFFIX).is_file():
        return (
            f"{path.with_suffix(OLD_SUFFIX)} was saved by an earlier version of this program; build the network again: "
            f"onehour roads build SOURCE --name {path.stem}"
        )
    known = [backbone.NAME, *list_networks()]
    near = difflib.get_close_matches(text, known, 1)
    meant = f"did you mean {near[0]!r}? There" if near else "there"
    return f"there is no road network {text!r}; {meant} are {', '.join(known)}, or give the path of a file"


def _open(path: Path, progress: Progress) -> RoadNetwork:
    try:
        return read_roads(path)
    except OSError as error:
        raise NetworkError(f"{path}: {error.strerror or error}; give a file that can be read") from error
    except DamagedError as error:
        if path.suffix == OLD_SUFFIX:
            raise NetworkError(_missing(str(path), path)) from error
        if path.suffix != SUFFIX and not error.recipe:
            raise NetworkError(
                f"{path} is no road network; give the name of one, or a file that one is built from"
            ) from error
        from sim.sources.build import rebuild  # noqa: PLC0415 - as above
        from sim.sources.recipe import can_rebuild, how_to  # noqa: PLC0415

        if isinstance(error, OtherVersionError) or not can_rebuild(error.recipe):
            raise NetworkError(f"{error}; build the network again: {how_to(error.recipe, path)}") from error
        return rebuild(path, error.recipe, progress, because=str(error))
