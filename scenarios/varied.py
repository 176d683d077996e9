"""The factors of a sweep, held against the scenario that they change: what stands there, and what it allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenarios._factorshapes import NOTHING, shape_of
from scenarios._factorvalues import Filled, complete
from scenarios._findings import Finding, shown
from scenarios._tree import as_data
from scenarios._trials import allowed, refusals, trials
from scenarios._yaml import KeyPath
from scenarios.errors import Problem, ScenarioError
from scenarios.model import Scenario
from scenarios.provenance import value_at
from scenarios.sweeps import MARKED, Factor, Role, Sweep, Value

Entry = tuple[Factor, Role, KeyPath]
MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?([+-]\d\d:\d\d)?")
NAMED = 3
"""Of values that are refused for one and the same reason so many are named beside the first."""


@dataclass(frozen=True)
class Varied:
    """A factor of a sweep, complete.

    Attributes
    ----------
    factor
        With its range, where the number's mark has it, with its values, where a variant or a truth is varied, and its name.
    role
        Lever or uncertainty.
    base
        What stands in the scenario; None where nothing does. For choices the one that changes nothing, else the first.
    whole
        Only whole numbers fit.
    """

    factor: Factor
    role: Role
    base: Value | None
    whole: bool = False


def varied(scenario: Scenario, sweep: Sweep) -> tuple[Varied, ...]:
    """Return all factors of a sweep, levers first.

    Parameters
    ----------
    scenario
        What is varied, with all that the user sets.
    sweep
        The factors.

    Raises
    ------
    ScenarioError
        With everything that is wrong: a shape that does not hold, an unknown key path, a value that the scenario does not
        allow, two factors on one key, nothing that is varied.
    """
    found, findings = resolve_sweep(scenario, sweep)
    if findings:
        names = {path: factor.column for factor, _, path in _entries(sweep)}
        raise ScenarioError(
            tuple(
                Problem(None, None, _place(path, names.get(path[:3])), wrong, remedy, origin="sweep")
                for path, wrong, remedy in findings
            )
        )
    return found


def resolve_sweep(scenario: Scenario, sweep: Sweep) -> tuple[tuple[Varied, ...], list[Finding]]:
    """Return the complete factors of a sweep, and what is wrong with it; each with its place in a scenario file."""
    entries = _entries(sweep)
    findings = [] if entries or sweep.table else [NOTHING]
    found: list[tuple[Varied, KeyPath]] = []
    for factor, role, path in _expanded(scenario, entries):
        wrong = list(shape_of(factor, path))
        filled = Filled(factor, findings=tuple(wrong)) if wrong else complete(scenario, factor, path)
        findings += filled.findings
        if not filled.findings:
            base = _standing(scenario, filled.factor) if factor.choices else filled.base
            found.append((Varied(filled.factor, role, base, filled.whole), path))
    findings += _clashes(found)
    findings += _refused(scenario, found)
    return tuple(each for each, _ in found), list(dict.fromkeys(findings))


def _place(path: KeyPath, column: str | None) -> str:
    """Return where something is wrong, for factors that stand in no file: the key path, or the choice of an overlay."""
    within = path[4:] if path[3:4] == ("choices",) else ()
    return ".".join((column, *within) if column else path)


def _entries(sweep: Sweep) -> list[Entry]:
    levers: list[Entry] = [
        (factor, "lever", ("sweep", "levers", str(place))) for place, factor in enumerate(sweep.levers)
    ]
    return levers + [
        (factor, "uncertainty", ("sweep", "uncertainties", str(place)))
        for place, factor in enumerate(sweep.uncertainties)
    ]


def _expanded(scenario: Scenario, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Put all marked numbers in place of ``marked``, but those that are varied by a factor of their own."""
    named = {key for factor, _, _ in entries for key in _keys(factor)}
    for factor, role, path in entries:
        if factor.key != MARKED or any(True for _ in shape_of(factor, path)):
            yield factor, role, path
            continue
        for key, mark in scenario.marks.items():
            if mark.low is not None and mark.high is not None and not any(_touch(key, other) for other in named):
                yield Factor(key=key), role, path


def _keys(factor: Factor) -> list[str]:
    return [key for choice in factor.choices.values() for key in choice] + ([factor.key] if factor.key else [])


def _standing(scenario: Scenario, factor: Factor) -> str:
    """Return the name of the choice that changes nothing, else the first one."""
    for name, choice in factor.choices.items():
        if all(as_data(value_at(scenario, key)) == as_data(value) for key, value in choice.items()):
            return name
    return next(iter(factor.choices))


def _clashes(found: Sequence[tuple[Varied, KeyPath]]) -> Iterator[Finding]:
    """Yield factors that set the same, or something within what another one sets."""
    for place, (one, path) in enumerate(found):
        for other, _ in found[:place]:
            if one.factor.column == other.factor.column and one.factor.choices:
                yield Finding((*path, "id"), f"there are two factors {one.factor.id}", "give each an id of its own")
                break
            shared = [key for key in _keys(one.factor) if any(_touch(key, known) for known in _keys(other.factor))]
            if shared:
                column = other.factor.column
                which = (
                    "is varied twice" if column == shared[0] else f"is varied by two factors (the other is {column})"
                )
                wrong = f"{shared[0]} {which}"
                yield Finding(path, wrong, "keep one of them, or put what goes together into `choices:`")
                break


def _touch(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _refused(scenario: Scenario, found: Sequence[tuple[Varied, KeyPath]]) -> Iterator[Finding]:
    """Yield the values that the scenario does not allow, neither alone nor with all others at one end.

    Where it allows all at their lowest together, and all at their highest, only what is between is left to be tried.
    """
    tried = [list(trials(each.factor, whole=each.whole)) for each, _ in found]
    corners = [
        {key: value for row in tried for key, value in row[end].settings.items()} for end in (0, -1) if all(tried)
    ]
    fine = [allowed(scenario, corner) for corner in corners]
    for (each, path), row in zip(found, tried, strict=True):
        keys = set(_keys(each.factor))
        beside = [{key: value for key, value in corner.items() if key not in keys} for corner in corners]
        told: list[tuple[object, Finding]] = []
        for number, (place, value, settings) in enumerate(row):
            if (number == 0 and fine[0]) or (number == len(row) - 1 and fine[-1]):
                continue
            for where, wrong, remedy in refusals(scenario, settings, beside):
                key = ".".join(where)
                causes = [cause for cause in settings if key == cause or key.startswith(f"{cause}.")]
                inner = (*causes[:1],) if each.factor.choices else ()
                said = wrong if key in settings else f"with {_shown(each, value)}, {key}: {wrong}"
                told.append((value, Finding((*path, *place, *inner), said, remedy)))
        yield from _told_once(told) if each.factor.values else (finding for _, finding in told)


def _told_once(told: Sequence[tuple[object, Finding]]) -> Iterator[Finding]:
    """Yield what is wrong with the values of a list: what differs in the value alone is told of the first, and names others."""
    groups: dict[tuple[str, str], list[tuple[object, Finding]]] = {}
    for value, finding in told:
        wrong, remedy = (MOMENT.sub("", text.replace(shown(value), "")) for text in finding[1:])
        groups.setdefault((wrong, remedy), []).append((value, finding))
    for (_, first), *others in groups.values():
        names = list(dict.fromkeys(shown(value) for value, _ in others))
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        also = f" (and the same for {', '.join(names[:NAMED])}{more})" if names else ""
        yield first._replace(wrong=first.wrong + also)


def _shown(each: Varied, value: object) -> str:
    return f"{each.factor.column} = {shown(value)}"
