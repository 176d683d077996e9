"""What the workers of a study do: a scenario with some settings, compiled where it is played, one replication after another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scenarios import Scenario, apply_settings
from sim.chain.plans.plan import Plan
from sim.chain.replication import outcomes_of
from sim.errors import InputError
from sim.headline import moment_of_day
from sim.kpi import part_lines_inside_share
from sim.outcomewords import no_such_outcome
from sim.study.draws import NOTHING_DRAWN, Draws
from sim.study.engines.work import Play
from sim.study.plans import Plans
from sim.study.space import Settings, point_key
from sim.suppliers.suppliers import reach_table
from sim.travel import TravelTimes

INSIDE = "part_lines_inside_share"
"""An outcome of the roads alone. It takes longer than a replication, so it is computed only where it is named."""


@dataclass(frozen=True)
class ScenarioJob:
    """Plays a scenario.

    Attributes
    ----------
    scenario, travel_times
        The base and its roads.
    seed
        Root of all random streams: replication n of every point is on the same random numbers.
    outcomes
        What is kept; all outcomes where none is named.
    draws
        Uncertainties that are drawn anew in every replication, on top of what a point sets.
    """

    scenario: Scenario
    travel_times: TravelTimes
    seed: int = 0
    outcomes: tuple[str, ...] = ()
    draws: Draws = NOTHING_DRAWN

    def open(self) -> Play:
        """Make ready to play; plans are compiled when a point is met first."""
        return _Player(self).play


class _Player:
    """Plays points one after the other; the plan of the last one is kept."""

    def __init__(self, job: ScenarioJob) -> None:
        self._job, self._plans = job, Plans(job.scenario, job.travel_times)
        self._key = ""
        self._plan: Plan | None = None
        self._inside = 0.0
        self._later_d = 0.0

    def play(self, settings: Settings, replication: int) -> Mapping[str, float]:
        """Return the outcomes of one replication; finish days are counted from the base's start, whenever the point's is.

        Raises
        ------
        InputError
            If the scenario does not allow the settings, cannot be simulated with them, or has no such outcome.
        """
        plan = self._ready({**settings, **self._job.draws.settings(replication)})
        found = outcomes_of(plan, self._job.seed, replication)
        wanted = self._job.outcomes
        if self._later_d:
            found |= {name: day + self._later_d for name, day in found.items() if name.endswith("_finish_day")}
        if not wanted:
            return found
        if INSIDE in wanted:
            found[INSIDE] = self._inside
        for name in wanted:
            if name not in found:
                raise InputError(no_such_outcome(name, found))
        return {name: found[name] for name in wanted}

    def _ready(self, settings: Settings) -> Plan:
        key = point_key(settings)
        if self._plan is None or key != self._key:
            scenario = apply_settings(self._job.scenario, settings)
            self._plan, self._key = replace(self._plans.of(scenario), log=False), key
            self._later_d = (moment_of_day(scenario, 0) - moment_of_day(self._job.scenario, 0)) / dt.timedelta(days=1)
            if INSIDE in self._job.outcomes:
                table = reach_table(scenario, self._plans.travel_times_of(scenario))
                self._inside = part_lines_inside_share(scenario, table)
        return self._plan
