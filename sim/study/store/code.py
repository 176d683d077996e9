"""The state of the code that decides what comes out of a run, so that an edit of it is noticed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import scenarios
import sim

SUFFIXES = (".py", ".csv")
"""Of modules, and of the facts that are shipped with them."""
WITHOUT = frozenset(
    {
        "sim/cli",
        "sim/drawing",
        "sim/exports",
        "sim/geofiles",
        "sim/reach",
        "sim/study/answers",
        "sim/study/designs",
        "sim/study/store",
        "scenarios/library",
    }
)
"""Folders that no run looks into. Points and scenarios have hashes of their own, and tables are always written as a whole."""
DIGITS = 16


@cache
def code_state() -> Mapping[str, str]:
    """Return the state of the code that this process runs, see `state_of`; read once, when it is asked for first."""
    homes = (Path(str(package.__file__)).parent for package in (scenarios, sim))
    return MappingProxyType({room: digest for home in homes for room, digest in state_of(home).items()})


def code_digest() -> str:
    """Return the state of all the code that this process runs, in one word."""
    text = "\n".join(f"{room} {digest}" for room, digest in code_state().items())
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def state_of(package: Path) -> dict[str, str]:
    """Return a digest for each room of a package: its own modules, and each of its folders with all that is in it.

    The names and contents of the files count, and nothing else: not where they are, nor when they were written, nor how their
    lines end. So the same code has the same state, installed or checked out, on any machine.

    Parameters
    ----------
    package
        Its folder, such as ``…/sim``.

    Returns
    -------
    dict
        Digest by room, such as ``sim`` and ``sim/chain``, in the order of their names.
    """
    found: dict[str, hashlib._Hash] = {}
    for name, path in sorted(_files(str(package), package.name)):
        room = "/".join(name.split("/")[:-1][:2])
        digest = found.setdefault(room, hashlib.sha256())
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - hundreds of files: this takes half the time
            text = file.read().replace(b"\r\n", b"\n")
        digest.update(f"{name}\n{len(text)}\n".encode())
        digest.update(text)
    return {room: digest.hexdigest()[:DIGITS] for room, digest in sorted(found.items())}


def _files(folder: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the files that count below a folder, each with its name from the package on."""
    with os.scandir(folder) as entries:
        for entry in entries:
            own = f"{name}/{entry.name}"
            if entry.name.startswith(".") or own in WITHOUT:
                continue
            if entry.is_dir():
                yield from _files(entry.path, own)
            elif entry.name.endswith(SUFFIXES):
                yield own, entry.path
