"""Opening, saving and listing road networks."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from sim import backbone
from sim.errors import NetworkError, OutputError
from sim.network import RoadNetwork
from sim.output import replacing

FORMAT = 1
SUFFIX = ".npz"
OSM_SUFFIXES = (".pbf", ".osm", ".osm.bz2", ".osm.gz")
FOLDER_VARIABLE = "ONEHOUR_NETWORKS"
_TEXTS = ("name", "source", "attribution")


def open_roads(name_or_path: str | Path = backbone.NAME, date: dt.date | None = None) -> RoadNetwork:
    """Open a road network.

    Parameters
    ----------
    name_or_path
        ``backbone`` (bundled), the name of a saved network, or the path of one (``.npz``) or of an OpenStreetMap file.
    date
        The day whose roads are wanted, today where missing. A saved network or an extract is of its own day, whatever
        is asked for.

    Raises
    ------
    NetworkError
        If there is no such network, or the file is damaged or of another format version.
    """
    text = str(name_or_path)
    if text == backbone.NAME:
        return backbone.backbone(date or dt.datetime.now(tz=dt.UTC).date())
    path = Path(text)
    if text.endswith(OSM_SUFFIXES):
        return _read_osm(path, date)
    if not path.is_file() and path.suffix != SUFFIX and path.name == text:
        path = networks_folder() / (text + SUFFIX)
    if not path.is_file():
        known = ", ".join([backbone.NAME, *list_networks()])
        message = f"there is no road network {text!r}; there are {known}, or give the path of a file"
        raise NetworkError(message)
    return _read(path)


def save_roads(network: RoadNetwork, name_or_path: str | Path) -> Path:
    """Save a network so that `open_roads` finds it; a file is replaced as a whole or not at all.

    Parameters
    ----------
    network
        The roads.
    name_or_path
        A bare name puts it into `networks_folder`; a path must end in ``.npz``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        If the name is that of the bundled network, or the file cannot be written.
    """
    text = str(name_or_path)
    bare = Path(text).name == text and not text.endswith(SUFFIX)
    if text == backbone.NAME or (not bare and not text.endswith(SUFFIX)):
        message = f"a network cannot be saved as {text!r}; give another name, or a path that ends in {SUFFIX}"
        raise OutputError(message)
    path = networks_folder() / (text + SUFFIX) if bare else Path(text)
    arrays = {key: value for key, value in _fields(network).items() if isinstance(value, np.ndarray)}
    texts = {key: np.array(getattr(network, key)) for key in _TEXTS}
    head = {
        "format": np.array(FORMAT),
        "date": np.array(network.date.isoformat()),
        "generalised": np.array(network.generalised),
    }
    with replacing(path) as temporary:
        np.savez(temporary, **_plain({**head, **texts, **arrays}))
    return path


def list_networks() -> tuple[str, ...]:
    """Return the names of the user's saved networks, sorted; the bundled one is not among them."""
    folder = networks_folder()
    found = folder.glob(f"[!.]*{SUFFIX}") if folder.is_dir() else ()  # a dot begins a file that is being written
    return tuple(sorted(path.stem for path in found))


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


def _plain(arrays: dict[str, Any]) -> dict[str, Any]:
    """Refuse arrays that could only be pickled."""
    if pickled := [key for key, array in arrays.items() if array.dtype.hasobject]:
        message = f"object arrays are not saved: {', '.join(pickled)}"
        raise ValueError(message)
    return arrays


def _fields(network: RoadNetwork) -> dict[str, object]:
    return {field.name: getattr(network, field.name) for field in dataclasses.fields(network)}


def _read(path: Path) -> RoadNetwork:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            data = {key: file[key] for key in file.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        message = f"{path} is not a saved road network, or it is damaged; build it again"
        raise NetworkError(message) from error
    version = int(data.pop("format", -1))
    if version != FORMAT:
        message = f"{path} has format version {version}, this program reads {FORMAT}; build the network again"
        raise NetworkError(message)
    wanted = {field.name for field in dataclasses.fields(RoadNetwork)}
    if data.keys() != wanted:
        message = f"{path} lacks or adds fields: {', '.join(sorted(data.keys() ^ wanted))}; build the network again"
        raise NetworkError(message)
    fields: dict[str, Any] = {**data, **{key: str(data[key]) for key in _TEXTS}}
    fields["date"] = dt.date.fromisoformat(str(data["date"]))
    fields["generalised"] = bool(data["generalised"])
    return RoadNetwork(**fields)


def _read_osm(path: Path, date: dt.date | None) -> RoadNetwork:
    if not path.is_file():
        message = f"there is no file {path}; give the path of an OpenStreetMap extract"
        raise NetworkError(message)
    from sim.sources.osm_file import read_osm  # noqa: PLC0415 - its reader is heavy and seldom needed

    return read_osm(path, date=date)
