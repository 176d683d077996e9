"""What is found wrong before a study begins, by a look at the roads and one run: not by all runs, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scenarios import Scenario, apply_settings
from sim.closedtravel import check_closures
from sim.closures import scenario_closures
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.outcomewords import no_such_outcome
from sim.study.playing import INSIDE, ScenarioJob
from sim.study.space import Settings, Space
from sim.travel import TravelTimes

ROAD_KEYS = ("variant", "roads", "disruptions")
"""Keys whose values can name roads."""


def refuse_unknown_outcomes(scenario: Scenario, times: TravelTimes, settings: Settings, wanted: Sequence[str]) -> None:
    """Play one run, to see whether there are some outcomes.

    Parameters
    ----------
    scenario, times
        What is varied, and its travel times.
    settings
        Of the point that is played. If it fails, nothing is refused: it is recorded as failed, and the others may be well.
    wanted
        Names of outcomes.

    Raises
    ------
    InputError
        If there is no such outcome.
    """
    if not wanted:
        return
    try:
        known = ScenarioJob(scenario, times).open()(settings, 0)
    except Exception:  # noqa: BLE001 - whatever it is, it will be told of that run
        return
    for name in wanted:
        if name not in known and name != INSIDE:
            raise InputError(no_such_outcome(name, (*known, INSIDE)))


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
