"""Replications of a scenario, in this process or in several, with the same result to the byte."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import cast

import numpy as np

from scenarios import Scenario
from sim.chain.compiling.plan import compile_plan
from sim.chain.plans.plan import Plan
from sim.chain.replication import Replication, run_replication
from sim.errors import InputError
from sim.kpi import kpi_table, part_lines_inside_share
from sim.outcomewords import no_such_outcome
from sim.results import Run
from sim.runtables import outcome_table, run_tables
from sim.stages import Counting
from sim.study.manycalls import call_many
from sim.study.stopping import Precision
from sim.suppliers.suppliers import reach_table
from sim.travel import TravelTimes
from sim.travel import travel_times as compute_travel_times


def replicate(
    scenario: Scenario,
    travel_times: TravelTimes | None = None,
    replications: int = 30,
    seed: int = 0,
    workers: int | None = None,
    progress: Counting | None = None,
    *,
    precision: Precision | None = None,
    log: bool = True,
) -> Run:
    """Simulate a scenario several times, each time with its own random numbers.

    Parameters
    ----------
    scenario
        What to simulate.
    travel_times
        Its roads; computed from the scenario where missing.
    replications
        How often.
    seed
        Root of all random streams. The same seed gives the same tables, whatever `workers` is; two scenarios with the
        same seed are on common random numbers.
    workers
        Processes at most; as many as there are processors where missing. More than one are used only when it pays.
    progress
        Called as ``progress(done, total)`` after each replication.
    precision
        Replicate until an outcome is known so precisely, whatever `replications` is.
    log
        Keep the event log; without it `Run.events` is empty.

    Raises
    ------
    InputError
        If `replications` or `workers` is not at least 1, `seed` is negative, the scenario cannot be simulated, or a demand
        can never be met.
    UnreachableError
        If no road joins two sites between which something has to be driven.
    """
    if replications < 1 or (workers is not None and workers < 1):
        message = f"at least one replication and one worker are needed, not {replications} and {workers}"
        raise InputError(message)
    if seed < 0:
        message = f"a seed is 0 or more, not {seed}"
        raise InputError(message)
    roads = compute_travel_times(scenario) if travel_times is None else travel_times
    plan = replace(compile_plan(scenario, roads), log=log)
    done: list[Replication] = []
    if precision is not None:
        done = run_until(plan, precision, seed, workers, progress)
    else:
        for entry in call_many(partial(run_replication, plan, seed), range(replications), workers):
            done.append(entry)
            if progress is not None:
                progress(len(done), replications)
    _refuse_starved(done)
    return assemble(scenario, roads, plan, seed, done)


def _refuse_starved(done: list[Replication]) -> None:
    """Refuse a scenario that can never finish, whatever the random numbers.

    Raises
    ------
    InputError
        If a demand starves in every replication.
    """
    always = set.intersection(*(set(entry.starved) for entry in done))
    if always:
        raise InputError(min(always))


def assemble(
    scenario: Scenario, travel_times: TravelTimes, plan: Plan, seed: int, replications: list[Replication]
) -> Run:
    """Make a `Run` of replications, in their order."""
    reach = reach_table(scenario, travel_times)
    outcomes = outcome_table(replications)
    place = outcomes.columns.get_loc("deliveries_inside_share")
    outcomes.insert(cast("int", place) + 1, "part_lines_inside_share", part_lines_inside_share(scenario, reach))
    return Run(
        scenario=scenario,
        travel_times=travel_times,
        seed=seed,
        replications=outcomes,
        kpi=kpi_table(outcomes),
        reach=reach,
        **run_tables(scenario, plan, replications),
    )


def run_until(
    plan: Plan, precision: Precision, seed: int, workers: int | None = None, progress: Counting | None = None
) -> list[Replication]:
    """Return as many replications as an outcome needs to be known precisely, or as many as are allowed.

    Parameters
    ----------
    plan, seed, workers, progress
        As for `replicate`.
    precision
        What is wanted.

    Raises
    ------
    InputError
        If there is no such outcome.
    """
    done: list[Replication] = []
    values = np.empty(0)
    while len(done) < precision.most:
        total = precision.next_total(values)
        for entry in call_many(partial(run_replication, plan, seed), range(len(done), total), workers):
            done.append(entry)
            if precision.outcome not in entry.outcomes:
                raise InputError(no_such_outcome(precision.outcome, entry.outcomes))
            if progress is not None:
                progress(len(done), total)
        values = np.array([entry.outcomes[precision.outcome] for entry in done])
        stop = precision.stopping_point(values)
        if stop is not None:
            return done[:stop]
    return done
