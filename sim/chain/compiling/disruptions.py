"""What goes wrong, of a plan: the section `disruptions` of a scenario, and `outages` as outages of suppliers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.chain.draws import chance_of
from sim.chain.plans.disruptions import DisruptionPlan, Turns
from sim.errors import InputError
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from scenarios import Scenario
    from scenarios.disruptions import Disruption
    from sim.chain.compiling.frame import Frame
    from sim.chain.plans.items import DemandPlan, ItemPlan

HOUR_MIN = 60.0
Struck = dict[str, tuple[int, ...]]
"""Indices of what a disruption strikes, by the names of `DisruptionPlan`."""


def compile_disruptions(
    frame: Frame, items: Sequence[ItemPlan], demands: Sequence[DemandPlan]
) -> tuple[DisruptionPlan, ...]:
    """Return all disruptions of a scenario, outages first.

    Parameters
    ----------
    frame
        The scenario.
    items, demands
        Those of the plan.

    Raises
    ------
    InputError
        If one strikes nothing that there is.
    """
    start = frame.scenario.start
    outages = [
        DisruptionPlan(
            name=name,
            kind="outage",
            target=outage.supplier,
            begin_min=minute_of(outage.from_, start),
            end_min=minute_of(outage.until, start),
            suppliers=(frame.suppliers.index(outage.supplier),),
            share=outage.capacity_share,
        )
        for name, outage in frame.scenario.outages.items()
    ]
    others = [
        _disruption(frame, name, entry, _struck(frame, name, entry, items, demands), frame.closures.get(name, -1))
        for name, entry in frame.scenario.disruptions.items()
    ]
    return (*outages, *others)


def outage_targets(scenario: Scenario, target: str) -> Struck:
    """Return whom an outage of a supplier, a plant, a warehouse or a station (``plant.station``) strikes.

    A plant is its stations and docks.

    Parameters
    ----------
    scenario
        Gives the order of suppliers, places and stations, which is that of the plan.
    target
        Its id.
    """
    pairs = [(plant, station) for plant, entry in scenario.plants.items() for station in entry.stations]
    place, _, station = target.partition(".")
    if station:
        return {"stations": _places(pairs, (place, station))}
    return {
        "suppliers": _places(list(scenario.suppliers), target),
        "stores": _places([*scenario.plants, *scenario.warehouses], target),
        "stations": tuple(index for index, (plant, _) in enumerate(pairs) if plant == target),
    }


def _disruption(frame: Frame, name: str, entry: Disruption, struck: Struck, closure: int) -> DisruptionPlan:
    start = frame.scenario.start
    begin_min = minute_of(entry.from_, start) if entry.from_ else 0.0
    end_min = minute_of(entry.until, start) if entry.until else float("inf")
    duration_min = (entry.duration_h or 0.0) * HOUR_MIN
    if entry.every_h is None and entry.until is None:
        end_min = begin_min + duration_min
    turns = None
    if entry.every_h is not None:
        turns = Turns(
            every_min=entry.every_h * HOUR_MIN,
            duration_min=duration_min,
            every=chance_of(f"disruption:{name}:every", entry.every_distribution, entry.every_cv),
            duration=chance_of(f"disruption:{name}:duration", entry.duration_distribution, entry.duration_cv),
        )
    plan = DisruptionPlan(
        name=name,
        kind=entry.kind,
        target=entry.target or "",
        begin_min=begin_min,
        end_min=end_min,
        turns=turns,
        share=entry.capacity_share,
        delay_min=entry.delay_h * HOUR_MIN,
        factor=entry.factor,
        closure=closure,
        waits=entry.en_route == "wait",
    )
    return struck_by(plan, struck)


def struck_by(plan: DisruptionPlan, struck: Struck) -> DisruptionPlan:
    """Return a disruption with whom it strikes."""
    return replace(
        plan,
        stations=struck.get("stations", ()),
        suppliers=struck.get("suppliers", ()),
        stores=struck.get("stores", ()),
        teams=struck.get("teams", ()),
        items=struck.get("items", ()),
        demands=struck.get("demands", ()),
        streams=struck.get("streams", ()),
    )


def _struck(
    frame: Frame, name: str, entry: Disruption, items: Sequence[ItemPlan], demands: Sequence[DemandPlan]
) -> Struck:
    """Return whom a disruption strikes.

    Raises
    ------
    InputError
        If there is nobody.
    """
    if entry.kind == "road_closure":
        if entry.closure is None:
            message = f"disruptions.{name}.closure: say which roads are shut"
            raise InputError(message)
        return {}
    found = dict(_targets(frame, entry, entry.target or "", items, demands))
    if not any(found.values()):
        message = f"disruptions.{name}.target: there is no {entry.target!r} that {entry.kind} can strike; name one"
        raise InputError(message)
    return found


def _targets(
    frame: Frame, entry: Disruption, target: str, items: Sequence[ItemPlan], demands: Sequence[DemandPlan]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    scenario = frame.scenario
    pair = (target.partition(".")[0], target.partition(".")[2])
    points = tuple(index for index, item in enumerate(items) if (item.item_id or item.name) == target)
    if entry.kind == "outage":
        yield from outage_targets(scenario, target).items()
    elif entry.kind == "crew_absence":
        yield "stations", _places(list(frame.stations), pair)
        yield "teams", _places(list(frame.teams), pair)
    elif entry.kind == "import_delay":
        yield "suppliers", _places(frame.suppliers, target)
    elif entry.kind == "quality_hold":
        yield "items", points
    elif entry.kind == "demand":
        yield "demands", tuple(i for i, plan in enumerate(demands) if plan.name == target or plan.item in points)
        streams = enumerate(scenario.order_streams.items())
        yield "streams", tuple(index for index, (key, stream) in streams if target in {key, stream.item})


def _places(names: Sequence[object], wanted: object) -> tuple[int, ...]:
    return tuple(index for index, name in enumerate(names) if name == wanted)
