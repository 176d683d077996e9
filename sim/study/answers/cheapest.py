"""The cheapest way to keep some limits: a search over levers, a choice among the best found, and fresh replications of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from scenarios import Scenario
from scenarios.sweeps import Value
from sim.errors import InputError
from sim.study.answers.alternatives import check_outcome
from sim.study.answers.answer import Answer
from sim.study.answers.cheapestwords import Words, cheapest_sentence
from sim.study.answers.costs import Cost
from sim.study.answers.finals import Confirmed, Contest, Found, confirm, decide
from sim.study.answers.levers import FAILING, Bench, Levers, levers_of
from sim.study.answers.limits import Limit
from sim.study.answers.phrases import drawn_text
from sim.study.answers.searching import Place, Score, Search, search
from sim.study.answers.selection import FIRST
from sim.study.experiments import Experiments
from sim.study.space import Axis, Space
from sim.study.statistics import LEVEL

LOOKS = 3
"""The search looks at the best with once, twice and four times the replications."""
VERDICTS = ("chosen", "closest", "finalist", "refused", "keeps", "misses", "failed")


@dataclass(frozen=True)
class Cheapest:
    """What is looked for.

    Attributes
    ----------
    cost
        What is to be small.
    limits
        What has to be kept; none where nothing has to.
    replications
        Of every point that is looked at first; of good ones up to four times as many.
    points
        Points that are looked at, about. Where there are no more than that, each is.
    delta
        Smallest difference of cost that counts in the choice among the best; 1 % of the best one's cost where None.
    confidence
        How surely the choice among the best is right.
    confirm
        Fresh replications of the chosen one.
    most
        Replications of a finalist at most.
    seed
        Of the search.
    """

    cost: Cost
    limits: tuple[Limit, ...] = ()
    replications: int = 10
    points: int = 400
    delta: float | None = None
    confidence: float = LEVEL
    confirm: int = 100
    most: int = 2_000
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be done.

        Raises
        ------
        InputError
            If a number is out of its range.
        """
        if min(self.replications, self.confirm) < 2 or self.points < 1:  # noqa: PLR2004 - one value has no spread
            message = "at least 2 replications, 2 fresh ones and 1 point are needed, not "
            message += f"{self.replications}, {self.confirm} and {self.points}"
            raise InputError(message)
        if not 0.5 <= self.confidence < 1:  # noqa: PLR2004 - a coin says as much
            message = f"a confidence is at least 0.5 and less than 1, such as 0.95, not {self.confidence:g}"
            raise InputError(message)
        if self.delta is not None and not self.delta > 0:
            message = f"the smallest difference that counts is more than 0, not {self.delta:g}"
            raise InputError(message)


def cheapest(
    experiments: Experiments,
    scenario: Scenario,
    space: Space,
    wanted: Cheapest,
    *,
    known: Sequence[str] | None = None,
) -> Answer:
    """Find the cheapest setting of the levers that keeps some limits.

    All points that there are, or where they are too many evolution and then a descent from neighbour to neighbour, on common
    random numbers; see `sim.study.answers.searching`. Those that came out best are compared anew on replications that the
    search did not use, with the guarantee of `sim.study.answers.choosing.choose`, and the chosen one is replicated afresh once
    more. The result depends on the seeds alone. That no better point was overlooked is sure only where each one was looked at.

    Runs that failed are left out of all figures, and points of whose runs clearly more than a tenth failed are never chosen.

    Parameters
    ----------
    experiments
        Does the runs.
    scenario
        What is varied, as it stands.
    space
        Its levers, and the uncertainties that the experiments draw anew in every replication, the same at every point.
    wanted
        What is looked for.
    known
        Outcomes that there are, where they are known: names are made sure of before anything is run.

    Returns
    -------
    Answer
        Table: a row per point that was looked at, the best first. A column per lever; ``cost`` (mean), ``excess`` (by how much
        the middle of the limits' margins is missed, as a share of them; 0 where all are kept; NaN like ``cost`` where too many
        runs failed), ``kept`` (share of the replications that keep all limits), ``replications`` (of these figures), ``failed``
        (those of them that failed, and are in none of the figures), ``verdict`` ("chosen", or "closest" where none keeps the
        limits, "finalist", "refused" where a finalist was found to miss the limits, "keeps", "misses", "failed" where too many
        runs did). Details: ``cost`` (as it was written), ``limits`` (their fields), ``chosen`` (value by lever), ``feasible``,
        ``sure``, ``whole`` (whether each point was looked at), ``of`` (how many points there are), ``points``, ``runs``,
        ``failed`` (runs), ``failing`` (points), ``drawn`` (names of the uncertainties), ``delta``, ``confidence``, ``finalists``
        (how many), ``confirmed`` (``replications``, ``failed``, ``mean``, ``low``, ``high``, ``kept``, ``kept_low``,
        ``kept_high``, ``saved``, ``saved_low``, ``saved_high``: cost of the scenario as it stands less that of the chosen
        point), ``history`` (least cost that kept the limits after so many points of the first look; NaN before there was one).

    Raises
    ------
    InputError
        If there is no lever, or an outcome that nobody reaches.
    RunError
        If too many runs failed at every point.
    """
    levers = levers_of(scenario, space)
    _check(wanted, levers, known)
    bench = Bench(experiments, levers, wanted.cost, wanted.limits)
    trail = Search(levers.sizes, levers.ordered, bench.look, wanted.points)
    trail.scores([levers.base], wanted.replications)
    search(trail, levers.base, wanted.replications, LOOKS, wanted.seed)
    bench.check(trail.known[wanted.replications], wanted.replications)
    contest = Contest(
        first=wanted.replications,
        used=wanted.replications * 2 ** (LOOKS - 1),
        delta=wanted.delta,
        error=1 - wanted.confidence,
        least=min(FIRST, wanted.most),
        most=wanted.most,
    )
    found = decide(bench, trail, contest)
    confirmed = confirm(bench, found, wanted.confirm)
    table = _table(bench, trail, found)
    failing = int((table["verdict"] == "failed").sum())
    uncertain = [axis for axis in space.axes if axis.role == "uncertainty"]
    details = _details(bench, trail, found, wanted, uncertain) | {"confirmed": _figures(confirmed), "failing": failing}
    chosen, name = levers.text(levers.values(found.place)), wanted.cost.name(scenario, levers.axes)
    words = Words(chosen, name, drawn_text(scenario, uncertain))
    sentence = cheapest_sentence(scenario, wanted.cost, wanted.limits, words, details)
    outcome = (*wanted.cost.outcomes(levers.axes), *(limit.outcome for limit in wanted.limits), "cost")[0]
    return Answer("cheapest", outcome, table, sentence, details)


def _check(wanted: Cheapest, levers: Levers, known: Sequence[str] | None) -> None:
    """Refuse names that are not there."""
    wanted.cost.check(known, levers.axes)
    for limit in wanted.limits:
        if known is not None:
            check_outcome(limit.outcome, known)


def _details(
    bench: Bench, trail: Search, found: Found, wanted: Cheapest, uncertain: Sequence[Axis]
) -> dict[str, object]:
    levers = bench.levers
    return {
        "cost": wanted.cost.text,
        "limits": [asdict(limit) for limit in wanted.limits],
        "chosen": {axis.name: value for axis, value in zip(levers.axes, levers.values(found.place), strict=True)},
        "feasible": found.feasible,
        "sure": found.sure,
        "whole": trail.whole,
        "of": int(np.prod(levers.sizes, dtype=np.float64)),
        "points": trail.points,
        "runs": bench.runs,
        "failed": bench.failures,
        "drawn": [axis.name for axis in uncertain],
        "delta": found.delta,
        "confidence": wanted.confidence,
        "finalists": len(found.finalists),
        "history": _history(trail.known[wanted.replications]),
    }


def _figures(confirmed: Confirmed) -> dict[str, float]:
    cost, saved, (kept, low, high) = confirmed.cost, confirmed.saved, confirmed.kept
    return {
        "replications": cost.replications,
        "failed": int(confirmed.failed.sum()),
        "mean": cost.mean,
        "low": cost.ci95_low,
        "high": cost.ci95_high,
        "kept": kept,
        "kept_low": low,
        "kept_high": high,
        "saved": saved.mean,
        "saved_low": saved.ci95_low,
        "saved_high": saved.ci95_high,
    }


def _history(scores: Mapping[Place, Score]) -> list[float]:
    costs = np.array([score.cost if score.excess == 0 else np.inf for score in scores.values()])
    least = np.minimum.accumulate(costs)
    return [float(cost) if np.isfinite(cost) else float("nan") for cost in least]


def _table(bench: Bench, trail: Search, found: Found) -> pd.DataFrame:
    last: dict[Place, tuple[int, Score]] = {}
    for replications in sorted(trail.known):
        last |= {place: (replications, score) for place, score in trail.known[replications].items()}
    rows = []
    for place, (replications, score) in last.items():
        values, verdict = bench.levers.values(place), _verdict(place, score, found)
        names = {axis.name: value for axis, value in zip(bench.levers.axes, values, strict=True)}
        figures = _point_figures(bench, values, score, replications)
        rows.append((VERDICTS.index(verdict), score, place, {**names, **figures, "verdict": verdict}))
    rows.sort(key=lambda row: row[:3])
    return pd.DataFrame([row[3] for row in rows])


def _point_figures(bench: Bench, values: Sequence[Value], score: Score, replications: int) -> dict[str, float]:
    failed, nan = bench.failed(values, replications), float("nan")
    kept = bench.kept(values, replications)[~failed]
    failing = score.excess >= FAILING
    return {
        "cost": nan if failing else score.cost,
        "excess": nan if failing else score.excess,
        "kept": float(kept.mean()) if kept.size else nan,
        "replications": replications,
        "failed": int(failed.sum()),
    }


def _verdict(place: Place, score: Score, found: Found) -> str:
    if score.excess >= FAILING or place in found.failed:
        return "failed"
    if place == found.place:
        return "chosen" if found.feasible else "closest"
    if place in found.refused:
        return "refused"
    if place in found.finalists:
        return "finalist"
    return "misses" if score.excess > 0 else "keeps"
