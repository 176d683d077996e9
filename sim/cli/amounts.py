"""Values of outcomes as planners write them: a moment for a finish day, per cent for a share, hours for a difference."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scenarios import Scenario
from scenarios.errors import InputError
from sim.chain.measures.outcomes import unit_of
from sim.cli.common import read_moment
from sim.outcomewords import is_share, no_such_outcome

if TYPE_CHECKING:
    from sim.study.answers.limits import Limit
    from sim.study.stopping import Precision

DAY_H = 24.0
LENGTHS_H = {"min": 1 / 60, "h": 1.0, "d": DAY_H}
LENGTH = re.compile(r"(?P<number>.+?)\s*(?P<unit>min|h|d)")
LIMIT = re.compile(r"(?P<outcome>[^<>=≤≥]+?)\s*(?P<sign><=|>=|≤|≥|<|>)\s*(?P<value>[^<>=≤≥]+)")
VALUES = {
    "day": "a day or a moment, such as 2023-02-03 or 2023-02-03T18:00, or days since the start such as 28.5",
    "time": "a time such as 6h, 30min or 2d",
    "share": "a share such as 95% or 0.95",
    "": "a number in the outcome's unit, such as 28.5",
}
DIFFERENCES = VALUES | {"day": VALUES["time"], "share": "a difference such as 2% or 0.02"}
AT_MOST = ("<=", "<", "≤")


def read_outcome(name: str, known: Iterable[str]) -> str:
    """Return the name of an outcome, made sure of.

    Parameters
    ----------
    name
        As it was given.
    known
        Those that there are.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    names = list(known)
    if name.strip() in names:
        return name.strip()
    raise InputError(no_such_outcome(name.strip(), names))


def read_value(scenario: Scenario, outcome: str, text: str) -> float:
    """Read a value of an outcome: a number in its unit, ``95%``, or for a finish day a moment such as ``2023-02-03T18:00``.

    Parameters
    ----------
    scenario
        Says from when finish days count.
    outcome
        Its name.
    text
        What was given.

    Raises
    ------
    InputError
        If it is no such value.
    """
    written = text.strip()
    if outcome.endswith("_finish_day") and re.match(r"\d{4}-", written):
        return _day(scenario, written)
    return _amount(outcome, written, VALUES)


def read_difference(outcome: str, text: str) -> float:
    """Read how much two values of an outcome differ: a number in its unit, ``2%``, or for days and hours ``6h``, ``30min``, ``2d``.

    Parameters
    ----------
    outcome
        Its name.
    text
        What was given.

    Raises
    ------
    InputError
        If it is no such difference, or not more than nothing.
    """
    value = _amount(outcome, text.strip(), DIFFERENCES)
    if not value > 0:
        raise InputError(f"{text!r}: the smallest difference that counts is more than 0, for example 6h or 0.5")
    return value


def read_limit(scenario: Scenario, text: str, known: Iterable[str], share: float = 0.9) -> Limit:
    """Read what an outcome has to keep, such as ``console_finish_day<=2023-02-03T18:00``.

    Parameters
    ----------
    scenario
        Says from when finish days count.
    text
        Outcome, ``<=`` or ``>=``, and a value.
    known
        Names of the outcomes that there are.
    share
        Share of the replications that have to keep it.

    Raises
    ------
    InputError
        If it says no such thing.
    """
    from sim.study.answers.limits import Limit

    found = LIMIT.fullmatch(text.strip())
    if found is None:
        raise InputError(
            f"{text!r}: write OUTCOME<=VALUE or OUTCOME>=VALUE, such as 'console_finish_day<=2023-02-03T18:00', "
            "in quotes, so that the shell does not take < for itself"
        )
    outcome = read_outcome(found["outcome"], known)
    return Limit(outcome, found["sign"] in AT_MOST, read_value(scenario, outcome, found["value"]), share)


def read_precision(text: str) -> Precision:
    """Read how precisely an outcome is wanted: ``console_finish_day=0.01`` or ``console_finish_day=1%``.

    Raises
    ------
    InputError
        If it says no such thing.
    """
    from sim.study.stopping import Precision

    outcome, _, share = text.partition("=")
    per_cent = share.strip().endswith(("%", "％"))
    try:
        return Precision(outcome.strip(), float(share.strip().rstrip("%％")) / (100 if per_cent else 1))
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        message = f"--precision reads OUTCOME=SHARE, such as console_finish_day=0.01, not {text!r}"
        raise InputError(message) from error


def wanted_precision(text: str | None, replications: int | None) -> Precision | None:
    """Read how precisely an outcome is wanted, where that is asked.

    Parameters
    ----------
    text
        As `read_precision` reads it; None where it is not asked.
    replications
        Their number, where it was given besides; None where it was not.

    Raises
    ------
    InputError
        If it says no such thing, or a number of replications was given too: one of them would be left aside.
    """
    if not text:
        return None
    precision = read_precision(text)
    if replications is not None:
        message = (
            f"--precision {text} takes as many replications as it needs, and --replications {replications} says another number; "
            "leave one of them away"
        )
        raise InputError(message)
    return precision


def _day(scenario: Scenario, text: str) -> float:
    zone = ZoneInfo(scenario.timezone)
    try:
        moment = read_moment(text)
    except InputError:
        try:
            moment = dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max)  # by that day: until its end
        except ValueError:
            raise InputError(
                f"{text!r} is no moment; write 2023-02-03T18:00, or 2023-02-03 for the end of that day"
            ) from None
    midnight = scenario.start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return (moment - midnight) / dt.timedelta(days=1)


def _amount(outcome: str, written: str, examples: Mapping[str, str]) -> float:
    """Return a number in an outcome's unit, which per cent are of shares alone, and minutes, hours, days of times alone."""
    unit, length = unit_of(outcome), LENGTH.fullmatch(written)
    kind = (
        "day"
        if outcome.endswith("_finish_day")
        else "time"
        if unit in LENGTHS_H
        else "share"
        if is_share(outcome)
        else ""
    )
    example = examples[kind]
    if kind == "share" and written.endswith(("%", "％")):
        return _number(written[:-1], written, example) / 100
    if unit in LENGTHS_H and length is not None:
        return _number(length["number"], written, example) * LENGTHS_H[length["unit"]] / LENGTHS_H[unit]
    return _number(written, written, example)


def _number(written: str, whole: str, example: str) -> float:
    try:
        value = float(written.strip().replace("_", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{whole!r} is no value of this outcome; write {example}")
    return value
