"""A file of named arrays that are opened by memory map and checked whole on opening.

Little-endian throughout, all parts aligned to 64 bytes::

    prologue    8 bytes magic, uint32 version, uint32 length of the header, SHA-384 of these three and the header
    header      JSON, filled up with spaces: `head`, `recipe`, the table of arrays, length and check of what follows
    arrays      one after the other
    recipe      JSON once more, filled up with spaces, in case the header is damaged
    epilogue    8 bytes magic, uint32 version, uint32 length of the recipe, SHA-384 of these three and the recipe

The check is the SHA-256 of the wrap-around sums of 64-bit words of every 256 KiB after the header: it finds every changed
byte and every lost or swapped block at the speed of memory. It guards against damage, not against forgery. Prologue and
epilogue stay as they are in all versions to come.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import NetworkError
from sim.output import replacing

ALIGNMENT = 64
BLOCK_BYTES = 1 << 18
_MAGIC = b"ONEHOUR\n"
_MARK = struct.Struct("<8sII")
_MARK_BYTES = 64  # the three fields and their hash
_WORD = np.dtype("<u8")
_Arrays = Mapping[str, npt.NDArray[Any]]


class DamagedError(NetworkError):
    """A file is not what was written; `recipe` is what can still be read of its recipe."""

    def __init__(self, message: str, recipe: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.recipe = dict(recipe or {})


class OtherVersionError(DamagedError):
    """A file was written by another version of the program."""


class Opened(NamedTuple):
    """What stands in a file."""

    head: dict[str, Any]
    recipe: dict[str, Any]
    arrays: dict[str, npt.NDArray[Any]]


def write_arrays(
    path: Path, version: int, arrays: _Arrays, head: Mapping[str, Any], recipe: Mapping[str, Any] | None = None
) -> None:
    """Write arrays to a file, as a whole or not at all.

    Parameters
    ----------
    path
        The file, replaced if there is one.
    version
        Of what stands in `head` and `arrays`.
    arrays
        One-dimensional, little-endian, by name.
    head, recipe
        Plain values, ready for JSON.

    Raises
    ------
    OutputError
        If the file cannot be written.
    TypeError
        If head or recipe cannot be written as JSON.
    """
    mark = _marked(version, _json(recipe or {}), first=False)
    header = {"head": dict(head), "recipe": dict(recipe or {})}
    room = {"arrays": [(name, "<i8", 1 << 48, 1 << 48) for name in arrays], "bytes": 1 << 48, "check": "0" * 64}
    start = _MARK_BYTES + _aligned(len(_json(header | room)))
    table, end = [], start
    for name, array in arrays.items():
        table.append((name, array.dtype.str, array.size, end))
        end = _aligned(end + array.nbytes)
    with replacing(path) as temporary, temporary.open("w+b") as stream:
        for (*_, offset), array in zip(table, arrays.values(), strict=True):
            stream.seek(offset)
            stream.write(np.ascontiguousarray(array).data)
        stream.seek(end)
        stream.write(mark)
        stream.flush()
        found = {"arrays": table, "bytes": end + len(mark), "check": _check(_mapped(stream), start)}
        stream.seek(0)
        stream.write(_marked(version, _json(header | found).ljust(start - _MARK_BYTES), first=True))


def read_arrays(path: Path, version: int) -> Opened:
    """Open the arrays of a file by memory map, after checking the whole of it.

    Parameters
    ----------
    path
        The file.
    version
        The one that can be read.

    Returns
    -------
    Opened
        The arrays are read-only views of the file; it is read as they are used.

    Raises
    ------
    OtherVersionError
        If the file has another version.
    DamagedError
        If the file is not what was written.
    """
    with path.open("rb") as stream:
        header, start = _header(stream, path, version)
        size = stream.seek(0, 2)
        recipe = header["recipe"]
        if size != header["bytes"]:
            raise DamagedError(f"{path} is damaged: it has {size:,} bytes instead of {header['bytes']:,}", recipe)
        whole = _mapped(stream)
    if _check(whole, start) != header["check"]:
        raise DamagedError(f"{path} is damaged: its bytes are not those that were written", recipe)
    arrays = {name: _view(whole, np.dtype(dtype), size, offset) for name, dtype, size, offset in header["arrays"]}
    return Opened(header["head"], recipe, arrays)


def read_recipe(path: Path, version: int) -> dict[str, Any]:
    """Return the recipe of a file without looking at its arrays.

    Raises
    ------
    OtherVersionError, DamagedError
        As in `read_arrays`, as far as the header tells.
    """
    with path.open("rb") as stream:
        recipe: dict[str, Any] = _header(stream, path, version)[0]["recipe"]
        return recipe


def _marked(version: int, text: bytes, *, first: bool) -> bytes:
    """Put the mark before a text, or behind it."""
    text = text.ljust(_aligned(len(text)))
    mark = _MARK.pack(_MAGIC, version, len(text))
    mark += hashlib.sha384(mark + text).digest()
    return mark + text if first else text + mark


def _header(stream: BinaryIO, path: Path, version: int) -> tuple[dict[str, Any], int]:
    """Return the header and where it ends."""
    mark = stream.read(_MARK_BYTES)
    text = _text_of(mark, stream)
    if text is None:
        what = "is damaged" if mark.startswith(_MAGIC) else "is not a saved road network, or it is damaged"
        raise DamagedError(f"{path} {what}", _recipe_at_end(stream))
    header = json.loads(text)
    found = _MARK.unpack_from(mark)[1]
    if found != version:
        message = f"{path} has format version {found}, this program reads {version}"
        raise OtherVersionError(message, header.get("recipe"))
    return header, _MARK_BYTES + len(text)


def _recipe_at_end(stream: BinaryIO) -> dict[str, Any]:
    size = stream.seek(0, 2)
    if size < 2 * _MARK_BYTES:
        return {}
    stream.seek(size - _MARK_BYTES)
    mark = stream.read(_MARK_BYTES)
    stream.seek(max(0, size - _MARK_BYTES - _MARK.unpack_from(mark)[2]))
    text = _text_of(mark, stream)
    return json.loads(text) if text is not None else {}


def _text_of(mark: bytes, stream: BinaryIO) -> bytes | None:
    """Read the text that a mark speaks of, from where the stream stands; None if either is damaged."""
    if len(mark) < _MARK_BYTES or not mark.startswith(_MAGIC):
        return None
    text = stream.read(_MARK.unpack_from(mark)[2])
    return text if hashlib.sha384(mark[: _MARK.size] + text).digest() == mark[_MARK.size :] else None


def _check(whole: mmap.mmap, start: int) -> str:
    words = np.frombuffer(whole, _WORD, offset=start)
    row = BLOCK_BYTES // _WORD.itemsize
    full = words.size // row * row
    sums = words[:full].reshape(-1, row).sum(axis=1)
    return hashlib.sha256(np.append(sums, words[full:].sum()).astype(_WORD).tobytes()).hexdigest()


def _view(whole: mmap.mmap, dtype: np.dtype[Any], size: int, offset: int) -> npt.NDArray[Any]:
    if size:
        return np.frombuffer(whole, dtype, size, offset)
    empty = np.zeros(0, dtype)
    empty.flags.writeable = False
    return empty


def _mapped(stream: BinaryIO) -> mmap.mmap:
    return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
