"""What runs that failed mean for a choice."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.answers.failedruns import left_out_text, set_aside_text, too_many


@pytest.mark.parametrize(
    ("failed", "of", "many"),
    [
        (0, 2, False),
        (1, 2, True),
        (2, 2, True),
        (3, 10, False),
        (4, 10, True),
        (4, 20, False),
        (5, 20, True),
        (115, 1000, False),
        (120, 1000, True),
    ],
)
def test_clearly_more_than_a_tenth_is_too_many(failed: int, of: int, many: bool) -> None:
    assert too_many(np.arange(of) < failed) is many


def test_what_fails_in_a_tenth_of_the_runs_passes_nineteen_times_of_twenty() -> None:
    random = np.random.default_rng(1)
    aside = [too_many(random.random(200) < 0.1) for _ in range(2000)]
    assert 0.01 < np.mean(aside) < 0.05
    assert np.mean([too_many(random.random(200) < 0.2) for _ in range(500)]) > 0.95


def test_words() -> None:
    assert left_out_text(0) is None
    assert left_out_text(1).en == "1 run failed and is left out"  # type: ignore[union-attr]
    assert left_out_text(1200).zh == "1,200次运行失败，未计入"  # type: ignore[union-attr]
    assert set_aside_text(0, "point", "points", "个点") is None
    assert set_aside_text(2, "point", "points", "个点").en == (  # type: ignore[union-attr]
        "2 points could not be chosen, as clearly more than 10 % of the runs failed"
    )
