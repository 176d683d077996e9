"""A search for the cheapest setting of some levers, as a study: its runs in a journal, its points in tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from scenarios import Scenario
from scenarios.sweeps import Factor, Sweep
from sim.stages import Counting
from sim.study.answers.answer import Answer
from sim.study.answers.cheapest import Cheapest, cheapest
from sim.study.answers.levers import levers_of
from sim.study.designs.design import Design
from sim.study.laboratory import Workers, laboratory
from sim.study.playing import ScenarioJob
from sim.study.space import space
from sim.study.store import tables
from sim.study.studyfolder import Record, is_study, write_record
from sim.travel import TravelTimes


def outcome_names(scenario: Scenario, times: TravelTimes, seed: int = 0) -> list[str]:
    """Return the names of all outcomes of a scenario, by playing it once.

    Parameters
    ----------
    scenario, times
        What is played, and its roads.
    seed
        Root of all random streams.
    """
    return list(ScenarioJob(scenario, times, seed).open()({}, 0))


def search_study(  # noqa: PLR0913 - settings are given by name
    folder: Path,
    scenario: Scenario,
    levers: Sequence[Factor],
    wanted: Cheapest,
    *,
    times: TravelTimes,
    record: Record,
    workers: Workers | None = None,
    progress: Counting | None = None,
    known: Sequence[str] | None = None,
) -> Answer:
    """Find the cheapest setting of some levers and leave a study whose points are those that were looked at, the best first.

    Parameters
    ----------
    folder
        Of the study; one that is there goes on, nothing in it is run again.
    scenario
        What is varied.
    levers
        What can be done.
    wanted
        What is looked for.
    times
        Travel times of the scenario.
    record
        What is written down of it: the root of all random streams, and the words of a command line.
    workers, progress
        As for `sim.study.laboratory.laboratory`.
    known
        Outcomes that there are: names are made sure of before anything is run.

    Raises
    ------
    InputError
        If something is wrong with the levers, the limits, the folder or the workers.
    StoppedError
        If it was asked to stop; what was done is kept.
    """
    whole = scenario.model_copy(update={"sweep": Sweep(levers=tuple(levers), replications=wanted.replications)})
    found = space(scenario, Sweep(levers=tuple(levers)))
    if known is not None:
        wanted.cost.check(known, levers_of(scenario, found).axes)  # before anything is written
    with laboratory(folder, whole, times=times, seed=record.seed, workers=workers, progress=progress) as lab:
        signed = lab.signed(record)
        if not is_study(folder):  # one that goes on stays what it was until the search is through
            write_record(folder, whole, _design(pd.DataFrame([found.base], columns=list(found.names))), signed)
        answer = cheapest(lab.experiments, scenario, found, wanted, known=known)
        design = _design(answer.table[list(found.names)])
        write_record(folder, whole, design, signed)
        lab.journal.announce((), 0)  # its status is that of a study which is through
        tables.write(folder, found, design, lab.journal)
    return answer


def _design(points: pd.DataFrame) -> Design:
    return Design("table", points.reset_index(drop=True), pd.DataFrame(index=range(len(points))))
