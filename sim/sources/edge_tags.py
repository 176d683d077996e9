"""The tags of an osmnx edge, merged from several ways or not, and back from the facts of a link."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.network import BARRED, ROAD_CLASSES, RoadNetwork, Singles
from sim.sources.osm_tags import HIGHWAYS, NAME_KEYS, RULE_KEYS
from sim.sources.osm_units import lane_count, metres, speed, tonnes

DIRECTIONS = frozenset({"oneway", "oneway:motor_vehicle", "maxspeed:forward", "maxspeed:backward"})
"""Tags of one direction: in a graph the edges themselves tell the directions."""
LEAST: dict[str, Callable[[str], float]] = {
    "maxspeed": lambda text: speed(text).kph,
    "maxspeed:hgv": lambda text: speed(text).kph,
    "maxweight": tonnes,
    "maxweightrating": tonnes,
    "maxheight": metres,
    "maxheight:physical": metres,
    "lanes": lambda text: lane_count(text) or math.nan,
}
"""Tags of which the lowest value counts, and what reads them."""
JOINED = frozenset({"name", "name:en", "name:zh", "ref"})
ANY = frozenset({"bridge", "tunnel", "toll"})
RIGHTS = frozenset({"access", "vehicle", "motor_vehicle", "motorcar", "goods", "hgv"})
TAGS = frozenset(RULE_KEYS + NAME_KEYS) - DIRECTIONS
"""Tags of edges that say something to a driver."""
BARRED_TAG = {"truck": "hgv", "van": "goods", "car": "motorcar"}
"""The tag that shuts a road to each kind of vehicle."""
_RESTRICTIVE = ("no", "private")


def edge_tags(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags of an edge as text, each with one value.

    Where osmnx has merged ways with different tags, the value is the one that promises least:

    - `highway`: the lowest class; a ramp only where there is nothing but ramps
    - `maxspeed`, `lanes`, `maxweight`, `maxheight`: the lowest number
    - `access`, `hgv` and the like: ``no`` or ``private`` if there is one
    - `bridge`, `tunnel`, `toll`: set if any of the ways has it
    - `name`, `ref`: all, sorted and joined by ``;``

    Parameters
    ----------
    data
        The edge's attributes; lists, tuples and sets are several values, None and NaN are none.
    """
    tags = {}
    for key in TAGS & data.keys():
        value = data[key]
        values = [value] if isinstance(value, str) else texts(value)
        if values:
            tags[key] = values[0] if len(values) == 1 else _merged(key, values)
    return tags


def texts(value: Any) -> list[str]:
    """Return the distinct values of an attribute as sorted texts; whole numbers have no decimals."""
    several = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    return sorted({_text(each) for each in several} - {""})


def link_tags(network: RoadNetwork) -> Iterator[dict[str, str]]:
    """Go over the tags of all links, from which the facts of the links can be read again.

    Parameters
    ----------
    network
        Any road network.
    """
    columns = {
        "name:en": list(network.link_name_en),
        "name:zh": list(network.link_name_zh),
        "ref": list(network.link_ref),
        "lanes": ["" if lanes <= 0 else str(lanes) for lanes in network.link_lanes.tolist()],
        "toll": ["yes" if toll else "" for toll in network.link_toll.tolist()],
        "maxspeed": _decimals(network.link_maxspeed_kph),
        "maxspeed:hgv": _decimals(network.link_truck_maxspeed_kph),
        "maxweight": _decimals(network.link_max_t),
        "maxheight": _decimals(network.link_max_height_m),
    }
    for structure in ("bridge", "tunnel"):
        columns[structure] = ["yes" if hit else "" for hit in network.link_structure.is_one_of([structure]).tolist()]
    for kind, tag in BARRED_TAG.items():
        columns[tag] = ["no" if shut else "" for shut in (network.link_barred & BARRED[kind]).tolist()]
    columns["name"] = [zh or en for zh, en in zip(columns["name:zh"], columns["name:en"], strict=True)]
    columns["highway"] = [ROAD_CLASSES[number] for number in network.link_class.tolist()]
    for row in zip(*columns.values(), strict=True):
        yield {key: value for key, value in zip(columns, row, strict=True) if value}


def _decimals(numbers_of: Singles) -> list[str]:
    """Write numbers with as many decimals as it takes to read them again; nothing for NaN."""
    known: dict[float, str] = {}
    for number in np.unique(numbers_of[np.isfinite(numbers_of)]):
        known[float(number)] = np.format_float_positional(number, trim="-")
    return [known.get(number, "") for number in numbers_of.astype(float).tolist()]


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float | np.number):
        return f"{value:.15g}"
    return str(value).strip()


def _merged(key: str, values: list[str]) -> str:
    if key == "highway":
        return max(values, key=_rank)
    if key in LEAST:
        return min(values, key=lambda value: _amount(key, value))
    if key in JOINED:
        return ";".join(values)
    if key in ANY:
        return next((value for value in values if value != "no"), "no")
    return next((value for value in _RESTRICTIVE if key in RIGHTS and value in values), values[0])


def _rank(highway: str) -> tuple[bool, int]:
    """Order classes so that the greatest is the lowest one, ramps before all others, other things than roads last."""
    return not highway.endswith("_link"), HIGHWAYS.get(highway, len(ROAD_CLASSES))


def _amount(key: str, value: str) -> float:
    amount = LEAST[key](value)
    return math.inf if math.isnan(amount) else amount
