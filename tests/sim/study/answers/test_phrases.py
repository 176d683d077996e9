"""Lists and sizes in words, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import Text
from sim.study.answers.phrases import drawn_text, joined, noise_warning, sentences, size_writer, undecided_text
from tests.sim.study.answers.studied import LEAD, PRESS, SCENARIO, capacity, lead_time, study_of

NAMES = [Text(en=word, zh=word.upper()) for word in "abcdef"]


@pytest.mark.parametrize(
    ("count", "en", "zh"),
    [
        (0, "none", "无"),
        (1, "a", "A"),
        (2, "a and b", "A、B"),
        (3, "a, b and c", "A、B、C"),
        (4, "a, b, c and 1 more", "A、B、C以及另外 1 个"),
        (6, "a, b, c and 3 more", "A、B、C以及另外 3 个"),
    ],
)
def test_lists(count: int, en: str, zh: str) -> None:
    assert joined(NAMES[:count]) == Text(en=en, zh=zh)


def test_sizes_have_no_sign() -> None:
    assert size_writer("console_finish_day")(-2.0) == "48.0 h"
    assert size_writer("x_fill_rate")(0.05) == "5.0%"
    assert size_writer("total_cost_cny")(-1234.4) == "1,234"
    assert size_writer("total_cost_cny")(float("nan")) == "-"


def test_sentences_that_are_missing_are_left_out() -> None:
    assert sentences([NAMES[0], None, NAMES[1]]) == Text(en="a b", zh="AB")


def test_chance_is_worth_a_word_from_a_tenth_on() -> None:
    assert noise_warning(None) is None
    assert noise_warning(0.09) is None
    told = noise_warning(0.25)
    assert told is not None
    assert "25%" in told.en
    assert "25%" in told.zh


def test_what_is_drawn_and_what_nobody_decides() -> None:
    assert drawn_text(SCENARIO, []) is None
    told = drawn_text(SCENARIO, [lead_time()])
    assert told == Text(
        en="uncertain, and drawn anew in every replication: supplier: lead time (h)",
        zh="不确定因素每次重复重新抽取：supplier：备货周期（小时）",
    )
    points = {PRESS: [2.0, 4.0, 4.0], LEAD: [6.0, 6.0, 9.0]}
    study = study_of([capacity(), lead_time()], points, {"x": np.zeros((3, 1))})
    assert undecided_text(study, [0, 1]) is None
    told = undecided_text(study)
    assert told is not None
    assert told.en.endswith("(supplier: lead time (h)): this says which case is best, and not which plan.")
    assert "并非哪个方案最好" in told.zh
