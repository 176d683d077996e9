"""The map of isochrones in a real Chromium with no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

import maps
from maps.reachpage import page_data
from scenarios import Text
from sim.reach.clipped import Clipped
from tests.maps.frames import PLACES, box, frame, roads
from tests.maps.test_pages import Seen, look

POLYGONS = """() => {
    const map = Object.values(window).find(v => v instanceof L.Map), found = [];
    map.eachLayer(layer => { if (layer instanceof L.Polygon) { found.push(layer.options.fillColor); } });
    return found;
}"""
NASTY = "</script><img src=x onerror=alert(1)>`${alert(2)}`{{7*7}}{% raw %}"


def drawn(browser: Any, path: Path, locale: str = "en-GB") -> Seen:
    """Open a page; it must be whole."""
    seen = look(browser, path, locale)
    assert [url for url in seen.requests if not url.startswith(("data:", path.as_uri()))] == []
    assert seen.complaints == []
    return seen


def test_places_and_cutoffs_are_drawn_and_can_be_switched_off(browser: Any, tmp_path: Path) -> None:
    table = frame(*(box(site, minutes) for site in PLACES for minutes in (30, 60)))
    seen = drawn(browser, maps.draw_isochrones(table, roads(), PLACES, tmp_path / "m.html"))
    assert len(seen.page.evaluate(POLYGONS)) == 4
    assert len(set(seen.page.evaluate(POLYGONS))) == 4
    seen.page.locator("#areas input").first.uncheck()
    assert len(seen.page.evaluate(POLYGONS)) == 2
    cells = seen.page.locator("#areas td span").all_inner_texts()
    assert cells == ["900", "3,600"] * 2
    assert {"North", "South"} <= set(seen.page.locator(".place-site").all_inner_texts())
    seen.page.context.close()


def test_the_slider_goes_from_moment_to_moment(browser: Any, tmp_path: Path) -> None:
    hours = [f"2023-01-16T{hour:02d}:00:00+08:00" for hour in range(24)]
    table = frame(*(box("North", 60, depart=at, area_km2=100.0 + n) for n, at in enumerate(hours)))
    seen = drawn(browser, maps.draw_isochrones(table, roads(), PLACES, tmp_path / "m.html"))
    seen.page.locator("#moment").fill("17")
    assert seen.page.locator("#moment-caption").inner_text() == "2023-01-16 17:00"
    assert seen.page.locator("#areas td span").inner_text() == "117"
    assert len(seen.page.evaluate(POLYGONS)) == 1
    seen.page.context.close()


def test_one_moment_needs_no_slider(browser: Any, tmp_path: Path) -> None:
    seen = drawn(browser, maps.draw_isochrones(frame(box("North", 60)), roads(), PLACES, tmp_path / "m.html"))
    assert seen.page.locator("#moment").count() == 0
    seen.page.context.close()


@pytest.mark.parametrize(("locale", "warned"), [("en-GB", "true reach is larger"), ("zh-CN", "实际可达范围更大")])
def test_a_clipped_reach_is_warned_of_and_marked(browser: Any, tmp_path: Path, locale: str, warned: str) -> None:
    edge = Clipped(np.array([114.3]), np.array([22.7]), np.zeros(1, np.int32), ("east",), ("G4",))
    table = frame(box("North", 30), box("North", 60, clipped=edge.text))
    path = maps.draw_isochrones(table, roads(), PLACES, tmp_path / "m.html", edges={"North": edge})
    seen = drawn(browser, path, locale)
    text = seen.page.locator("#panel .warning").inner_text()
    assert warned in text
    assert ("east (G4)" if locale == "en-GB" else "东 (G4)") in text
    assert "60" in text
    assert "30" not in text
    labels = seen.page.locator(".leaflet-control-layers-overlays label").all_inner_texts()
    assert any("network ends" in label or "路网边缘" in label for label in labels)
    seen.page.context.close()


def test_the_caption_says_what_the_minutes_mean(browser: Any, tmp_path: Path) -> None:
    table = frame(box("North", 60, depart="", arrive="2023-01-16T08:30:00+08:00", percentile=90.0, handling_min=20.0))
    seen = drawn(browser, maps.draw_isochrones(table, roads(), PLACES, tmp_path / "m.html"))
    text = seen.page.locator("#panel").inner_text()
    for word in (
        *("truck", "to the place", "arriving by 2023-01-16 08:30", "percentile 90", "20 min of handling"),
        *("1 km off", "exact outline, at most 25 m off", "simplified by 80 m", "Roads: hand, 2023-01-01"),
    ):
        assert word in text, word
    seen.page.context.close()


def test_what_a_user_names_cannot_run_code(browser: Any, tmp_path: Path) -> None:
    places = {NASTY: PLACES["North"], "South": PLACES["South"]}
    table = frame(box(NASTY, 60, clipped=NASTY), box("South", 60))
    names = {"South": Text(en=NASTY, zh=NASTY)}
    seen = drawn(browser, maps.draw_isochrones(table, roads(), places, tmp_path / "m.html", names=names))
    assert seen.page.locator("img").count() == 0
    assert seen.page.locator("#areas label").all_inner_texts() == [NASTY, NASTY]
    seen.page.evaluate("""() => {
        const map = Object.values(window).find(v => v instanceof L.Map);
        map.eachLayer(layer => { if (layer.getTooltip && layer.getTooltip()) { layer.openTooltip(map.getCenter()); } });
    }""")
    assert seen.page.locator("img").count() == 0
    assert any("{{7*7}}" in text for text in seen.page.locator(".leaflet-tooltip").all_inner_texts())
    assert seen.complaints == []
    seen.page.context.close()


def test_nothing_reached_is_a_map_too(browser: Any, tmp_path: Path) -> None:
    table = frame(box("North", 5, geometry=shapely.Polygon(), area_km2=0.0))
    seen = drawn(browser, maps.draw_isochrones(table, roads(), PLACES, tmp_path / "m.html"))
    assert seen.page.evaluate(POLYGONS) == []
    assert seen.page.locator("#areas td span").inner_text() == "0"
    seen.page.context.close()


@pytest.mark.parametrize("width", [390, 1400])
def test_the_table_fits_into_the_panel(browser: Any, tmp_path: Path, width: int) -> None:
    table = frame(*(box(site, m, area_km2=m * 200.0) for site in PLACES for m in (15, 30, 45, 60)))
    path = maps.draw_isochrones(table, roads(), PLACES, tmp_path / "m.html")
    context = browser.new_context(offline=True, viewport={"width": width, "height": 844}, locale="en-GB")
    page = context.new_page()
    page.goto(path.as_uri())
    room = page.evaluate("""() => {
        const table = document.querySelector("#areas").getBoundingClientRect();
        const panel = document.getElementById("panel").getBoundingClientRect();
        return {table: table.right, panel: panel.right, page: document.documentElement.scrollWidth};
    }""")
    context.close()
    assert room["table"] <= room["panel"]
    assert room["page"] == width


def test_names_that_would_lie_on_each_other_are_not_both_written(browser: Any, tmp_path: Path) -> None:
    near = {"One place": (114.0, 22.6), "Another place": (114.0005, 22.6)}
    table = frame(*(box(site, 60) for site in near))
    seen = drawn(browser, maps.draw_isochrones(table, roads(), near, tmp_path / "m.html"))
    shown = """() => Array.from(document.querySelectorAll(".place-site"))
        .filter(label => getComputedStyle(label).visibility === "visible").length"""
    assert seen.page.evaluate(shown) == 1
    seen.page.context.close()


def test_the_page_s_data_name_every_shape() -> None:
    from maps.reachlayers import reach_layers
    from maps.shapes import packed

    table = frame(box("North", 30), box("South", 60))
    data = page_data(reach_layers(table, {}), packed(list(table.geometry), 1000.0))
    used = {piece[1] for layer in data["layers"] for step in layer["steps"] for piece in step}
    assert used == {0, 1}
    assert len(data["shapes"]) == 2
