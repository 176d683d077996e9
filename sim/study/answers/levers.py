"""The levers of a space as a grid of levels, whose points are looked at by their replications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scenarios import Scenario, Text
from scenarios.sweeps import Value
from sim.errors import InputError, RunError
from sim.study.answers.alternatives import factor_text, settings_text
from sim.study.answers.costs import Cost
from sim.study.answers.failedruns import Bools, too_many
from sim.study.answers.limits import Limit
from sim.study.answers.searching import Place, Score
from sim.study.answers.selection import end_value
from sim.study.designs.order import in_order
from sim.study.experiments import Experiments
from sim.study.space import Axis, Settings, Space

LEVELS = 101
"""Levels of a range that names no number of steps: it is searched to 1 % of its width."""
UNREACHED = 1e6
"""Counts as so many times the limit where it is not even known by how much it is missed."""
FAILING = 4 * UNREACHED
"""And so much where too many runs failed: worse than all else."""
NOTHING_LEFT = (
    "clearly more than 10 % of the runs failed at each of {count:,} points that were looked at, so that none can be chosen; onehour "
    "study status with the study's folder says why they failed"
)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Levers:
    """What can be done, lever by lever.

    Attributes
    ----------
    scenario
        Gives names.
    axes
        The levers.
    levels
        Of each lever.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    levels: tuple[tuple[Value, ...], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Levels of each lever."""
        return tuple(len(levels) for levels in self.levels)

    @property
    def ordered(self) -> tuple[bool, ...]:
        """Which levers have an order."""
        return tuple(in_order(axis) for axis in self.axes)

    @property
    def base(self) -> Place:
        """The point that is next to the scenario as it stands."""
        return tuple(_nearest(axis, levels) for axis, levels in zip(self.axes, self.levels, strict=True))

    def values(self, place: Place) -> tuple[Value, ...]:
        """Return the values of a point."""
        return tuple(levels[level] for levels, level in zip(self.levels, place, strict=True))

    def settings(self, values: Sequence[Value]) -> dict[str, object]:
        """Return what some values set."""
        return Space(self.axes).settings(values)

    def text(self, values: Sequence[Value]) -> Text:
        """Put some values into words."""
        names = [factor_text(self.scenario, axis) for axis in self.axes]
        return settings_text(list(zip(names, values, strict=True)))


def levers_of(scenario: Scenario, space: Space) -> Levers:
    """Return the levers of a space.

    Parameters
    ----------
    scenario
        Gives names.
    space
        Its levers have the levels of a grid, 101 of a range that names none.

    Raises
    ------
    InputError
        If there is no lever.
    """
    axes = tuple(axis for axis in space.axes if axis.role == "lever")
    if not axes:
        message = "nothing can be chosen: all that is varied is uncertain; name a lever, such as --vary suppliers.ID.capacity_per_day"
        raise InputError(message)
    return Levers(scenario, axes, tuple(_levels(axis) for axis in axes))


def _levels(axis: Axis) -> tuple[Value, ...]:
    levels = axis.levels(LEVELS)
    if axis.numeric and axis.factor.steps is None and min(levels, key=axis.number) != axis.base:
        low, high = axis.number(levels[0]), axis.number(levels[-1])
        if low < axis.number(axis.base) < high:
            return tuple(sorted({*levels, axis.base}, key=axis.number))
    return levels


def _nearest(axis: Axis, levels: tuple[Value, ...]) -> int:
    if axis.base in levels:
        return levels.index(axis.base)
    if not in_order(axis):
        return 0
    return int(np.argmin([abs(axis.number(level) - axis.number(axis.base)) for level in levels]))


@dataclass
class Bench:
    """Looks at settings of the levers by their replications; those that failed are left out.

    Attributes
    ----------
    experiments
        Does the runs.
    levers
        What can be done.
    cost
        What is to be small.
    limits
        What is to be kept.
    asked
        Values, and replications asked for so far, by the text of the values.
    """

    experiments: Experiments
    levers: Levers
    cost: Cost
    limits: tuple[Limit, ...]
    asked: dict[str, tuple[Sequence[Value], int]] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """Runs asked for so far."""
        return sum(total for _, total in self.asked.values())

    @property
    def failures(self) -> int:
        """Those of them that failed."""
        return sum(int(self.failed(values, total).sum()) for values, total in self.asked.values())

    def ensure(self, wanted: Iterable[tuple[Sequence[Value], int]]) -> None:
        """Have the first so many replications of some values done."""
        settings: list[tuple[Settings, int]] = []
        for values, total in wanted:
            settings.append((self.levers.settings(values), total))
            self.asked[repr(values)] = values, max(total, self.asked.get(repr(values), (values, 0))[1])
        self.experiments.ensure(settings)

    def failed(self, values: Sequence[Value], replications: int) -> Bools:
        """Tell which replications failed."""
        return self.experiments.failed(self.levers.settings(values), replications)

    def outcome(self, values: Sequence[Value], name: str, replications: int) -> Floats:
        """Return an outcome by replication; NaN where it was not reached or the run failed."""
        return self.experiments.values(self.levers.settings(values), name, replications)

    def known(self, values: Sequence[Value], name: str, replications: int) -> Floats:
        """Return an outcome by replication; finish days that are not reached count as the end of the scenario, failed runs do not."""
        found, end = self.outcome(values, name, replications), end_value(self.levers.scenario, name)
        if end is None:
            return found
        return np.where(np.isnan(found) & ~self.failed(values, replications), end, found)

    def costs(self, values: Sequence[Value], replications: int) -> Floats:
        """Return the cost by replication; NaN where the run failed."""
        names = self.cost.outcomes(self.levers.axes)
        outcomes = {name: self.known(values, name, replications) for name in names}
        own = {axis.name: (axis, value) for axis, value in zip(self.levers.axes, values, strict=True)}
        return np.where(self.failed(values, replications), np.nan, self.cost.values(outcomes, own, replications))

    def kept(self, values: Sequence[Value], replications: int) -> npt.NDArray[np.bool_]:
        """Tell which replications keep all limits; those that failed do not."""
        found = ~self.failed(values, replications)
        for limit in self.limits:
            found &= limit.kept(self.outcome(values, limit.outcome, replications))
        return found

    def look(self, places: Sequence[Place], replications: int) -> list[Score]:
        """Return the scores of some points by their first so many replications."""
        by_place = [self.levers.values(place) for place in places]
        self.ensure((values, replications) for values in by_place)
        return [self.score(values, replications) for values in by_place]

    def score(self, values: Sequence[Value], replications: int) -> Score:
        """Return the score of some values; limits are aimed at a little inside, so that they are kept in other replications too."""
        failed = self.failed(values, replications)
        if too_many(failed):
            return Score(FAILING, float("inf"))
        cost = float(self.costs(values, replications)[~failed].mean())
        excess = 0.0 if np.isfinite(cost) else 2 * UNREACHED
        for limit in (each.aim() for each in self.limits):
            found = self.outcome(values, limit.outcome, replications)[~failed]
            by = limit.excess(found)
            far = by / (abs(limit.value) or 1.0) if np.isfinite(by) else UNREACHED * (1 + float(np.isnan(found).mean()))
            excess += max(0.0, far)
        return Score(excess, cost if np.isfinite(cost) else float("inf"))

    def check(self, scores: Mapping[Place, Score], replications: int) -> None:
        """Refuse outcomes that no point has.

        Raises
        ------
        InputError
            If one has no value anywhere.
        RunError
            If too many runs failed at every point.
        """
        if all(score.excess >= FAILING for score in scores.values()):
            raise RunError(NOTHING_LEFT.format(count=len(scores)))
        names = {*self.cost.outcomes(self.levers.axes), *(limit.outcome for limit in self.limits)}
        for name in sorted(names):
            found = (self.outcome(self.levers.values(place), name, replications) for place in scores)
            if all(np.isnan(values).all() for values in found):
                message = (
                    f"{name} has no value at any of {len(scores)} points: no replication reaches it, or there is no outcome of that name; "
                    "look at onehour run for its outcomes, or let levers go further"
                )
                raise InputError(message)
