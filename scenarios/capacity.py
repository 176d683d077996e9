"""Suppliers that cannot make within the scenario what the demands need of them: no mistake, but late."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scenarios._checks_calendars import open_spans
from scenarios._explosion import gross_pieces, opening_pieces
from scenarios.model import Scenario
from scenarios.supply import Supplier


@dataclass(frozen=True)
class Shortage:
    """A supplier whose capacity over the whole scenario is less than what is wanted of it.

    Attributes
    ----------
    supplier
        Its id.
    wanted
        Pieces that demands and the mean of order streams need of it, without scrap and less what is in stock or under way
        at the start.
    possible
        Pieces that it can make on all working days of the scenario.
    """

    supplier: str
    wanted: int
    possible: int

    def __str__(self) -> str:
        """Return the shortage as one line with the key path that could be changed."""
        return (
            f"suppliers.{self.supplier}.capacity_per_day: {self.wanted:,} pieces are wanted of it and it makes at most "
            f"{self.possible:,} within the scenario, so not all is finished; raise it, add a supplier, or let the scenario "
            "last longer"
        )


def shortages(scenario: Scenario) -> tuple[Shortage, ...]:
    """Return the suppliers that cannot make in time what is wanted of them, in the order of the scenario.

    Items that several suppliers share otherwise than by `Offer.share` are left out: anybody may make them.

    Parameters
    ----------
    scenario
        Any scenario.

    Returns
    -------
    tuple of Shortage
        Pieces wanted and pieces possible by supplier; empty where all can, or where nobody can tell because the bills of
        materials go round in a circle.
    """
    gross, at_hand = gross_pieces(scenario), opening_pieces(scenario)
    if gross is None:
        return ()
    offering: dict[str, int] = {}
    for supplier in scenario.suppliers.values():
        for item in supplier.items:
            offering[item] = offering.get(item, 0) + 1
    found = []
    for name, supplier in scenario.suppliers.items():
        if supplier.capacity_per_day is None:
            continue
        wanted = 0.0
        for item, offer in supplier.items.items():
            if offering[item] == 1 or scenario.items[item].sourcing == "split":
                share = offer.share if offering[item] > 1 else 1.0
                wanted += max(0.0, gross[item] - at_hand[item]) * share
        possible = _possible(scenario, supplier, supplier.capacity_per_day) if wanted else 0.0
        if wanted > possible + 1:
            found.append(Shortage(name, round(wanted), int(possible)))
    return tuple(found)


def _possible(scenario: Scenario, supplier: Supplier, first: float) -> float:
    """Return the pieces that a supplier makes on all its working days, whole ones, within a scenario."""
    zone = ZoneInfo(scenario.timezone)
    spans = open_spans(scenario.calendars[supplier.calendar], scenario)
    pieces = 0.0
    for day in dict.fromkeys(opens.astimezone(zone).date() for opens, _ in spans):
        capacity = first
        for step in supplier.steps:
            capacity = step.capacity_per_day if step.date <= day else capacity
        pieces += capacity
    return pieces
