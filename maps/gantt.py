"""A Gantt chart as a piece of page: stations and suppliers over time, closed hours shaded, zoomed in the browser."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from markupsafe import Markup

from maps.files import page_file
from maps.ganttrows import Bar, Gantt, Row, gantt_rows
from maps.page import write_page
from maps.section import Section
from maps.text import both, ours
from scenarios import Scenario, Text
from sim.errors import InputError
from sim.results import Run
from sim.stagewords import STAGE_TEXT

LANE_PX, GAP_PX, MOST_PX = 7, 5, 60
COLOURS = {
    "work": "#00796b",
    "rework": "#d84315",
    "blocked": "#6a1b9a",
    "production": "#90a4ae",
    "transit": "#1565c0",
    "customs": "#ef6c00",
    "road": "#f9a825",
}
CLOSED = "#e8e8e4"
BUTTONS = ((0, "⤢"), (1.6, "−"), (0.6, "+"))


def draw_gantt(
    run: Run,
    path: Path | str,
    replication: int = 0,
    from_: dt.datetime | None = None,
    until: dt.datetime | None = None,
    station: str | None = None,
) -> Path:
    """Write a page with the Gantt chart of one replication: one file, nothing is loaded from anywhere.

    Parameters
    ----------
    run, replication
        What to show.
    path
        The HTML file to write.
    from_, until
        From the start to the last thing that happened where missing.
    station
        Only this station.

    Raises
    ------
    InputError
        If there is no such station or replication, or nothing happened in that time.
    sim.errors.OutputError
        If it cannot be written.
    """
    section = _section(run.scenario, gantt_rows(run, replication, from_, until, station), replication)
    name = run.scenario.name
    title = Text(en=f"Gantt chart: {name.en}", zh=f"甘特图：{name.zh}")
    credit = run.travel_times.network.attribution
    return write_page(Path(path), title, run.scenario.description, [], [section], credit)


def gantt_section(run: Run) -> Section | None:
    """Return the section of the report; None where nothing happened."""
    try:
        return _section(run.scenario, gantt_rows(run), 0)
    except InputError:
        return None


def _section(scenario: Scenario, gantt: Gantt, replication: int) -> Section:
    notes = [
        Text(
            en=f"Replication {replication}: lots at the stations, shipments of the suppliers. Grey: closed hours by the calendar. "
            "Zoom with the buttons, a double click or Ctrl and the wheel; drag to move; point at a bar to read it.",
            zh=f"第{replication}次仿真：各工位的批次与各供应商的运次。灰色为日历上的停工时间。"
            "用按钮、双击或 Ctrl 加滚轮缩放，拖动平移，指向色块查看详情。",
        )
    ]
    if gantt.cut:
        notes.append(
            Text(
                en="Only the first part of the time is shown: onehour gantt --from --until shows any other.",
                zh="仅显示前一段时间；其他时段请用 onehour gantt --from --until。",
            )
        )
    title = Text(en="Gantt chart", zh="甘特图")
    return Section("gantt", title, tuple(notes), pieces=(gantt_markup(scenario, gantt),))


def gantt_markup(scenario: Scenario, gantt: Gantt) -> Markup:
    """Return the chart with its style and its program; nothing of the scenario is in it unescaped.

    Parameters
    ----------
    scenario
        Gives names and time zone.
    gantt
        The rows.
    """
    items = list(dict.fromkeys(bar.item for row in gantt.rows for bar in row.bars))
    stages = [stage for stage in COLOURS if any(bar.stage == stage for row in gantt.rows for bar in row.bars)]
    tops, height = _tops(gantt.rows)
    names = Markup("").join(
        Markup('<div style="top:{}px;height:{}px;line-height:{}px" title="{}">{}</div>').format(
            top, size, size, f"{row.name.zh} · {row.name.en}", both(row.name)
        )
        for row, (top, size) in zip(gantt.rows, tops, strict=True)
    )
    drawn = "".join(
        part for row, (top, size) in zip(gantt.rows, tops, strict=True) for part in _row(row, top, size, items, stages)
    )
    zone = ZoneInfo(scenario.timezone)
    zero = scenario.start.astimezone(zone).replace(tzinfo=dt.UTC).timestamp() * 1000
    return Markup(
        '<style>{css}{colours}</style><div class="gantt" data-zero="{zero:.0f}"><div class="keys">{buttons}{keys}</div>'
        '<div class="names" style="height:{height}px">{names}</div><div class="field">'
        '<div class="ticks"></div>'
        '<svg viewBox="{begin:.1f} 0 {span:.1f} {height}" preserveAspectRatio="none" style="height:{height}px">{drawn}</svg>'
        '</div><div class="tip"></div><script type="application/json">{words}</script></div>'
        "<script>{script}</script>"
    ).format(
        css=ours(page_file("gantt.css")),
        colours=ours("".join(f".gantt .s{at}{{fill:{COLOURS[stage]}}}" for at, stage in enumerate(stages))),
        zero=zero,
        buttons=Markup("").join(Markup('<button type="button" data-zoom="{}">{}</button>').format(*b) for b in BUTTONS),
        keys=_keys(stages),
        height=height,
        names=names,
        begin=gantt.begin_min,
        span=gantt.end_min - gantt.begin_min,
        drawn=ours(drawn),
        words=_words(scenario, items, stages),
        script=ours(page_file("gantt.js")),
    )


def _tops(found: tuple[Row, ...]) -> tuple[list[tuple[int, int]], int]:
    """Return top and height of every row, and the height of all."""
    tops, top = [], GAP_PX
    for row in found:
        size = min(max(row.lanes * LANE_PX, 2 * LANE_PX), MOST_PX)
        tops.append((top, size))
        top += size + GAP_PX
    return tops, top


def _row(row: Row, top: int, size: int, items: list[str], stages: list[str]) -> Iterator[str]:
    """Yield a rectangle for every bar of a row, and its closed hours as one path that veils them."""
    lane_px = size / row.lanes
    for bar in row.bars:
        yield _bar(bar, top + bar.lane * lane_px, max(lane_px - 1, 0.5), items, stages)
    if row.closed:
        shut = "".join(f"M{begin:.0f} {top}h{end - begin:.0f}v{size}H{begin:.0f}z" for begin, end in row.closed)
        yield f'<path d="{shut}"/>'


def _bar(bar: Bar, top: float, size: float, items: list[str], stages: list[str]) -> str:
    width = max(bar.end_min - bar.begin_min, 0.1)
    place = f'x="{bar.begin_min:.1f}" y="{top:.4g}" width="{width:.1f}" height="{size:.2g}"'
    return f'<rect class="s{stages.index(bar.stage)}" {place} data-i="{items.index(bar.item)}" data-n="{bar.number}"/>'


def _keys(stages: list[str]) -> Markup:
    entry = Markup('<span class="key"><i style="background:{}"></i>{}</span>')
    entries = [entry.format(COLOURS[stage], both(STAGE_TEXT[stage])) for stage in stages]
    return Markup("").join([*entries, entry.format(CLOSED, both(Text(en="closed", zh="停工")))])


def _words(scenario: Scenario, items: list[str], stages: list[str]) -> Markup:
    """Return the names that the program shows, as JSON that cannot end its element."""
    words = {
        "items": [[scenario.items[item].name.en, scenario.items[item].name.zh] for item in items],
        "stages": [[STAGE_TEXT[stage].en, STAGE_TEXT[stage].zh] for stage in stages],
    }
    return ours(json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"))
