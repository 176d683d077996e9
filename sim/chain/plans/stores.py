"""Places that keep stock, plants and warehouses, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.workcalendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class StorePlan:
    """A plant or a warehouse: docks and receiving. The plants come first, in the order of the scenario.

    Attributes
    ----------
    calendar_name, calendar
        Its working hours.
    dock_calendar_name, dock_calendar
        In which vehicles are unloaded and goods received.
    makes
        It is a plant.
    """

    name: str
    site: str
    calendar_name: str
    calendar: WorkCalendar
    dock_calendar_name: str
    dock_calendar: WorkCalendar
    docks: int
    receiving_min: float
    makes: bool = True
