"""Materials: bills without a circle, a source for every part, shares that add up, ranks that differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from scenarios._findings import Finding
from scenarios.model import Scenario
from scenarios.supply import Offer

TOLERANCE = 1e-6


def unbroken_bills(scenario: Scenario) -> Iterator[Finding]:
    """Refuse bills of materials in which an item contains itself."""
    bills = {name: tuple(item.bom) for name, item in scenario.items.items()}
    for cycle in cycles(bills):
        round_trip = " → ".join((*cycle, cycle[0]))
        wrong = f"an item contains itself: {round_trip}"
        yield Finding(("items", cycle[0], "bom", cycle[1 % len(cycle)]), wrong, "take one of these out of a bom")


def supply(scenario: Scenario) -> Iterator[Finding]:
    """Check that every bought item has a supplier and no made item has one."""
    supplied = {item for supplier in scenario.suppliers.values() for item in supplier.items}
    for name, item in scenario.items.items():
        if not item.route and not item.bom and name not in supplied:
            wrong = f"nobody supplies {name}, and it has no route by which it is made"
            yield Finding(("items", name), wrong, "add it to the `items:` of a supplier, or give it a route")
    for name, supplier in scenario.suppliers.items():
        for part in supplier.items:
            if part in scenario.items and scenario.items[part].route:
                wrong = f"{part} is both made (it has a route) and bought here"
                yield Finding(("suppliers", name, "items", part), wrong, "take the route or this offer away")


def shares(scenario: Scenario) -> Iterator[Finding]:
    """Check that the shares of an item's suppliers add up to 1 where it is split among them."""
    for item, offers in _offers(scenario, "split").items():
        given = [(name, offer.share) for name, offer in offers]
        total = sum(share for _, share in given)
        if not math.isclose(total, 1.0, abs_tol=TOLERANCE):
            last = given[-1][0]
            terms = " + ".join(f"{share:g} ({name})" for name, share in given)
            path = ("suppliers", last, "items", item, "share")
            yield Finding(path, f"the shares of {item} add up to {total:g}: {terms}", "make them add up to 1")


def ranks(scenario: Scenario) -> Iterator[Finding]:
    """Check that it is clear who of several suppliers comes first where they back each other up."""
    for item, offers in _offers(scenario, "primary_backup").items():
        taken: dict[int, str] = {}
        for name, offer in offers:
            if offer.rank in taken:
                wrong = f"{taken[offer.rank]} and {name} both have rank {offer.rank} for {item}"
                path = ("suppliers", name, "items", item, "rank")
                yield Finding(path, wrong, "give each a rank of its own; 1 is asked first")
            taken.setdefault(offer.rank, name)


def _offers(scenario: Scenario, sourcing: str) -> dict[str, list[tuple[str, Offer]]]:
    """Return who offers an item, for the items that are sourced in one way."""
    offers: dict[str, list[tuple[str, Offer]]] = {}
    for name, supplier in scenario.suppliers.items():
        for item, offer in supplier.items.items():
            if item in scenario.items and scenario.items[item].sourcing == sourcing:
                offers.setdefault(item, []).append((name, offer))
    return offers


def cycles(bills: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield a cycle for every group of items that contain each other.

    Parameters
    ----------
    bills
        The components of every item.
    """
    finished: set[str] = set()
    for start in bills:
        branch: list[str] = []
        todo: list[tuple[str, bool]] = [(start, False)]
        while todo:
            item, leaving = todo.pop()
            if leaving:
                finished.add(branch.pop())
            elif item in branch:
                yield tuple(branch[branch.index(item) :])
            elif item not in finished and item in bills:
                branch.append(item)
                todo.append((item, True))
                todo.extend((component, False) for component in reversed(bills[item]))
