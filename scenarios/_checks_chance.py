"""Chance: distributions that there can be, and numbers of pieces that can come."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._findings import Finding
from scenarios._yaml import KeyPath
from scenarios.chance import LARGEST_CV, Family, Quantity
from scenarios.model import Scenario

LARGEST_COUNT_CV = {"uniform": 3**-0.5, "normal": 0.5}
"""Beyond these a number of pieces would fall below 0 often enough to shift the mean."""
WITHOUT_CV = ("constant", "poisson", "geometric", "table")


def families(scenario: Scenario) -> Iterator[Finding]:
    """Check that the coefficients of variation are ones that their distributions can have."""
    for path, distribution, cv, key in _spreads(scenario):
        largest = LARGEST_CV.get(distribution)
        if distribution == "constant" and cv > 0:
            wrong = f"a constant does not vary, but its coefficient of variation is {cv:g}"
            yield Finding((*path, key), wrong, "choose another distribution, such as lognormal, or set it to 0")
        if distribution == "exponential" and cv not in {0.0, 1.0}:
            wrong = f"an exponential time has a coefficient of variation of 1, not {cv:g}"
            yield Finding((*path, key), wrong, "take it away, or choose gamma, weibull or lognormal")
        if largest is not None and cv > largest:
            wrong = f"a {distribution} time that never falls below 0 cannot vary by {cv:g}"
            yield Finding((*path, key), wrong, f"make it at most {largest:.2g}, or choose gamma or lognormal")


def quantities(scenario: Scenario) -> Iterator[Finding]:
    """Check that the pieces of an order are a number that can come."""
    for name, stream in scenario.order_streams.items():
        path = ("order_streams", name, "quantity")
        yield from _table(path, stream.quantity)
        if stream.quantity.distribution != "table":
            yield from _mean(path, stream.quantity)


def _spreads(scenario: Scenario) -> Iterator[tuple[KeyPath, Family, float, str]]:
    """Yield key path, distribution, coefficient of variation and the key of that, of all that varies in time."""
    for name, item in scenario.items.items():
        for index, step in enumerate(item.route):
            path: KeyPath = ("items", name, "route", str(index))
            yield path, step.distribution, step.cv, "cv"
            if step.rework is not None:
                yield (*path, "rework"), step.rework.distribution, step.rework.cv, "cv"
    for name, supplier in scenario.suppliers.items():
        path = ("suppliers", name)
        yield path, supplier.distribution, supplier.lead_time_cv, "lead_time_cv"
        if supplier.inbound is not None:
            yield (*path, "inbound"), supplier.inbound.distribution, supplier.inbound.time_cv, "time_cv"
        for part, offer in supplier.items.items():
            leg = offer.expedite.inbound if offer.expedite is not None else None
            if leg is not None:
                yield (*path, "items", part, "expedite", "inbound"), leg.distribution, leg.time_cv, "time_cv"
    for name, stream in scenario.order_streams.items():
        yield ("order_streams", name), stream.interval_distribution, stream.interval_cv, "interval_cv"
    for name, upset in scenario.disruptions.items():
        yield ("disruptions", name), upset.duration_distribution, upset.duration_cv, "duration_cv"
        yield ("disruptions", name), upset.every_distribution, upset.every_cv, "every_cv"


def _table(path: KeyPath, quantity: Quantity) -> Iterator[Finding]:
    if quantity.distribution != "table":
        for key in ("values", "weights"):
            if getattr(quantity, key):
                wrong = f"`{key}` belong to a table, but the distribution is {quantity.distribution}"
                yield Finding((*path, key), wrong, "write distribution: table, or take them away")
        return
    if not quantity.values:
        yield Finding((*path, "values"), "a table without values: nothing can come", "add values: [1, 2, 5]")
    elif len(quantity.weights) != len(quantity.values):
        wrong = f"there are {len(quantity.values)} values and {len(quantity.weights)} weights"
        yield Finding((*path, "weights"), wrong, "give one weight for each value")
    elif not any(value and weight for value, weight in zip(quantity.values, quantity.weights, strict=True)):
        yield Finding(
            (*path, "weights"), "every order would be for 0 pieces", "give some value above 0 a weight above 0"
        )


def _mean(path: KeyPath, quantity: Quantity) -> Iterator[Finding]:
    kind, mean, cv = quantity.distribution, quantity.mean, quantity.cv
    if mean == 0:
        yield Finding((*path, "mean"), "every order would be for 0 pieces", "give a mean above 0")
        return
    if kind == "constant" and mean != round(mean):
        yield Finding((*path, "mean"), f"{mean:g} is no whole number of pieces", "give whole pieces, or a distribution")
    if kind == "geometric" and mean < 1:
        wrong = f"a geometric number of pieces is 1 or more, so its mean cannot be {mean:g}"
        yield Finding((*path, "mean"), wrong, "make it 1 or more, or choose poisson")
    if kind in WITHOUT_CV and cv > 0:
        wrong = f"{kind} has no coefficient of variation of its own, but cv is {cv:g}"
        yield Finding((*path, "cv"), wrong, "take it away, or choose negative_binomial, uniform or normal")
    if kind == "negative_binomial" and cv * cv * mean <= 1:
        wrong = f"a negative_binomial of mean {mean:g} varies by more than {mean**-0.5:.3g}, but cv is {cv:g}"
        yield Finding((*path, "cv"), wrong, "make it larger, or choose poisson")
    if kind in LARGEST_COUNT_CV and cv > LARGEST_COUNT_CV[kind]:
        wrong = f"a {kind} number of pieces that does not fall below 0 cannot vary by {cv:g}"
        remedy = f"make it at most {LARGEST_COUNT_CV[kind]:.2g}, or choose negative_binomial"
        yield Finding((*path, "cv"), wrong, remedy)
