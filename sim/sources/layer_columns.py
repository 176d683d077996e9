"""The columns of a line layer as tags of OpenStreetMap, whatever the columns and their values are called."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.errors import NetworkError
from sim.network import ROAD_CLASSES
from sim.sources.edge_tags import TAGS, edge_tags, texts
from sim.sources.osm_tags import HIGHWAYS

CLASS_COLUMNS = ("highway", "fclass", "class", "road_class", "roadclass", "road_type", "type", "kind")
"""Where the class stands if it is not said; the first that has a road class among its values is taken."""
ONEWAY_COLUMNS = ("oneway", "one_way")
OTHER_TAGS = "other_tags"
"""The column in which GDAL keeps what has no column of its own, as ``"key"=>"value"``."""
NO_ROADS = frozenset(
    {
        "pedestrian", "footway", "cycleway", "path", "steps", "bridleway", "corridor", "elevator", "platform",
        "track", "track_grade1", "track_grade2", "track_grade3", "track_grade4", "track_grade5", "via_ferrata",
        "busway", "bus_guideway", "raceway", "rest_area", "services", "ferry", "rail",
        "construction", "proposed", "planned", "abandoned", "unknown", "no",
    }
)  # fmt: skip
"""Values of OpenStreetMap and of the layers of Geofabrik that are no roads for motor vehicles, or none yet."""
FEW = 0.01
"""If no more than this share of the lines has a class that is not known, those are left out; or else it is an error."""
_YES = frozenset({"t", "true", "1", "yes", "y"})
_NO = frozenset({"f", "false", "0", "no", "n"})
_ALONG = frozenset({"yes", "y", "true", "1", "ft", "forward", "along"})
_AGAINST = frozenset({"-1", "reverse", "tf", "backward", "against"})
_BOTH = frozenset({"no", "n", "false", "0", "b", "both"})
_SWITCHES = ("bridge", "tunnel", "toll")
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"((?:[^"\\]|\\.)*)"')


class Columns(NamedTuple):
    """The columns that a user names; what is None is looked for under its usual names."""

    road_class: str | None = None
    oneway: str | None = None
    maxspeed: str | None = None
    name: str | None = None


class Tagged(NamedTuple):
    """The tags of the lines of a layer.

    Attributes
    ----------
    tags
        Of every line; None for lines that are no roads. `oneway` is always stated if the layer has no directions.
    notes
        What was found: the columns that were read, and the lines that were left out, by class.
    """

    tags: list[dict[str, str] | None]
    notes: dict[str, Any]


def tags_of(table: pd.DataFrame, wanted: Columns, class_map: Mapping[str, str], source: str) -> Tagged:
    """Read the tags of the lines of a layer.

    Parameters
    ----------
    table
        All columns but the geometry.
    wanted
        Columns named by the user.
    class_map
        The road class of values of the layer's own; empty for what is to be left out.
    source
        What the layer is called in messages.

    Raises
    ------
    NetworkError
        If there is no such column, or values of it are not known.
    """
    values = _values(table)
    road_class = _class_column(values, wanted.road_class, class_map, source)
    oneway = _named(values, wanted.oneway, source) or _first(values, ONEWAY_COLUMNS)
    columns = {key: column for key in TAGS if (column := _first(values, (key, key.replace(":", "_"))))}
    for key, name in (("maxspeed", wanted.maxspeed), ("name", wanted.name)):
        columns |= {key: column} if (column := _named(values, name, source)) else {}
    classes, left_out = _classes(values[road_class], class_map, source)
    rows = _rows(values, columns, len(table))
    has_directions = oneway is not None or OTHER_TAGS in values
    directions = (
        _directions(values[oneway], geofabrik="fclass" in {column.lower() for column in values}, source=source)
        if oneway is not None
        else [None if has_directions else "no"] * len(table)
    )
    tags = [
        None if highway is None else row | {"highway": highway} | ({} if direction is None else {"oneway": direction})
        for highway, row, direction in zip(classes, rows, directions, strict=True)
    ]
    notes = {"class_column": road_class, "oneway_column": oneway, "lines_left_out": left_out}
    return Tagged(tags, notes)


def _values(table: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(name): [_plain(value) for value in table[name].tolist()] for name in table.columns}


def _plain(value: Any) -> Any:
    """Return a cell as text, number, list or None; lists that were written as text become lists again."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, str):
        if not (value.startswith("[") and value.endswith("]")):
            return value
        try:
            return ast.literal_eval(value)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return value
    return value if isinstance(value, list) or not pd.isna(value) else None


def _first(values: Mapping[str, Any], names: Iterable[str]) -> str | None:
    by_lower = {column.lower(): column for column in reversed(list(values))}
    return next((by_lower[name] for name in names if name in by_lower), None)


def _named(values: Mapping[str, Any], name: str | None, source: str) -> str | None:
    if name is None or name in values:
        return name
    found = _first(values, [name.lower()])
    if found is None:
        raise NetworkError(f"{source}: there is no column {name!r}; it has {', '.join(values) or 'none'}")
    return found


def _class_column(values: Mapping[str, list[Any]], name: str | None, class_map: Mapping[str, str], source: str) -> str:
    if (named := _named(values, name, source)) is not None:
        return named
    there = [column for each in CLASS_COLUMNS if (column := _first(values, [each]))]
    if not there:
        raise NetworkError(
            f"{source}: no column that tells the class of a road ({', '.join(CLASS_COLUMNS)}); "
            f"name it as class_column (--class-column): it has {', '.join(values) or 'no columns at all'}"
        )
    known = HIGHWAYS.keys() | {_key(value) for value in class_map}
    return next((column for column in there if known & {_class(value) for value in values[column]}), there[0])


def _key(value: str) -> str:
    return value.strip().lower()


def _class(value: Any) -> str:
    """Return the class of a line as it stands there; of several classes the lowest."""
    return _key(edge_tags({"highway": value}).get("highway", ""))


def _classes(column: list[Any], class_map: Mapping[str, str], source: str) -> tuple[list[str | None], dict[str, int]]:
    """Return the road class of every line, None for those that are left out, and how many those are by value."""
    for value, meant in class_map.items():
        if meant and meant not in HIGHWAYS:
            raise NetworkError(
                f"{source}: class_map turns {value!r} into {meant!r}, which is no road class; "
                f"there are {', '.join(ROAD_CLASSES)}, and none at all to leave lines out"
            )
    meaning = {name: name for name in HIGHWAYS} | {_key(value): meant for value, meant in class_map.items()}
    found = [_class(value) for value in column]
    count = Counter(found)
    unknown = {value: lines for value, lines in count.most_common() if value not in meaning | dict.fromkeys(NO_ROADS)}
    missing = unknown.pop("", 0)
    if sum(unknown.values()) > FEW * (len(column) - missing):
        listed = ", ".join(f"{value[:40]} ({lines} lines)" for value, lines in list(unknown.items())[:12])
        raise NetworkError(
            f"{source}: road classes that are not known: {listed}; say by class_map (--class-map VALUE=CLASS) "
            f"which of {', '.join(ROAD_CLASSES)} each is, with no CLASS to leave its lines out, "
            "or name another class_column (--class-column)"
        )
    classes = [meaning.get(value) or None for value in found]
    return classes, {value: lines for value, lines in count.most_common() if not meaning.get(value)}


def _rows(values: Mapping[str, list[Any]], columns: Mapping[str, str], lines: int) -> list[dict[str, str]]:
    others = values.get(OTHER_TAGS, [None] * lines)
    crossing = values.get("brunnel", [None] * lines)  # of the OpenMapTiles schema
    rows = []
    for line in range(lines):
        data = {key: values[column][line] for key, column in columns.items()}
        row = _hstore(others[line]) | edge_tags(data)
        if crossing[line] in {"bridge", "tunnel"}:
            row[crossing[line]] = "yes"
        for key in _SWITCHES:
            if key in row:
                row[key] = _switch(row[key])
        if row.get("maxspeed") == "0":  # Geofabrik's way of saying that it is not known
            del row["maxspeed"]
        rows.append(row)
    return rows


def _switch(text: str) -> str:
    value = text.lower()
    return "yes" if value in _YES else "no" if value in _NO else text


def _hstore(text: Any) -> dict[str, str]:
    if not isinstance(text, str):
        return {}
    return {key: re.sub(r"\\(.)", r"\1", value) for key, value in _HSTORE.findall(text)}


def _directions(column: list[Any], *, geofabrik: bool, source: str) -> list[str | None]:
    """Return `oneway` as OpenStreetMap writes it, None where nothing stands.

    F and T are forward and backward as Geofabrik has it, if there is a B for both ways too; they could also mean false
    and true.
    """
    found = [next(iter(texts(value)), "").lower() for value in column]
    letters = {"f", "t"} & set(found)
    if letters and not geofabrik and "b" not in found:
        raise NetworkError(
            f"{source}: the column of directions has only {' and '.join(sorted(map(str.upper, letters)))}, which may mean forward "
            "and backward or false and true; write yes, no and -1 instead"
        )
    meaning: dict[str, str | None] = {"": None, "f": "yes", "t": "-1", "reversible": "reversible"}
    meaning |= dict.fromkeys(_ALONG, "yes") | dict.fromkeys(_AGAINST, "-1") | dict.fromkeys(_BOTH, "no")
    meaning["alternating"] = "alternating"
    unknown = sorted(set(found) - meaning.keys())
    if unknown:
        raise NetworkError(
            f"{source}: directions that are not known: {', '.join(unknown[:12])}; yes is along the line, -1 against it, "
            "no both ways (or F, T and B); name another column as oneway_column (--oneway-column)"
        )
    return [meaning[value] for value in found]
