"""A study on disk: the folder that `onehour sweep` leaves and that answers and reports are made from.

``scenario.yaml`` is the scenario with the sweep as it was run; ``study.json`` says how the design grew and how to repeat it;
``design.parquet`` holds the points and what each is for; the runs are in the journal and, once it is through, in tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import scenarios
from scenarios import Scenario
from sim.errors import InputError
from sim.outcomewords import no_such_outcome
from sim.output import refuse_dead_link, replacing
from sim.study.designs.design import Design
from sim.study.draws import parted
from sim.study.factors import as_read
from sim.study.space import Space, space
from sim.study.store.database import JOURNAL
from sim.study.storedstudy import StoredRuns, StoredStudy
from sim.study.study import Study

STUDY_MARK = "study.json"
"""The file by which a folder is known as a study."""
FORMAT = 1
SCENARIO, DESIGN, RUNS, FAILURES = "scenario.yaml", "design.parquet", "runs.parquet", "failures.parquet"
DRAWS = "uncertainties.parquet"
TABLES = (RUNS, "points.parquet", FAILURES)
ROLE = "role:"
"""Before the names of the columns that say what points are for: factors have names of their own."""


@dataclass(frozen=True)
class Record:
    """How a study came about.

    Attributes
    ----------
    seed
        Root of all random streams of the simulation.
    samples
        Samples asked for, one after the other, see `sim.study.designs.design.Design`.
    command
        The command lines that made it, one after the other, joined by ``&&``.
    identity
        Versions and hashes, as the journal has them.
    attribution
        Whom the roads are owed to.
    precision
        Fields of the `sim.study.stopping.Precision` to which points are replicated; None where their number was said.
    block
        The scenario's own ``sweep`` block when the study was begun or went on, which need not be what is run; None where it had
        none.
    drawn
        Whether the uncertainties of the sweep are drawn anew in every replication, and set by no point.
    searched
        Whether the points are those that a search looked at.
    """

    seed: int = 0
    samples: tuple[int, ...] = ()
    command: str = ""
    identity: dict[str, Any] = field(default_factory=dict)
    attribution: str = ""
    precision: dict[str, Any] | None = None
    block: dict[str, Any] | None = None
    drawn: bool = False
    searched: bool = False


def is_study(folder: Path) -> bool:
    """Tell whether a folder is that of a study."""
    return (folder / STUDY_MARK).is_file()


def check_free(folder: Path, *, resume: bool) -> None:
    """Make sure that a study can be made in a folder, or goes on there, before any work is done for it.

    Parameters
    ----------
    folder
        It need not be there.
    resume
        It may hold a study, which goes on. One that was killed before it had a mark is begun again.

    Raises
    ------
    InputError
        If it holds a study that is not to go on, or something else, or is a link that leads nowhere.
    """
    if is_study(folder):
        if not resume:
            message = f"{folder} holds a study already; go on with it with --resume, or name another folder with --out"
            raise InputError(message)
        return
    refuse_dead_link(folder)
    if folder.exists() and not folder.is_dir():
        message = f"cannot write to {folder}: it is a file; name a folder with --out"
        raise InputError(message)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / JOURNAL).is_file():
        message = f"cannot write to {folder}: the folder holds something that is not a study; name an empty or new one with --out"
        raise InputError(message)


def write_record(folder: Path, scenario: Scenario, design: Design, record: Record) -> None:
    """Write down what a study is, before anything is run; the mark comes last.

    Tables that are there stay as long as their points are the first ones of the design; else they would be read as of other points.

    Parameters
    ----------
    folder
        An existing folder.
    scenario
        With the sweep as it is run.
    design, record
        Points, and how they came about.
    """
    roles = design.roles.rename(columns=lambda name: f"{ROLE}{name}")
    table = pa.Table.from_pandas(pd.concat([design.points, roles], axis=1), preserve_index=False)
    table = table.replace_schema_metadata({"kind": design.kind, "seed": str(design.seed)})
    text = json.dumps({"format": FORMAT, **asdict(record)}, ensure_ascii=False, indent=2)
    with ExitStack() as stack:  # all are written before the first is renamed: they belong together
        mark, points, whole = (stack.enter_context(replacing(folder / name)) for name in (STUDY_MARK, DESIGN, SCENARIO))
        whole.write_text(scenarios.dump(scenario), encoding="utf-8")
        pq.write_table(table, points, compression="zstd")
        mark.write_text(text + "\n", encoding="utf-8")
        if not _same_rows(folder, scenario, design):
            for name in (*TABLES, DRAWS):
                (folder / name).unlink(missing_ok=True)


def _same_rows(folder: Path, scenario: Scenario, design: Design) -> bool:
    """Tell whether the tables of a folder say of a design, or of its first points, what they said of the one before."""
    try:
        before, _, old, _ = read_record(folder)
    except InputError:
        return False
    zone = scenario.timezone
    sweeps = [each for each in (before.sweep, scenario.sweep) if each is not None]
    factors = [(as_read(each.levers, zone), as_read(each.uncertainties, zone)) for each in sweeps]
    now, then = (
        points.astype(object) for points in (design.points.head(len(old.points)), old.points)
    )  # words as words
    return factors[0] == factors[-1] and bool(now.equals(then))


def read_record(folder: Path) -> tuple[Scenario, Space, Design, Record]:
    """Return what a study is; its space are the factors that points set.

    Raises
    ------
    InputError
        If the folder is no study, is damaged, or was made by another version of the program.
    """
    if not is_study(folder):
        raise InputError(_no_study(folder))
    try:
        document = json.loads((folder / STUDY_MARK).read_text(encoding="utf-8"))
        version = document.pop("format")
        record = Record(**{**document, "samples": tuple(document["samples"])}) if version == FORMAT else None
        table = pq.read_table(folder / DESIGN)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{folder} is damaged ({error}); sweep again into another folder"
        raise InputError(message) from error
    if record is None:
        message = f"{folder} is a study of another version of the program; sweep again into another folder"
        raise InputError(message)
    scenario = scenarios.load(folder / SCENARIO)
    if scenario.sweep is None:
        message = f"{folder / SCENARIO} has lost its sweep; sweep again into another folder"
        raise InputError(message)
    found = space(scenario, scenario.sweep)
    return scenario, parted(found)[0] if record.drawn else found, _design(table, record), record


def _no_study(folder: Path) -> str:
    return f"{folder} is not a study: it has no {STUDY_MARK}; make one with onehour sweep SCENARIO --vary ... --out DIR"


def known_outcomes(folder: Path) -> list[str]:
    """Return the names of the outcomes that the tables of a study hold.

    Raises
    ------
    InputError
        If the folder is no study, is not through yet, or damaged.
    """
    with _explained(folder):
        return [name for name in pq.read_schema(folder / RUNS).names if name not in {"point", "replication"}]


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        through = f"{folder} is not through yet; go on with onehour sweep {folder} --resume"
        raise InputError(through if is_study(folder) else _no_study(folder)) from error
    except (OSError, ValueError) as error:
        message = f"{folder} is damaged ({error}); onehour sweep {folder} --resume writes its tables again"
        raise InputError(message) from error


def read_study(folder: Path | str, outcomes: Iterable[str] = ()) -> Study:
    """Return a study with the runs that its tables hold; where they are many, they are read when they are asked for.

    Parameters
    ----------
    folder
        A study's.
    outcomes
        Which to read; all where none is named.

    Raises
    ------
    InputError
        As `read_record`; or if it is not through yet, or has no such outcome.
    """
    folder = Path(folder)
    scenario, found, design, record = read_record(folder)
    known, wanted = known_outcomes(folder), tuple(outcomes)
    for name in wanted:
        if name not in known:
            raise InputError(no_such_outcome(name, known))
    with _explained(folder):
        stored, failures = StoredRuns(folder / RUNS, wanted), pd.read_parquet(folder / FAILURES)
    kind, runs = (Study, stored.read(stored.outcomes)) if stored.is_small else (StoredStudy, stored)
    return kind(
        scenario=scenario,
        space=found,
        design=design,
        runs=cast("pd.DataFrame", runs),
        failures=failures,
        seed=record.seed,
        manifest=asdict(record),
        drawn=parted(space(scenario, scenario.sweep))[1] if record.drawn and scenario.sweep else (),
        searched=record.searched or record.drawn,  # searches alone draw; older ones do not say that they are one
    )


def _design(table: pa.Table, record: Record) -> Design:
    meta = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    frame = table.to_pandas()
    own = [str(name) for name in frame.columns if not str(name).startswith(ROLE)]
    roles = frame.drop(columns=own).rename(columns=lambda name: str(name).removeprefix(ROLE))
    return Design(meta["kind"], frame[own], roles, record.samples, int(meta["seed"]))
