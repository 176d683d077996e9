"""The past of one unit as a page: its critical path, and its pedigree as a tree that opens and closes."""

from __future__ import annotations

from math import isnan
from pathlib import Path

from markupsafe import Markup

from maps.page import write_page
from maps.section import Cell, Section, Table
from maps.text import both, ours
from scenarios import Scenario, Text
from sim.stagewords import STAGE_TEXT
from sim.tracing import Input, Key, Node, Trace

HOUR_MIN = 60
CSS = """
.tree details { margin-left: 18px; } .tree > details { margin-left: 0; } .tree p { margin: 1px 0 1px 18px; font-size: 13px; }
.tree summary { cursor: pointer; } .tree .critical > summary, .tree p.critical { color: #b71c1c; font-weight: 600; }
"""


def draw_trace(trace: Trace, scenario: Scenario, path: Path | str) -> Path:
    """Write a page that tells the past of one unit: one file, nothing is loaded from anywhere.

    Parameters
    ----------
    trace
        Made by `sim.trace`.
    scenario
        Gives the names.
    path
        The HTML file to write.

    Raises
    ------
    sim.errors.OutputError
        If it cannot be written.
    """
    name = scenario.items[trace.product].name
    title = Text(en=f"{name.en}, unit {trace.unit}", zh=f"{name.zh} 第{trace.unit}台")
    finished, hours = f"{trace.moment(trace.finished_min):%Y-%m-%d %H:%M}", f"{trace.finished_min / HOUR_MIN:,.1f}"
    told = Text(
        en=f"Finished {finished}, {hours} h after the start; replication {trace.replication} of {scenario.name.en}.",
        zh=f"{finished} 完成，自起点起 {hours} 小时；{scenario.name.zh}，第{trace.replication}次仿真。",
    )
    return write_page(Path(path), title, told, [], [_path(trace, scenario), _tree(trace, scenario)], "")


def _path(trace: Trace, scenario: Scenario) -> Section:
    lines: list[tuple[Cell, ...]] = [
        (
            f"{trace.moment(span.begin_min):%m-%d %H:%M}",
            f"{(span.end_min - span.begin_min) / HOUR_MIN:,.1f}",
            scenario.items[span.item].name,
            STAGE_TEXT[span.stage],
            span.place,
            _key(span.key),
        )
        for span in trace.path
    ]
    head = tuple(
        Text(en=en, zh=zh)
        for en, zh in (
            ("from", "开始"), ("hours", "小时"), ("item", "物料"), ("stage", "阶段"), ("place", "地点"), ("lot or shipment", "批次或运次"),
        )
    )  # fmt: skip
    note = Text(
        en="What the unit was waiting for at every minute from the start to its finish.",
        zh="自起点至完成，每一分钟该台所等待的事项。",
    )
    return Section("path", Text(en="Critical path", zh="关键路径"), (note,), (), (Table(head, tuple(lines)),))


def _tree(trace: Trace, scenario: Scenario) -> Section:
    """Nest the lots and shipments; what lies on the critical path is red and open."""
    parts: list[str] = []
    open_depths: list[int] = []
    for depth, entry, node, first in trace.walk():
        while open_depths and open_depths[-1] >= depth:
            parts.append("</details>")
            open_depths.pop()
        critical = node is not None and node.critical_min > 0
        line = _line(trace, scenario, entry, node, first=first)
        marked = ' class="critical"' if critical else ""
        if node is not None and first and node.inputs:
            shown = " open" if critical else ""
            parts.append(f"<details{marked}{shown}><summary>{line}</summary>")
            open_depths.append(depth)
        else:
            parts.append(f"<p{marked}>{line}</p>")
    parts.extend("</details>" for _ in open_depths)
    tree = ours(f'<style>{CSS}</style><div class="tree">{"".join(parts)}</div>')
    note = Text(
        en="What went into the unit, down to what was bought or in stock at the start. Red: on the critical path.",
        zh="该台所含全部物料，直至外购件与期初库存。红色：在关键路径上。",
    )
    return Section("pedigree", Text(en="Pedigree", zh="谱系"), (note,), pieces=(tree,))


def _line(trace: Trace, scenario: Scenario, entry: Input, node: Node | None, *, first: bool) -> Markup:
    key = _key(entry.source)
    name = scenario.items[entry.item].name
    text = Text(en=f"{name.en} x {entry.pieces:g}: {key.en}", zh=f"{name.zh} x {entry.pieces:g}：{key.zh}")
    if node is None or not node.steps:
        return both(text)
    if not first:
        return both(Text(en=f"{text.en} (see above)", zh=f"{text.zh}（见上）"))
    begin = f"{trace.moment(node.begin_min):%m-%d %H:%M}"
    end = "…" if isnan(node.end_min) else f"{trace.moment(node.end_min):%m-%d %H:%M}"
    hours: dict[str, float] = {}
    for step in node.steps:
        until = trace.finished_min if isnan(step.end_min) else step.end_min
        hours[step.stage] = hours.get(step.stage, 0.0) + (until - step.begin_min) / HOUR_MIN
    stages = [(STAGE_TEXT[stage], f"{value:,.1f} h") for stage, value in hours.items()]
    return both(
        Text(
            en=f"{text.en}, {begin} – {end} ({', '.join(f'{stage.en} {value}' for stage, value in stages)})",
            zh=f"{text.zh}，{begin} – {end}（{'，'.join(f'{stage.zh} {value}' for stage, value in stages)}）",
        )
    )


def _key(key: Key) -> Text:
    words = {"lot": "批次", "shipment": "运次"}
    if not key.journey:
        return Text(en="opening stock", zh="期初库存")
    return Text(en=str(key), zh=f"{words[key.journey]} {key.number}")
