"""The sections of the report on what went in: readings, assumptions, facts, and how to do it again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from maps.section import Cell, Section, Table
from scenarios import Provenance, Scenario, Text, assumptions, facts, value_at, variant_value
from sim.mainoutcome import main_outcome, place_calendar
from sim.results import Run
from sim.workdays import is_working_day

LEVER_UNITS_ZH = {"crews": "班组数", "day": "日期"}


def readings_section(run: Run) -> Section | None:
    """Show the parameters that were set to meet the known date, under every variant."""
    scenario = run.scenario
    if not scenario.variants:
        return None
    due = max((demand.due for demand in main_outcome(scenario).demands), default=scenario.end).date()
    rows: list[tuple[Cell, ...]] = []
    for key, variant in scenario.variants.items():
        start = _date(variant_value(scenario, key, "start"))
        calendar_days, working = (due - start).days + 1, _working_days(scenario, start, due)
        name = Text(
            en=variant.name.en + (" (this run)" if key == scenario.variant else ""),
            zh=variant.name.zh + ("（本次）" if key == scenario.variant else ""),
        )
        levers = [_value(variant_value(scenario, key, lever.key)) for lever in scenario.levers]
        rows.append((name, start.isoformat(), str(calendar_days), str(working), *levers))
    head = (
        Text(en="Reading", zh="解读"),
        Text(en="starts", zh="起始"),
        Text(en="calendar days", zh="日历天"),
        Text(en="working days", zh="工作日"),
        *(
            Text(
                en=f"{lever.name.en} ({lever.unit})",
                zh=f"{lever.name.zh}（{LEVER_UNITS_ZH.get(lever.unit, lever.unit)}）",
            )
            for lever in scenario.levers
        ),
    )
    note = Text(
        en="These parameters were set so that the median replication finishes the last wanted unit on the publicly known day; "
        "they are not observed. Each reading of the known dates needs its own values. Switch with --set variant=NAME.",
        zh="以下参数经校准，使中位数仿真在公开日期完成末台；并非实测值。对公开日期的每种解读对应一组取值，可用 --set variant=名称 切换。",
    )
    return Section(
        "readings",
        Text(en="Readings and calibrated parameters", zh="三种解读与校准参数"),
        (note,),
        (),
        (Table(head, tuple(rows)),),
    )


def assumptions_section(scenario: Scenario) -> Section:
    """List every assumption with its value and what it stands for."""
    head = (Text(en="What is assumed", zh="假设内容"), Text(en="For", zh="适用于"))
    note = Text(
        en="Nothing below is a fact. Change any of them with --set KEY=VALUE or in a copy of the scenario file.",
        zh="下列各项均非事实，可用 --set 键=值 或在情景文件副本中修改。",
    )
    table = Table(head, _by_note(scenario, assumptions(scenario)))
    return Section("assumptions", Text(en="Assumptions", zh="假设"), (note,), (), (table,))


def facts_section(scenario: Scenario) -> Section:
    """List the facts with their sources."""
    head = (Text(en="Source", zh="来源"), Text(en="For", zh="适用于"))
    table = Table(head, _by_note(scenario, facts(scenario)))
    return Section("facts", Text(en="Facts and their sources", zh="事实及其来源"), (), (), (table,))


def how_section(run: Run) -> Section:
    """Say how to get the same run again."""
    manifest = run.manifest
    rows: list[tuple[Cell, ...]] = [
        (Text(en="seed", zh="随机种子"), str(run.seed)),
        (Text(en="replications", zh="仿真次数"), str(len(run.replications))),
        (Text(en="scenario (SHA-256)", zh="情景 (SHA-256)"), run.scenario.sha256()),
        (Text(en="road network (SHA-256)", zh="路网 (SHA-256)"), run.travel_times.network.sha256()),
    ]
    if "command" in manifest:
        rows.append((Text(en="command", zh="命令"), str(manifest["command"])))
    head = (Text(en="What", zh="项目"), Text(en="Value", zh="值"))
    return Section("again", Text(en="How to get the same again", zh="如何复现"), (), (), (Table(head, tuple(rows)),))


def _by_note(scenario: Scenario, marks: list[tuple[str, Provenance]]) -> tuple[tuple[Cell, ...], ...]:
    """Put what shares a note into one row: the note in the reader's language, and the keys with their values."""
    keys: dict[str, list[str]] = {}
    notes: dict[str, Cell] = {}
    for key, mark in marks:
        value = _value(value_at(scenario, key))
        if mark.zh or mark.note not in notes:
            notes[mark.note] = mark.text() if mark.zh else mark.note
        keys.setdefault(mark.note, []).append(f"{key} = {value}" if value else key)
    return tuple((notes[note], ", ".join(found)) for note, found in keys.items())


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return "; ".join(_value(part) for part in value)
    return "" if value is None else str(value)


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])


def _working_days(scenario: Scenario, first: dt.date, last: dt.date) -> int:
    calendar = place_calendar(scenario, main_outcome(scenario).place)
    days = (first + dt.timedelta(days=offset) for offset in range((last - first).days + 1))
    return sum(is_working_day(calendar, day) for day in days)
