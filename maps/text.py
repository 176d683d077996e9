"""The words of maps and reports, in both languages, escaped."""

from __future__ import annotations

from markupsafe import Markup, escape

from scenarios import Text

WORDS: dict[str, Text] = {
    "title": Text(en="One-hour supply circle", zh="一小时供应圈"),
    "roads": Text(en="Roads", zh="道路"),
    "motorway": Text(en="Expressways", zh="高速公路"),
    "trunk": Text(en="Trunk roads", zh="快速路、国道"),
    "primary": Text(en="Primary roads", zh="主干路"),
    "places": Text(en="Place names", zh="地名"),
    "isochrones_to": Text(en="Reaches the plant within …", zh="可在…分钟内到达工厂"),
    "isochrones_from": Text(en="Reached from the plant within …", zh="从工厂…分钟内可达"),
    "asked_places": Text(en="The places asked about", zh="所查询地点"),
    "suppliers": Text(en="Suppliers", zh="供应商"),
    "crossings": Text(en="Bridges and tunnels on the way", zh="途经桥隧"),
    "ways_by_load": Text(en="Ways by deliveries", zh="路线（按到货次数）"),
    "circle_p50": Text(en="The circle on the median day", zh="供应圈（中位日）"),
    "circle_p90": Text(en="The circle on 90 of 100 days", zh="供应圈（100 日中有 90 日）"),
    "depends_on": Text(en="depends most on", zh="最依赖"),
    "network_ends": Text(en="Where the road network ends", zh="路网边缘截断处"),
    "hours": Text(en="The circle by the hour", zh="各时段供应圈"),
    "suppliers_inside": Text(en="Suppliers inside the circle", zh="圈内供应商"),
    "suppliers_outside": Text(en="Suppliers outside", zh="圈外供应商"),
    "suppliers_import": Text(en="Suppliers beyond the roads (via gateway)", zh="路网外供应商（经口岸）"),
    "flows": Text(en="Delivery trips on the roads", zh="送货车流"),
    "shut": Text(en="Closed roads", zh="封闭道路"),
    "restricted": Text(en="Restrictions on this day", zh="当日限行"),
    "sites": Text(en="Plant, airports, customers", zh="工厂、机场、客户"),
    "plant": Text(en="Plant", zh="工厂"),
    "customers": Text(en="Customers", zh="客户"),
    "minutes": Text(en="min", zh="分钟"),
    "minutes_door_to_door": Text(en="min door to door", zh="分钟门到门"),
    "inside": Text(en="inside", zh="圈内"),
    "outside": Text(en="outside", zh="圈外"),
    "import": Text(en="via gateway", zh="经口岸"),
    "door_to_door": Text(en="door to door", zh="门到门"),
    "depart_at": Text(en="leaving at", zh="出发时刻"),
    "parts": Text(en="Supplies", zh="供应"),
    "trips": Text(en="trips per replication", zh="每次仿真车次"),
    "all_day": Text(en="Inside at these hours", zh="以下时段在圈内"),
    "never": Text(en="never", zh="无"),
    "assumed": Text(
        en="The place and the numbers of this supplier are assumptions.", zh="该供应商的位置与数据均为假设。"
    ),
}


def both(text: Text) -> Markup:
    """Return a text as two spans, of which the page shows the reader's language.

    Parameters
    ----------
    text
        The text; it is escaped.
    """
    spans = Markup('<span class="en" lang="en">{}</span><span class="zh" lang="zh-CN">{}</span>')
    return spans.format(safe(text.en), safe(text.zh))


def safe(text: str) -> Markup:
    """Return a text escaped for HTML, and for folium, which reads what it has rendered as a Jinja template once more.

    Parameters
    ----------
    text
        Any text, such as a name in somebody's scenario.
    """
    # Backticks and dollars would end or fill a JavaScript template string.
    held = {"{": "&#123;", "}": "&#125;", "`": "&#96;", "$": "&#36;"}
    return ours("".join(held.get(sign, sign) for sign in str(escape(text))))


def ours(text: str) -> Markup:
    """Mark a text that the program itself made (a chart, a style sheet) as safe to put into a page."""
    return Markup(text)  # noqa: S704 - nothing of a user's is in it unescaped


def word(key: str) -> Markup:
    """Return a word of the vocabulary in both languages; see `WORDS`."""
    return both(WORDS[key])


LANGUAGE_CSS = """
html[data-lang="en"] .zh, html[data-lang="zh"] .en { display: none; }
html[data-lang="both"] .zh::before { content: " "; }
"""

LANGUAGE_JS = """
function showLanguage(lang) {
  document.documentElement.dataset.lang = lang;
  document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
  document.querySelectorAll("[data-set-lang]").forEach(function (button) {
    button.setAttribute("aria-pressed", String(button.dataset.setLang === lang));
  });
}
document.querySelectorAll("[data-set-lang]").forEach(function (button) {
  button.addEventListener("click", function () { showLanguage(button.dataset.setLang); });
});
showLanguage((navigator.language || "").toLowerCase().startsWith("zh") ? "zh" : "en");
"""
