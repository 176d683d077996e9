"""The tree of errors; everything the program raises on purpose derives from `OneHourError`.

::

    OneHourError
    ├── InputError (ValueError)        bad input: the command line ends with exit code 2
    │   └── ScenarioError              everything wrong with one scenario file, all at once
    └── sim.errors …                   errors of the computing half
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class OneHourError(Exception):
    """Base of every error that the program raises on purpose."""


class InputError(OneHourError, ValueError):
    """Something the user gave is wrong; the message says what would be right."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a scenario file.

    Attributes
    ----------
    file
        The file, or None for a value given on the command line.
    line
        1-based line in the file, or None where there is none.
    key
        Dotted key path, for example ``suppliers.pcb.capacity_per_day``.
    wrong
        What is wrong.
    remedy
        What would be right.
    origin
        Where it was given, if in no file.
    """

    file: Path | None
    line: int | None
    key: str
    wrong: str
    remedy: str
    origin: str = "--set"

    def __str__(self) -> str:
        """Return the problem as one line: place, key, what is wrong, what would be right."""
        place = f"{self.file}:{self.line}" if self.file and self.line else str(self.file or self.origin)
        return f"{place}: {self.key or '(file)'}: {self.wrong}; {self.remedy}"


class ScenarioError(InputError):
    """Everything that is wrong with one scenario, found in one go.

    Parameters
    ----------
    problems
        The problems, in the order of the file.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
