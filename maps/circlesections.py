"""The sections of the page on a supplier circle: coverage, hours, suppliers, crossings."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from maps.charts import Language, curves
from maps.circlewords import KINDS, MEASURES, MEDIAN_DAY, NINETY_DAYS, road_name, supplier_name
from maps.hourstrips import hour_strip, hours_of_day
from maps.section import Cell, Section, Table, chart
from maps.text import both
from scenarios import Text
from sim.frames import rows
from sim.suppliers.supplier_circle import SupplierCircle

MOST_TITLED = 200
"""So many suppliers have strips that tell the minutes of every hour; with more the page would be too large."""
MOST_NAMED = 6
CROSSING_HEAD = (
    Text(en="Road, bridge or tunnel", zh="道路、桥梁、隧道"),
    Text(en="suppliers over it", zh="经此供应商"),
    Text(en="fall out", zh="退出圈外"),
    Text(en="part lines out", zh="零部件退出"),
    Text(en="value out", zh="采购额退出"),
    Text(en="deliveries out", zh="到货退出"),
    Text(en="min lost, mean (most)", zh="平均（最多）延误分钟"),
    Text(en="cut off", zh="完全中断"),
    Text(en="who falls out", zh="退出者"),
)
SUPPLIER_HEAD = (
    Text(en="Supplier", zh="供应商"),
    Text(en="loading + road + unloading", zh="装货+行车+卸货"),
    Text(en="median day", zh="中位日"),
    Text(en="90 of 100 days", zh="九成日"),
    Text(en="best and worst hour", zh="最快与最慢时段"),
    Text(en="km", zh="公里"),
    Text(en="toll, CNY", zh="通行费（元）"),
    Text(en="CO₂, kg", zh="二氧化碳（千克）"),
    Text(en="way over", zh="途经"),
    Text(en="depends most on (min lost)", zh="最依赖的道路（延误分钟）"),
)


class StripRow(NamedTuple):
    """A supplier in the table of hours: name, minutes of the median day and of 90 of 100, strips of both days."""

    name: Markup
    p50: str
    p90: str
    weekday: Markup
    saturday: Markup


def in_order(circle: SupplierCircle) -> pd.DataFrame:
    """Return the suppliers, nearest first, imports last."""
    table = pd.DataFrame(circle.suppliers)
    table = table.assign(imported=table["kind"] == "import")
    return table.sort_values(["imported", "door_to_door_min_p50", "supplier"], kind="stable")


def strip_rows(circle: SupplierCircle, *, titles: bool | None = None) -> dict[tuple[str, str], StripRow]:
    """Return the rows of the table of hours, by supplier and plant, nearest first.

    Parameters
    ----------
    circle
        The circle.
    titles
        Whether strips tell the minutes of every hour; where None they do unless there are very many suppliers.
    """
    titles = len(circle.suppliers) <= MOST_TITLED if titles is None else titles
    by_day = dict(list(circle.hours.groupby(["supplier", "plant", "day"], observed=True, sort=False)))
    found = {}
    for row in rows(in_order(circle)):
        key = (str(row.supplier), str(row.plant))
        strips = []
        for day, marked in (("weekday", circle.depart.hour), ("saturday", None)):
            hours = hours_of_day(by_day[*key, day], circle.cutoff_min, imported=row.kind == "import")
            strips.append(hour_strip(hours, titles=titles, marked=marked))
        name = both(supplier_name(circle, row))
        found[key] = StripRow(
            name, _number(row.door_to_door_min_p50), _number(row.door_to_door_min_p90), strips[0], strips[1]
        )
    return found


def coverage_section(circle: SupplierCircle) -> Section:
    """Draw what share of parts, value and deliveries is reachable within how many minutes."""
    table = circle.coverage[circle.coverage["when"] == "depart"].sort_values("minutes")
    by_percentile = {p: table[table["percentile"] == p].set_index("minutes") for p in (50, 90)}
    minutes = [float(value) for value in by_percentile[50].index]

    series = {key: (by_percentile[50][key].tolist(), by_percentile[90][key].tolist()) for key in MEASURES}

    def draw(language: Language) -> Figure:
        named = {getattr(name, language): series[key] for key, name in MEASURES.items()}
        words = (getattr(MEDIAN_DAY, language), getattr(NINETY_DAYS, language))
        axes = {"en": ("minutes door to door", "% reachable"), "zh": ("门到门分钟", "可达占比 %")}[language]
        return curves(minutes, named, words, *axes, mark=circle.cutoff_min)

    head = (
        Text(en="Minutes", zh="分钟"),
        *(Text(en=f"{name.en} (90 of 100 days)", zh=f"{name.zh}（九成日）") for name in MEASURES.values()),
    )
    shares = [[f"{a:.0%} ({b:.0%})" for a, b in zip(*pair, strict=True)] for pair in series.values()]
    lines = tuple((f"{value:g}", *cells) for value, *cells in zip(minutes, *shares, strict=True))
    note = Text(
        en=f"Leaving at {circle.depart:%H:%M}. Imports count as never reachable: their parts come from beyond the roads.",
        zh=f"{circle.depart:%H:%M} 出发。进口件来自路网之外，一律计为不可达。",
    )
    title = Text(en="What lies within how many minutes", zh="多少分钟内可达多少")
    return Section("coverage", title, (note,), (chart(draw),), (Table(head, lines),))


def suppliers_section(circle: SupplierCircle) -> Section:
    """List the suppliers with their minutes, way, cost and the road that they depend on most."""
    lines = tuple(_supplier_row(circle, row) for row in rows(in_order(circle)))
    note = Text(
        en=f"Leaving at {circle.depart:%Y-%m-%d %H:%M}; the road that a supplier depends on most is the one on its way whose "
        "closing costs it most time.",
        zh=f"{circle.depart:%Y-%m-%d %H:%M} 出发；“最依赖的道路”指其路线上封闭后延误最多的一条。",
    )
    return Section(
        "suppliers", Text(en="Suppliers one by one", zh="逐家供应商"), (note,), (), (Table(SUPPLIER_HEAD, lines),)
    )


def crossings_section(circle: SupplierCircle) -> Section:
    """List the roads, bridges and tunnels that carry the circle, with what falls out when each closes."""
    names = {str(row.supplier): Text(en=str(row.name_en), zh=str(row.name_zh)) for row in rows(circle.suppliers)}
    lines = tuple(_crossing_row(row, names) for row in rows(circle.crossings))
    note = Text(
        en="What falls out of the circle when one road closes for the whole trip, everything else as usual. Press a row to see "
        "the road on the map.",
        zh="某条道路全程封闭、其余照常时退出圈外的部分。点击一行可在地图上查看该道路。",
    )
    keys = tuple(str(number) for number in range(len(lines)))
    title = Text(en="Roads and bridges that carry the circle", zh="支撑供应圈的道路与桥隧")
    return Section("crossings", title, (note,), (), (Table(CROSSING_HEAD, lines, keys),))


def _supplier_row(circle: SupplierCircle, row: Any) -> tuple[Cell, ...]:
    spans = f"{row.loading_min:g} + {_number(row.road_min)} + {row.unloading_min:g}"
    best = f"{_number(row.best_min)} ({row.best_hour:02d}:00) … {_number(row.worst_min)} ({row.worst_hour:02d}:00)"
    lost = Text(en="cut off", zh="中断") if row.depends_on_cuts_off else _both_ways(_number(row.depends_on_lost_min))
    road = str(row.depends_on or "")
    depends: Cell = Text(en=f"{road} ({lost.en})", zh=f"{road}（{lost.zh}）") if road else "-"
    return (
        supplier_name(circle, row),
        *(spans, _number(row.door_to_door_min_p50), _number(row.door_to_door_min_p90), best),
        *(_number(row.km), _number(row.toll_cny), _number(row.co2_kg), str(row.crossings or "-"), depends),
    )


def _crossing_row(row: Any, names: dict[str, Text]) -> tuple[Cell, ...]:
    name, kind = road_name(row), KINDS[str(row.kind)]
    lost = f"{_number(row.lost_min_mean)} ({_number(row.lost_min_most)})"
    return (
        Text(en=f"{name.en} ({kind.en})", zh=f"{name.zh}（{kind.zh}）"),
        *(str(row.suppliers_over_it), str(row.suppliers_out)),
        *(f"{share:.0%}" for share in (row.part_lines_out, row.purchase_value_out, row.deliveries_out)),
        *(lost, str(row.suppliers_cut_off), _named(str(row.who_falls_out or ""), names)),
    )


def _named(ids: str, names: dict[str, Text]) -> Cell:
    found = [names.get(each, _both_ways(each)) for each in ids.split(", ") if each]
    if not found:
        return "-"
    more = len(found) - MOST_NAMED
    en, zh = "; ".join(text.en for text in found[:MOST_NAMED]), "；".join(text.zh for text in found[:MOST_NAMED])
    return Text(en=en + (f" and {more} more" if more > 0 else ""), zh=zh + (f"，另 {more} 家" if more > 0 else ""))


def _both_ways(text: str) -> Text:
    return Text(en=text, zh=text)


def _number(value: Any) -> str:
    return "-" if value is None or math.isnan(float(value)) else f"{float(value):,.0f}"
