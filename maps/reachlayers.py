"""What of a table of isochrones becomes which layer of the map: by place, by number of places, or by what changed."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from maps.reachwords import CHANGES, combination, place_name
from scenarios import Text
from sim.frames import rows
from sim.geofiles import colours

Kind = Literal["each", "union", "overlap", "nearest", "change"]
FEWEST_REACH, ALL_REACH = "#d9cdea", "#3f1d6b"
MOST_SHOWN = 8
"""So many places that may overlap are on the map at first; of more only the first. Of several cutoffs of overlaps or
changes, and of several shares of departures, the largest is."""
PALEST = 0.65
"""Share of white in the colour of the farthest cutoff."""
GOLDEN = 0.618034
GRADED_BY: dict[Kind, str] = {
    "each": "minutes",
    "union": "minutes",
    "nearest": "minutes",
    "overlap": "sites_at_least",
    "change": "change",
}
WITHIN = ("direction", "vehicle", "percentile", "share")
"""What tells layers apart where it is not the same in all rows."""


@dataclass(frozen=True)
class Piece:
    """A polygon on the map: its grade, the row of the table it is from, and its area."""

    grade: int
    row: int
    area_km2: float


@dataclass(frozen=True)
class ReachLayer:
    """What is switched on and off as one.

    Attributes
    ----------
    label
        Its name.
    colours
        A colour a grade.
    show
        Whether it is on at first.
    steps
        Its polygons at each moment.
    """

    label: Text
    colours: tuple[str, ...]
    show: bool
    steps: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class ReachLayers:
    """All layers of a map of isochrones.

    Attributes
    ----------
    kind
        What was made of the places.
    layers
        At least one.
    grades
        What each colour stands for, the one on top first.
    heads
        The same in short.
    moments
        Local departures or arrivals in ISO 8601; one empty text where none is told.
    """

    kind: Kind
    layers: tuple[ReachLayer, ...]
    grades: tuple[Text, ...]
    heads: tuple[Text, ...]
    moments: tuple[str, ...]


def reach_layers(frame: gpd.GeoDataFrame, names: Mapping[str, Text]) -> ReachLayers:
    """Sort a table of isochrones, or of what changed between two, into layers.

    Parameters
    ----------
    frame
        What `sim.isochrones` or `sim.reach_difference` gave; at least one row.
    names
        Names of places in both languages, by id; others go by their id.
    """
    kind = kind_of(frame)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    table["moment"] = _moments(table)
    moments = tuple(sorted(table["moment"].unique()))
    order = _order(table, kind)
    grade_of = [order.index(value) for value in table[GRADED_BY[kind]]]
    keys = [key for key in WITHIN if key in table and len(set(table[key])) > 1]
    keys = (["minutes"] if kind == "overlap" else ["site", "minutes"] if kind == "change" else ["site"]) + keys
    grouped = list(table.groupby(keys, sort=False, dropna=False))
    largest = {key: table[key].max() for key in ("minutes", "share") if key in table}
    layers = []
    for number, (values, group) in enumerate(grouped):
        given = dict(zip(keys, values, strict=True))
        steps: list[list[Piece]] = [[] for _ in moments]
        for row in rows(group.reset_index(names="row")):
            steps[moments.index(row.moment)].append(
                Piece(grade_of[row.row], int(row.row), round(float(row.area_km2), 1))
            )
        layers.append(
            ReachLayer(
                label=_label(given, kind, names),
                colours=_colours(kind, number, len(grouped), order),
                show=_shown(kind, number, len(grouped))
                and all(given.get(key, most) == most for key, most in largest.items()),
                steps=tuple(map(tuple, steps)),
            )
        )
    grades, heads = (tuple(text(kind, value) for value in order) for text in (_grade_text, _head))
    return ReachLayers(kind, tuple(layers), grades, heads, moments)


def kind_of(frame: gpd.GeoDataFrame) -> Kind:
    """Return what was made of several places, as the frame itself or its parameters tell."""
    if "change" in frame:
        return "change"
    if "sites_at_least" in frame and frame["sites_at_least"].max() > 1:
        return "overlap"
    told = getattr(frame, "parameters", {}).get("combine", "each")
    return told if told in {"union", "nearest", "overlap"} else "each"


def site_colour(number: int) -> str:
    """Return the colour of a place; those beyond `sim.geofiles.colours.SITE_HUES` go round the circle of hues."""
    if number < len(colours.SITE_HUES):
        return colours.SITE_HUES[number]
    red, green, blue = colorsys.hls_to_rgb(number * GOLDEN % 1, 0.36, 0.6)
    return _hex((red * 255, green * 255, blue * 255))


def blend(one: str, two: str, share: float) -> str:
    """Return a colour between two, by the share of the second (0 to 1)."""
    ends = [np.array(list(bytes.fromhex(colour[1:])), dtype=float) for colour in (one, two)]
    return _hex(ends[0] + (ends[1] - ends[0]) * share)


def _hex(parts: Sequence[float] | np.ndarray[Any, Any]) -> str:
    return "#" + "".join(f"{round(float(part)):02x}" for part in parts)


def _moments(table: pd.DataFrame) -> list[str]:
    columns = [table[key].fillna("").astype(str) for key in ("depart", "arrive") if key in table]
    return ["".join(values) for values in zip(*columns, strict=True)] if columns else [""] * len(table)


def _order(table: pd.DataFrame, kind: Kind) -> list[Any]:
    """Return the values that grades stand for, the one on top first."""
    values = set(table[GRADED_BY[kind]])
    if kind == "change":
        return [change for change in CHANGES if change in values]
    return sorted(values, reverse=kind == "overlap")


def _grade_text(kind: Kind, value: Any) -> Text:
    if kind == "change":
        return CHANGES[value]
    if kind == "overlap":
        return Text(en=f"{value:g} places or more" if value > 1 else "any place", zh=f"至少 {value:g} 个地点")
    return Text(en=f"≤ {value:g} min", zh=f"≤ {value:g} 分钟")


def _head(kind: Kind, value: Any) -> Text:
    if kind == "change":
        return CHANGES[value]
    sign = "≥" if kind == "overlap" else "≤"
    return Text(en=f"{sign} {value:g}", zh=f"{sign} {value:g}")


def _label(given: Mapping[str, Any], kind: Kind, names: Mapping[str, Text]) -> Text:
    parts = [place_name(str(given["site"]), names, kind)] if "site" in given else []
    if "minutes" in given:
        parts.append(Text(en=f"within {given['minutes']:g} min", zh=f"{given['minutes']:g} 分钟内"))
    parts += [combination(key, given[key]) for key in WITHIN if key in given]
    return Text(en=" · ".join(part.en for part in parts), zh=" · ".join(part.zh for part in parts))


def _colours(kind: Kind, number: int, layers: int, order: Sequence[Any]) -> tuple[str, ...]:
    if kind == "change":
        return tuple(colours.CHANGES[change] for change in order)
    grades = len(order)
    steps = np.linspace(0, 1, grades) if grades > 1 else np.zeros(1)
    if kind == "overlap":
        return tuple(blend(ALL_REACH, FEWEST_REACH, step) for step in steps)
    if layers == 1:
        return tuple(colours.band_colour(rank, grades) for rank in range(grades))
    return tuple(blend(site_colour(number), "#ffffff", PALEST * step) for step in steps)


def _shown(kind: Kind, number: int, layers: int) -> bool:
    return kind != "each" or layers <= MOST_SHOWN or number == 0
