"""What the commands of studies do alike: which scenario, who does the runs, how to go on when stopped, what is kept."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scenarios import Scenario
from scenarios.errors import InputError
from sim.cli.common import disrupted, overrides, progress, scenario_network
from sim.errors import StoppedError

if TYPE_CHECKING:
    from scenarios.sweeps import Factor
    from sim.study.laboratory import EngineName, Workers
    from sim.travel import TravelTimes

FOLDER = Path("studies")
REPORT = "report.html"
MOST_MAIN = 3
"""Main outcomes that are answered for where none is named."""


class Base(NamedTuple):
    """A scenario before anything is varied, and the folder of its study."""

    scenario: Scenario
    folder: Path


def base_of(
    word: str,
    *,
    resume: bool,
    pairs: tuple[str, ...] = (),
    disruptions: Path | None = None,
    roads_name: str | None = None,
    out: Path | None = None,
) -> Base:
    """Return the scenario that a study varies.

    Parameters
    ----------
    word
        A shipped name, a file, or the folder of a study that goes on.
    resume
        Whether a study goes on.
    pairs, disruptions, roads_name
        What is changed in all runs.
    out
        The study's folder.

    Raises
    ------
    InputError
        If there is no such scenario, something is wrong with it, or a study is named without `resume`.
    """
    from sim.study.studyfolder import is_study, read_record

    changes = overrides(pairs)
    if roads_name:
        changes["roads.network"] = roads_name
    path = Path(word)
    if not is_study(path):
        scenario = disrupted(word, disruptions, changes)
        return Base(scenario, out or FOLDER / scenario.id)
    if not resume:
        raise InputError(f"{path} is a study; add --resume to go on with it")
    if changes or disruptions:
        raise InputError(
            f"{path} is a study, and all of its runs are of one scenario: leave --set, --disruptions and --roads away, "
            "or begin a new study of the scenario with --out"
        )
    return Base(read_record(path)[0], out or path)


def factors_of(vary: Sequence[str], overlays: Sequence[Path] = ()) -> list[str | Factor]:
    """Return what is varied: texts as they were given, and files of overlays.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    from scenarios.varying import read_overlays

    return [*vary, *(read_overlays(path) for path in overlays)]


def workers_of(options: Mapping[str, Any]) -> Workers:
    """Return who does the runs.

    Parameters
    ----------
    options
        Of a command with `sim.cli.studyoptions.engine_options`.

    Raises
    ------
    InputError
        If a scheduler is named for another engine than Dask.
    """
    from sim.study.laboratory import Workers

    engine, scheduler, limit = options["engine"], options["scheduler"], options["run_limit_min"]
    if scheduler and engine not in {None, "dask"}:
        raise InputError(f"--scheduler {scheduler} is one of Dask; leave --engine {engine} away, or the scheduler")
    chosen: EngineName = "dask" if scheduler else engine or "pool"
    found = Workers(engine=chosen, workers=options["workers"], scheduler=scheduler)
    return found if limit is None else replace(found, run_limit_min=limit)


def roads_of(scenario: Scenario) -> TravelTimes:
    """Return the travel times of a scenario, and show what is going on if that takes long."""
    from sim.travel import travel_times

    network = scenario_network(scenario)
    with progress("travel times") as advance:
        return travel_times(scenario, network, advance)


def outcomes_of(scenario: Scenario, known: Sequence[str]) -> list[str]:
    """Return the outcomes that are answered for: those that the sweep names, else the main ones, and cost if there are levers.

    Parameters
    ----------
    scenario
        With the sweep as it was run.
    known
        Names of the outcomes that there are.
    """
    from sim.mainoutcome import of_demands, of_streams

    sweep = scenario.sweep
    if sweep and sweep.outcomes:
        return [name for name in sweep.outcomes if name in known]
    main = [each.name for each in (of_demands(scenario) or of_streams(scenario))]
    found = [name for name in main if name in known][:MOST_MAIN]
    if sweep and sweep.levers and "total_cost_cny" in known:
        found.append("total_cost_cny")
    return found or list(known[:1])


def this_command() -> str:
    """Return the command line that is running, as it can be given again."""
    return shlex.join(["onehour", *sys.argv[1:]])


@contextmanager
def stopping(go_on: str | Callable[[], str]) -> Iterator[None]:
    """Say how to go on when the block is stopped.

    Parameters
    ----------
    go_on
        The command, or what finds it then.

    Raises
    ------
    StoppedError
        When it is stopped, by Ctrl-C too.
    """
    import signal

    try:
        yield
    except StoppedError as stopped:
        raise StoppedError(f"{stopped}\nTo go on: {_found(go_on)}", stopped.signal) from stopped
    except KeyboardInterrupt as interrupt:
        message = f"stopped; all runs that were recorded are kept\nTo go on: {_found(go_on)}"
        raise StoppedError(message, signal.SIGINT) from interrupt


def _found(go_on: str | Callable[[], str]) -> str:
    return go_on if isinstance(go_on, str) else go_on()
