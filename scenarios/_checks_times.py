"""Times: shifts, crew steps, closures and outages the right way round, due dates within the scenario."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from scenarios._findings import Finding
from scenarios._yaml import KeyPath
from scenarios.model import Scenario


def calendars(scenario: Scenario) -> Iterator[Finding]:
    """Check that the shifts of a calendar do not overlap, and that no day is both closed and worked."""
    for name, calendar in scenario.calendars.items():
        for (_, end), (start, _) in pairwise(calendar.spans_min()):
            if start < end:
                shifts = ", ".join(calendar.shifts)
                wrong = f"the shifts overlap: {shifts}"
                yield Finding(("calendars", name, "shifts"), wrong, "let each start when the one before has ended")
                break
        for day in sorted(set(calendar.closed) & set(calendar.worked)):
            wrong = f"{day} stands under both `closed` and `worked`"
            yield Finding(("calendars", name, "worked"), wrong, "take it out of one of them")


def crew_steps(scenario: Scenario) -> Iterator[Finding]:
    """Check that the crew steps of a station are in order."""
    for name, plant in scenario.plants.items():
        for key, station in plant.stations.items():
            for index, (before, after) in enumerate(pairwise(station.crew_steps), start=1):
                if after.date <= before.date:
                    path = ("plants", name, "stations", key, "crew_steps", str(index), "date")
                    yield Finding(path, f"{after.date} is not after {before.date}", "put the steps in order of date")


def policies(scenario: Scenario) -> Iterator[Finding]:
    """Check that reordering orders something."""
    for name, item in scenario.items.items():
        policy = item.policy
        if policy.kind == "reorder" and policy.order_up_to <= policy.reorder_point:
            wrong = f"order_up_to {policy.order_up_to} is not above reorder_point {policy.reorder_point}"
            yield Finding(("items", name, "policy", "order_up_to"), wrong, "make it larger than reorder_point")


def moments(scenario: Scenario) -> Iterator[Finding]:
    """Check that due dates, milestones and the shown departure lie within the scenario."""
    inside = f"choose a moment from {scenario.start:%Y-%m-%d %H:%M} to {scenario.end:%Y-%m-%d %H:%M}"
    points: list[tuple[KeyPath, dt.datetime]] = [
        (("demands", name, "due"), demand.due) for name, demand in scenario.demands.items()
    ]
    points += [(("milestones", name, "at"), milestone.at) for name, milestone in scenario.milestones.items()]
    for path, moment in points:
        if not scenario.start < moment <= scenario.end:
            side = "before the scenario starts" if moment <= scenario.start else "after the scenario ends"
            yield Finding(path, f"{moment:%Y-%m-%d %H:%M} lies {side}", inside)


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
