"""Key figures of a run: every outcome with its mean over the replications, its interval and its unit."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from scenarios import Scenario
from sim.chain.measures.outcomes import unit_of
from sim.study.statistics import estimate


def kpi_table(replications: pd.DataFrame) -> pd.DataFrame:
    """Return a row per outcome: outcome, unit, mean, ci95_low, ci95_high, median, replications.

    Parameters
    ----------
    replications
        A row per replication, with a column per outcome.
    """
    names = [str(name) for name in replications.columns if name != "replication"]
    rows = [{"outcome": name, "unit": unit_of(name), **asdict(estimate(replications[name]))} for name in names]
    return pd.DataFrame(rows)


def part_lines_inside_share(scenario: Scenario, reach: pd.DataFrame) -> float:
    """Return the share of bought items that a supplier inside the circle can deliver, at the hour of `reach.depart`.

    Parameters
    ----------
    scenario
        Gives the bought items, their suppliers and the hour.
    reach
        Made by `sim.reach.reach_table`.
    """
    hour = scenario.reach.depart.hour
    inside = set(reach.loc[(reach["hour"] == hour) & reach["inside"], "supplier"])
    lines = {
        item: any(name in inside for name, supplier in scenario.suppliers.items() if item in supplier.items)
        for supplier in scenario.suppliers.values()
        for item in supplier.items
    }
    return sum(lines.values()) / len(lines) if lines else float("nan")
