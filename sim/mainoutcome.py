"""The main outcome of a scenario: the one number that headlines, sensitivity, the ramp picture and comparisons are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios import Scenario
from scenarios.calendars import Calendar
from scenarios.demands import Demand
from sim.chain.compiling.points import Point, Points, stock_points

LEVEL_POLICIES = ("base_stock", "s_S", "T_S")
"""With these a level of nothing means: made or bought to order."""
Measure = Literal["finish_day", "fill_rate", "cycle_h", "late_h"]


@dataclass(frozen=True, slots=True)
class MainOutcome:
    """What a scenario is about.

    Attributes
    ----------
    measure
        ``finish_day`` of the last wanted unit where the scenario has demands; else ``fill_rate``, or for what is made or
        bought to order ``cycle_h`` or ``late_h``.
    item, place
        Item id, and id of the plant or warehouse that serves its customers.
    label
        The item as it stands in the names of outcomes and in `Run.bottlenecks`: its id, or ``item@place`` where it is at
        several places.
    demands
        The demands of it there; none where there are only streams of orders.
    """

    measure: Measure
    item: str
    place: str
    label: str
    demands: tuple[Demand, ...] = ()

    @property
    def quantity(self) -> int:
        """Pieces wanted in all: the rank of the last wanted unit."""
        return sum(demand.quantity for demand in self.demands)

    @property
    def name(self) -> str:
        """Column of `Run.replications`."""
        return f"{self.label}_{self.measure}"


def main_outcome(scenario: Scenario) -> MainOutcome:
    """Return the finish day of the first demand in the file; without demands how the first stream of orders is served.

    Parameters
    ----------
    scenario
        Any scenario.

    Raises
    ------
    InputError
        If it is not clear where an item comes from.
    """
    return (of_demands(scenario) or of_streams(scenario))[0]


def of_demands(scenario: Scenario) -> list[MainOutcome]:
    """Return the finish days of what is demanded, one for each item at a place, in the order of the file."""
    points = stock_points(scenario)
    found: dict[Point, list[Demand]] = {}
    for demand in scenario.demands.values():
        found.setdefault(points.served(demand), []).append(demand)
    return [_outcome(points, point, "finish_day", tuple(demands)) for point, demands in found.items()]


def of_streams(scenario: Scenario) -> list[MainOutcome]:
    """Return how the streams of orders are served, one for each item at a place, in the order of the file."""
    points = stock_points(scenario)
    sold = dict.fromkeys(points.served(stream) for stream in scenario.order_streams.values())
    return [_outcome(points, point, _measure(points, point), ()) for point in sold]


def kept_in_stock(scenario: Scenario) -> set[tuple[str, str]]:
    """Return (item, place) of all that is kept in stock for whoever orders; not what waits for demands or is made to order."""
    points = stock_points(scenario)
    demanded = {points.served(demand) for demand in scenario.demands.values()}
    kept = (point for point in points.entries if point not in demanded and _measure(points, point) == "fill_rate")
    return {(point.item, point.place or "") for point in kept}


def place_calendar(scenario: Scenario, place: str) -> Calendar:
    """Return the calendar of a plant or warehouse.

    Parameters
    ----------
    scenario
        Any scenario.
    place
        Its id.
    """
    entry = scenario.plants.get(place) or scenario.warehouses[place]
    return scenario.calendars[entry.calendar]


def _measure(points: Points, point: Point) -> Measure:
    policy = points.policy(point)
    to_order = policy.kind in LEVEL_POLICIES and policy.order_up_to == 0
    if points.stock_driven(point) and not to_order:
        return "fill_rate"
    return "cycle_h" if points.sources[point] == "made" else "late_h"


def _outcome(points: Points, point: Point, measure: Measure, demands: tuple[Demand, ...]) -> MainOutcome:
    return MainOutcome(measure, point.item, point.place or "", points.labels[point], demands)
