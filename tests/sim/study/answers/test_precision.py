"""Replications of every point until an outcome is known precisely."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.answers.precision import HOPELESS, precision, replicate_until
from sim.study.space import Settings
from sim.study.stopping import Precision
from tests.sim.study.answers.drawn import Drawn
from tests.sim.study.answers.studied import PRESS, capacity, study_of

OUTCOME = "console_finish_day"


@dataclass
class Prepared:
    """Values that are there already, shape (points, replications)."""

    found: np.ndarray
    asked: list[int]

    def ensure(self, wanted: Iterable[tuple[Settings, int]]) -> None:
        for settings, replications in wanted:
            place = int(settings["trial"])  # type: ignore[call-overload]
            self.asked[place] = max(self.asked[place], replications)

    def values(self, settings: Settings, outcome: str, replications: int) -> np.ndarray:
        place = int(settings["trial"])  # type: ignore[call-overload]
        assert outcome == OUTCOME
        assert replications <= self.asked[place], "not asked for"
        return self.found[place, :replications]

    def failed(self, settings: Settings, replications: int) -> np.ndarray:  # noqa: ARG002 - none does
        return np.zeros(replications, dtype=bool)


def test_each_point_is_as_precise_as_wanted_in_most_trials() -> None:
    """Nominal 95 %; sequential rules fall a little short (Law 2015, table 9.4): at least 93 % of 1,000 points."""
    days = np.random.default_rng(3).gamma(4, 2.5, (1000, 1000))  # mean 10, standard deviation 5
    experiments, points = Prepared(days, [0] * 1000), [{"trial": number} for number in range(1000)]
    stops = replicate_until(experiments, points, Precision(OUTCOME, 0.1))
    hits = 0
    for found, stop, asked in zip(days, stops, experiments.asked, strict=True):
        assert stop is not None
        assert stop <= asked <= 2 * stop + 10
        hits += abs(found[:stop].mean() - 10) <= 0.1 * 10
    assert hits >= 930


class Rounds(Drawn):
    """Writes down what is asked for at a time."""

    asked: list[int]

    def ensure(self, wanted: Iterable[tuple[Settings, int]]) -> None:
        listed = list(wanted)
        self.asked = [*getattr(self, "asked", []), len(listed)]
        super().ensure(listed)


def test_points_stop_one_by_one_and_where_the_rule_says() -> None:
    def spread(settings: Settings, random: np.random.Generator) -> dict[str, float]:
        return {OUTCOME: 10 + float(settings["sd"]) * random.normal()}  # type: ignore[arg-type]

    experiments, wanted = Rounds(spread), Precision(OUTCOME, 0.05)
    points: list[dict[str, object]] = [{"sd": 0.0}, {"sd": 2.0}, {"sd": 6.0}]
    stops = replicate_until(experiments, points, wanted)
    assert stops[0] == 10
    assert stops[0] < (stops[1] or 0) < (stops[2] or 0)
    assert experiments.asked[0] == 3
    assert experiments.asked == sorted(experiments.asked, reverse=True)
    for runs, stop in zip(experiments.runs.values(), stops, strict=True):
        assert wanted.stopping_point(np.array([values[OUTCOME] for values in runs])) == stop


def test_points_that_never_reach_it_are_given_up() -> None:
    experiments = Drawn(lambda settings, random: {OUTCOME: np.nan if settings["x"] else random.normal(5, 0.1)})
    stops = replicate_until(experiments, [{"x": 0}, {"x": 1}], Precision(OUTCOME, 0.1))
    assert stops == [10, None]
    assert HOPELESS <= experiments.done - 10 <= 2 * HOPELESS


def test_no_more_than_the_most() -> None:
    experiments = Drawn(lambda _, random: {OUTCOME: random.normal(0, 1)})
    assert replicate_until(experiments, [{}], Precision(OUTCOME, 0.01, most=50)) == [None]
    assert experiments.done == 50


def test_what_a_study_has_reached_and_what_is_still_to_do() -> None:
    random = np.random.default_rng(1)
    values = np.stack([random.normal(20, 1, 60), random.normal(20, 12, 60), np.full(60, np.nan)])
    study = study_of([capacity()], {PRESS: [2.0, 5.0, 9.0]}, {OUTCOME: values})
    answer = precision(study, Precision(OUTCOME, 0.05))
    table = answer.table
    assert table["reached"].tolist() == [True, False, False]
    assert table["replications"].tolist() == [10, 60, 60]
    assert table["missing"].tolist() == [0, 0, 60]
    assert table["wanted"].iloc[0] == 10
    share = table["relative"].iloc[1]
    assert share == pytest.approx((table["high"].iloc[1] - table["mean"].iloc[1]) / table["mean"].iloc[1])
    assert table["wanted"].iloc[1] == np.ceil(60 * (share * 1.05 / 0.05) ** 2) > 60
    assert np.isnan(table["wanted"].iloc[2])
    words = answer.sentence
    assert "is known within 5 % (95 % each) at 1 of 3 points, by 130 runs; about " in words.en
    assert words.en.endswith("replications would do for the others; 1 never reach it.")
    assert "1个点从未达到" in words.zh
    only = precision(study, Precision(OUTCOME, 0.05), points=[0])
    assert only.sentence.en.endswith("at 1 of 1 points, by 10 runs.")


def test_an_outcome_that_is_not_there() -> None:
    study = study_of([capacity()], {PRESS: [2.0]}, {OUTCOME: np.ones((1, 20))})
    with pytest.raises(InputError, match="did you mean console_finish_day"):
        precision(study, Precision("console_finish_days", 0.1))
