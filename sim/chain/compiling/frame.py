"""What the parts of a plan share while it is made."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scenarios import Scenario
from sim.chain.compiling.closedlanes import with_closed
from sim.chain.compiling.drones import drone_lane
from sim.chain.compiling.gates import Move, gated_moves
from sim.chain.compiling.lanes import lane
from sim.chain.compiling.learning import Practices, practices_of
from sim.chain.plans.ways import Lane
from sim.closedtravel import road_closures
from sim.workcalendar import WorkCalendar, minute_of, work_calendar
from sim.workdays import tell_unannounced

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
    station_names: Counter[str]
    changeovers: frozenset[str]
    gated_moves: frozenset[Move]
    teams: tuple[tuple[str, str], ...]
    practices: Practices
    closures: dict[str, int]
    lanes: dict[tuple[str, str, str, str], Lane]

    def lane(self, vehicle: str, origin: str, destination: str, stream: str) -> Lane:
        """Return the way from one site to another, laid out once for all that use it."""
        key = (vehicle, origin, destination, stream)
        if key in self.lanes:
            return self.lanes[key]
        if self.scenario.vehicles[vehicle].mode == "drone":
            self.lanes[key] = drone_lane(self.scenario, self.vehicles, vehicle, (origin, destination), stream)
        else:
            opened = lane(self.travel_times, self.vehicles, vehicle, (origin, destination), stream)
            self.lanes[key] = with_closed(opened, self.travel_times, vehicle, self.closures)
        return self.lanes[key]

    def site(self, store: str) -> str:
        """Return the site of a plant or a warehouse."""
        plants, warehouses = self.scenario.plants, self.scenario.warehouses
        return plants[store].site if store in plants else warehouses[store].site

    def stream_name(self, item: str, place: str) -> str:
        """Return what an item at a place is called in the names of random streams.

        At the first place that is the item's id, so that another place, added later, moves none of its draws.
        """
        return item if place == self.stores[0] else f"{item}@{place}"

    def midnight(self, day: dt.date) -> float:
        """Return the minute at which a day starts."""
        return minute_of(dt.datetime.combine(day, dt.time(), self.zone), self.scenario.start)


def new_frame(scenario: Scenario, travel_times: TravelTimes, lanes: Lanes) -> Frame:
    """Return what the parts of a plan share: calendars, order of the entries, ways already laid out."""
    zone = ZoneInfo(scenario.timezone)
    pairs = [(plant, station) for plant, entry in scenario.plants.items() for station in entry.stations]
    stations = {pair: index for index, pair in enumerate(pairs)}
    tell_unannounced(scenario.calendars, scenario.start.astimezone(zone).date(), scenario.end.astimezone(zone).date())
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
        stations=stations,
        station_names=Counter(name for _, name in pairs),
        changeovers=_changeovers(scenario),
        gated_moves=gated_moves(scenario, stations),
        teams=tuple((plant, team) for plant, entry in scenario.plants.items() for team in entry.teams),
        practices=practices_of(scenario),
        closures={name: place for place, name in enumerate(road_closures(scenario))},
        lanes=lanes,
    )


def _changeovers(scenario: Scenario) -> frozenset[str]:
    """Return the stations at which some setup depends on what a work place last worked on."""
    operations = (operation for item in scenario.items.values() for operation in item.route)
    return frozenset(operation.station for operation in operations if operation.setup == "changeover")
