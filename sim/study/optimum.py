"""A search for the cheapest setting of some levers, as a study: its runs in a journal, its points in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios import Scenario
from scenarios.sweeps import Factor, Sweep
from sim.output import replacing
from sim.stages import Counting
from sim.study.answers.answer import Answer
from sim.study.answers.cheapest import Cheapest, cheapest
from sim.study.answers.levers import levers_of
from sim.study.designs.columns import column, points
from sim.study.designs.design import Design
from sim.study.draws import Draws, parted
from sim.study.laboratory import Workers, laboratory
from sim.study.playing import ScenarioJob
from sim.study.space import Space, space
from sim.study.store import tables
from sim.study.studyfolder import DRAWS, Record, is_study, write_record
from sim.study.trying import refuse_unknown_roads
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
    uncertainties: Sequence[Factor] = (),
    times: TravelTimes,
    record: Record,
    workers: Workers | None = None,
    progress: Counting | None = None,
    known: Sequence[str] | None = None,
    retry_failed: bool = False,
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
    uncertainties
        What cannot be decided: drawn anew in every replication, the same for all points.
    times
        Travel times of the scenario.
    record
        What is written down of it: the root of all random streams, and the words of a command line.
    workers, progress
        As for `sim.study.laboratory.laboratory`.
    known
        Outcomes that there are: names are made sure of before anything is run.
    retry_failed
        Runs that failed for good are tried again.

    Raises
    ------
    InputError
        If something is wrong with the levers, the limits, the folder or the workers.
    StoppedError
        If it was asked to stop; what was done is kept.
    """
    sweep = Sweep(levers=tuple(levers), uncertainties=tuple(uncertainties), replications=wanted.replications)
    whole, found = scenario.model_copy(update={"sweep": sweep}), space(scenario, sweep)
    chosen, drawn = parted(found)
    if known is not None:
        wanted.cost.check(known, levers_of(scenario, found).axes)  # before anything is written
    refuse_unknown_roads(scenario, found, times.network)
    with laboratory(
        folder,
        whole,
        times=times,
        seed=record.seed,
        workers=workers,
        progress=progress,
        retry_failed=retry_failed,
        drawn=drawn,
    ) as lab:
        signed = replace(lab.signed(record), drawn=bool(drawn), searched=True)
        if not is_study(folder):  # one that goes on stays what it was until the search is through
            write_record(folder, whole, _design(pd.DataFrame([chosen.base], columns=list(chosen.names))), signed)
        answer = cheapest(lab.experiments, scenario, found, wanted, known=known)
        design = _design(answer.table[list(chosen.names)])
        write_record(folder, whole, design, signed)
        lab.journal.announce((), 0)  # its status is that of a study which is through
        tables.write(folder, chosen, design, lab.journal)
        if drawn:
            _write_draws(folder, Draws(drawn, record.seed))
    return answer


def _write_draws(folder: Path, draws: Draws) -> None:
    """Write what the uncertainties came to: a row a replication, as many as any point has."""
    done = (pq.read_table(folder / name, columns=[tables.REPLICATION]) for name in (tables.RUNS, tables.FAILURES))
    most = 1 + max(max(each[tables.REPLICATION].to_pylist(), default=-1) for each in done)
    columns = zip(*(draws.values(number) for number in range(most)), strict=True)
    table = points({axis.name: column(own) for axis, own in zip(draws.axes, columns, strict=True)})
    drawn = tables.factor_table(Space(draws.axes), _design(table))
    with replacing(folder / DRAWS) as path:
        pq.write_table(drawn.add_column(0, tables.REPLICATION, pa.array(range(most))), path, compression="zstd")


def _design(points: pd.DataFrame) -> Design:
    return Design("table", points.reset_index(drop=True), pd.DataFrame(index=range(len(points))))
