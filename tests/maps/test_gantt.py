"""Gantt charts: bars that do not hide each other, small pages, a program that runs without a network."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import maps
import sim
from maps.ganttrows import gantt_rows
from sim.errors import InputError

ZONE = ZoneInfo("Asia/Shanghai")


def test_bars_of_a_lane_do_not_overlap(hanno_run: Any) -> None:
    gantt = gantt_rows(hanno_run)
    assert len(gantt.rows) > 20
    for row in gantt.rows:
        lanes: dict[int, float] = {}
        for bar in row.bars:
            assert lanes.get(bar.lane, -1.0) <= bar.begin_min <= bar.end_min
            lanes[bar.lane] = bar.end_min
        assert set(lanes) == set(range(row.lanes))
        assert all(begin < end for begin, end in row.closed)


def test_every_piece_of_work_has_a_bar(hanno_run: Any) -> None:
    steps = hanno_run.steps[(hanno_run.steps["replication"] == 0) & (hanno_run.steps["journey"] == "lot")]
    work = steps[steps["stage"].isin(["work", "rework"])]
    bars = [bar for row in gantt_rows(hanno_run).rows for bar in row.bars if bar.stage in {"work", "rework"}]
    assert len(bars) == len(work)


def test_who_sends_is_called_by_name(hanno_run: Any) -> None:
    """The plant sends the consoles to the hospital: its row is called as its site is."""
    plants = {hanno_run.scenario.sites[plant.site].name.en for plant in hanno_run.scenario.plants.values()}
    rows = [row for row in gantt_rows(hanno_run).rows if row.name.en in plants]
    assert len(rows) == 1
    assert {bar.item for bar in rows[0].bars} == {demand.item for demand in hanno_run.scenario.demands.values()}


def test_a_station_and_a_time(hanno_run: Any) -> None:
    begin, end = dt.datetime(2023, 1, 16, tzinfo=ZONE), dt.datetime(2023, 1, 18, tzinfo=ZONE)
    gantt = gantt_rows(hanno_run, 0, begin, end, "final_assembly")
    assert [row.name.en for row in gantt.rows] == ["Final assembly"]
    assert gantt.end_min - gantt.begin_min == 2 * 1440
    assert all(gantt.begin_min <= bar.begin_min <= bar.end_min <= gantt.end_min for bar in gantt.rows[0].bars)
    with pytest.raises(InputError, match="no lot was at a station 'nowhere'"):
        gantt_rows(hanno_run, station="nowhere")
    with pytest.raises(InputError, match="choose another one with --from and --until"):
        gantt_rows(hanno_run, from_=end + dt.timedelta(days=300))


def test_page_is_small_and_loads_nothing(hanno_run: Any, tmp_path: Path) -> None:
    path = maps.draw_gantt(hanno_run, tmp_path / "gantt.html")
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    assert not re.search(r'(src|href)="(?!data:)', text)
    words = json.loads(re.findall(r'<script type="application/json">(.*?)</script>', text)[0])
    assert ["ECMO console", hanno_run.scenario.items["console"].name.zh] in words["items"]


def test_program_zooms(hanno_run: Any, tmp_path: Path, browser: Any) -> None:
    path = maps.draw_gantt(hanno_run, tmp_path / "gantt.html")
    page = browser.new_page(viewport={"width": 1000, "height": 800}, locale="en-GB")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    before = [float(value) for value in page.get_attribute(".gantt svg", "viewBox").split()]
    page.click("[data-zoom='0.6']")
    after = [float(value) for value in page.get_attribute(".gantt svg", "viewBox").split()]
    assert after[2] == pytest.approx(before[2] * 0.6)
    assert page.locator(".gantt .ticks span").count() > 3
    page.click("[data-zoom='0']")
    assert [float(value) for value in page.get_attribute(".gantt svg", "viewBox").split()] == before
    page.hover(".gantt rect >> nth=40", force=True)
    page.close()
    assert errors == []


def test_page_of_a_trace(hanno_run: Any, tmp_path: Path) -> None:
    found = sim.trace(hanno_run, "console", 300)
    text = maps.draw_trace(found, hanno_run.scenario, tmp_path / "trace.html").read_text(encoding="utf-8")
    assert text.count("<details") == text.count("</details>")
    assert 'class="critical"' in text
    assert "Packing case" in text
    assert len(text.encode()) < 1_000_000


def test_report_tells_of_days_service_and_costs(hanno_run: Any, tmp_path: Path) -> None:
    text = maps.report(hanno_run, tmp_path / "report.html").read_text(encoding="utf-8")
    for section in ("bottleneck_days", "gantt", "service", "costs"):
        assert f'<section id="{section}">' in text
    assert len(text.encode()) < 1_500_000
