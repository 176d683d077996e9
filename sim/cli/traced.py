"""`onehour trace`: the whole past of one unit."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenarios.base import Text
from scenarios.errors import InputError
from sim.cli.common import print_json
from sim.stagewords import STAGE_TEXT

if TYPE_CHECKING:
    from scenarios import Scenario
    from sim.tracing import Input, Key, Node, Trace

ENDINGS = (".html", ".htm", ".csv", ".json")
COLUMNS = (
    "depth", "journey", "number", "item", "place", "pieces", "stage", "stage_place", "begin_min", "end_min", "begin_at",
    "minutes", "critical_min",
)  # fmt: skip
HOUR_MIN = 60


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--unit", type=click.IntRange(1), required=True, help="Rank in the order of finishing, from 1.")
@click.option("--product", help="Item id, a part as well; the product of the first demand where missing.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="A .html, .csv or .json file; the terminal where missing.")
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON.")
def trace(folder: Path, unit: int, product: str | None, replication: int, out: Path | None, as_json: bool) -> None:
    """Tell the whole past of one unit: every lot, trip and wait back to minute 0, with the critical path marked.

    \b
    Examples:
      onehour trace runs/hanno-ecmo-ramp --unit 300
      onehour trace runs/hanno-ecmo-ramp --unit 300 --out unit-300.html
    """
    from sim.headline import main_product
    from sim.runfolder import read
    from sim.tracing import trace as trace_unit

    if out is not None and out.suffix.lower() not in ENDINGS:
        raise InputError(f"--out {out}: the name must end in .html, .csv or .json")
    run = read(folder)
    found = trace_unit(run, product or main_product(run.scenario), unit, replication)
    if out is not None:
        _write(found, run.scenario, out)
        click.echo(f"written: {out}")
    elif as_json:
        print_json(document(found))
    else:
        _show(found, run.scenario)


def document(trace: Trace) -> dict[str, Any]:
    """Return a trace as a JSON document: the unit, every lot and shipment by name, and the critical path."""
    return {
        "product": trace.product,
        "unit": trace.unit,
        "replication": trace.replication,
        "start": trace.start.isoformat(),
        "finished_min": trace.finished_min,
        "finished_at": trace.moment(trace.finished_min).isoformat(timespec="seconds"),
        "root": str(trace.root),
        "journeys": {str(key): _node(node) for key, node in trace.nodes.items()},
        "critical_path": [
            {
                "begin_min": span.begin_min, "end_min": span.end_min, "journey": str(span.key), "item": span.item,
                "stage": span.stage, "place": span.place,
            }
            for span in trace.path
        ],
    }  # fmt: skip


def _node(node: Node) -> dict[str, Any]:
    return {
        "item": node.item,
        "place": node.place,
        "pieces": node.pieces,
        "called_for_by": str(node.origin) if node.origin.journey else None,
        "critical_min": node.critical_min,
        "steps": [
            {
                "stage": step.stage, "place": step.place, "begin_min": step.begin_min,
                "end_min": None if isnan(step.end_min) else step.end_min,
                "critical_min": step.critical_min,
            }
            for step in node.steps
        ],
        "inputs": [
            {"item": entry.item, "pieces": entry.pieces, "from": str(entry.source)} for entry in node.inputs
        ],
    }  # fmt: skip


def _write(trace: Trace, scenario: Scenario, out: Path) -> None:
    from sim.output import replacing

    suffix = out.suffix.lower()
    if suffix in {".html", ".htm"}:
        import maps

        maps.draw_trace(trace, scenario, out)
        return
    with replacing(out) as temporary:
        if suffix == ".json":
            text = json.dumps(document(trace), ensure_ascii=False, indent=2, allow_nan=False)
            temporary.write_text(text + "\n", encoding="utf-8")
        else:
            with temporary.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS)
                writer.writerows(_lines(trace))


def _lines(trace: Trace) -> Iterator[tuple[Any, ...]]:
    """Yield a line per stage of every lot and shipment, in the order of the tree."""
    for depth, entry, node, first in trace.walk():
        if node is None or not first:
            continue
        for step in node.steps:
            yield (
                depth, node.key.journey, node.key.number, node.item, node.place, entry.pieces, step.stage, step.place,
                step.begin_min, step.end_min, trace.moment(step.begin_min).isoformat(timespec="seconds"),
                step.end_min - step.begin_min, step.critical_min,
            )  # fmt: skip


def _show(trace: Trace, scenario: Scenario) -> None:
    """Print the tree, then the critical path."""
    from rich.console import Console
    from rich.text import Text as Line
    from rich.tree import Tree

    console, words = Console(), _Words(trace, scenario)
    console.print(Line(words.title(), style="bold"))
    branches: dict[int, Tree] = {}
    for depth, entry, node, first in trace.walk():
        line = Line(words.line(entry, node, first=first))
        if node is not None and node.critical_min > 0:
            line.stylize("bold red")
        branches[depth] = branches[depth - 1].add(line) if depth else Tree(line)
    console.print(branches[0])
    console.print(
        Line(words.say("Critical path, from the start to the finish:", "关键路径（自起点至完成）："), style="bold")
    )
    for told in words.path():
        console.print(Line(told))


class _Words:
    """Writes a trace in the language of the terminal."""

    def __init__(self, trace: Trace, scenario: Scenario) -> None:
        from sim.cli.common import in_chinese

        self.trace, self.scenario, self.zh = trace, scenario, in_chinese()

    def say(self, en: str, zh: str) -> str:
        return zh if self.zh else en

    def text(self, text: Text) -> str:
        return text.zh if self.zh else text.en

    def title(self) -> str:
        trace = self.trace
        name = self.text(self.scenario.items[trace.product].name)
        finished, hours = f"{trace.moment(trace.finished_min):%Y-%m-%d %H:%M}", f"{trace.finished_min / HOUR_MIN:,.1f}"
        return self.say(
            f"{name}, unit {trace.unit} of replication {trace.replication}: finished {finished}, {hours} h after the start "
            "(* on the critical path)",
            f"{name} 第{trace.unit}台（第{trace.replication}次仿真）：{finished} 完成，自起点起 {hours} 小时（* 在关键路径上）",
        )

    def line(self, entry: Input, node: Node | None, *, first: bool) -> str:
        """Return the line of the tree of one input."""
        name = self.text(self.scenario.items[entry.item].name)
        text = f"{name} x {entry.pieces:g}: {self.key(entry.source)}"
        if node is None or not first:
            return text if node is None else text + self.say(" (see above)", "（见上）")
        if not node.steps:
            return text
        hours: dict[str, float] = {}
        for step in node.steps:
            end = self.trace.finished_min if isnan(step.end_min) else step.end_min
            hours[step.stage] = hours.get(step.stage, 0.0) + (end - step.begin_min) / HOUR_MIN
        stages = ", ".join(f"{self.text(STAGE_TEXT[stage])} {value:,.1f}" for stage, value in hours.items())
        mark = " *" if node.critical_min > 0 else ""
        return f"{text}, {self.trace.moment(node.begin_min):%m-%d %H:%M} - {self.end(node)} (h: {stages}){mark}"

    def end(self, node: Node) -> str:
        return self.say("the end", "结束") if isnan(node.end_min) else f"{self.trace.moment(node.end_min):%m-%d %H:%M}"

    def key(self, key: Key) -> str:
        kinds = {"lot": "批次", "shipment": "运次", "": "期初库存"}
        return str(key) if not self.zh else f"{kinds[key.journey]} {key.number}" if key.journey else kinds[""]

    def path(self) -> Iterator[str]:
        for span in self.trace.path:
            hours = (span.end_min - span.begin_min) / HOUR_MIN
            name, stage = self.text(self.scenario.items[span.item].name), self.text(STAGE_TEXT[span.stage])
            where = f" @ {span.place}" if span.place else ""
            yield f"  {self.trace.moment(span.begin_min):%m-%d %H:%M} {hours:9,.1f} h  {name}: {stage}{where} ({self.key(span.key)})"
