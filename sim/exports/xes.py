"""Event logs with one case notion: XES, IEEE 1849-2016, written trace by trace.

See the standard and https://www.xes-standard.org for the extensions Concept, Lifecycle, Organizational and Time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import quoteattr

from sim.exports.eventlog import EventLog, Happening

Case = Literal["lot", "shipment", "order", "unit"]
CASES: tuple[Case, ...] = ("lot", "shipment", "order", "unit")
LIFECYCLES = {"operation_start": "start", "operation_end": "complete"}
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><string key="lifecycle:transition" value="complete"/>\
<date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/></global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Activity and lifecycle" keys="concept:name lifecycle:transition"/>
"""


def write_xes(log: EventLog, path: Path, case: Case) -> None:
    """Write a log as XES.

    Parameters
    ----------
    log
        What happened.
    path
        The file.
    case
        What a trace is: one lot, one shipment, one order, or one unit with all lots and shipments of its pedigree.
    """
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.write(_string("concept:name", log.run.scenario.id) + _string("lifecycle:model", "standard") + "\n")
        for name, events in _traces(log, case):
            file.write(f"<trace>{_string('concept:name', name)}\n")
            file.writelines(_event(log, event) for event in events)
            file.write("</trace>\n")
        file.write("</log>\n")


def _traces(log: EventLog, case: Case) -> Iterator[tuple[str, list[Happening]]]:
    """Yield every case with its events in the order of time; a case without an event is left out."""
    by_journey: dict[str, list[Happening]] = {}
    by_unit: dict[str, list[Happening]] = {}
    for event in log.happenings():
        by_journey.setdefault(event.journey, []).append(event)
        if event.type == "finish":
            by_unit.setdefault(event.links[0][0], []).append(event)
    if case == "unit":
        yield from _unit_traces(log, by_journey, by_unit)
        return
    for key, events in by_journey.items():
        if key.rpartition("/")[2].startswith(f"{case}:"):
            yield key, [event for event in events if event.type != "finish"]


def _unit_traces(
    log: EventLog, by_journey: dict[str, list[Happening]], by_unit: dict[str, list[Happening]]
) -> Iterator[tuple[str, list[Happening]]]:
    inputs = {
        thing.id: [target for target, qualifier in thing.links if qualifier in {"made of", "made in"}]
        for thing in log.things()
        if thing.type in {"unit", "lot", "shipment"}
    }
    last: tuple[list[str], list[Happening]] = ([], [])
    for unit, finish in by_unit.items():
        roots = inputs.get(unit, [])
        if last[0] != roots or not roots:  # units of one lot have one past
            journeys = _pedigree(roots, inputs)
            events = [event for key in journeys for event in by_journey.get(key, ()) if event.type != "finish"]
            last = (roots, sorted(events, key=lambda event: event.minute))
        yield unit, [*last[1], *finish]


def _pedigree(roots: list[str], inputs: dict[str, list[str]]) -> dict[str, None]:
    found: dict[str, None] = {}
    waiting = list(roots)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = None
            waiting.extend(inputs.get(key, ()))
    return found


def _event(log: EventLog, event: Happening) -> str:
    operation = event.type in LIFECYCLES
    name = f"operation {event.place}" if operation else event.type
    parts = [
        _string("concept:name", name),
        _string("lifecycle:transition", LIFECYCLES.get(event.type, "complete")),
        f'<date key="time:timestamp" value={quoteattr(log.moment(event.minute))}/>',
        _string("org:resource", event.place),
        _string("item", event.item),
        _string("journey", event.journey),
        f'<float key="pieces" value="{float(event.attributes["pieces"])!r}"/>',
    ]
    return f"<event>{''.join(parts)}</event>\n"


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"
