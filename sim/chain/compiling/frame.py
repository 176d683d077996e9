"""What the parts of a plan share while it is made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scenarios import Scenario
from sim.chain.compiling.lanes import lane
from sim.chain.plans.ways import Lane
from sim.workcalendar import WorkCalendar, minute_of, work_calendar

if TYPE_CHECKING:
    from sim.travel import TravelTimes

Lanes = dict[tuple[str, str, str, str], Lane]
"""Ways by vehicle, origin, destination and stream."""


@dataclass(frozen=True)
class Frame:
    """What the parts of a plan share while it is made."""

    scenario: Scenario
    travel_times: TravelTimes
    calendars: dict[str, WorkCalendar]
    zone: ZoneInfo
    vehicles: tuple[str, ...]
    suppliers: tuple[str, ...]
    stores: tuple[str, ...]
    stations: dict[tuple[str, str], int]
    lanes: dict[tuple[str, str, str, str], Lane]

    def lane(self, vehicle: str, origin: str, destination: str, stream: str) -> Lane:
        """Return the way from one site to another, laid out once for all that use it."""
        key = (vehicle, origin, destination, stream)
        if key not in self.lanes:
            self.lanes[key] = lane(self.travel_times, self.vehicles, vehicle, (origin, destination), stream)
        return self.lanes[key]

    def midnight(self, day: dt.date) -> float:
        """Return the minute at which a day starts."""
        return minute_of(dt.datetime.combine(day, dt.time(), self.zone), self.scenario.start)


def new_frame(scenario: Scenario, travel_times: TravelTimes, lanes: Lanes) -> Frame:
    """Return what the parts of a plan share: calendars, order of the entries, ways already laid out."""
    zone = ZoneInfo(scenario.timezone)
    pairs = [(plant, station) for plant, entry in scenario.plants.items() for station in entry.stations]
    return Frame(
        scenario=scenario,
        travel_times=travel_times,
        calendars={
            name: work_calendar(entry, scenario.start, scenario.end, zone) for name, entry in scenario.calendars.items()
        },
        zone=zone,
        vehicles=tuple(scenario.vehicles),
        suppliers=tuple(scenario.suppliers),
        stores=(*scenario.plants, *scenario.warehouses),
        stations={pair: index for index, pair in enumerate(pairs)},
        lanes=lanes,
    )
