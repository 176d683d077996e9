"""The best of several alternatives, chosen with a guarantee; replications are done as they are needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios import Scenario, Text
from sim.errors import InputError
from sim.headline import moment_of_day
from sim.outcomewords import difference_writer, outcome_text, value_writer
from sim.study.answers.alternatives import Alternative
from sim.study.answers.answer import Answer
from sim.study.answers.choosing import Choice, Rules, choose
from sim.study.answers.failedruns import Bools, left_out_text, set_aside_text
from sim.study.answers.limits import Limit, limits_text
from sim.study.answers.phrases import joined_parts
from sim.study.experiments import Experiments
from sim.study.statistics import LEVEL, estimate, without_rounding

FIRST = 20
"""Replications from which variances are taken (Kim and Nelson ask for at least 10)."""
MOST = 5_000
NAMED = 3
"""Alternatives that the sentence names beside the chosen one."""


@dataclass(frozen=True)
class Best:
    """What the best alternative is, and how surely it is wanted.

    Attributes
    ----------
    outcome
        What decides.
    smallest
        Whether the smallest mean is best, else the largest.
    delta
        Smallest difference of means that counts, in the outcome's unit: more than 0.
    confidence
        How surely the best one is chosen.
    limits
        Only those that keep all of them are chosen among.
    missing
        What counts where the outcome is not reached; the end of the scenario for finish days, else it has to be reached.
    first, most
        Replications of every alternative from which variances are taken, and at most.
    """

    outcome: str
    smallest: bool
    delta: float
    confidence: float = LEVEL
    limits: tuple[Limit, ...] = ()
    missing: float | None = None
    first: int = FIRST
    most: int = MOST

    def __post_init__(self) -> None:
        """Refuse what no procedure can meet.

        Raises
        ------
        InputError
            If a number is out of its range.
        """
        if not (self.delta > 0 and np.isfinite(self.delta)):
            message = f"the smallest difference that counts is more than 0, not {self.delta:g}"
            raise InputError(message)
        if not 0.5 <= self.confidence < 1:  # noqa: PLR2004 - a coin says as much
            message = f"a confidence is at least 0.5 and less than 1, such as 0.95, not {self.confidence:g}"
            raise InputError(message)
        if not 5 <= self.first <= self.most:  # noqa: PLR2004 - fewer make the first variances useless
            message = f"at least 5 replications come first and no more than the most, not {self.first} and {self.most}"
            raise InputError(message)


def selection(
    experiments: Experiments,
    scenario: Scenario,
    alternatives: Sequence[Alternative],
    wanted: Best,
    *,
    note: Text | None = None,
) -> Answer:
    """Choose the best of several alternatives with a guarantee, by the procedure of Kim and Nelson.

    If the best is better than each other one by at least `wanted.delta`, it is chosen with a probability of at least
    `wanted.confidence`, on common random numbers as well; see `sim.study.answers.choosing.choose`. Outcomes are taken to be
    about normal. Where others are closer to the best than that, one of them may be chosen. Of those that are the same in every
    replication the first one stands for all, and the sentence says so.

    Runs that failed are left out of all figures, and a replication that failed for one of those that are still compared is left out
    for all of them. An alternative is never chosen if clearly more than a tenth of its runs failed.

    Parameters
    ----------
    experiments
        Does the runs that are needed.
    scenario
        Gives names.
    alternatives
        At least two, or one with a limit.
    wanted
        What is best, and how surely.
    note
        What comes after the sentence, such as `sim.study.answers.alternatives.brackets_text`.

    Returns
    -------
    Answer
        Table: a row per alternative, the chosen one first, then those that lasted longest. ``alternative`` (place in
        `alternatives`), ``point``, ``name_en``, ``name_zh``, ``mean``, ``low``, ``high`` (95 % interval of its own mean, over its
        own replications; they do not hold together, and say less than the choice), ``replications`` (asked for), ``failed`` (those
        of them that failed), ``missing`` (those that did not reach the outcome), ``kept`` (share of those that went well that keep
        all limits; NaN without any), ``verdict`` ("chosen", "alike" where each replication that both did well has the value of the
        chosen one, "behind", "left" where the most replications did not tell it from the
        chosen one, "misses" a limit, "failed" too often), ``decided_at`` (good replications after which that was known; -1 where
        it was not), ``dropped_by`` (place of the one that it was behind, -1 for none). Details: ``delta``, ``confidence``,
        ``smallest``, ``sure`` (whether the guarantee holds), ``chosen`` (place; None where none keeps the limits or all fail too
        often), ``runs``, ``failed`` (runs), ``limits`` (their fields).

    Raises
    ------
    InputError
        If there are too few alternatives, or the outcome is not reached and nothing says what counts then.
    """
    if len(alternatives) < (1 if wanted.limits else 2):
        message = f"the best is chosen of at least two alternatives, not of {len(alternatives)}; vary something, or name two points"
        raise InputError(message)
    source = _Asked(experiments, scenario, alternatives, wanted)
    rules = Rules(wanted.delta, 1 - wanted.confidence, wanted.first, wanted.most, wanted.limits)
    found = choose(source, len(alternatives), rules)
    table = _table(alternatives, source, found, _alike(source, found, len(alternatives)))
    details = {
        "delta": wanted.delta,
        "confidence": wanted.confidence,
        "smallest": wanted.smallest,
        "sure": found.sure,
        "chosen": found.chosen,
        "runs": int(table["replications"].sum()),
        "failed": int(table["failed"].sum()),
        "limits": [asdict(limit) for limit in wanted.limits],
    }
    sentence = _sentence(scenario, table, wanted, found)
    if note is not None:
        sentence = Text(en=sentence.en + note.en, zh=sentence.zh + note.zh)
    return Answer("selection", wanted.outcome, table, sentence, details)


def end_value(scenario: Scenario, outcome: str) -> float | None:
    """Return what counts where an outcome is not reached: the end of the scenario for finish days, else None."""
    if not outcome.endswith("_finish_day"):
        return None
    return float((scenario.end - moment_of_day(scenario, 0)) / dt.timedelta(days=1))


@dataclass
class _Asked:
    """Values of the alternatives, as the experiments give them."""

    experiments: Experiments
    scenario: Scenario
    alternatives: Sequence[Alternative]
    wanted: Best
    done: dict[int, int] = field(default_factory=dict)

    def ensure(self, wanted: Iterable[tuple[int, int]]) -> None:
        totals = dict(wanted)
        self.experiments.ensure((self.alternatives[place].settings, total) for place, total in totals.items())
        for place, total in totals.items():
            self.done[place] = max(total, self.done.get(place, 0))

    def values(self, alternative: int, outcome: str, replications: int) -> npt.NDArray[np.float64]:
        return self.experiments.values(self.alternatives[alternative].settings, outcome, replications)

    def failed(self, alternative: int, replications: int) -> Bools:
        return self.experiments.failed(self.alternatives[alternative].settings, replications)

    def goal(self, alternative: int, replications: int) -> npt.NDArray[np.float64]:
        values = self.known(alternative, self.wanted.outcome, replications)
        return -values if self.wanted.smallest else values

    def limited(self, alternative: int, limit: int, replications: int) -> npt.NDArray[np.float64]:
        own = self.wanted.limits[limit]
        if own.share is None:
            return self.known(alternative, own.outcome, replications)
        return self.values(alternative, own.outcome, replications)

    def kept(self, alternative: int, replications: int) -> npt.NDArray[np.bool_]:
        """Tell which replications keep all limits."""
        found = np.ones(replications, dtype=np.bool_)
        for limit in self.wanted.limits:
            found &= limit.kept(self.values(alternative, limit.outcome, replications))
        return found

    def known(self, alternative: int, outcome: str, replications: int) -> npt.NDArray[np.float64]:
        """Return an outcome with what counts where it was not reached; NaN where the run failed.

        Raises
        ------
        InputError
            If nothing says what counts then.
        """
        values = self.values(alternative, outcome, replications)
        gaps = np.isnan(values) & ~self.failed(alternative, replications)
        if not gaps.any():
            return values
        missing = self.wanted.missing if outcome == self.wanted.outcome else None
        missing = end_value(self.scenario, outcome) if missing is None else missing
        if missing is None:
            message = (
                f"{outcome} has no value in replication {int(np.argmax(gaps))} of {self.alternatives[alternative].name.en!r}; choose by "
                "another outcome, leave that alternative out, or say which value counts where there is none"
            )
            raise InputError(message)
        return np.where(gaps, missing, values)


def _alike(source: _Asked, found: Choice, alternatives: int) -> set[int]:
    """Return those that were compared with the chosen one, and have its value in every replication that went well for both."""
    if found.chosen is None:
        return set()
    same = set()
    for place in range(alternatives):
        if place == found.chosen or place in found.failed or not found.kept[place]:
            continue
        total = min(source.done[place], source.done[found.chosen])
        pair = (place, found.chosen)
        good = ~np.any([source.failed(each, total) for each in pair], axis=0)
        values = without_rounding([source.values(each, source.wanted.outcome, total)[good] for each in pair])
        if good.any() and np.array_equal(values[0], values[1], equal_nan=True):
            same.add(place)
    return same


def _table(alternatives: Sequence[Alternative], source: _Asked, found: Choice, alike: set[int]) -> pd.DataFrame:
    rows = []
    for place, alternative in enumerate(alternatives):
        total = source.done.get(place, 0)
        values, failed = source.values(place, source.wanted.outcome, total), source.failed(place, total)
        own, kept = estimate(values), source.kept(place, total)[~failed]
        rows.append(
            {
                "alternative": place,
                "point": alternative.point,
                "name_en": alternative.name.en,
                "name_zh": alternative.name.zh,
                "mean": own.mean,
                "low": own.ci95_low,
                "high": own.ci95_high,
                "replications": total,
                "failed": int(failed.sum()),
                "missing": total - own.replications - int(failed.sum()),
                "kept": float(kept.mean()) if source.wanted.limits and kept.size else float("nan"),
                "verdict": "alike" if place in alike else _verdict(place, found),
                "decided_at": found.decided_at.get(place, -1),
                "dropped_by": found.dropped_by.get(place, -1),
            }
        )
    table = pd.DataFrame(rows)
    rank = table["verdict"].map({"chosen": 0, "alike": 1, "left": 2, "behind": 3, "misses": 4, "failed": 5})
    order = np.lexsort((table["alternative"], -table["decided_at"], rank))
    return table.iloc[order].reset_index(drop=True)


def _verdict(place: int, found: Choice) -> str:
    if place == found.chosen:
        return "chosen"
    if place in found.failed:
        return "failed"
    if not found.kept[place]:
        return "misses"
    return "left" if place in found.left else "behind"


def _sentence(scenario: Scenario, table: pd.DataFrame, wanted: Best, found: Choice) -> Text:
    what, limit = outcome_text(scenario, wanted.outcome), limits_text(scenario, wanted.limits)
    if found.chosen is None:
        return joined_parts([_none(table, limit, found), *_failed(table, found)])
    alike, runs = table[table["verdict"] == "alike"], int(table["replications"].sum())
    best, mean = table.iloc[0], value_writer(scenario, wanted.outcome)(table["mean"].iloc[0])
    en = f"{what.en}: the best of {len(table):,} is {best['name_en']}, with a mean of {mean}"
    zh = f"{what.zh}：{len(table):,}个方案中最优的是{best['name_zh']}，均值{mean}"
    if wanted.limits:
        en, zh = f"{en}, among those that keep the limits ({limit.en})", f"{zh}（限于满足限制的方案：{limit.zh}）"
    if found.sure and 0 < len(alike) == len(table) - 1:
        head, end = [_all_alike(what, mean, len(table), limit if wanted.limits else None)], _no_better(runs)
    else:
        head, end = [Text(en=en, zh=zh), *_alike_words(alike)], _sureness(wanted, found, runs)
    return joined_parts([*head, end, *_failed(table, found)])


def _all_alike(what: Text, mean: str, count: int, limit: Text | None) -> Text:
    every = "both" if count == 2 else f"all {count:,}"  # noqa: PLR2004 - as one says it
    en = f"{what.en}: {every} are the same in every replication, with a mean of {mean}"
    zh = f"{what.zh}：{count:,}个方案每次仿真都完全相同，均值{mean}"
    return (
        Text(en=f"{en}, and keep the limits ({limit.en})", zh=f"{zh}（均满足限制：{limit.zh}）")
        if limit
        else Text(en=en, zh=zh)
    )


def _no_better(runs: int) -> Text:
    return Text(en=f"none of them is better, by {runs:,} runs", zh=f"没有更优的方案，共{runs:,}次运行")


def _alike_words(alike: pd.DataFrame) -> list[Text]:
    """Name those that are the same as the chosen one, or count them where they are many."""
    if alike.empty:
        return []
    en, zh = "; ".join(alike["name_en"].head(NAMED)), "；".join(alike["name_zh"].head(NAMED))
    more = len(alike) - NAMED
    if more > 0:
        en, zh = f"{en} and {more:,} more", f"{zh}等{len(alike):,}个方案"
    return [Text(en=f"the same as it in every replication: {en}", zh=f"每次仿真都与之完全相同：{zh}")]


def _none(table: pd.DataFrame, limit: Text, found: Choice) -> Text:
    if all(found.kept.values()):
        return Text(en=f"None of {len(table):,} alternatives can be chosen", zh=f"{len(table):,}个方案均无法选择")
    return Text(
        en=f"None of {len(table):,} alternatives keeps the limits: {limit.en}",
        zh=f"{len(table):,}个方案中没有一个满足限制：{limit.zh}",
    )


def _failed(table: pd.DataFrame, found: Choice) -> list[Text]:
    """Say what failed, and what could not be chosen because of it."""
    aside = set_aside_text(len(found.failed), "alternative", "alternatives", "个方案")
    return [text for text in (left_out_text(int(table["failed"].sum())), aside) if text is not None]


def _sureness(wanted: Best, found: Choice, runs: int) -> Text:
    share = f"{wanted.confidence * 100:g}"
    delta = difference_writer(wanted.outcome)(wanted.delta).lstrip("+")
    if found.sure:
        return Text(
            en=f"chosen with {share} % confidence, differences under {delta} counting as none, by {runs:,} runs",
            zh=f"选择的置信度为{share}%，小于{delta}的差异视为无差异，共{runs:,}次运行",
        )
    en = f"but {wanted.most:,} replications of each were too few to be sure of it with {share} %: "
    zh = f"但每个方案{wanted.most:,}次重复不足以达到{share}%的把握："
    others = len(found.left) - 1
    if others > 0:
        return Text(
            en=f"{en}{others:,} more are as good so far; a larger smallest difference decides sooner",
            zh=f"{zh}另有{others:,}个方案目前与之相当；放宽最小差异可更快得出结论",
        )
    return Text(en=f"{en}a share lies too close to the wanted one", zh=f"{zh}有方案的达标占比与要求过于接近")
