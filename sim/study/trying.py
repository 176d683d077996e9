"""What is found wrong before a study begins, by a look at the roads and one run: not by all runs, one after the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

from scenarios import Scenario, apply_settings
from sim.closedtravel import check_closures
from sim.closures import scenario_closures
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.outcomewords import no_such_outcome
from sim.study.engines.interrupts import LOOK_EVERY_S
from sim.study.engines.runlimit import RUN_LIMIT_MIN
from sim.study.engines.work import Job
from sim.study.playing import INSIDE, ScenarioJob
from sim.study.space import Settings, Space
from sim.travel import TravelTimes

ROAD_KEYS = ("variant", "roads", "disruptions")
"""Keys whose values can name roads."""


def refuse_unknown_outcomes(
    scenario: Scenario,
    times: TravelTimes,
    settings: Settings,
    wanted: Sequence[str],
    run_limit_min: float = RUN_LIMIT_MIN,
) -> None:
    """Play one run, to see whether there are some outcomes.

    Parameters
    ----------
    scenario, times
        What is varied, and its travel times.
    settings
        Of the point that is played. If it fails or takes too long, nothing is refused: it is recorded as failed, and the others
        may be well.
    wanted
        Names of outcomes.
    run_limit_min
        How long a run may take, minutes.

    Raises
    ------
    InputError
        If there is no such outcome.
    """
    if not wanted:
        return
    known = names_of_a_run(ScenarioJob(scenario, times), settings, run_limit_min)
    for name in wanted:
        if known and name not in known and name != INSIDE:
            raise InputError(no_such_outcome(name, (*known, INSIDE)))


def names_of_a_run(job: Job, settings: Settings, run_limit_min: float) -> list[str]:
    """Return the names of the outcomes of one run; none where it fails or takes too long.

    Parameters
    ----------
    job
        Whose run.
    settings
        Of the point.
    run_limit_min
        How long it is waited for, minutes. It cannot be ended and goes on in its thread.
    """
    names: list[str] = []

    def play() -> None:
        with suppress(Exception):  # whatever it is, it will be told of that run
            names.extend(job.open()(settings, 0))

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    until = time.monotonic() + run_limit_min * 60
    while thread.is_alive() and time.monotonic() < until:
        thread.join(LOOK_EVERY_S)
    return list(names)


def refuse_unknown_roads(scenario: Scenario, space: Space, network: RoadNetwork) -> None:
    """Look whether the roads that overlays and other choices shut are there.

    Parameters
    ----------
    scenario
        What is varied.
    space
        The factors.
    network
        The scenario's roads; choices with roads of their own are left alone.

    Raises
    ------
    InputError
        If one names a road that the network does not have.
    """
    for name, settings in _choices(space):
        try:
            changed = apply_settings(scenario, settings)
        except InputError:
            continue  # it holds only together with other factors
        if changed.roads.network != scenario.roads.network:
            continue
        try:
            scenario_closures(changed, network)
            check_closures(changed, network)
        except InputError as error:
            message = f"{name}: {error}"
            raise InputError(message) from error


def _choices(space: Space) -> Iterable[tuple[str, Settings]]:
    for axis in space.axes:
        if axis.factor.choices or axis.name.partition(".")[0] in ROAD_KEYS:
            for value in axis.options:
                yield f"{axis.name} = {value}", axis.settings(value)
