"""The trips of a scenario on a large network, kept on disk, so that its second run starts at once.

A file is named by the hash of all that the trips depend on: the network, the speeds of every vehicle on every link at
every moment, the tolls, the access legs and the hours. Whatever changes one of these (another table of speeds, a closure,
a site moved by a metre) is another file; nothing has to be thrown away by hand. A damaged file is computed anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from importlib import metadata
from pathlib import Path

import numpy as np

from sim.access import Access
from sim.arrayfile import DamagedError, read_arrays, write_arrays
from sim.errors import OutputError
from sim.network import RoadNetwork
from sim.roads import networks_folder
from sim.stages import Counting
from sim.timelines import Timeline, Trips, trips

FORMAT = 1
"""To be raised with every change of what is kept, or of how trips are found."""
FOLDER = "travel-times"
SUFFIX = ".times"
WORTH_KEEPING = 100_000_000
"""Nodes times sites times hours from which on trips are kept: those of fewer are found again in seconds."""
MOST_FILES = 20
"""The files that were not asked for the longest are thrown away beyond this number."""
TABLES = ("minutes", "km", "toll_cny")


def kept_trips(
    network: RoadNetwork,
    timelines: Sequence[Timeline],
    hours: Sequence[Sequence[dt.datetime]],
    access: Sequence[Sequence[Access]],
    progress: Counting | None = None,
) -> Trips:
    """Return `sim.timelines.trips`, from disk where they have been computed before.

    Parameters
    ----------
    network
        The roads of the timelines.
    timelines, hours, access, progress
        As in `trips`.
    """
    if network.nodes * len(access[0]) * sum(map(len, hours)) < WORTH_KEEPING:
        return trips(timelines, hours, access, progress)
    path = networks_folder() / FOLDER / (_key(network, timelines, hours, access) + SUFFIX)
    with suppress(OSError, DamagedError):
        found = _read(path, hours)
        path.touch()
        return found
    found = trips(timelines, hours, access, progress)
    with suppress(OSError, OutputError):  # a folder that cannot be written to costs time, nothing else
        _write(path, hours, found)
        _throw_away(path.parent)
    return found


def _key(
    network: RoadNetwork,
    timelines: Sequence[Timeline],
    hours: Sequence[Sequence[dt.datetime]],
    access: Sequence[Sequence[Access]],
) -> str:
    """Return the hash of everything that the trips depend on, as hexadecimal text."""
    digest = hashlib.sha256(f"{FORMAT} {metadata.version('one-hour-circle')} {network.sha256()}".encode())

    def add(*values: object) -> None:
        for value in values:
            if isinstance(value, np.ndarray):
                digest.update(f"{value.dtype.str}{value.shape}".encode())
                digest.update(np.ascontiguousarray(value).data)
            else:
                digest.update(f"{value!r};".encode())

    for span, moments in zip(timelines, hours, strict=True):
        add(*(moment.astimezone(dt.UTC).isoformat() for moment in moments))
        order = list(dict.fromkeys(span.speeds))
        add([order.index(speeds) for speeds in span.speeds])
        for speeds in order:
            profiles = speeds.profiles
            add(profiles.start.astimezone(dt.UTC).isoformat(), profiles.slot_end_s, profiles.factor)
            add(profiles.link_profile, profiles.link_empty_s, speeds.link_km, speeds.link_toll_cny)
    for places in access:
        add(*(getattr(place, part.name) for place in places for part in fields(place)))
    return digest.hexdigest()[:40]


def _read(path: Path, hours: Sequence[Sequence[dt.datetime]]) -> Trips:
    head, _, arrays = read_arrays(path, FORMAT)
    tables = {name: arrays[name].reshape(head["shape"]).copy() for name in TABLES}
    departures = tuple((span, hours[span][place]) for span, place in head["departures"])
    return Trips(departures, tuple(arrays[f"state_{span}"].copy() for span in range(len(hours))), **tables)


def _write(path: Path, hours: Sequence[Sequence[dt.datetime]], found: Trips) -> None:
    departures = [(span, hours[span].index(moment)) for span, moment in found.departures]
    arrays = {name: getattr(found, name).ravel() for name in TABLES}
    arrays |= {f"state_{span}": state for span, state in enumerate(found.state)}
    write_arrays(path, FORMAT, arrays, {"shape": found.minutes.shape, "departures": departures})


def _throw_away(folder: Path) -> None:
    """Remove the files beyond `MOST_FILES`."""
    files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[MOST_FILES:]:
        file.unlink(missing_ok=True)
