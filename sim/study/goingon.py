"""What a study that goes on varies, where nobody says it again."""

from __future__ import annotations

from typing import Any

from scenarios import Scenario
from scenarios.sweeps import Sweep
from sim.study.studyfolder import Record

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


def _plain(sweep: Sweep) -> dict[str, Any]:
    return sweep.model_dump(mode="json")
