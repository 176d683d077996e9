"""What the demands that are known need of every item, by the bills of materials; nothing of time or place."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from scenarios._points import stockings
from scenarios.model import Scenario

SPARE = 2.0
"""More than the demands need is made and sent where pieces are scrapped or stocks refilled: so many times that, at most."""


def gross_pieces(scenario: Scenario) -> dict[str, float] | None:
    """Return the pieces of every item that demands and the mean of order streams need, less opening stocks on the way.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    dict or None
        Pieces by item; None if a bill goes round in a circle.
    """
    bills = {name: tuple(part for part in item.bom if part in scenario.items) for name, item in scenario.items.items()}
    try:
        order = tuple(TopologicalSorter(bills).static_order())
    except CycleError:
        return None
    pieces = dict.fromkeys(scenario.items, 0.0)
    for demand in scenario.demands.values():
        if demand.item in pieces:
            pieces[demand.item] += demand.quantity
    for name, orders in stream_orders(scenario).items():
        stream = scenario.order_streams[name]
        if stream.item in pieces:
            pieces[stream.item] += orders * mean_pieces(scenario, name)
    at_hand = opening_pieces(scenario)
    for name in reversed(order):
        for part in bills[name]:
            pieces[part] += max(0.0, pieces[name] - at_hand[name]) * scenario.items[name].bom[part]
    return pieces


def opening_pieces(scenario: Scenario) -> dict[str, int]:
    """Return the pieces of every item that are in stock or under way when the scenario starts."""
    pieces = {name: item.opening_stock for name, item in scenario.items.items()}
    for _, point, stocking in stockings(scenario):
        if point.item in pieces:
            pieces[point.item] += stocking.opening_stock + sum(arrival.pieces for arrival in stocking.pipeline)
    for supplier in scenario.suppliers.values():
        for name, offer in supplier.items.items():
            if name in pieces:
                pieces[name] += sum(arrival.pieces for arrival in offer.pipeline)
    return pieces


def stream_orders(scenario: Scenario) -> dict[str, float]:
    """Return the mean number of orders of every stream within the scenario."""
    found: dict[str, float] = {}
    for name, stream in scenario.order_streams.items():
        first, until = stream.first or scenario.start, min(stream.until or scenario.end, scenario.end)
        found[name] = max(0.0, (until - first).total_seconds() / 3600) / stream.interval_h
    return found


def mean_pieces(scenario: Scenario, stream: str) -> float:
    """Return the mean pieces of one order of a stream."""
    quantity = scenario.order_streams[stream].quantity
    if quantity.distribution != "table":
        return quantity.mean
    total = sum(quantity.weights)
    pairs = zip(quantity.values, quantity.weights, strict=False)
    return sum(value * weight for value, weight in pairs) / total if total else 0.0
