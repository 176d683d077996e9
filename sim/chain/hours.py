"""The hours of one replication: those of the plan, with what goes wrong in this replication."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.chain.disruptions.roads import ClosedRoads, closed_roads
from sim.chain.disruptions.windows import Steps, realised, reduced
from sim.chain.draws import Draws
from sim.chain.plans.disruptions import Window
from sim.chain.plans.plan import Plan
from sim.workcalendar import WorkCalendar

DAY_MIN = 1440.0


@dataclass(slots=True)
class Hours:
    """Working hours, and whatever else goes by the clock, by index of the plan.

    Attributes
    ----------
    stations, suppliers, stores
        In which stations work, suppliers produce, docks of plants and warehouses unload and receive.
    bays
        In which vehicles are loaded; None for any hour.
    crews, people
        Crews of each station and people of each team by time, without those who are absent.
    windows
        When each disruption of the plan is in force.
    delays
        By supplier: (begin, end, minutes) of the delays of its imports; empty where none has any.
    roads
        Which roads are shut when; None where none is.
    """

    stations: list[WorkCalendar]
    suppliers: list[WorkCalendar]
    stores: list[WorkCalendar]
    bays: list[WorkCalendar | None]
    crews: list[Steps]
    people: list[Steps]
    windows: tuple[tuple[Window, ...], ...] = ()
    delays: dict[int, list[tuple[float, float, float]]] = field(default_factory=dict)
    roads: ClosedRoads | None = None


def replication_hours(plan: Plan, draws: Draws) -> Hours:
    """Return the hours of a replication with all that goes wrong in it.

    Parameters
    ----------
    plan
        The hours without.
    draws
        Random numbers of the replication.
    """
    hours = Hours(
        stations=[station.calendar for station in plan.stations],
        suppliers=[supplier.calendar for supplier in plan.suppliers],
        stores=[store.dock_calendar for store in plan.stores],
        bays=[bay.hours for bay in plan.bays],
        crews=[station.crews for station in plan.stations],
        people=[team.people for team in plan.teams],
    )
    if not plan.disruptions:
        return hours
    hours.windows = tuple(realised(entry, draws, plan.end_min) for entry in plan.disruptions)
    _slow(plan, hours)
    for entry, windows in zip(plan.disruptions, hours.windows, strict=True):
        if entry.kind == "import_delay":
            for supplier in entry.suppliers:
                late = [(begin, end, entry.delay_min) for begin, end in windows]
                hours.delays[supplier] = sorted([*hours.delays.get(supplier, ()), *late])
    hours.roads = closed_roads(plan.disruptions, hours.windows)
    return hours


def _slow(plan: Plan, hours: Hours) -> None:
    """Put outages into the calendars and absences into the crews."""
    for attribute in ("stations", "suppliers", "stores"):
        calendars: list[WorkCalendar] = getattr(hours, attribute)
        for index, windows in _struck(plan, hours, attribute, "outage").items():
            calendars[index] = calendars[index].slowed(windows)
    for store, windows in _struck(plan, hours, "stores", "outage").items():
        bay = len(plan.suppliers) + store  # those of suppliers come first; what is ready there can be fetched
        always = WorkCalendar((0.0,), (plan.end_min,), (1.0,), DAY_MIN)
        hours.bays[bay] = (hours.bays[bay] or always).slowed(windows)
    for index, windows in _struck(plan, hours, "stations", "crew_absence").items():
        hours.crews[index] = reduced(hours.crews[index], windows)
    for index, windows in _struck(plan, hours, "teams", "crew_absence").items():
        hours.people[index] = reduced(hours.people[index], windows)


def _struck(plan: Plan, hours: Hours, whom: str, kind: str) -> dict[int, list[tuple[float, float, float]]]:
    """Return (begin, end, share) by index of whom disruptions of a kind strike."""
    found: dict[int, list[tuple[float, float, float]]] = {}
    for entry, windows in zip(plan.disruptions, hours.windows, strict=True):
        if entry.kind == kind:
            for index in getattr(entry, whom):
                found.setdefault(index, []).extend((begin, end, entry.share) for begin, end in windows)
    return found
