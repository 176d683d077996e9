"""The page on a supplier circle in a real Chromium with no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import maps
from maps.circlewords import supply_headlines
from maps.hourstrips import STATE_COLOURS
from scenarios import Scenario, Text
from sim.suppliers.supplier_circle import SupplierCircle, supplier_circle
from tests.maps.test_pages import Seen, look

NASTY = "</script><img src=x onerror=alert(1)>`${alert(2)}`{{7*7}}{% raw %}"
MARKED_LINES = """() => {
    const map = Object.values(window).find(v => v instanceof L.Map);
    let lines = 0;
    map.eachLayer(layer => { if (layer instanceof L.Polyline && layer.options.weight === 7) { lines += 1; } });
    return lines;
}"""


@pytest.fixture(scope="module")
def circle(hanno: Scenario) -> SupplierCircle:
    return supplier_circle(hanno, samples=0)


@pytest.fixture(scope="module")
def path(circle: SupplierCircle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return maps.draw_supplier_circle(circle, tmp_path_factory.mktemp("circle") / "circle.html")


@pytest.fixture
def page(browser: Any, path: Path) -> Iterator[Seen]:
    seen = look(browser, path)
    yield seen
    seen.page.context.close()


def test_nothing_is_loaded_and_nothing_complains(page: Seen, path: Path) -> None:
    assert [url for url in page.requests if not url.startswith(("data:", path.as_uri()))] == []
    assert page.complaints == []
    assert path.stat().st_size < 5_000_000


def test_the_answer_counts_who_is_inside(page: Seen, circle: SupplierCircle) -> None:
    text = page.page.locator(".answer").inner_text()
    assert f"{circle.suppliers['inside_p50'].sum()} of {len(circle.suppliers)} suppliers" in text
    told = circle.coverage.query("when == 'depart' and minutes == 60").set_index("percentile")
    assert f"{told.loc[50, 'deliveries']:.0%} ({told.loc[90, 'deliveries']:.0%}) of deliveries" in text
    assert "Guanshen Expressway" in text


def test_every_supplier_has_its_hours(page: Seen, circle: SupplierCircle) -> None:
    rows = page.page.locator(".strips tbody tr")
    assert rows.count() == len(circle.suppliers)
    weekday = circle.hours.query("day == 'weekday' and not imported").sort_values("hour")
    supplier, hours = next(one for one in weekday.groupby("supplier") if one[1]["inside_p50"].nunique() == 2)
    name = circle.suppliers.set_index("supplier").loc[supplier, "name_en"]
    cells = rows.filter(has_text=name).locator("svg").first.locator("rect[fill]:not([fill=none])")
    colours = cells.evaluate_all("all => all.map(one => one.getAttribute('fill'))")
    inside = {STATE_COLOURS["sure"], STATE_COLOURS["usual"]}
    assert [colour in inside for colour in colours] == hours["inside_p50"].tolist()


def test_a_road_of_the_table_is_shown_on_the_map(page: Seen) -> None:
    row = page.page.locator("#crossings tr[data-key]").first
    assert page.page.evaluate(MARKED_LINES) == 0
    row.click()
    assert page.page.evaluate(MARKED_LINES) > 0
    row.press("Enter")
    assert page.page.evaluate(MARKED_LINES) == 0


def test_layers_are_named_and_suppliers_are_drawn(page: Seen, circle: SupplierCircle) -> None:
    labels = " ".join(page.page.locator(".leaflet-control-layers-overlays label").all_text_contents())
    for word in ("median day", "90 of 100 days", "Ways by deliveries", "Bridges and tunnels", "Suppliers"):
        assert word in labels, word
    cards = page.page.evaluate("""() => {
        const map = Object.values(window).find(v => v instanceof L.Map), cards = [];
        map.eachLayer(layer => { if (layer.feature && layer.feature.properties.card) { cards.push(layer.feature.properties.card); } });
        return cards;
    }""")
    assert len(cards) == len(set(circle.suppliers["site"]))
    assert all("min door to door" in card for card in cards)


def test_what_the_hour_means_is_on_the_page(page: Seen) -> None:
    text = page.page.locator(".meaning").inner_text()
    for word in (
        "60 minutes door to door",
        "to the plant",
        "2023-01-16 09:00",
        "10 + 10 min",
        "percentile 50",
        "backbone",
    ):
        assert word in text, word


@pytest.mark.parametrize(("locale", "shown"), [("zh-CN", "逐时可达"), ("en-GB", "Hour by hour")])
def test_the_page_speaks_the_reader_s_language(browser: Any, path: Path, locale: str, shown: str) -> None:
    seen = look(browser, path, locale)
    assert seen.page.locator("#hours h2").inner_text() == shown
    seen.page.context.close()


def test_the_page_fits_a_phone(browser: Any, path: Path) -> None:
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    room = page.locator(".folium-map").bounding_box()
    strip = page.locator(".strips svg.strip").first.bounding_box()
    context.close()
    assert (room["x"], room["width"]) == (0, 390)
    assert room["height"] > 400
    assert strip["width"] > 300


def test_on_paper_the_map_comes_before_the_tables_and_shows_the_whole_circle(page: Seen) -> None:
    page.page.emulate_media(media="print")
    page.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    places = page.page.evaluate("""() => {
        const map = Object.values(window).find(v => v instanceof L.Map);
        let bounds = L.latLngBounds([]);
        map.eachLayer(layer => { if (layer instanceof L.Polygon) { bounds = bounds.extend(layer.getBounds()); } });
        return {whole: map.getBounds().contains(bounds), answer: document.querySelector(".answer").getBoundingClientRect().top,
                map: map.getContainer().getBoundingClientRect().top, hours: document.getElementById("hours").getBoundingClientRect().top};
    }""")
    assert places["whole"]
    assert places["answer"] < places["map"] < places["hours"]


def test_names_from_a_scenario_cannot_run_code(browser: Any, circle: SupplierCircle, tmp_path: Path) -> None:
    scenario = circle.scenario.model_copy(update={"name": Text(en=NASTY, zh=NASTY)})
    suppliers = circle.suppliers.assign(name_en=NASTY, name_zh=NASTY, depends_on=NASTY, crossings=NASTY)
    crossings = circle.crossings.assign(road=NASTY, name_en=NASTY, name_zh=NASTY)
    loads = circle.loads.assign(ref=NASTY, name_en=NASTY, name_zh=NASTY)
    nasty = replace(circle, scenario=scenario, suppliers=suppliers, crossings=crossings, loads=loads)
    seen = look(browser, maps.draw_supplier_circle(nasty, tmp_path / "c.html"))
    assert seen.complaints == []
    assert seen.page.locator("img").count() == 0
    assert "{{7*7}}" in seen.page.locator("h1").inner_text()
    seen.page.context.close()


def test_where_no_road_matters_the_page_says_so(circle: SupplierCircle, tmp_path: Path) -> None:
    none = replace(
        circle, crossings=circle.crossings.iloc[:0], losses=circle.losses.iloc[:0], loads=circle.loads.iloc[:0]
    )
    assert "No single road" in supply_headlines(none)[-1].en
    assert maps.draw_supplier_circle(none, tmp_path / "c.html").is_file()
