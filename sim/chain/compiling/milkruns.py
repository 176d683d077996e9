"""Milk runs of a plan."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.chain.compiling.departures import moments_of
from sim.chain.compiling.ways import gateway
from sim.chain.plans.ways import RunPlan, StopPlan

if TYPE_CHECKING:
    from sim.chain.compiling.frame import Frame


def compile_runs(frame: Frame) -> tuple[RunPlan, ...]:
    """Return the milk runs, in the order of the scenario.

    Raises
    ------
    UnreachableError
        If no road leads from one stop to the next, or back, at any hour.
    """
    return tuple(_run(frame, name) for name in frame.scenario.milk_runs)


def _run(frame: Frame, name: str) -> RunPlan:
    scenario = frame.scenario
    run = scenario.milk_runs[name]
    place = scenario.plants.get(run.place) or scenario.warehouses[run.place]
    sites = [place.site, *(gateway(scenario.suppliers[stop]) for stop in run.stops), place.site]
    lanes = [
        frame.lane(run.vehicle, origin, destination, f"milk_run:{name}:{index}:road")
        for index, (origin, destination) in enumerate(pairwise(sites))
    ]
    bays = (frame.suppliers.index(stop) for stop in run.stops)
    return RunPlan(
        name=name,
        vehicle=frame.vehicles.index(run.vehicle),
        store=frame.stores.index(run.place),
        stops=tuple(StopPlan(bay, lane) for bay, lane in zip(bays, lanes[:-1], strict=True)),
        home=lanes[-1],
        moments_min=moments_of(run.times, run.weekdays, frame),
    )
