"""What is to be as small as possible: an outcome, or a sum of outcomes and of what levers cost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios import Scenario, Text
from scenarios.sweeps import Value
from sim.errors import InputError
from sim.outcomewords import no_such_outcome, outcome_text
from sim.study.answers.alternatives import factor_text
from sim.study.space import Axis

NUMBER = r"\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?"
NAME = r"[^\W\d][\w.@]*(?:=[^\s*+]+)?"
TERM = re.compile(
    rf"\s*(?P<sign>[+-])?\s*(?:(?P<factor>{NUMBER})\s*[*×]\s*(?P<name>{NAME})|(?P<alone>{NAME})(?:\s*[*×]\s*(?P<times>{NUMBER}))?"
    rf"|(?P<number>{NUMBER}))\s*"
)
EXAMPLE = "write a sum such as 'total_cost_cny + 1200*suppliers.pcb.capacity_per_day + 50000*plan=second_shift'"


@dataclass(frozen=True, slots=True)
class Cost:
    """A sum of weighted names, and a constant.

    Attributes
    ----------
    text
        As it was written.
    terms
        Name and weight: an outcome, a lever whose values are numbers, or ``LEVER=VALUE``, which is 1 where the lever has that value
        and 0 elsewhere.
    constant
        What comes on top.
    """

    text: str
    terms: tuple[tuple[str, float], ...]
    constant: float = 0.0

    def outcomes(self, levers: Iterable[Axis]) -> tuple[str, ...]:
        """Return the names that are outcomes: all but those of levers."""
        names = {axis.name for axis in levers}
        return tuple(dict.fromkeys(name for name, _ in self.terms if name.partition("=")[0] not in names))

    def values(
        self,
        outcomes: Mapping[str, npt.NDArray[np.float64]],
        levers: Mapping[str, tuple[Axis, Value]],
        replications: int,
    ) -> npt.NDArray[np.float64]:
        """Return the sum by replication, shape (replications,).

        Parameters
        ----------
        outcomes
            Values by replication of the outcomes in it.
        levers
            By name the levers, and their values.
        replications
            How many.
        """
        total = np.full(replications, self.constant)
        for name, weight in self.terms:
            lever, _, wanted = name.partition("=")
            if lever not in levers:
                total += weight * outcomes[name]
            elif wanted:
                total += weight * (str(levers[lever][1]) == wanted)
            else:
                axis, value = levers[lever]
                total += weight * axis.number(value)
        return total

    def name(self, scenario: Scenario, levers: Iterable[Axis] = ()) -> Text:
        """Return it in words: "Transport cost + 1,200 × press capacity"."""
        by_name = {axis.name: factor_text(scenario, axis) for axis in levers}
        parts: list[tuple[float, Text | None]] = [
            (weight, _term_text(scenario, name, by_name)) for name, weight in self.terms
        ]
        if self.constant:
            parts.append((self.constant, None))
        return Text(
            en=_sum([(weight, text.en if text else None) for weight, text in parts]),
            zh=_sum([(weight, text.zh if text else None) for weight, text in parts]),
        )

    @property
    def plain(self) -> str | None:
        """The outcome that it is nothing but."""
        return self.terms[0][0] if self.terms == ((self.terms[0][0], 1.0),) and not self.constant else None

    def check(self, known: Sequence[str] | None, levers: Sequence[Axis]) -> None:
        """Refuse names that are neither outcomes nor levers.

        Parameters
        ----------
        known
            Outcomes that there are; None where that is not known yet.
        levers
            Levers that there are.

        Raises
        ------
        InputError
            If a name is neither, a lever is no number, or has no such value.
        """
        by_name = {axis.name: axis for axis in levers}
        for name, _ in self.terms:
            lever, _, wanted = name.partition("=")
            if lever not in by_name:
                if known is not None and name not in known:
                    raise InputError(no_such_outcome(name, [*known, *by_name]))
                continue
            values = [str(value) for value in by_name[lever].options]
            if wanted and values and wanted not in values:
                message = f"{name}: {lever} has no value {wanted}; choose one of {', '.join(values)}"
                raise InputError(message)
            number = not by_name[lever].factor.choices and not any(
                isinstance(value, str | bool) for value in by_name[lever].options
            )
            if not wanted and not number:
                message = f"{lever} is no number; say what a value of it costs, such as 5000*{lever}={values[0]}"
                raise InputError(message)


def read_cost(text: str) -> Cost:
    """Read a sum of outcomes and levers, such as ``total_cost_cny + 1200*suppliers.pcb.capacity_per_day``.

    Parameters
    ----------
    text
        Names with or without a number before or after them, joined by + and -; nothing is computed but this.

    Raises
    ------
    InputError
        If it is no such sum.
    """
    terms: dict[str, float] = {}
    constant, at = 0.0, 0
    while at < len(text.rstrip()) or not at:
        found = TERM.match(text, at)
        if found is None or (at and not found["sign"]):
            message = f"{text!r} cannot be read at {text[at:].strip()[:20]!r}; {EXAMPLE}"
            raise InputError(message)
        sign = -1.0 if found["sign"] == "-" else 1.0
        weight = sign * float((found["factor"] or found["times"] or found["number"] or "1").replace("_", ""))
        name = found["name"] or found["alone"]
        if name is None:
            constant += weight
        else:
            terms[name] = terms.get(name, 0.0) + weight
        at = found.end()
    if not terms:
        message = f"{text!r} names no outcome; {EXAMPLE}"
        raise InputError(message)
    return Cost(text.strip(), tuple(terms.items()), constant)


def _term_text(scenario: Scenario, name: str, levers: Mapping[str, Text]) -> Text:
    lever, _, wanted = name.partition("=")
    if lever not in levers:
        return outcome_text(scenario, name)
    text = levers[lever]
    return Text(en=f"({text.en}: {wanted})", zh=f"（{text.zh}：{wanted}）") if wanted else text


def _sum(terms: Sequence[tuple[float, str | None]]) -> str:
    """Write weights and names as a sum; a weight without a name is a number."""
    found = ""
    for weight, text in terms:
        size = f"{abs(weight):,.12g}"
        part = size if text is None else text if abs(weight) == 1 else f"{size} × {text}"
        sign = "-" if weight < 0 else "+"
        found += f" {sign} {part}" if found else part if weight >= 0 else f"-{part}"
    return found
