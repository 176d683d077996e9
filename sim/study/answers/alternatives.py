"""The alternatives that are chosen among: points of a study, named by what sets them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scenarios import Scenario, Text
from sim.errors import InputError
from sim.keywords import key_text, lever_text
from sim.outcomewords import no_such_outcome
from sim.study.space import Axis, Settings
from sim.study.study import Study
from sim.study.valuewords import value_text


@dataclass(frozen=True)
class Alternative:
    """One of several ways to set a scenario.

    Attributes
    ----------
    name
        In words.
    settings
        Key path to value.
    point
        Row of the study's design; -1 where it is none.
    """

    name: Text
    settings: Settings = field(default_factory=dict)
    point: int = -1


@dataclass(frozen=True)
class Sample:
    """An outcome of several alternatives by replication.

    Attributes
    ----------
    found
        Shape (alternatives, replications); NaN where it was not reached, the run failed, or was not done.
    done
        Same shape: whether the run was done.
    """

    found: npt.NDArray[np.float64]
    done: npt.NDArray[np.bool_]


def alternatives_of(study: Study, points: Sequence[int] | None = None) -> tuple[Alternative, ...]:
    """Return points of a study as alternatives, named by what they differ in.

    Where they differ in one factor they are named by it and its value; else by their number and their values alone, in the
    order of the factors, since a sentence about several of them could not be read otherwise.

    Parameters
    ----------
    study
        Gives the space and the points.
    points
        Rows of the design; all where None.

    Raises
    ------
    InputError
        If there is no such point, or one is named twice.
    """
    chosen = list(range(len(study.design.points))) if points is None else list(points)
    wrong = [point for point in chosen if not 0 <= point < len(study.design.points)]
    if wrong:
        message = f"there is no point {wrong[0]}; the study has points 0 to {len(study.design.points) - 1}"
        raise InputError(message)
    twice = [point for point in chosen if chosen.count(point) > 1] if points is not None else []
    if twice:
        message = f"point {twice[0]} is named twice; name each point once"
        raise InputError(message)
    table = study.design.points.iloc[chosen]
    named = _differing(study, chosen) or list(study.space.axes[:1])
    names = [factor_text(study.scenario, axis) for axis in named]
    own = [table[axis.name].tolist() for axis in named]
    return tuple(
        Alternative(_name(point, names, values), study.space.settings(list(row)), point)
        for point, values, row in zip(
            chosen, zip(*own, strict=True), table[list(study.space.names)].itertuples(index=False), strict=True
        )
    )


def brackets_text(study: Study, points: Sequence[int] | None = None) -> Text | None:
    """Say what the values in the names of `alternatives_of` are of; None where the names say it.

    Parameters
    ----------
    study, points
        As for `alternatives_of`.
    """
    differing = _differing(study, range(len(study.design.points)) if points is None else points)
    if len(differing) < 2:  # noqa: PLR2004 - several factors
        return None
    names = [factor_text(study.scenario, axis) for axis in differing]
    en, zh = "; ".join(name.en for name in names), "；".join(name.zh for name in names)
    return Text(en=f" In brackets: {en}.", zh=f"括号内依次为：{zh}。")


def _differing(study: Study, points: Sequence[int]) -> list[Axis]:
    table = study.design.points.iloc[list(points)]
    return [axis for axis in study.space.axes if table[axis.name].astype(str).nunique() > 1]


def _name(point: int, names: Sequence[Text], values: Sequence[object]) -> Text:
    if len(names) < 2:  # noqa: PLR2004 - several factors
        return settings_text(list(zip(names, values, strict=True)))
    listed = [value_text(value) for value in values]
    en, zh = ", ".join(text.en for text in listed), "，".join(text.zh for text in listed)
    return Text(en=f"point {point} ({en})", zh=f"点 {point}（{zh}）")


def settings_text(values: Sequence[tuple[Text, object]]) -> Text:
    """Put values of factors into words: "capacity 120, variant b".

    Parameters
    ----------
    values
        Name of a factor, and its value.
    """
    if not values:
        return Text(en="as it stands", zh="现状")
    return Text(
        en=", ".join(f"{name.en} {value_text(value).en}" for name, value in values),
        zh="，".join(f"{name.zh} {value_text(value).zh}" for name, value in values),
    )


def factor_text(scenario: Scenario, axis: Axis) -> Text:
    """Return the name of a factor in words: its own, else that of what its key path leads to."""
    if axis.factor.name is not None:
        return lever_text(scenario, axis.factor.key or "", axis.factor.name)
    return key_text(scenario, axis.factor.key) if axis.factor.key else Text(en=axis.name, zh=axis.name)


def sample_of(study: Study, outcome: str, points: Sequence[int] | None = None) -> Sample:
    """Return an outcome of points of a study.

    Parameters
    ----------
    study
        A study.
    outcome
        Name of an outcome of it.
    points
        Rows of the design; all where None.

    Raises
    ------
    InputError
        If there is no such outcome.
    """
    check_outcome(outcome, study.outcomes)
    chosen = np.arange(len(study.design.points)) if points is None else np.asarray(points, dtype=np.int64)
    values = study.values(outcome)
    done = np.zeros(values.shape, dtype=np.bool_)
    runs = study.runs_of()
    done[runs["point"], runs["replication"]] = True
    if len(study.failures):
        failed = study.failures[study.failures["replication"] < values.shape[1]]
        done[failed["point"].to_numpy(dtype=int), failed["replication"].to_numpy(dtype=int)] = True
    return Sample(values[chosen], done[chosen])


def check_outcome(outcome: str, outcomes: Sequence[str]) -> None:
    """Refuse an outcome that is not there.

    Raises
    ------
    InputError
        If it is not among them; names what is close.
    """
    if outcome not in outcomes:
        raise InputError(no_such_outcome(outcome, outcomes))
