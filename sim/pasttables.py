"""The tables of one replication of a run, the pasts of its lots and shipments with them: kept ones, or made again."""

from __future__ import annotations

from typing import Any

from sim.chain.compiling.plan import compile_plan
from sim.chain.replication import run_replication
from sim.errors import InputError
from sim.results import TABLES, Run
from sim.runtables import run_tables

PASTS = ("orders", "journeys", "steps", "inputs")


def replication_tables(run: Run, replication: int) -> dict[str, Any]:
    """Return all tables of one replication, see `sim.results.TABLES`.

    A run keeps `orders`, `journeys`, `steps` and `inputs` of its first replications; of another one they are made by
    simulating it again, which gives what it was to the byte.

    Parameters
    ----------
    run
        The run.
    replication
        Its number, from 0.

    Raises
    ------
    InputError
        If the run has no such replication.
    """
    numbers = set(run.replications["replication"])
    if replication not in numbers:
        message = f"the run has no replication {replication}; name one from {min(numbers)} to {max(numbers)}"
        raise InputError(message)
    kept = run.journeys["replication"] == replication
    if kept.any():
        return {name: _of(getattr(run, name), replication) for name in TABLES}
    plan = compile_plan(run.scenario, run.travel_times)
    return run_tables(run.scenario, plan, [run_replication(plan, run.seed, replication, keep=True)])


def _of(table: Any, replication: int) -> Any:
    return table[table["replication"] == replication].reset_index(drop=True)
