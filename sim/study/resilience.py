"""How long customers get all they are used to when a place fails, and how long it takes until they are even again.

Time to survive and time to recover are those of D. Simchi-Levi and others, "Identifying risks and mitigating disruptions in
the automotive supply chain", Interfaces 45 (2015) 375-390. There they come from linear programs over flows; here from the
simulation itself, with everything that it knows: lots, calendars, roads, chance. On deterministic chains with single pieces
both agree to a piece (`tests/validation/test_resilience.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from scenarios import Scenario
from sim.chain.compiling.disruptions import outage_targets, struck_by
from sim.chain.compiling.plan import compile_plan
from sim.chain.measures.deliveries import Deliveries, deliveries, shortfall
from sim.chain.plans.disruptions import DisruptionPlan
from sim.chain.plans.plan import Plan
from sim.chain.replication import play
from sim.errors import InputError
from sim.stages import Counting
from sim.study.manycalls import call_many
from sim.study.resiliencetable import DAY_MIN, Resilience, resilience_table
from sim.travel import TravelTimes
from sim.travel import travel_times as compute_travel_times
from sim.workcalendar import minute_of

FOREVER = float("inf")


@dataclass(frozen=True, slots=True)
class Case:
    """One disturbed run: which replication, and what fails in it; None for the undisturbed one."""

    replication: int
    outage: DisruptionPlan | None


def resilience(  # noqa: PLR0913 - settings are given by name
    scenario: Scenario,
    travel_times: TravelTimes | None = None,
    *,
    places: Sequence[str] = (),
    since: dt.datetime | None = None,
    days: float = 7.0,
    replications: int = 10,
    seed: int = 0,
    workers: int | None = None,
    progress: Counting | None = None,
) -> Resilience:
    """Let every supplier, plant and warehouse fail in turn, and tell what customers feel of it.

    Each place fails twice, on the same random numbers as the undisturbed run: for ever, for its time to survive, and for
    some days, for its time to recover. All else in the scenario, other disruptions too, stays as it is.

    Parameters
    ----------
    scenario
        What to simulate.
    travel_times
        Its roads; computed from the scenario where missing.
    places
        Suppliers, plants, warehouses or stations (``plant.station``); all suppliers, plants and warehouses where missing.
    since
        When they fail; the end of the warm-up where missing, or the start.
    days
        How long the outage lasts from which they recover, calendar days.
    replications, seed, workers
        As for `sim.replicate`.
    progress
        Told how many of how many runs are done.

    Returns
    -------
    Resilience
        With a row per place in `table`, days and pieces, and a row per place and replication in `replications`; columns in
        `sim.study.resiliencetable`.

    Raises
    ------
    InputError
        If a place is not there, a number makes no sense, or the scenario cannot be simulated.
    UnreachableError
        If no road joins two sites between which something has to be driven.
    """
    since_min = minute_of(since, scenario.start) if since else scenario.warm_up_h * 60.0
    _check(scenario, since_min, days, replications, seed)
    roads = compute_travel_times(scenario) if travel_times is None else travel_times
    plan = replace(compile_plan(scenario, roads), log=False)
    chosen = tuple(dict.fromkeys(places)) or (*scenario.suppliers, *scenario.plants, *scenario.warehouses)
    outages = [_outage(scenario, place, since_min, end) for place in chosen for end in (FOREVER, days * DAY_MIN)]
    cases = [Case(number, None) for number in range(replications)]
    cases += [Case(number, outage) for number in range(replications) for outage in outages]
    found: list[Deliveries] = []
    for entry in call_many(partial(run_case, plan, seed), cases, workers):
        found.append(entry)
        if progress is not None:
            progress(len(found), len(cases))
    table = _replication_table(scenario, chosen, cases, found, since_min, days)
    return Resilience(
        scenario=scenario,
        since=scenario.start + dt.timedelta(minutes=since_min),
        days=days,
        seed=seed,
        replications=table,
        table=resilience_table(scenario, table, plan.end_min - since_min),
        attribution=roads.network.attribution,
    )


def run_case(plan: Plan, seed: int, case: Case) -> Deliveries:
    """Return what customers get in one run.

    Parameters
    ----------
    plan
        Undisturbed.
    seed
        Root of all random streams.
    case
        Which run.
    """
    disturbed = plan if case.outage is None else replace(plan, disruptions=(*plan.disruptions, case.outage))
    world, _ = play(disturbed, seed, case.replication)
    return deliveries(world)


def _outage(scenario: Scenario, place: str, since_min: float, lasts_min: float) -> DisruptionPlan:
    """Return the outage of a place.

    Raises
    ------
    InputError
        If there is no such place.
    """
    struck = outage_targets(scenario, place)
    if not any(struck.values()):
        known = ", ".join((*scenario.suppliers, *scenario.plants, *scenario.warehouses))
        message = f"there is no place {place!r} that could fail; there are {known}, and stations as plant.station"
        raise InputError(message)
    end_min = since_min + lasts_min
    return struck_by(DisruptionPlan(place, "outage", place, since_min, end_min), struck)


def _replication_table(
    scenario: Scenario,
    places: Sequence[str],
    cases: Sequence[Case],
    found: Sequence[Deliveries],
    since_min: float,
    days: float,
) -> pd.DataFrame:
    """Return a row per place and replication, see `sim.study.resiliencetable.REPLICATIONS`."""
    usual = {case.replication: each for case, each in zip(cases, found, strict=True) if case.outage is None}
    disturbed = {
        (case.outage.target, case.outage.end_min == FOREVER, case.replication): each
        for case, each in zip(cases, found, strict=True)
        if case.outage is not None
    }
    over_min = since_min + days * DAY_MIN
    rows = []
    for place in places:
        for number, base in usual.items():
            ever = shortfall(base, disturbed[place, True, number], since_min)
            some = shortfall(base, disturbed[place, False, number], over_min)
            values = {name: entry.value_cny for name, entry in scenario.items.items()}
            rows.append(
                {
                    "place": place,
                    "replication": number,
                    "survive_days": (ever.first_min - since_min) / DAY_MIN,
                    "recover_days": (some.even_min - over_min) / DAY_MIN if some.worst_pieces else 0.0,
                    "behind_pieces": some.worst_pieces,
                    "late_piece_days": some.piece_min / DAY_MIN,
                    "lost_pieces": sum(some.lost.values()),
                    "lost_value_cny": sum(pieces * values[name] for name, pieces in some.lost.items()),
                }
            )
    return pd.DataFrame(rows)


def _check(scenario: Scenario, since_min: float, days: float, replications: int, seed: int) -> None:
    end_min = minute_of(scenario.end, scenario.start)
    if not 0 <= since_min < end_min:
        message = (
            f"places fail within the scenario, {scenario.start.isoformat()} to {scenario.end.isoformat()}, "
            "not before or after it"
        )
        raise InputError(message)
    if not 0 < days * DAY_MIN <= end_min - since_min:
        most = (end_min - since_min) / DAY_MIN
        message = f"an outage lasts more than 0 and at most {most:.4g} days, to the end of the scenario, not {days:g}"
        raise InputError(message)
    if replications < 1 or seed < 0:
        message = f"at least one replication and a seed of 0 or more are needed, not {replications} and {seed}"
        raise InputError(message)
