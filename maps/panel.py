"""The box on the map: what is drawn, what "one hour" means here, what the roads are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import folium
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from maps.files import page_file
from maps.raw import Raw
from maps.style import IMPORT, INSIDE, NEUTRAL, OUTSIDE, PLANT, band_colour
from maps.text import LANGUAGE_CSS, LANGUAGE_JS, both, word
from scenarios import Text
from sim.network import RoadNetwork

TEMPLATES = Environment(loader=PackageLoader("maps"), autoescape=True, undefined=StrictUndefined)

GENERALISED = Text(
    en="The roads are the bundled backbone of {date}: a generalisation with main roads only, for a first run without a "
    "download. For streets, build a full OpenStreetMap network: onehour roads build guangdong.osm.pbf --name guangdong, "
    "then run with --roads guangdong.",
    zh="本图道路为内置骨干路网（{date}）：仅含主要道路的概化网络，供无需下载的首次运行使用。如需完整街道，请用 OpenStreetMap 数据建网："
    "onehour roads build guangdong.osm.pbf --name guangdong，再以 --roads guangdong 运行。",
)
FULL = Text(en="Road network: {source}, {date}.", zh="道路网络：{source}，{date}。")
PLANNING = Text(
    en="Internal planning material: a drawing of travel times, not a published map; no borders are drawn.",
    zh="内部规划资料：仅为行程时间示意，非公开出版地图；图中不绘制边界线。",
)
MEANING = Text(en="What “one hour” means here", zh="本图“一小时”的含义")
DOTS = (
    (INSIDE, "suppliers_inside"),
    (OUTSIDE, "suppliers_outside"),
    (IMPORT, "suppliers_import"),
    (PLANT, "plant"),
    (NEUTRAL, "customers"),
)


@dataclass(frozen=True)
class Panel:
    """What the box says.

    Attributes
    ----------
    title
        The scenario's name.
    meaning
        What "one hour" means on this map.
    headlines
        The answer in sentences.
    bound
        What no speed can change, such as a legal cap; None where there is nothing to say.
    cutoffs_min
        The isochrones drawn, minutes.
    suppliers, hours
        Whether suppliers and the hour slider are on the map.
    meaning_title
        Stands over the meaning.
    warning
        What a reader must know before anything else; None where there is nothing.
    tables
        Tables of the map's layers, as HTML.
    """

    title: Text
    meaning: Text
    cutoffs_min: tuple[float, ...] = ()
    headlines: tuple[Text, ...] = ()
    bound: Text | None = None
    suppliers: bool = False
    hours: bool = False
    meaning_title: Text = MEANING
    warning: Text | None = None
    tables: str | Markup = ""


def add_panel(chart: folium.Map, panel: Panel, network: RoadNetwork) -> None:
    """Put the box, its style and the language switch on the page.

    Parameters
    ----------
    chart
        The map.
    panel
        What it says.
    network
        The roads, for their date and credit.
    """
    html = TEMPLATES.get_template("panel.html.j2").render(
        title=both(panel.title),
        headlines=[both(line) for line in panel.headlines],
        bands=[
            (band_colour(rank, len(panel.cutoffs_min)), Markup("≤ {:g} {}").format(minutes, word("minutes")))
            for rank, minutes in enumerate(sorted(panel.cutoffs_min))
        ],
        dots=[(colour, word(key)) for colour, key in DOTS] if panel.suppliers else [],
        hours=panel.hours,
        hours_label=word("hours"),
        warning=both(panel.warning) if panel.warning else "",
        tables=panel.tables,
        meaning_title=both(panel.meaning_title),
        meaning=both(panel.meaning),
        bound=both(panel.bound) if panel.bound else "",
        roads_title=both(Text(en="The roads", zh="道路说明")),
        roads_note=both(roads_note(network)),
        attribution=network.attribution,
        planning_note=both(PLANNING),
    )
    css = page_file("map.css") + page_file("panel.css")
    root: Any = chart.get_root()
    root.header.add_child(Raw(f"<title>{Markup.escape(panel.title.zh)} · {Markup.escape(panel.title.en)}</title>"))
    root.header.add_child(Raw('<link rel="icon" href="data:,">'))
    root.header.add_child(Raw(f"<style>{css}{LANGUAGE_CSS}</style>"))
    root.html.add_child(Raw(html))
    root.script.add_child(Raw(LANGUAGE_JS))


def roads_note(network: RoadNetwork) -> Text:
    """Say what the roads are, of which day, and how to get more of them."""
    words = GENERALISED if network.generalised else FULL
    values = {"date": network.date.isoformat(), "source": network.source}
    return Text(en=words.en.format(**values), zh=words.zh.format(**values))
