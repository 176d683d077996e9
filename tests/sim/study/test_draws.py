"""Uncertainties that are drawn anew in every replication: spread as they should be, alike at every point, and a stream each."""

from __future__ import annotations

import numpy as np
from scipy import stats

from scenarios.sweeps import Factor
from sim.study.draws import NOTHING_DRAWN, Draws, drawn_texts, parted
from sim.study.playing import ScenarioJob
from sim.study.space import Axis, Space
from sim.travel import travel_times
from tests.sim.study.answers.studied import LEAD, PRESS, capacity, lead_time, plan
from tests.sim.study.test_sweeping import SCENARIO

TRIANGLE = Axis(Factor(key="t", low=2, mode=3, high=6, distribution="triangular"), "uncertainty", 3.0)
WHOLE = Axis(Factor(key="w", low=1, high=4), "uncertainty", 2, whole=True)
DRAWS = Draws((lead_time(), TRIANGLE, WHOLE), seed=5)


def test_draws_have_their_distribution_and_are_independent() -> None:
    rows = np.array([DRAWS.values(number) for number in range(2000)], dtype=float)
    assert stats.kstest(rows[:, 0], stats.uniform(6, 12).cdf).pvalue > 0.01
    assert stats.kstest(rows[:, 1], stats.triang(0.25, 2, 4).cdf).pvalue > 0.01
    assert stats.chisquare(np.bincount(rows[:, 2].astype(int), minlength=5)[1:]).pvalue > 0.01
    pairs = [np.corrcoef(rows[:, 0], rows[:, 1])[0, 1], np.corrcoef(rows[1:, 0], rows[:-1, 0])[0, 1]]
    assert np.abs(pairs).max() < 3 / np.sqrt(2000)


def test_a_draw_hangs_on_its_name_the_seed_and_the_replication_alone() -> None:
    assert DRAWS.values(7) == DRAWS.values(7)
    assert Draws((WHOLE, lead_time()), seed=5).values(7) == (DRAWS.values(7)[2], DRAWS.values(7)[0])
    assert Draws((lead_time(),), seed=4).values(7) != DRAWS.values(7)[:1]
    assert DRAWS.settings(7) == dict(zip((LEAD, "t", "w"), DRAWS.values(7), strict=True))
    assert NOTHING_DRAWN.settings(7) == {}


def test_levers_and_uncertainties_are_parted() -> None:
    found, drawn = parted(Space((capacity(), lead_time(), plan("none", "fast"))))
    assert (found.names, [axis.name for axis in drawn]) == ((PRESS, "plan"), [LEAD])


def test_the_text_of_what_is_drawn() -> None:
    days = ("2023-01-11T08:00", "2023-01-12T08:00")
    said = Axis(Factor(key="d", values=days), "uncertainty", days[0])
    read = Axis(
        Factor(key="d", values=tuple(f"{day}:00+08:00" for day in days)),
        "uncertainty",
        f"{days[0]}:00+08:00",
    )
    assert drawn_texts([lead_time()], "Asia/Shanghai") == (
        '{"high": 18.0, "key": "suppliers.etch.lead_time_h", "low": 6.0}',
    )
    assert drawn_texts([lead_time()], "UTC") != drawn_texts([lead_time(7)], "UTC")
    assert drawn_texts([said], "Asia/Shanghai") == drawn_texts([read], "Asia/Shanghai")


def test_a_run_is_that_of_the_point_with_the_draw_of_its_replication() -> None:
    times, draws = travel_times(SCENARIO), Draws((lead_time(6, 144),), seed=5)
    drawn, plain = ScenarioJob(SCENARIO, times, 5, (), draws).open(), ScenarioJob(SCENARIO, times, 5).open()
    for replication in (0, 3, 4, 3):
        lead = draws.values(replication)[0]
        assert drawn({PRESS: 5.0}, replication) == plain({PRESS: 5.0, LEAD: lead}, replication)
    assert drawn({PRESS: 5.0}, 3) != plain({PRESS: 5.0}, 3)
