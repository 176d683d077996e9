"""What a study that goes on varies, where nobody says it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenarios import Scenario
from scenarios.sweeps import Sweep
from sim.errors import InputError
from sim.study.factors import as_read
from sim.study.studyfolder import Record, read_record

FACTORS = ("levers", "uncertainties")


def gone_on(scenario: Scenario, held: Sweep, record: Record) -> Sweep:
    """Return the sweep of a study that goes on: what its folder holds, with what was edited in the scenario's block since.

    A study that was begun with factors of its own, said in the command, has nothing to do with the block.

    Parameters
    ----------
    scenario
        As it is now.
    held
        The sweep that the folder holds.
    record
        Of the folder.
    """
    if scenario.sweep is None or record.block is None:
        return held
    now, then, own = _plain(scenario.sweep), record.block, _plain(held)
    if now == own or any(then.get(name) != own[name] for name in FACTORS):
        return held
    edited = {name: getattr(scenario.sweep, name) for name in now if now[name] != then.get(name)}
    return held.model_copy(update=edited)


def noted_block(scenario: Scenario, held: Sweep | None, record: Record | None) -> dict[str, Any] | None:
    """Return the scenario's own block as it is noted, to see later what was edited in it; None where there is none.

    Parameters
    ----------
    scenario
        As it is now; that of the study's own folder has the folder's sweep in the place of the block.
    held, record
        What the folder holds, if it holds a study.
    """
    if scenario.sweep is None:
        return None
    now = _plain(scenario.sweep)
    if record is not None and held is not None and now == _plain(held):
        return record.block
    return now


def is_left_aside(scenario: Scenario, used: Sweep) -> bool:
    """Tell whether the scenario has a block that varies something else than what is run.

    Parameters
    ----------
    scenario
        As it is now.
    used
        The sweep that is run.
    """
    if scenario.sweep is None:
        return False
    block, run = _plain(scenario.sweep), _plain(used)
    return any(block[name] != run[name] for name in FACTORS)


def is_written(folder: Path, sweep: Sweep | None, record: Record) -> bool:
    """Tell whether a folder holds a study as it is about to be run; else going on with it would run what was there before.

    Parameters
    ----------
    folder
        Of the study.
    sweep, record
        What is run.
    """
    try:
        held, _, _, there = read_record(folder)
    except InputError:
        return False
    if sweep is None or held.sweep is None or (there.samples, there.precision) != (record.samples, record.precision):
        return False
    zone = held.timezone
    one, two = (
        _plain(each.model_copy(update={name: as_read(getattr(each, name), zone) for name in FACTORS}))
        for each in (sweep, held.sweep)
    )
    return one == two


def _plain(sweep: Sweep) -> dict[str, Any]:
    return sweep.model_dump(mode="json")
