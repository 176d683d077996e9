"""Demands and order streams: that there are any, what they want, where, and when."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._findings import Finding, known
from scenarios._points import home_of, places_by_id, wants
from scenarios.model import Scenario


def demand_references(scenario: Scenario) -> Iterator[Finding]:
    """Check items, customers, vehicles and places of demands and order streams."""
    places = places_by_id(scenario)
    if not scenario.demands and not scenario.order_streams:
        wrong = "nobody wants anything: there are neither demands nor order streams"
        yield Finding(("demands",), wrong, "add one, under `demands:` or `order_streams:`")
    for want in wants(scenario):
        path = want.path
        yield from known((*path, "item"), want.item, scenario.items, "item")
        yield from known((*path, "customer"), want.customer, scenario.sites, "site")
        yield from known((*path, "vehicle"), want.vehicle, scenario.vehicles, "vehicle")
        yield from known((*path, "place"), want.place, places, "plant or warehouse")
        item = scenario.items.get(want.item)
        if item is None or item.route or want.place is not None:
            continue
        if places and home_of(scenario, want.item) is None:
            wrong = f"{want.item} is bought, and nothing says which place serves it"
            yield Finding(path, wrong, f"add `place:`, one of {', '.join(places)}")


def milestones(scenario: Scenario) -> Iterator[Finding]:
    """Check that milestones speak of units that somebody wants."""
    wanted: dict[str, int] = {}
    for demand in scenario.demands.values():
        wanted[demand.item] = wanted.get(demand.item, 0) + demand.quantity
    streamed = {stream.item for stream in scenario.order_streams.values()}
    for name, milestone in scenario.milestones.items():
        yield from known(("milestones", name, "item"), milestone.item, {*wanted, *streamed}, "demanded item")
        if milestone.item in wanted and milestone.item not in streamed and milestone.unit > wanted[milestone.item]:
            wrong = f"unit {milestone.unit} lies beyond the {wanted[milestone.item]} units demanded"
            yield Finding(("milestones", name, "unit"), wrong, "name a unit within the demand, or demand more")


def streams(scenario: Scenario) -> Iterator[Finding]:
    """Check that order streams end after they begin, within the scenario."""
    for name, stream in scenario.order_streams.items():
        path = ("order_streams", name)
        first = stream.first or scenario.start
        if not scenario.start <= first < scenario.end:
            wrong = f"{first:%Y-%m-%d %H:%M} does not lie in the scenario, so no order comes"
            inside = f"choose a moment from {scenario.start:%Y-%m-%d %H:%M} and before {scenario.end:%Y-%m-%d %H:%M}"
            yield Finding((*path, "first"), wrong, inside)
        elif stream.until is not None and stream.until <= first:
            wrong = f"it ends ({stream.until:%Y-%m-%d %H:%M}) before its first order can come ({first:%Y-%m-%d %H:%M})"
            yield Finding((*path, "until"), wrong, "let it end later, or begin earlier")
