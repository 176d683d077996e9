"""Refuse packed files that unpack to something enormous, before anything else reads them."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

from sim.errors import NetworkError

UNPACKED_LIMIT_BYTES = 64 * 2**30
"""Default limit of what a packed file may unpack to: 64 GiB, some ten times all roads and buildings of Guangdong as XML."""

_SUSPECT_RATIO = 200
_HARMLESS_BYTES = 2**30
_GZIP_BEST_RATIO = 1032  # deflate cannot do better (https://www.zlib.net/zlib_tech.html)
_CHUNK_BYTES = 2**20


def check_unpacked(path: Path, limit_bytes: int = UNPACKED_LIMIT_BYTES) -> None:
    """Refuse a .gz or .bz2 file that unpacks to too much; other files pass.

    The file is unpacked once, a mebibyte at a time, and nothing is kept. Files that are too small to do harm are not
    looked at. OpenStreetMap text packs ten- to twenty-fold: what packs more than 200-fold and is larger than 1 GiB
    is not one.

    Parameters
    ----------
    path
        The file.
    limit_bytes
        The largest size that is let through.

    Raises
    ------
    NetworkError
        If it unpacks to too much, or is damaged.
    """
    suffix = path.suffix.lower()
    packed_bytes = path.stat().st_size
    if suffix not in {".gz", ".bz2"}:
        return
    if suffix == ".gz" and packed_bytes * _GZIP_BEST_RATIO <= min(limit_bytes, _HARMLESS_BYTES):
        return
    most_bytes = min(limit_bytes, max(_HARMLESS_BYTES, packed_bytes * _SUSPECT_RATIO))
    unpacked_bytes = 0
    try:
        with (gzip.open if suffix == ".gz" else bz2.open)(path, "rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                unpacked_bytes += len(chunk)
                if unpacked_bytes > most_bytes:
                    break
    except (OSError, EOFError) as error:
        raise NetworkError(f"{path}: cannot be unpacked ({error}); it may be cut short: fetch it again") from error
    if unpacked_bytes > most_bytes:
        raise NetworkError(
            f"{path}: unpacks to more than {most_bytes:,} bytes from {packed_bytes:,}, too much for a map; "
            "if you trust it, unpack it yourself and give the .osm file, or better an .osm.pbf"
        )
