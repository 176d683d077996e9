"""Sizes past which a run would not end in a planner's time: each with the number, the limit and what to change."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._checks_policies import every_policy, stock_levels
from scenarios._explosion import gross_pieces, opening_pieces, stream_orders
from scenarios._findings import Finding
from scenarios._points import needed
from scenarios._yaml import KeyPath
from scenarios.model import Scenario

MOST_ORDERS = 5_000_000
MOST_REVIEWS = 5_000_000
MOST_DISRUPTIONS = 40_000
"""Of one entry."""
MOST_PIECES = 1_000_000_000
MOST_POINTS = 100_000
MOST_LOTS = 2_000_000


def sizes(scenario: Scenario) -> Iterator[Finding]:
    """Refuse scenarios of absurd size."""
    yield from _too_many(
        _orders(scenario), MOST_ORDERS, "orders", "make interval_h longer, or let the stream end earlier"
    )
    yield from _too_many(
        _reviews(scenario), MOST_REVIEWS, "reviews of stock", "make the hours between two reviews longer"
    )
    for upset in _upsets(scenario):
        yield from _too_many([upset], MOST_DISRUPTIONS, "disruptions", "make every_h or duration_h longer")
    points = len(needed(scenario))
    if points > MOST_POINTS:
        wrong = f"{points:,} items at places are more than the {MOST_POINTS:,} that are simulated"
        yield Finding(("items",), wrong, "leave out places or items, or take several items together as one")
    pieces = gross_pieces(scenario)
    if pieces is not None:
        found = list(_pieces(pieces))
        lots = _too_many(_lots(scenario, pieces), MOST_LOTS, "lots", "make lots larger, or demand and stock less")
        yield from found or lots


def _too_many(counts: list[tuple[KeyPath, float]], most: int, what: str, remedy: str) -> Iterator[Finding]:
    """Yield a finding at the largest count where all together are too many."""
    total = sum(count for _, count in counts)
    if total > most:
        path, largest = max(counts, key=lambda pair: pair[1])
        share = "" if largest == total else f", {largest:,.0f} of them here"
        wrong = f"about {total:,.0f} {what} would come within the scenario{share}; at most {most:,} are simulated"
        yield Finding(path, wrong, remedy)


def _orders(scenario: Scenario) -> list[tuple[KeyPath, float]]:
    return [(("order_streams", name, "interval_h"), count) for name, count in stream_orders(scenario).items()]


def _reviews(scenario: Scenario) -> list[tuple[KeyPath, float]]:
    hours, found = _hours(scenario), []
    for path, _, policy in every_policy(scenario):
        if policy.review_h is not None:
            found.append(((*path, "review_h"), hours / policy.review_h))
        elif policy.kind == "mrp":
            found.append(((*path, "bucket_h"), hours / policy.bucket_h))
    return found


def _upsets(scenario: Scenario) -> list[tuple[KeyPath, float]]:
    hours = _hours(scenario)
    return [
        (("disruptions", name, "every_h"), hours / (upset.every_h + (upset.duration_h or 0.0)))
        for name, upset in scenario.disruptions.items()
        if upset.every_h is not None
    ]


def _pieces(pieces: dict[str, float]) -> Iterator[Finding]:
    name = max(pieces, key=lambda item: pieces[item])
    if pieces[name] > MOST_PIECES:
        wrong = f"the demands need {pieces[name]:,.0f} pieces of {name}; at most {MOST_PIECES:,} are simulated"
        yield Finding(("items", name), wrong, "demand less, lower the amounts in `bom:`, or count it in larger units")


def _lots(scenario: Scenario, pieces: dict[str, float]) -> list[tuple[KeyPath, float]]:
    """Return about how many lots of every item are made or bought: for what is wanted, and to fill its stocks."""
    sizes: dict[str, tuple[KeyPath, int]] = {
        name: (("items", name, "lot_size"), item.lot_size) for name, item in scenario.items.items() if item.route
    }
    for supplier, entry in scenario.suppliers.items():
        for name, offer in entry.items.items():
            sizes.setdefault(name, (("suppliers", supplier, "items", name, "lot_size"), offer.lot_size))
    filled = stock_levels(scenario)
    at_hand = opening_pieces(scenario)
    return [
        (path, (max(0.0, pieces[name] - at_hand[name]) + filled.get(name, 0.0)) / lot)
        for name, (path, lot) in sizes.items()
        if name in pieces
    ]


def _hours(scenario: Scenario) -> float:
    return (scenario.end - scenario.start).total_seconds() / 3600
