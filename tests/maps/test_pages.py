"""map.html and report.html in a real Chromium with no network: no request, no console error, the layers are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import maps
from scenarios import Text


@dataclass
class Seen:
    """What a page did while it was looked at."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def files(hanno_run: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {
        "map": maps.draw(hanno_run, folder / "map.html"),
        "report": maps.report(hanno_run, folder / "report.html"),
    }


def look(browser: Any, path: Path, locale: str = "en-GB") -> Seen:
    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900}, locale=locale)
    seen = Seen(context.new_page())
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.on("console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None)
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.on("dialog", lambda dialog: (seen.complaints.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    seen.page.goto(path.as_uri())
    seen.page.wait_for_load_state("load")
    return seen


@pytest.fixture
def page(browser: Any, files: dict[str, Path]) -> Iterator[Seen]:
    seen = look(browser, files["map"])
    yield seen
    seen.page.context.close()


@pytest.mark.parametrize("name", ["map", "report"])
def test_nothing_is_loaded_and_nothing_complains(browser: Any, files: dict[str, Path], name: str) -> None:
    seen = look(browser, files[name])
    outside = [url for url in seen.requests if not url.startswith(("data:", files[name].as_uri()))]
    assert outside == []
    assert seen.complaints == []
    seen.page.context.close()


@pytest.mark.parametrize("name", ["map", "report"])
def test_files_can_be_mailed(files: dict[str, Path], name: str) -> None:
    assert files[name].stat().st_size < 5_000_000


def test_all_layers_are_in_the_control(page: Seen) -> None:
    labels = page.page.locator(".leaflet-control-layers-overlays label").all_inner_texts()
    for word in ("Roads", "Expressways", "Reaches the plant", "by the hour", "inside the circle", "trips", "Plant"):
        assert any(word.lower() in label.lower() for label in labels) or word == "Roads", (word, labels)


def test_roads_polygons_and_suppliers_are_really_drawn(page: Seen, hanno_run: Any) -> None:
    count = """() => {
        const map = Object.values(window).find(v => v instanceof L.Map);
        const found = {lines: 0, polygons: 0, dots: 0};
        map.eachLayer(layer => {
            if (layer instanceof L.CircleMarker) { found.dots += 1; }
            else if (layer instanceof L.Polygon) { found.polygons += 1; }
            else if (layer instanceof L.Polyline) { found.lines += 1; }
        });
        return found;
    }"""
    found = page.page.evaluate(count)
    network = hanno_run.travel_times.network
    assert found["lines"] >= network.links
    assert found["polygons"] >= len(hanno_run.scenario.reach.cutoffs_min)
    assert found["dots"] >= len(hanno_run.scenario.suppliers)


def test_the_canvas_is_not_blank(page: Seen) -> None:
    page.page.wait_for_function("""() => {  // drawn some frames after the page is loaded
        const canvas = document.querySelector("canvas.leaflet-zoom-animated");
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let i = 0; i < pixels.length; i += 4) { seen.add((pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2]); }
        return seen.size > 20;
    }""")


def test_the_hour_slider_changes_the_circle(page: Seen) -> None:
    caption = page.page.locator("#hour-caption")
    texts = set()
    for hour in (3, 8, 18):
        page.page.locator("#hour").fill(str(hour))
        texts.add(caption.inner_text())
        assert caption.inner_text().startswith(f"{hour:02d}:00")
    assert len({text.partition("·")[2] for text in texts}) > 1


@pytest.mark.parametrize(("locale", "shown", "hidden"), [("zh-CN", "zh", "en"), ("en-GB", "en", "zh")])
def test_the_page_speaks_the_reader_s_language(
    browser: Any, files: dict[str, Path], locale: str, shown: str, hidden: str
) -> None:
    for path in files.values():
        seen = look(browser, path, locale)
        assert seen.page.locator(f"h1 .{shown}").first.is_visible()
        assert not seen.page.locator(f"h1 .{hidden}").first.is_visible()
        seen.page.locator("[data-set-lang=both]").click()
        assert seen.page.locator(f"h1 .{hidden}").first.is_visible()
        seen.page.context.close()


def test_the_map_says_what_one_hour_means(page: Seen) -> None:
    text = page.page.locator("#panel").inner_text()
    for word in ("60 minutes door to door", "2023-01-", "loading and unloading", "percentile", "100 km/h"):
        assert word in text, word


@pytest.mark.parametrize("width", [390, 1400])
def test_the_whole_circle_is_in_view_beside_the_panel(browser: Any, files: dict[str, Path], width: int) -> None:
    context = browser.new_context(offline=True, viewport={"width": width, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(files["map"].as_uri())
    room = page.evaluate("""() => {
        const map = Object.values(window).find(v => v instanceof L.Map);
        let bounds = L.latLngBounds([]);
        map.eachLayer(layer => { if (layer instanceof L.Polygon) { bounds = bounds.extend(layer.getBounds()); } });
        const [one, two] = [bounds.getNorthWest(), bounds.getSouthEast()].map(at => map.latLngToContainerPoint(at));
        const panel = document.getElementById("panel").getBoundingClientRect();
        const controls = document.querySelector(".leaflet-control-attribution").getBoundingClientRect();
        return {left: one.x, top: one.y, right: two.x, bottom: two.y, panelTop: panel.top, panelRight: panel.right,
                width: two.x - one.x, attributionBottom: controls.bottom, panelLeft: panel.left,
                attributionLeft: controls.left};
    }""")
    context.close()
    assert room["top"] >= 0
    assert room["right"] <= width
    assert room["width"] > 0.4 * (width if width < 700 else width - 360)
    if width < 700:
        assert room["bottom"] <= room["panelTop"]
        assert room["attributionBottom"] <= room["panelTop"] + 1
    else:
        assert room["left"] >= room["panelRight"]
        assert room["attributionLeft"] >= room["panelRight"]


def test_the_report_is_readable_on_a_narrow_screen(browser: Any, files: dict[str, Path]) -> None:
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(files["report"].as_uri())
    narrowest = page.evaluate(
        "Math.min(...Array.from(document.querySelectorAll('#assumptions td'), c => c.clientWidth))"
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert narrowest > 100
    assert wide == 390


def test_a_supplier_s_card_says_its_minutes(page: Seen) -> None:
    card = page.page.evaluate("""() => {
        const map = Object.values(window).find(v => v instanceof L.Map);
        const cards = [];
        map.eachLayer(layer => { if (layer.feature && layer.feature.properties.card) { cards.push(layer.feature.properties.card); } });
        return cards;
    }""")
    assert card
    assert all("min door to door" in text for text in card)


def test_the_slider_has_a_label(page: Seen) -> None:
    assert "by the hour" in page.page.locator("#hour").evaluate("slider => slider.labels[0].innerText")


def test_names_from_a_scenario_cannot_run_code(browser: Any, hanno_run: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    nasty = "<img src=x onerror=alert(1)>`${alert(2)}`{{7*7}}{% raw %}</script>"
    suppliers = {
        key: supplier.model_copy(update={"name": Text(en=nasty, zh=nasty)})
        for key, supplier in hanno_run.scenario.suppliers.items()
    }
    items = {
        key: item.model_copy(update={"name": Text(en=nasty, zh=nasty)})
        for key, item in hanno_run.scenario.items.items()
    }
    sites = {
        key: site.model_copy(update={"name": Text(en=nasty, zh=nasty)})
        for key, site in hanno_run.scenario.sites.items()
    }
    name = Text(en=nasty, zh=nasty)
    scenario = hanno_run.scenario.model_copy(
        update={"suppliers": suppliers, "items": items, "sites": sites, "name": name}
    )
    reach = hanno_run.reach.assign(name_en=nasty, name_zh=nasty)
    run = replace(hanno_run, scenario=scenario, reach=reach)
    for path in (maps.draw(run, tmp_path / "m.html"), maps.report(run, tmp_path / "r.html")):
        seen = look(browser, path)
        assert seen.page.locator("img").count() == 0
        assert "{{7*7}}" in seen.page.locator("h1").inner_text()
        assert seen.complaints == []
        seen.page.context.close()


def test_a_map_has_its_circle_and_takes_a_plain_file_name(browser: Any, hanno_run: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    path = maps.draw(replace(hanno_run, isochrones=None), str(tmp_path / "m.html"))
    maps.report(hanno_run, str(tmp_path / "r.html"))
    maps.compare(hanno_run, hanno_run, str(tmp_path / "c.html"))
    assert {file.name for file in tmp_path.iterdir()} == {"m.html", "r.html", "c.html"}
    seen = look(browser, path)
    assert seen.page.locator("#hour-caption").inner_text().startswith("09:00")
    seen.page.context.close()
