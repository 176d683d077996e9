"""What the tags of an OpenStreetMap way say to a driver."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sim.network import ROAD_CLASSES

_CLASS = {name: number for number, name in enumerate(ROAD_CLASSES)} | {"road": ROAD_CLASSES.index("unclassified")}
_ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")  # the first one that is tagged decides
_SHUT = frozenset({"no", "private"})
_ROUND = frozenset({"roundabout", "circular"})
_ALONG = frozenset({"yes", "true", "1"})
_AGAINST = frozenset({"-1", "reverse"})
_SPEED = re.compile(r"(\d{1,3}(?:\.\d+)?) ?(km/h|kph|mph)?")
_KM_PER_MILE = 1.609344
_SPEED_RANGE_KPH = (5.0, 140.0)  # what stands outside is a slip of the pen
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class WayFacts:
    """The facts of a drivable way; the fields are those of a link in `sim.network.RoadNetwork`.

    `direction` is 1 for one way along the way's nodes, -1 for one way against them, 0 for both ways.
    """

    road_class: int
    direction: int
    maxspeed_kph: float
    lanes: int
    toll: bool
    structure: str
    ref: str
    name_en: str
    name_zh: str


def way_facts(tags: Mapping[str, str]) -> WayFacts | None:
    """Read a way's tags.

    Parameters
    ----------
    tags
        Keys and values of the way.

    Returns
    -------
    facts
        None if the way is no road for motor vehicles: a footway, an area, shut or private, or with reversible lanes.
    """
    road_class = _CLASS.get(tags.get("highway", ""))
    direction = _direction(tags)
    if road_class is None or direction is None or tags.get("area") == "yes" or _is_shut(tags):
        return None
    name = tags.get("name", "")
    return WayFacts(
        road_class=road_class,
        direction=direction,
        maxspeed_kph=maxspeed_kph(tags.get("maxspeed", "")),
        lanes=int(lanes) if (lanes := tags.get("lanes", "")).isdecimal() else 0,
        toll=tags.get("toll") == "yes",
        structure=next((kind for kind in ("bridge", "tunnel") if tags.get(kind, "no") != "no"), ""),
        ref=tags.get("ref", ""),
        name_en=tags.get("name:en", "" if _CHINESE.search(name) else name),
        name_zh=tags.get("name:zh", name if _CHINESE.search(name) else ""),
    )


def maxspeed_kph(text: str) -> float:
    """Read a `maxspeed` value in km/h; NaN unless it is a plausible number (mph is converted)."""
    found = _SPEED.fullmatch(text.strip())
    if not found:
        return float("nan")
    kph = float(found[1]) * (_KM_PER_MILE if found[2] == "mph" else 1.0)
    return kph if _SPEED_RANGE_KPH[0] <= kph <= _SPEED_RANGE_KPH[1] else float("nan")


def _direction(tags: Mapping[str, str]) -> int | None:
    """Tell the direction; motorways and roundabouts are one way unless they say otherwise, as OpenStreetMap defines."""
    oneway = tags.get("oneway", "")
    if oneway in _AGAINST:
        return -1
    if oneway in _ALONG:
        return 1
    if oneway == "reversible":
        return None
    implied = tags.get("highway") == "motorway" or tags.get("junction") in _ROUND
    return 1 if implied and oneway != "no" else 0


def _is_shut(tags: Mapping[str, str]) -> bool:
    return next((tags[key] in _SHUT for key in _ACCESS_KEYS if key in tags), False)
