"""Numbers with units as they stand in OpenStreetMap tags: speeds, weights, heights, lanes."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

SPEED_RANGE_KPH = (5.0, 140.0)
"""A signed speed outside this range is a slip of the pen."""

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_SPEED = re.compile(_NUMBER + r"\s*(km/h|kmh|kph|mph|knots)?", re.ASCII)
_WEIGHT = re.compile(_NUMBER + r"\s*(t|to|ton|tons|tonnes|mt|kg|st|lt|lbs?)?", re.ASCII)
_LENGTH = re.compile(_NUMBER + r"\s*(m|meters?|metres?|cm|ft|feet)?", re.ASCII)
_FEET = re.compile(_NUMBER + r"\s*(?:'|ft)\s*(?:" + _NUMBER + r"\s*(?:\"|''|in)?)?", re.ASCII)
_LANES = re.compile(r"\d{1,2}(?:\.\d)?", re.ASCII)
_SEPARATORS = re.compile(r"[;|,/]")
_KPH = {"mph": 1.609344, "knots": 1.852}
_TONNES = {"kg": 0.001, "st": 0.90718474, "lt": 1.0160469088, "lb": 0.00045359237, "lbs": 0.00045359237}
_FOOT_M = 0.3048
_INCH_M = 0.0254
_METRES = {"cm": 0.01, "ft": _FOOT_M, "feet": _FOOT_M}
_WALK_KPH = 7.0
_MOST_LANES = 32


class Speed(NamedTuple):
    """A signed speed: `kph` is NaN where nothing usable is signed; `absurd` if a number stands there all the same."""

    kph: float
    absurd: bool


def speed(text: str) -> Speed:
    """Read a `maxspeed` value.

    Several values (``60;80``, ``100|80``) count as the lowest: which lane or hour each one is for is not known.
    ``walk`` is 7 km/h, walking pace. ``none``, ``signals`` and names of a national limit (``CN:urban``) say nothing
    here: the speed table knows the law.

    Parameters
    ----------
    text
        The value; km/h where it names no unit.
    """
    kph = [_one_speed(part.strip()) for part in re.split(r"[;|]", text.lower())]
    known = [each for each in kph if not math.isnan(each)]
    if not known:
        return Speed(math.nan, absurd=bool(re.fullmatch(r"[-+]?\d.*", text.strip())))
    low, high = SPEED_RANGE_KPH
    plausible = [each for each in known if low <= each <= high]
    return Speed(min(plausible), absurd=False) if plausible else Speed(math.nan, absurd=True)


def tonnes(text: str) -> float:
    """Read a `maxweight` value in tonnes; NaN where no number above 0 stands (``default``, ``none``)."""
    found = _WEIGHT.fullmatch(text.strip().lower())
    return (_number(found[1]) * _TONNES.get(found[2] or "t", 1.0) if found else 0.0) or math.nan


def metres(text: str) -> float:
    """Read a `maxheight` value in metres; NaN where no number above 0 stands (``default``, ``below_default``)."""
    cleaned = text.strip().lower()
    if found := _LENGTH.fullmatch(cleaned):
        return _number(found[1]) * _METRES.get(found[2] or "m", 1.0) or math.nan
    if found := _FEET.fullmatch(cleaned):
        return _number(found[1]) * _FOOT_M + _number(found[2] or "0") * _INCH_M or math.nan
    return math.nan


def lane_count(text: str) -> int:
    """Read a `lanes` value; 0 where it is no plausible number, the lowest of several."""
    parts = [part.strip() for part in _SEPARATORS.split(text)]
    counts = [int(float(part)) for part in parts if _LANES.fullmatch(part)]
    least = min(counts, default=0)
    return least if least <= _MOST_LANES else 0


def _one_speed(text: str) -> float:
    if text == "walk":
        return _WALK_KPH
    found = _SPEED.fullmatch(text)
    return _number(found[1]) * _KPH.get(found[2] or "", 1.0) if found else math.nan


def _number(text: str) -> float:
    return float(text.replace(",", "."))
