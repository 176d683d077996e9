"""All that a study says by itself, without being asked more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from scenarios import Text
from sim.errors import InputError
from sim.study.answers.alternatives import check_outcome
from sim.study.answers.answer import Answer, AnswerKind
from sim.study.answers.comparisons import comparisons
from sim.study.answers.direction import smaller_is_better
from sim.study.answers.discovery import discovery
from sim.study.answers.limits import Limit
from sim.study.answers.morris import morris
from sim.study.answers.regional import LATE, regional, worst_cut
from sim.study.answers.sobol import sobol
from sim.study.answers.tornado import tornado
from sim.study.statistics import without_rounding
from sim.study.study import Study

Ask = Callable[[Study, str], Answer]
MAIN: dict[str, tuple[AnswerKind, Ask]] = {
    "oat": ("tornado", tornado),
    "morris": ("morris", morris),
    "sobol": ("sobol", sobol),
}
"""What a design is made for."""
FEW = 20
"""Points up to which all are compared with the first one."""


def answers(study: Study, outcomes: Sequence[str]) -> list[Answer]:
    """Return what a study says about some outcomes.

    What its design is made for comes first; where that cannot be told, an answer without figures says why. Then comes what sets the
    bad cases apart, in general and as boxes, and a comparison of the points, where there are enough points or few enough.

    Parameters
    ----------
    study
        A study, done or under way.
    outcomes
        Names of outcomes of it.

    Raises
    ------
    InputError
        If there is no such outcome.
    """
    for outcome in outcomes:
        check_outcome(outcome, study.outcomes)
    return [answer for outcome in outcomes for answer in _about(study, outcome)]


def _about(study: Study, outcome: str) -> Iterator[Answer]:
    if study.design.kind in MAIN:
        kind, ask = MAIN[study.design.kind]
        try:
            yield ask(study, outcome)
        except InputError as error:
            yield _unanswered(kind, outcome, error)
    for ask in (_compared, regional, _boxes):
        try:
            answer = ask(study, outcome)
        except InputError:  # too few points, or all alike
            continue
        if len(answer.table):
            yield answer


def _compared(study: Study, outcome: str) -> Answer:
    """Compare all points with the first one.

    Raises
    ------
    InputError
        If they are many, or what they are for is another answer.
    """
    if study.design.kind not in {"grid", "table", "lhs"} or len(study.design.points) > FEW:
        raise InputError("only a few points that were chosen to be compared are compared")
    return comparisons(study, outcome)


def _boxes(study: Study, outcome: str) -> Answer:
    """Look for the worst quarter of the runs, or as near to a quarter as equal values let it.

    Raises
    ------
    InputError
        If there are too few points, or they are no sample of the space.
    """
    values = without_rounding(study.runs_of(outcome)[outcome])
    values = np.where(np.isnan(values), np.inf, values) if outcome.endswith(LATE) else values[~np.isnan(values)]
    above = smaller_is_better(outcome) is not False
    if study.design.kind == "morris" or not values.size:
        raise InputError("boxes are looked for among points all over the space")
    return discovery(study, Limit(outcome, at_most=above, value=worst_cut(values, above=above)))


def _unanswered(kind: AnswerKind, outcome: str, error: InputError) -> Answer:
    return Answer(kind, outcome, pd.DataFrame(), Text(en=f"No answer yet: {error}.", zh=f"暂无结论：{error}。"))
