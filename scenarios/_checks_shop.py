"""The shop floor: steps in order of date, crews that come, teams with the skills, batches that fill, samples, learning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, inf
from zoneinfo import ZoneInfo

from scenarios._checks_calendars import open_spans
from scenarios._checks_policies import stock_levels
from scenarios._explosion import SPARE, gross_pieces
from scenarios._findings import Finding, did_you_mean
from scenarios._points import makers_of
from scenarios._yaml import KeyPath
from scenarios.model import Scenario
from scenarios.operations import Forgetting, Learning, Sampling
from scenarios.production import CrewStep, Item, Plant, Station


def steps_in_order(scenario: Scenario) -> Iterator[Finding]:
    """Check that the later changes of crews, people and capacities are in order of date."""
    for name, plant in scenario.plants.items():
        for key, station in plant.stations.items():
            path = ("plants", name, "stations", key)
            yield from _in_order((*path, "crew_steps"), [step.date for step in station.crew_steps])
            yield from _in_order((*path, "hires"), [hire.date for hire in station.hires], same=True)
        for key, team in plant.teams.items():
            yield from _in_order(("plants", name, "teams", key, "steps"), [step.date for step in team.steps])
    for name, supplier in scenario.suppliers.items():
        yield from _in_order(("suppliers", name, "steps"), [step.date for step in supplier.steps])


def crews(scenario: Scenario) -> Iterator[Finding]:
    """Refuse stations that work is sent to although nobody ever works there, and skills that nobody has."""
    for (name, key), item in _stations_in_use(scenario).items():
        plant, path = scenario.plants[name], ("plants", name, "stations", key)
        station = plant.stations[key]
        if station.crew_steps and not _ever_staffed(scenario, plant, station):
            wrong = f"no crew ever works here within the scenario, so no {item} can be finished"
            yield Finding((*path, "crew_steps"), wrong, "leave at least one crew on some working day")
        if station.skill is None:
            continue
        able = {skill for team in plant.teams.values() for skill in team.skills}
        if station.skill not in able:
            wrong = f"nobody at {name} has the skill {station.skill!r}"
            remedy = did_you_mean(station.skill, able, "skills of its teams") if able else f"add it to a team of {name}"
            yield Finding((*path, "skill"), wrong, remedy)
        elif not any(
            station.skill in team.skills and _people(scenario, team.people, team.steps) for team in plant.teams.values()
        ):
            wrong = f"the teams with the skill {station.skill!r} never have anybody within the scenario"
            yield Finding((*path, "skill"), wrong, "leave people in one of these teams")


def batches(scenario: Scenario) -> Iterator[Finding]:
    """Refuse batches that no lot fits into, or that can never fill."""
    for name, plant in scenario.plants.items():
        for key, station in plant.stations.items():
            batch, path = station.batch, ("plants", name, "stations", key, "batch")
            if batch is not None and batch.least_pieces > batch.most_pieces:
                wrong = f"least_pieces {batch.least_pieces} is more than most_pieces {batch.most_pieces}"
                yield Finding((*path, "least_pieces"), wrong, "make it no more than most_pieces")
    ever = _ever_made(scenario)
    for name, item in scenario.items.items():
        for plant_id, key in _stations_of(scenario, name):
            path, station = ("plants", plant_id, "stations", key, "batch"), scenario.plants[plant_id].stations[key]
            found = list(_batch_of(item, name, path, station))
            yield from found
            batch = station.batch
            if not found and batch is not None and batch.longest_wait_h is None and 0 < ever[name] < batch.least_pieces:
                wrong = f"only about {ever[name]:,.0f} pieces of {name} are ever made, so a batch of {batch.least_pieces} never fills"
                yield Finding((*path, "least_pieces"), wrong, "make it smaller, or give longest_wait_h")


def samples(scenario: Scenario) -> Iterator[Finding]:
    """Check that a sample can fail."""
    for name, item in scenario.items.items():
        for index, step in enumerate(item.route):
            yield from _sample(("items", name, "route", str(index), "sampling"), step.sampling)
    for name, supplier in scenario.suppliers.items():
        for part, offer in supplier.items.items():
            yield from _sample(("suppliers", name, "items", part, "sampling"), offer.sampling)


def learning(scenario: Scenario) -> Iterator[Finding]:
    """Check that shared learning names its group, no other does, all who learn together forget alike, and nobody at a batch."""
    fading: dict[tuple[str, ...], Forgetting | None] = {}
    for name, item in scenario.items.items():
        for index, step in enumerate(item.route):
            curve, path = step.learning, ("items", name, "route", str(index), "learning")
            if curve is None:
                continue
            if any(_takes_batches(scenario, plant, step.station) for plant in makers_of(item) or scenario.plants):
                wrong = f"nobody learns at {step.station!r}, where the work is per batch and not per piece"
                yield Finding(path, wrong, "take learning away, or the station's batch")
            if curve.scope == "shared" and curve.group is None:
                wrong = "shared learning names no group"
                yield Finding((*path, "group"), wrong, "add group:, the same id at all that learn together")
            if curve.scope != "shared" and curve.group is not None:
                wrong = f"a group is named, but the scope is {curve.scope}"
                yield Finding((*path, "group"), wrong, "write scope: shared, or take the group away")
            together = _learns_with(curve, step.station, makers_of(item))
            if any(fading.setdefault(each, curve.forgetting) != curve.forgetting for each in together):
                wrong = "another operation that learns together with this one forgets otherwise"
                yield Finding((*path, "forgetting"), wrong, "give all of them the same")


def _takes_batches(scenario: Scenario, plant: str, station: str) -> bool:
    entry = scenario.plants[plant].stations.get(station) if plant in scenario.plants else None
    return entry is not None and entry.batch is not None


def _learns_with(curve: Learning, station: str, plants: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return whom an operation learns together with, where it learns with others at all."""
    if curve.scope == "station":
        return [(plant, station) for plant in plants]
    return [(curve.group,)] if curve.group is not None else []


def _ever_made(scenario: Scenario) -> dict[str, float]:
    """Return about how many pieces of every item are made in all, at most, in whole lots; infinity if that is not known."""
    gross, levels = gross_pieces(scenario), stock_levels(scenario)
    if gross is None:
        return dict.fromkeys(scenario.items, inf)
    whole = {name: (gross[name] + levels.get(name, 0.0)) * SPARE for name in gross}
    return {
        name: ceil(pieces / scenario.items[name].lot_size) * scenario.items[name].lot_size
        for name, pieces in whole.items()
    }


def _batch_of(item: Item, name: str, path: KeyPath, station: Station) -> Iterator[Finding]:
    batch, lot = station.batch, item.lot_size
    if batch is None or batch.least_pieces > batch.most_pieces:
        return
    if lot > batch.most_pieces:
        wrong = f"a lot of {name} ({lot} pieces) does not fit in: most_pieces is {batch.most_pieces}"
        yield Finding((*path, "most_pieces"), wrong, f"make it {lot} or more, or make {name} in smaller lots")
        return
    if batch.longest_wait_h is not None:
        return
    buffered = None if station.buffer_lots is None else station.buffer_lots + 1  # the last one need not wait
    for key, lots in (("wip_limit", item.wip_limit), ("buffer_lots", buffered)):
        if lots is not None and lots * lot < batch.least_pieces:
            wrong = f"by {key} at most {lots * lot} pieces of {name} come together, so a batch of {batch.least_pieces} never fills"
            yield Finding((*path, "least_pieces"), wrong, f"make it smaller, raise {key}, or give longest_wait_h")


def _sample(path: KeyPath, sampling: Sampling | None) -> Iterator[Finding]:
    if sampling is not None and sampling.accept >= sampling.sample:
        wrong = f"a sample of {sampling.sample} passes with {sampling.accept} bad pieces, so every lot passes"
        yield Finding((*path, "accept"), wrong, "make it less than sample")


def _stations_in_use(scenario: Scenario) -> dict[tuple[str, str], str]:
    """Return plant and station of all work, with an item that needs it."""
    found: dict[tuple[str, str], str] = {}
    for name in scenario.items:
        for pair in _stations_of(scenario, name):
            found.setdefault(pair, name)
    return found


def _stations_of(scenario: Scenario, name: str) -> Iterator[tuple[str, str]]:
    item = scenario.items[name]
    stations = {step.station for step in item.route} | {step.rework.station for step in item.route if step.rework}
    for plant in makers_of(item):
        if plant in scenario.plants:
            yield from ((plant, key) for key in sorted(stations) if key in scenario.plants[plant].stations)


def _ever_staffed(scenario: Scenario, plant: Plant, station: Station) -> bool:
    calendar = scenario.calendars.get(station.calendar or plant.calendar)
    if calendar is None or next(open_spans(calendar, scenario), None) is None:
        return True  # said elsewhere
    zone = ZoneInfo(scenario.timezone)
    first = min((hire.date for hire in station.hires), default=dt.date.max)
    days = (opens.astimezone(zone).date() for opens, _ in open_spans(calendar, scenario))
    return any(day >= first or _count(day, station.crews, station.crew_steps) for day in days)


def _people(scenario: Scenario, people: int, steps: Sequence[CrewStep]) -> bool:
    zone = ZoneInfo(scenario.timezone)
    first, last = scenario.start.astimezone(zone).date(), scenario.end.astimezone(zone).date()
    later = any(step.crews for step in steps if first <= step.date <= last)
    return bool(later or _count(first, people, steps))


def _count(day: dt.date, count: int, steps: Sequence[CrewStep]) -> int:
    for step in steps:
        if step.date <= day:
            count = step.crews
    return count


def _in_order(path: KeyPath, days: list[dt.date], *, same: bool = False) -> Iterator[Finding]:
    for index, (before, after) in enumerate(pairwise(days), start=1):
        if after < before or (after == before and not same):
            yield Finding(
                (*path, str(index), "date"), f"{after} is not after {before}", "put the steps in order of date"
            )
