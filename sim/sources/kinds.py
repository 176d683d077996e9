"""What a source of roads is, by its name: a file of one kind or another, a bounding box or the name of a place."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sim.errors import InputError, NetworkError

Kind = Literal["osm", "graphml", "lines", "box", "place"]
SUFFIXES: dict[str, Kind] = {
    ".osm.pbf": "osm",
    ".pbf": "osm",
    ".osm": "osm",
    ".osm.gz": "osm",
    ".osm.bz2": "osm",
    ".graphml": "graphml",
    ".gpkg": "lines",
    ".geojson": "lines",
    ".shp": "lines",
    ".parquet": "lines",
    ".fgb": "lines",
}
"""Endings of the files that a network can be built from; the first that fits counts."""
_SHAPEFILE_PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
_NUMBER = r"\s*[-+]?\d+(?:\.\d+)?\s*"
_BOX = re.compile(rf"{_NUMBER}(?:,{_NUMBER})+")
_FILE_NAME = re.compile(r"\S*\.[A-Za-z0-9]{1,8}")
_BOX_NUMBERS = 4


@dataclass(frozen=True)
class Source:
    """A source of roads.

    Attributes
    ----------
    kind
        What it is.
    text
        The absolute path of a file; ``W,S,E,N``; or the name of a place.
    """

    kind: Kind
    text: str

    @property
    def is_file(self) -> bool:
        """Whether it is read from a file, and not downloaded."""
        return self.kind in {"osm", "graphml", "lines"}

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.text)

    @property
    def label(self) -> str:
        """What stands for the source in results: the file's name, or what was asked for."""
        return self.path.name if self.is_file else self.text

    @property
    def stem(self) -> str:
        """A name for what is made of it."""
        suffix = _suffix(self.text) if self.is_file else ""
        return self.label[: len(self.label) - len(suffix)] or self.label

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north, degrees."""
        west, south, east, north = map(float, self.text.split(","))
        return west, south, east, north

    def sha256(self) -> str:
        """Return the hash of the file's content, empty for what is downloaded.

        Raises
        ------
        NetworkError
            If the file cannot be read.
        """
        if not self.is_file:
            return ""
        parts = [self.path]
        if self.path.suffix.lower() == ".shp":
            parts = [part for suffix in _SHAPEFILE_PARTS if (part := self.path.with_suffix(suffix)).is_file()]
        digest = hashlib.sha256()
        try:
            for part in parts:
                with part.open("rb") as stream:
                    digest.update(hashlib.file_digest(stream, "sha256").digest())
        except OSError as error:
            raise NetworkError(f"{self.text}: {error.strerror or error}; give a file that can be read") from error
        return digest.hexdigest()


def is_source_file(text: str) -> bool:
    """Tell whether a path is that of a file that a network can be built from, by its ending."""
    return bool(_suffix(text))


def source_of(text: str | Path) -> Source:
    """Return the source that a user names.

    Parameters
    ----------
    text
        The path of a file, a bounding box ``W,S,E,N`` in degrees, or the name of a place.

    Raises
    ------
    InputError
        If there is no such file, it is a folder or of an unknown kind, or the box is none.
    """
    wanted = str(text).strip()
    path = Path(wanted).expanduser()
    if _BOX.fullmatch(wanted):
        return Source("box", _checked_box(wanted))
    if not wanted:
        raise InputError(f"no source; give {_choices()}")
    if path.is_dir():
        raise InputError(f"{wanted} is a folder; give {_choices()}")
    if suffix := _suffix(wanted):
        if not path.is_file():
            raise NetworkError(f"there is no file {wanted}; give {_choices()}")
        return Source(SUFFIXES[suffix], str(path.absolute()))
    if path.exists() or path.name != wanted or _FILE_NAME.fullmatch(wanted):
        what = "is no kind of file that roads are read from" if path.exists() else "is no file, and no place either"
        raise InputError(f"{wanted} {what}; give {_choices()}")
    return Source("place", wanted)


def _suffix(text: str) -> str:
    return next((suffix for suffix in SUFFIXES if text.lower().endswith(suffix)), "")


def _checked_box(text: str) -> str:
    numbers = [float(part) for part in text.split(",")]
    if len(numbers) != _BOX_NUMBERS:
        raise InputError(f"{text}: a bounding box has four numbers, W,S,E,N in degrees, such as 113.9,22.4,114.2,22.7")
    west, south, east, north = numbers
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees
        raise InputError(
            f"{text}: a bounding box is W,S,E,N in degrees, west smaller than east and south smaller than north, "
            "such as 113.9,22.4,114.2,22.7"
        )
    return ",".join(f"{number!r}" for number in numbers)


def _choices() -> str:
    return f"a file ({', '.join(SUFFIXES)}), a bounding box W,S,E,N in degrees, or the name of a place"
