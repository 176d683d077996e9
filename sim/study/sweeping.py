"""A sweep from begin to end: what is varied, where it is looked at, the runs, and the tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from scenarios import Scenario
from scenarios.sweeps import DesignKind, Sweep
from sim.errors import InputError
from sim.stages import Counting
from sim.study.answers.precision import replicate_until
from sim.study.designs.design import Design
from sim.study.designs.making import make_design, number_of_points, refuse_idle
from sim.study.designs.tablefactors import table_factors
from sim.study.factors import Vary, as_read, factors_of
from sim.study.goingon import gone_on, noted_block
from sim.study.laboratory import Workers, laboratory
from sim.study.running import Coordinator
from sim.study.space import Settings, Space, space
from sim.study.stopping import Precision
from sim.study.store import size, tables
from sim.study.study import Study
from sim.study.studyfolder import Record, check_free, is_study, read_record, read_study, write_record
from sim.study.trying import refuse_unknown_outcomes, refuse_unknown_roads
from sim.travel import TravelTimes
from sim.travel import travel_times as compute_travel_times

LARGE = 500_000
"""Numbers of a design (points times factors) that take more than a second to be made."""
SEARCH_ON = "go on with it by its own command, onehour optimise … --resume"


@dataclass(frozen=True)
class Plot:
    """What a sweep is about to do.

    Attributes
    ----------
    scenario
        With the sweep as it will be run.
    space, design
        The factors, and the points.
    record
        What is written down of it.
    precision
        Replications go on until this is reached, whatever the sweep says.
    """

    scenario: Scenario
    space: Space
    design: Design
    record: Record
    precision: Precision | None = None

    @property
    def replications(self) -> int:
        """Replications of every point, at least."""
        return self.precision.least if self.precision else _sweep(self.scenario).replications

    @property
    def runs(self) -> int:
        """Runs of all points, at least; equal points are run once."""
        return len(self.design.points.drop_duplicates()) * self.replications

    def settings(self) -> Iterator[Settings]:
        """Yield what every point sets."""
        for row in self.design.points.itertuples(index=False):
            yield self.space.settings(list(row))


def sweep(  # noqa: PLR0913 - settings are given by name
    scenario: Scenario,
    vary: Vary = (),
    *,
    uncertain: Vary = (),
    design: DesignKind | None = None,
    samples: int | None = None,
    steps: int | None = None,
    table: Path | str | None = None,
    replications: int | None = None,
    precision: Precision | None = None,
    outcomes: Sequence[str] = (),
    seed: int = 0,
    travel_times: TravelTimes | None = None,
    workers: Workers | int | None = None,
    out: Path | str | None = None,
    resume: bool = False,
    yes: bool = False,
    progress: Counting | None = None,
    command: str = "",
) -> Study:
    """Vary a scenario over many points and replicate each of them, all on common random numbers.

    What is not said here comes from the scenario's ``sweep`` block; where other factors are given, only replications and
    outcomes do. A study that goes on takes it from what its folder holds instead, with what was edited in the block since.

    Parameters
    ----------
    scenario
        What is varied.
    vary, uncertain
        Levers, and uncertainties: ``{"suppliers.pcb.capacity_per_day": (50, 200)}``, ``{"variant": ["a", "b"]}``,
        ``["suppliers.pcb.capacity_per_day=50:200:7"]``, or `scenarios.sweeps.Factor`.
    design
        How the points are chosen; a grid where neither this nor the scenario says.
    samples
        Points of ``lhs``, base samples of ``sobol``, trajectories of ``morris``.
    steps
        Values of a range in a grid, where the factor names no number itself.
    table
        A CSV or Parquet file with the points, for the design ``table``.
    replications
        Of every point.
    precision
        Replicate every point until an outcome is known so precisely, whatever `replications` is. A study that goes on keeps the
        precision that it was begun with, unless this or `replications` is given.
    outcomes
        What is kept; all outcomes where none is named.
    seed
        Root of all random streams of the simulation, and of designs that are drawn.
    travel_times
        Of the scenario; computed where missing.
    workers
        How many processes, or `sim.study.laboratory.Workers` for other engines. The tables do not depend on it.
    out
        The study's folder; without one nothing is kept on disk.
    resume
        Go on with the study in that folder: only what is new is run.
    yes
        Go on although the disk may not hold the runs.
    progress
        Told how many of how many runs are done.
    command
        The words of a command line, for the record.

    Returns
    -------
    Study
        Points, runs and failures.

    Raises
    ------
    InputError
        If something is wrong with what is varied, the folder, or the workers; with all that is wrong, and what to do.
    StoppedError
        If it was asked to stop; what was done is kept.
    """
    asked = Asked(
        vary, uncertain, design, samples, steps, table, replications, precision, tuple(outcomes), seed, command
    )
    with _folder(out) as folder:
        plot = plan_sweep(scenario, asked, folder, resume=resume, yes=yes)
        run_sweep(plot, folder, travel_times, _workers(workers), yes=yes, progress=progress)
        return read_study(folder)


@dataclass(frozen=True)
class Asked:
    """What is asked of a sweep; see `sweep`."""

    vary: Vary = ()
    uncertain: Vary = ()
    design: DesignKind | None = None
    samples: int | None = None
    steps: int | None = None
    table: Path | str | None = None
    replications: int | None = None
    precision: Precision | None = None
    outcomes: tuple[str, ...] = ()
    seed: int | None = None
    command: str = ""


def plan_sweep(
    scenario: Scenario,
    asked: Asked,
    folder: Path,
    *,
    resume: bool = False,
    yes: bool = False,
    large: Callable[[int, int, int], None] | None = None,
) -> Plot:
    """Find out what a sweep is about to do, without doing or writing anything.

    Parameters
    ----------
    scenario
        What is varied.
    asked
        What is asked.
    folder
        Of the study.
    resume
        It may hold a study, which goes on.
    yes
        Go on although the disk may not hold it.
    large
        Told how many points, runs and bytes it will be, before a design is made that takes more than a moment.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    check_free(folder, resume=resume)
    asked = replace(asked, vary=factors_of(asked.vary), uncertain=factors_of(asked.uncertain))
    before = read_record(folder) if is_study(folder) else None
    if before and before[3].drawn:
        message = f"{folder} is a search, whose uncertainties are drawn anew in every replication; {SEARCH_ON}, or name another folder"
        raise InputError(message)
    if before and before[3].precision and asked.precision is None and asked.replications is None:
        asked = replace(asked, precision=Precision(**before[3].precision))
    old = before[0].sweep if before and before[0].sweep else Sweep()
    effective = _effective(gone_on(scenario, old, before[3]) if before else scenario.sweep or Sweep(), asked)
    refuse_idle(effective.design, asked.samples, asked.steps)
    found = space(scenario, effective)
    seed = asked.seed if asked.seed is not None else before[3].seed if before else 0
    stands = before[2] if before and _same_points(old, effective, scenario.timezone) else None
    same = (asked.samples, asked.steps, asked.table) == (None, None, None)
    if stands is not None and same and (old.samples, old.table) == (effective.samples, effective.table):
        points = stands
    else:
        samples = _grown(stands.samples if stands else (), effective.samples)
        # before the design is made: a large one takes minutes and much memory
        count = number_of_points(found, effective.design, samples, asked.steps, table=effective.table)
        runs = count * (asked.precision.least if asked.precision else effective.replications)
        needed = size.estimate_bytes(runs, len(effective.outcomes), count)
        size.check_room(folder, needed, yes=yes)
        if large is not None and count * len(found.axes) >= LARGE:
            large(count, runs, needed)
        points = make_design(found, effective.design, samples, seed, steps=asked.steps, table=effective.table)
    whole = scenario.model_copy(update={"sweep": effective})
    record = Record(
        seed,
        points.samples,
        _told(before[3].command if before else "", asked.command),
        precision=asdict(asked.precision) if asked.precision else None,
        block=noted_block(scenario, old, before[3] if before else None),
        searched=bool(before and before[3].searched and points is stands),
    )
    return Plot(whole, found, points, record, asked.precision)


def _told(before: str, command: str) -> str:
    """Return the commands that make a study, one after the other; the one that goes on alone would not make it again."""
    told = [one for one in before.split(" && ") if one]
    return " && ".join([*told, *([command] if command and command not in told else [])])


def run_sweep(
    plot: Plot,
    folder: Path,
    times: TravelTimes | None,
    workers: Workers | None,
    *,
    yes: bool = False,
    retry_failed: bool = False,
    progress: Counting | None = None,
) -> None:
    """Do what a sweep is about to do, and write its tables.

    Parameters
    ----------
    plot
        Made by `plan_sweep`.
    folder
        Of the study; made if missing.
    times
        Travel times of the scenario; computed where missing.
    workers, yes, progress
        As for `sweep`.
    retry_failed
        Runs that failed for good are tried again.

    Raises
    ------
    InputError, StoppedError
        As for `sweep`.
    """
    kept = _sweep(plot.scenario).outcomes
    times = compute_travel_times(plot.scenario) if times is None else times
    refuse_unknown(plot, times, workers)
    size.check_room(folder, size.estimate_bytes(plot.runs, len(kept)), yes=yes)
    with laboratory(
        folder,
        plot.scenario,
        times=times,
        seed=plot.record.seed,
        outcomes=kept,
        workers=workers,
        progress=progress,
        retry_failed=retry_failed,
    ) as lab:
        write_record(folder, plot.scenario, plot.design, lab.signed(plot.record))
        lab.journal.announce(plot.settings(), plot.replications)
        _replicate(plot, lab.experiments)
        lab.journal.announce((), 0)  # all that is there, also where a precision took more
        # other runs of these points, of a longer study or of a choice among them, stay in the journal
        most = None if plot.precision else plot.replications
        tables.write(folder, plot.space, plot.design, lab.journal, most)


def refuse_unknown(plot: Plot, times: TravelTimes, workers: Workers | None = None) -> None:
    """Look whether the roads that are shut, and the outcomes that are kept, are there; outcomes are looked for in one run.

    Parameters
    ----------
    plot
        Made by `plan_sweep`.
    times
        Travel times of the scenario.
    workers
        Say how long the run may take.

    Raises
    ------
    InputError
        If there is no such road or outcome.
    """
    refuse_unknown_roads(plot.scenario, plot.space, times.network)
    wanted = (*_sweep(plot.scenario).outcomes, *([plot.precision.outcome] if plot.precision else []))
    limit_min = (workers or Workers()).run_limit_min
    refuse_unknown_outcomes(plot.scenario, times, next(plot.settings(), {}), wanted, limit_min)


def _replicate(plot: Plot, experiments: Coordinator) -> None:
    if plot.precision is not None:
        replicate_until(experiments, list(plot.settings()), plot.precision)
    else:
        total = len(plot.design.points) * plot.replications
        experiments.ensure(((settings, plot.replications) for settings in plot.settings()), total)


def _effective(base: Sweep, asked: Asked) -> Sweep:
    """Return the sweep of a scenario with what is asked for instead."""
    changes: dict[str, Any] = {
        "design": "table" if asked.table and not asked.design else asked.design,
        "samples": asked.samples,
        "replications": asked.replications,
        "outcomes": asked.outcomes or None,
        "table": str(Path(asked.table).expanduser().resolve()) if asked.table else None,
    }
    levers, uncertainties = factors_of(asked.vary), factors_of(asked.uncertain)
    if (levers or uncertainties) and (levers, uncertainties) != (base.levers, base.uncertainties):
        base = Sweep(replications=base.replications, outcomes=base.outcomes)  # its design is one for its own factors
    if asked.table:
        known = (*(levers or base.levers), *(uncertainties or base.uncertainties))
        chosen = table_factors(asked.table, known)
        uncertain = {factor.column for factor in (uncertainties or base.uncertainties)}
        uncertainties = tuple(factor for factor in chosen if factor.column in uncertain)
        levers = tuple(factor for factor in chosen if factor.column not in uncertain)
    if levers or uncertainties:
        changes |= {"levers": levers, "uncertainties": uncertainties}
    found = base.model_copy(update={key: value for key, value in changes.items() if value is not None})
    if asked.precision is None or not found.outcomes or asked.precision.outcome in found.outcomes:
        return found
    return found.model_copy(update={"outcomes": (*found.outcomes, asked.precision.outcome)})


def _same_points(old: Sweep, new: Sweep, timezone: str) -> bool:
    """Tell whether a design goes on from an older one."""
    then, now = ((as_read(each.levers, timezone), as_read(each.uncertainties, timezone)) for each in (old, new))
    return old.design == new.design and then == now


def _grown(before: tuple[int, ...], samples: int | None) -> tuple[int, ...]:
    """Return the samples asked for so far; that they do not become fewer is seen to where the design is made."""
    return before if samples is None else (*before, samples)


def _sweep(scenario: Scenario) -> Sweep:
    if scenario.sweep is None:
        raise AssertionError
    return scenario.sweep


def _workers(workers: Workers | int | None) -> Workers | None:
    return Workers(workers=workers) if isinstance(workers, int) else workers


@contextmanager
def _folder(out: Path | str | None) -> Iterator[Path]:
    if out is not None:
        yield Path(out)
        return
    with tempfile.TemporaryDirectory(prefix="onehour-study-") as folder:
        yield Path(folder) / "study"
