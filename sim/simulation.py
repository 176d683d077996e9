"""Simulate a scenario once."""

from __future__ import annotations

from scenarios import Scenario
from sim.results import Run
from sim.study.runs import replicate
from sim.travel import TravelTimes


def simulate(scenario: Scenario, travel_times: TravelTimes | None = None, seed: int = 0) -> Run:
    """Simulate a scenario once: the first replication of `sim.replicate` with the same seed.

    Parameters
    ----------
    scenario
        What to simulate.
    travel_times
        Its roads; computed from the scenario where missing.
    seed
        Root of all random streams.

    Raises
    ------
    InputError
        If the scenario cannot be simulated, for the reason that the message gives.
    """
    return replicate(scenario, travel_times, replications=1, seed=seed, workers=1)
