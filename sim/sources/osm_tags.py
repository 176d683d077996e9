"""What the tags of an OpenStreetMap way say to a driver."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sim.errors import InputError
from sim.network import BARRED, ROAD_CLASSES
from sim.sources.osm_units import lane_count, metres, speed, tonnes
from sim.sources.vehicle_rules import barred

RULE_KEYS: tuple[str, ...] = (
    "highway", "area", "oneway", "oneway:motor_vehicle", "junction",
    "access", "vehicle", "motor_vehicle", "motorcar", "hgv", "goods",
    "maxspeed", "maxspeed:forward", "maxspeed:backward", "maxspeed:hgv",
    "maxweight", "maxweightrating", "maxheight", "maxheight:physical",
    "lanes", "toll", "bridge", "tunnel",
)  # fmt: skip
"""The keys that `way_rules` looks at."""
NAME_KEYS: tuple[str, ...] = ("ref", "name", "name:en", "name:zh")
"""The keys that `with_names` looks at."""
FACT_KEYS = RULE_KEYS + NAME_KEYS
"""All keys that `way_facts` looks at."""
HIGHWAYS: dict[str, int] = {name: number for number, name in enumerate(ROAD_CLASSES)} | {
    "road": ROAD_CLASSES.index("unclassified")
}
"""The values of `highway` that are roads for motor vehicles, and the class of each."""
EVERY_KIND = sum(BARRED.values())

_ROUND = frozenset({"roundabout", "circular"})
_ALONG = frozenset({"yes", "true", "1"})
_AGAINST = frozenset({"-1", "reverse"})
_BOTH = frozenset({"no", "false", "0"})
_CHANGING = frozenset({"reversible", "alternating"})
_SPEED_KEYS = ("maxspeed", "maxspeed:forward", "maxspeed:backward", "maxspeed:hgv")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class WayFacts:
    """The facts of a drivable way; the fields are those of a link in `sim.network.RoadNetwork`.

    `direction` is 1 for one way along the way's nodes, -1 for one way against them, 0 for both ways. A number that is
    not known is `math.nan`, that very object, so that equal facts compare equal.
    """

    road_class: int
    direction: int
    maxspeed_kph: float = math.nan
    truck_maxspeed_kph: float = math.nan
    lanes: int = 0
    toll: bool = False
    structure: str = ""
    ref: str = ""
    name_en: str = ""
    name_zh: str = ""
    barred: int = 0
    max_t: float = math.nan
    max_height_m: float = math.nan


def way_facts(tags: Mapping[str, str]) -> WayFacts | None:
    """Read a way's tags.

    Parameters
    ----------
    tags
        Keys and values of the way.

    Returns
    -------
    facts
        None if the way is no road for motor vehicles: a footway, an area, shut to or private for all of them, or
        with lanes whose direction changes (see `changes_direction`).
    """
    rules = way_rules(tags)
    return None if rules is None else with_names(rules, tags)


def way_rules(tags: Mapping[str, str]) -> WayFacts | None:
    """Read a way's tags without its names; see `way_facts`."""
    road_class = HIGHWAYS.get(tags.get("highway", ""))
    direction = _direction(tags)
    shut = barred(tags)
    if road_class is None or direction is None or tags.get("area") == "yes" or shut == EVERY_KIND:
        return None
    return WayFacts(
        road_class=road_class,
        direction=direction,
        maxspeed_kph=_signed_kph(tags, direction),
        truck_maxspeed_kph=maxspeed_kph(tags.get("maxspeed:hgv", "")),
        lanes=lane_count(tags.get("lanes", "")),
        toll=tags.get("toll") == "yes",
        structure=next((kind for kind in ("bridge", "tunnel") if tags.get(kind, "no") != "no"), ""),
        barred=shut,
        max_t=_least(tonnes(tags.get(key, "")) for key in ("maxweight", "maxweightrating")),
        max_height_m=_least(metres(tags.get(key, "")) for key in ("maxheight", "maxheight:physical")),
    )


def with_names(rules: WayFacts, tags: Mapping[str, str]) -> WayFacts:
    """Return the facts of a way with the names that its tags give it."""
    name = tags.get("name", "")
    is_chinese = bool(_CHINESE.search(name))
    return dataclasses.replace(
        rules,
        ref=tags.get("ref", ""),
        name_en=tags.get("name:en", "" if is_chinese else name),
        name_zh=tags.get("name:zh", name if is_chinese else ""),
    )


def wanted_highways(classes: Collection[str] | None = None, *, service: bool = True) -> frozenset[str]:
    """Return the values of `highway` that belong to some road classes.

    Parameters
    ----------
    classes
        Names of `sim.network.ROAD_CLASSES`; all of them where missing.
    service
        Whether service roads are wanted, if they are among the classes.

    Raises
    ------
    InputError
        If a class is not known, or none is left.
    """
    chosen = set(ROAD_CLASSES if classes is None else classes)
    if unknown := chosen - set(ROAD_CLASSES):
        message = f"no such road class: {', '.join(sorted(unknown))}; there are {', '.join(ROAD_CLASSES)}"
        raise InputError(message)
    chosen -= set() if service else {"service"}
    if not chosen:
        raise InputError("no road class is left to read; name at least one, or let service roads in")
    return frozenset(name for name, number in HIGHWAYS.items() if ROAD_CLASSES[number] in chosen)


def changes_direction(tags: Mapping[str, str]) -> bool:
    """Tell whether a way's direction changes with the hour (``oneway=reversible`` or ``alternating``)."""
    return _oneway(tags) in _CHANGING


def absurd_speeds(tags: Mapping[str, str]) -> list[str]:
    """Return the signed speeds of a way that are a slip of the pen, as they are written."""
    return [tags[key] for key in _SPEED_KEYS if key in tags and speed(tags[key]).absurd]


def maxspeed_kph(text: str) -> float:
    """Read a `maxspeed` value in km/h; `math.nan` unless it is a plausible number (mph is converted)."""
    return _shared(speed(text).kph)


def _signed_kph(tags: Mapping[str, str], direction: int) -> float:
    """Return the limit of a way; where only those of its directions are signed, the one driven, or the lower of both."""
    if "maxspeed" in tags:
        return maxspeed_kph(tags["maxspeed"])
    driven = {1: _SPEED_KEYS[1:2], -1: _SPEED_KEYS[2:3], 0: _SPEED_KEYS[1:3]}[direction]
    return _least(speed(tags.get(key, "")).kph for key in driven)


def _least(numbers: Iterable[float]) -> float:
    return min((each for each in numbers if not math.isnan(each)), default=math.nan)


def _shared(number: float) -> float:
    return math.nan if math.isnan(number) else number


def _oneway(tags: Mapping[str, str]) -> str:
    return tags.get("oneway:motor_vehicle", tags.get("oneway", ""))


def _direction(tags: Mapping[str, str]) -> int | None:
    """Tell the direction; None where it changes.

    Motorways and roundabouts are one way unless they say otherwise, as OpenStreetMap defines
    (https://wiki.openstreetmap.org/wiki/Key:oneway). Ramps of motorways are not: their page asks for an explicit
    `oneway`, and some do carry both directions (https://wiki.openstreetmap.org/wiki/Tag:highway%3Dmotorway_link).
    """
    oneway = _oneway(tags)
    if oneway in _AGAINST:
        return -1
    if oneway in _ALONG:
        return 1
    if oneway in _CHANGING:
        return None
    implied = tags.get("highway") == "motorway" or tags.get("junction") in _ROUND
    return 1 if implied and oneway not in _BOTH else 0
