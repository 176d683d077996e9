"""The hours of one replication: those of the plan, with what goes wrong in this replication."""

from __future__ import annotations

from dataclasses import dataclass

from sim.chain.plans.plan import Plan
from sim.workcalendar import WorkCalendar


@dataclass(slots=True)
class Hours:
    """Working hours by index of the plan.

    Attributes
    ----------
    stations, suppliers, stores
        In which stations work, suppliers produce, docks of plants and warehouses unload and receive.
    """

    stations: list[WorkCalendar]
    suppliers: list[WorkCalendar]
    stores: list[WorkCalendar]


def undisturbed_hours(plan: Plan) -> Hours:
    """Return the hours of a replication in which nothing goes wrong by chance."""
    return Hours(
        stations=[station.calendar for station in plan.stations],
        suppliers=[supplier.calendar for supplier in plan.suppliers],
        stores=[store.calendar for store in plan.stores],
    )
