"""Read the backbone tables: plain CSV with `#` comment lines, one problem per faulty cell, never an early stop."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

JUNCTION_COLUMNS = ("junction", "name_zh", "name_en", "lon", "lat", "city", "kind")
LINK_COLUMNS = (
    *("from", "to", "ref", "name_zh", "name_en", "class", "length_km"),
    *("lanes", "toll", "structure", "opened", "closed", "bends"),
)
CLASSES = ("motorway", "trunk", "primary", "secondary")
KINDS = frozenset(
    {"interchange", "crossroads", "town", "district_seat", "airport", "port"}
    | {"border_crossing", "bridge_end", "tunnel_end", "park", "rail"}
)
CITY_OF_PREFIX = {
    "gz": "guangzhou",
    "sz": "shenzhen",
    "dg": "dongguan",
    "fs": "foshan",
    "zs": "zhongshan",
    "hz": "huizhou",
    "zh": "zhuhai",
    "jm": "jiangmen",
    "hk": "hongkong",
}
BOX = (112.5, 22.1, 115.0, 23.8)  # west, south, east, north of the reference
_ID = re.compile(r"[a-z]{2}_[a-z0-9]+(_[a-z0-9]+)*")
_DEGREES = re.compile(r"\d{2,3}\.\d{3}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Problem:
    """What is wrong in a table, where, and what would be right."""

    place: str  # file:line
    text: str
    remedy: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.place}: {self.text} - {self.remedy}"


@dataclass(frozen=True)
class Junction:
    """A row of a junctions table."""

    id: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    city: str
    kind: str
    area: str
    place: str


@dataclass(frozen=True)
class Link:
    """A row of a links table; two-way, `length_km` of one carriageway."""

    start: str
    end: str
    ref: str
    name_zh: str
    name_en: str
    road_class: str
    length_km: float
    structure: str
    opened: dt.date | None
    closed: dt.date | None
    bends: tuple[tuple[float, float], ...]
    area: str
    place: str

    @property
    def label(self) -> str:
        """Name a link by its ends and its road."""
        return f"{self.start} - {self.end} ({self.ref or self.name_en or self.name_zh or self.road_class})"

    def is_open(self, day: dt.date) -> bool:
        """Tell whether the link carries traffic on a day."""
        return (self.opened is None or self.opened <= day) and (self.closed is None or self.closed > day)


@dataclass
class Tables:
    """All rows that could be read, and what is wrong with the others."""

    junctions: dict[str, Junction] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    hints: list[Problem] = field(default_factory=list)


class _Row:
    """One row under reading: collects its problems, so that a row reports all of them at once."""

    def __init__(self, place: str, cells: dict[str, str], problems: list[Problem]) -> None:
        self.place, self.cells, self._problems = place, cells, problems
        self.ok = True

    def bad(self, text: str, remedy: str) -> None:
        self._problems.append(Problem(self.place, text, remedy))
        self.ok = False

    def one_of(self, column: str, allowed: frozenset[str] | tuple[str, ...]) -> str:
        value = self.cells[column]
        if value not in allowed:
            self.bad(f"{column} {value!r}", "one of " + "|".join(sorted(allowed)))
        return value

    def date(self, column: str) -> dt.date | None:
        value = self.cells[column]
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.bad(f"{column} {value!r} is no date", "write YYYY-MM-DD or leave it empty")
            return None

    def position(self, lon: str, lat: str) -> tuple[float, float]:
        for name, value in (("lon", lon), ("lat", lat)):
            if not _DEGREES.fullmatch(value):
                self.bad(f"{name} {value!r}", "decimal degrees with exactly 3 decimals, like 113.947")
                return (0.0, 0.0)
        x, y = float(lon), float(lat)
        if BOX[1] <= x <= BOX[3] and BOX[0] <= y <= BOX[2]:
            self.bad(f"{lon} {lat} has longitude and latitude swapped", "longitude (112.5..115.0) comes first")
        elif not (BOX[0] <= x <= BOX[2] and BOX[1] <= y <= BOX[3]):
            self.bad(f"{lon} {lat} is outside the box", "stay within 112.5..115.0 E, 22.1..23.8 N")
        return x, y


def read_tables(folder: Path) -> Tables:
    """Read every `junctions_*.csv` and `links_*.csv` of a folder.

    Parameters
    ----------
    folder
        Where the tables are.

    Returns
    -------
    tables
        The readable rows, the problems (each with file:line and the remedy) and milder hints.
    """
    tables = Tables()
    for path in sorted(folder.glob("junctions_*.csv")):
        for row in _rows(path, JUNCTION_COLUMNS, tables.problems):
            _read_junction(row, path.stem.removeprefix("junctions_"), tables)
    for path in sorted(folder.glob("links_*.csv")):
        for row in _rows(path, LINK_COLUMNS, tables.problems):
            _read_link(row, path.stem.removeprefix("links_"), tables)
    if not tables.junctions:
        tables.problems.append(Problem(str(folder), "no junctions", "write junctions_<area>.csv and links_<area>.csv"))
    return tables


def _rows(path: Path, columns: tuple[str, ...], problems: list[Problem]) -> list[_Row]:
    rows: list[_Row] = []
    header_seen = False
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{path.name}:{number}"
        cells = [cell.strip() for cell in next(csv.reader([line]))]
        if not header_seen:
            header_seen = True
            if tuple(cells) != columns:
                problems.append(Problem(place, "wrong header", "write " + ",".join(columns)))
                return []
        elif len(cells) != len(columns):
            remedy = f"{len(columns)} are needed: {','.join(columns)} (quote a cell that holds a comma)"
            problems.append(Problem(place, f"{len(cells)} cells", remedy))
        else:
            rows.append(_Row(place, dict(zip(columns, cells, strict=True)), problems))
    return rows


def _read_junction(row: _Row, area: str, tables: Tables) -> None:
    cells = row.cells
    name, prefix = cells["junction"], cells["junction"].split("_")[0]
    if not _ID.fullmatch(name) or prefix not in CITY_OF_PREFIX:
        row.bad(f"junction id {name!r}", "lower_snake after a city code: " + " ".join(f"{p}_" for p in CITY_OF_PREFIX))
    elif cells["city"] != CITY_OF_PREFIX[prefix]:
        row.bad(f"{name} has city {cells['city']!r}", f"{prefix}_ stands for {CITY_OF_PREFIX[prefix]}")
    if name in tables.junctions:
        row.bad(f"{name} is already in {tables.junctions[name].place}", "keep one of the two")
    if not _CHINESE.search(cells["name_zh"]) or not cells["name_en"]:
        row.bad(f"{name} lacks a name", "name_zh in Chinese and name_en in English are both needed")
    kind = row.one_of("kind", KINDS)
    lon, lat = row.position(cells["lon"], cells["lat"])
    known_place = lon and BOX[0] <= lon <= BOX[2] and BOX[1] <= lat <= BOX[3]
    if known_place and name not in tables.junctions:  # keep it, so that one fault does not make its links fail too
        tables.junctions[name] = Junction(
            name, cells["name_zh"], cells["name_en"], lon, lat, cells["city"], kind, area, row.place
        )


def _read_bends(row: _Row) -> tuple[tuple[float, float], ...]:
    points: list[tuple[float, float]] = []
    for item in filter(None, (part.strip() for part in row.cells["bends"].split(";"))):
        numbers = item.split()
        if len(numbers) != 2:
            row.bad(f"bend {item!r}", "write 'lon lat;lon lat'")
            return ()
        points.append(row.position(numbers[0], numbers[1]))
    return tuple(points)


def _read_link(row: _Row, area: str, tables: Tables) -> None:
    cells = row.cells
    for column in ("from", "to"):
        if cells[column] not in tables.junctions:
            row.bad(f"{column} {cells[column]!r} is no known junction", "add it to a junctions table or mend the id")
    if cells["from"] == cells["to"]:
        row.bad("a link from a junction to itself", "give two different ends")
    road_class = row.one_of("class", CLASSES)
    row.one_of("toll", ("yes", "no"))
    structure = row.one_of("structure", ("", "bridge", "tunnel"))
    if structure and not _CHINESE.search(cells["name_zh"]):
        row.bad(f"a {structure} without a name", "a bridge or tunnel that is a link of its own is named")
    if not re.fullmatch(r"\d+(\.\d)?", cells["length_km"]) or float(cells["length_km"]) <= 0:
        row.bad(f"length_km {cells['length_km']!r}", "kilometres to 0.1, above 0")
    if not re.fullmatch(r"[1-9]|1\d", cells["lanes"]):
        row.bad(f"lanes {cells['lanes']!r}", "lanes of both directions together, like 6")
    opened, closed, bends = row.date("opened"), row.date("closed"), _read_bends(row)
    if opened and closed and closed <= opened:
        row.bad(f"closed {closed} is not after opened {opened}", "mend the dates")
    if row.ok:
        tables.links.append(
            Link(
                start=cells["from"],
                end=cells["to"],
                ref=cells["ref"],
                name_zh=cells["name_zh"],
                name_en=cells["name_en"],
                road_class=road_class,
                length_km=float(cells["length_km"]),
                structure=structure,
                opened=opened,
                closed=closed,
                bends=bends,
                area=area,
                place=row.place,
            )
        )
