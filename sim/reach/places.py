"""Who is asked about: places by longitude and latitude, sites of scenarios, and files of places."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import scenarios
from scenarios import Scenario
from sim.access import Position
from sim.errors import InputError
from sim.placefile import read_places

MOST_LON, MOST_LAT = 180.0, 90.0
SAME_DEG = 1e-6
"""Places so near to each other, a tenth of a metre, are one."""
NEAR_NAME = 0.5
EXAMPLE = "for example --at 114.057,22.543 or --at 114.057,22.543=Futian"


@dataclass
class _Asked:
    """Places by name, each with the word that asked for it."""

    places: dict[str, Position] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, at: Position, word: str) -> None:
        """Add a place, unless it is there already.

        Raises
        ------
        InputError
            If another place has the name.
        """
        known = self.places.setdefault(name, at)
        first = self.words.setdefault(name, word)
        if max(abs(known[0] - at[0]), abs(known[1] - at[1])) <= SAME_DEG:
            return
        raise InputError(
            f"{word}: another place is called {name!r} already: {first} at lon {known[0]:g}, lat {known[1]:g}, this one at "
            f"lon {at[0]:g}, lat {at[1]:g}; give one of them a name of its own, {_renamed(word, name)}"
        )


def asked_places(
    points: Sequence[str], sites: Sequence[str], files: Sequence[Path], scenario: Scenario | None = None
) -> dict[str, Position]:
    """Return the places that words on the command line ask for, in the order sites, points, files.

    Parameters
    ----------
    points
        ``LON,LAT`` or ``LON,LAT=NAME``, degrees; the name is the text of the degrees where none is given.
    sites
        ``ID``, a site of `scenario`, or ``SCENARIO:ID``, one of another; ``=NAME`` behind it gives another name.
    files
        Files of places, see `sim.placefile.read_places`.
    scenario
        Gives the sites whose scenario is not said.

    Returns
    -------
    dict
        Longitude and latitude in degrees by name; a place that is asked for twice stands there once.

    Raises
    ------
    InputError
        If a word cannot be read, there is no such site or it is abroad, longitude and latitude are none or look swapped,
        two places have one name, or no place is asked for.
    """
    asked = _Asked()
    for name, at, word in (*_sites(sites, scenario), *map(_point, points), *_from_files(files)):
        asked.add(name, at, word)
    if not asked.places:
        raise InputError(f"no place is named: give --at LON,LAT or --site ID or --sites FILE, {EXAMPLE}")
    return asked.places


def _point(text: str) -> tuple[str, Position, str]:
    word = f"--at {text}"
    degrees, _, name = text.partition("=")
    try:
        lon, lat = (float(part) for part in degrees.replace("，", ",").split(","))
    except ValueError as error:
        raise InputError(f"{word}: write LON,LAT in degrees, {EXAMPLE}") from error
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise InputError(f"{word}: these are no degrees; write LON,LAT, {EXAMPLE}")
    if abs(lat) > MOST_LAT >= abs(lon) and abs(lat) <= MOST_LON:
        raise InputError(
            f"{word}: latitude {lat:g} lies beyond 90, so longitude and latitude look swapped; did you mean "
            f"--at {lat:g},{lon:g}?"
        )
    if abs(lat) > MOST_LAT or abs(lon) > MOST_LON:
        raise InputError(f"{word}: longitudes lie between -180 and 180, latitudes between -90 and 90, {EXAMPLE}")
    if "=" in text and not name.strip():
        raise InputError(f"{word}: there is no name behind the =; write one or leave the = out, {EXAMPLE}")
    return name.strip() or degrees.strip(), (lon, lat), word


def _sites(words: Iterable[str], scenario: Scenario | None) -> Iterator[tuple[str, Position, str]]:
    loaded: dict[str, Scenario] = {}
    for text in words:
        word = f"--site {text}"
        where, _, name = text.partition("=")
        source, _, site = where.rpartition(":")
        if source and source not in loaded:
            loaded[source] = scenarios.load(source)
        if "=" in text and not name.strip():
            raise InputError(f"{word}: there is no name behind the =; write one or leave the = out")
        owner = loaded[source] if source else scenario
        if owner is None:
            raise InputError(f"{word}: say of which scenario, --site SCENARIO:{site}")
        yield name.strip() or site, _site(owner, site, word), word


def _site(scenario: Scenario, site: str, word: str) -> Position:
    found = scenario.sites.get(site)
    if found is None:
        known = ", ".join(sorted(key for key, each in scenario.sites.items() if each.kind != "abroad"))
        near = difflib.get_close_matches(site, scenario.sites, 1, NEAR_NAME)
        meant = f"did you mean {near[0]}? There" if near else "there"
        raise InputError(
            f"{word}: no such site in {scenario.id}; {meant} are {known}. Of another scenario: --site SCENARIO:ID"
        )
    if found.kind == "abroad":
        raise InputError(f"{word}: this site is abroad, beyond the roads; name a site on the roads")
    return found.lon, found.lat


def _from_files(files: Sequence[Path]) -> Iterator[tuple[str, Position, str]]:
    for path in files:
        for name, at in read_places(path).items():
            yield name, at, f"--sites {path}"


def _renamed(word: str, name: str) -> str:
    option, _, text = word.partition(" ")
    if option == "--sites":
        return "in the file"
    return f"for example {option} {text.partition('=')[0]}={name}_2"


def names_of(places: Mapping[str, Position], scenario: Scenario) -> dict[str, tuple[str, str]]:
    """Return the English and Chinese names of those places that are sites of a scenario, by the name they are asked by."""
    sites = scenario.sites
    return {key: (sites[key].name.en, sites[key].name.zh) for key in places if key in sites}
