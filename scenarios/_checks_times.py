"""Times: closures and outages the right way round, due dates and warm-up within the scenario."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scenarios._findings import Finding
from scenarios._yaml import KeyPath
from scenarios.model import Scenario


def moments(scenario: Scenario) -> Iterator[Finding]:
    """Check that due dates, milestones and the shown departure lie within the scenario."""
    inside = f"choose a moment from {scenario.start:%Y-%m-%d %H:%M} to {scenario.end:%Y-%m-%d %H:%M}"
    points: list[tuple[KeyPath, dt.datetime]] = [
        (("demands", name, "due"), demand.due) for name, demand in scenario.demands.items()
    ]
    points += [
        (("demands", name, "earliest"), demand.earliest)
        for name, demand in scenario.demands.items()
        if demand.earliest is not None and demand.earliest != scenario.start
    ]
    points += [(("milestones", name, "at"), milestone.at) for name, milestone in scenario.milestones.items()]
    for path, moment in points:
        if not scenario.start < moment <= scenario.end:
            side = "before the scenario starts" if moment <= scenario.start else "after the scenario ends"
            yield Finding(path, f"{moment:%Y-%m-%d %H:%M} lies {side}", inside)
    for name, demand in scenario.demands.items():
        if demand.earliest is not None and demand.earliest > demand.due:
            wrong = f"it may be handed over from {demand.earliest:%Y-%m-%d %H:%M} on, after it is due ({demand.due:%Y-%m-%d %H:%M})"
            yield Finding(("demands", name, "earliest"), wrong, "make it no later than due, or take it away")


def warm_up(scenario: Scenario) -> Iterator[Finding]:
    """Check that the warm-up leaves something to measure."""
    hours = (scenario.end - scenario.start).total_seconds() / 3600
    if scenario.warm_up_h >= hours:
        wrong = f"after a warm-up of {scenario.warm_up_h:g} h nothing is left of the {hours:g} h of the scenario"
        yield Finding(("warm_up_h",), wrong, "make it shorter, or let the scenario last longer")


def spans(scenario: Scenario) -> Iterator[Finding]:
    """Check that closures, openings, restrictions and outages end after they begin."""
    roads = scenario.roads
    spans: list[tuple[KeyPath, dt.datetime | None, dt.datetime | None]] = [
        (("roads", part, name), rule.from_, rule.until)
        for part, rules in (
            ("closures", roads.closures),
            ("openings", roads.openings),
            ("restrictions", roads.restrictions),
        )
        for name, rule in rules.items()
    ]
    spans += [(("outages", name), outage.from_, outage.until) for name, outage in scenario.outages.items()]
    for path, begin, until in spans:
        if begin is not None and until is not None and until <= begin:
            wrong = f"it ends ({until:%Y-%m-%d %H:%M}) before it begins ({begin:%Y-%m-%d %H:%M})"
            yield Finding((*path, "until"), wrong, "exchange `from` and `until`, or correct one of them")
