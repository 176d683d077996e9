"""The sweep of a scenario: factors that say what they vary, a design that goes with them, marks without ranges.

What the factors do to the scenario is tried by the loader, see `scenarios.varied`: a scenario that was changed with ``--set``
may be run although its sweep no longer fits.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._factorshapes import NOTHING, shape_of
from scenarios._findings import Finding
from scenarios.model import SWEEP, Scenario


def factors(scenario: Scenario) -> Iterator[Finding]:
    """Check every factor in itself, and that there is one."""
    sweep = scenario.sweep
    if sweep is None:
        return
    for role, group in (("levers", sweep.levers), ("uncertainties", sweep.uncertainties)):
        for place, factor in enumerate(group):
            yield from shape_of(factor, ("sweep", role, str(place)))
    if not sweep.levers and not sweep.uncertainties and sweep.table is None:
        yield NOTHING


def designs(scenario: Scenario) -> Iterator[Finding]:
    """Check that a table goes with the design ``table``, and the other way round."""
    sweep = scenario.sweep
    if sweep is None:
        return
    if sweep.design == "table" and sweep.table is None:
        yield Finding(
            ("sweep", "design"), "the design is a table, and there is none", "add `table:`, a CSV or Parquet file"
        )
    if sweep.design != "table" and sweep.table is not None:
        yield Finding(("sweep", "table"), f"a {sweep.design} takes no table", "write `design: table`, or take it away")


def marks(scenario: Scenario) -> Iterator[Finding]:
    """Check that numbers of factors carry no ranges of their own."""
    for key, mark in scenario.marks.items():
        if key.startswith(SWEEP) and (mark.low is not None or mark.high is not None):
            wrong = "a number of a sweep has a range of its own"
            yield Finding(tuple(key.split(".")), wrong, "take low and high out of its mark: the factor says both")
