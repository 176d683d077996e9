"""Both of Wright's learning curves against published figures, on a bench that never closes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.validation.files import DAY_MIN, at, bought, demand, finishes, made, plant, run, step, supplier


def ends(pieces: int, work_min: float, lot_size: int = 1, **curve: Any) -> np.ndarray:
    """Return when each of the first pieces was finished."""
    route = step("bench", work_min, learning=curve)
    items = {"console": made(route, lot_size=lot_size), "part": bought()}
    return np.array(finishes(run(items=items, demands={"order": demand(pieces)})))


def test_total_times_of_an_80_percent_unit_curve() -> None:
    """First piece 300: five together 1,121.4, eighteen 2,914.8.

    Solutions manual of a production textbook, exercise 13.1 with factors 3.738 and 9.716 of its table 13.2
    (https://www.coursehero.com/file/6536972/Linear-Prog-COP4355-Part-35/). Tolerance: half the table's third decimal.
    """
    found = ends(18, 300, model="unit_time", rate=0.8)
    assert found[4] == pytest.approx(1121.4, abs=300 * 0.0005)
    assert found[17] == pytest.approx(2914.8, abs=300 * 0.0005)


def test_unit_times_of_an_85_percent_unit_curve() -> None:
    """First piece 75: the second takes 63.75, the fourth 54.23, the eighth 46.05.

    The same source, exercise 13.4 with factors .850, .723 and .614. Tolerance: half the table's third decimal and half
    the answer's second.
    """
    units = np.diff(ends(8, 75, model="unit_time", rate=0.85), prepend=0)
    assert units[[0, 1, 3, 7]] == pytest.approx([75, 63.75, 54.23, 46.05], abs=75 * 0.0005 + 0.005)


def test_average_of_a_hundred_pieces_on_a_90_percent_cumulative_average_curve() -> None:
    """First piece 45: a hundred take 2,234.6654 together.

    ACCA F5, June 2013, question 3 (http://opentuition.com/acca/f5/acca-f5-past-exam-question-2-june-2011-pricing-and-
    learning-curves/), with the slope rounded to -0.152. Tolerance 2e-5: what that rounding makes of 100 to its power.
    """
    assert ends(100, 45, model="cumulative_average", rate=0.9)[-1] == pytest.approx(2234.6654, rel=2e-5)


def test_doublings_of_an_80_percent_cumulative_average_curve() -> None:
    """The second piece takes 60 % of the first, and the mean of four is 64 %.

    R. M. Wideman, Learning Curve Mathematics, model A (http://www.maxwideman.com/papers/resource/appendix2.htm). The
    tolerance is that of times rounded to a millionth of a minute.
    """
    found = ends(4, 100, model="cumulative_average", rate=0.8)
    assert found[[0, 1, 3]] == pytest.approx([100, 160, 4 * 64], abs=1e-6)


@pytest.mark.parametrize("model", ["unit_time", "cumulative_average"])
def test_experience_before_the_start_is_the_rest_of_the_same_curve(model: str) -> None:
    """After 7 prior pieces the next ones take what pieces 8, 9, … take; lots only join them. Tolerance 2e-6 min."""
    whole = ends(20, 100, model=model, rate=0.8)
    rest = ends(13, 100, model=model, rate=0.8, prior_pieces=7)
    in_lots = ends(20, 100, lot_size=5, model=model, rate=0.8)
    assert rest == pytest.approx(whole[7:] - whole[6], abs=2e-6)
    assert in_lots == pytest.approx(np.repeat(whole[4::5], 5), abs=2e-6)


def test_work_does_not_fall_below_the_floor() -> None:
    """80 % with a floor of 0.64 of the first: pieces 1, 2, 3 by the curve (.8, .702), from the fourth on 64 min each."""
    units = np.diff(ends(10, 100, model="unit_time", rate=0.8, floor=0.64), prepend=0)
    assert units[:3] == pytest.approx([100, 80, 70.2104], abs=1e-4)
    assert units[3:] == pytest.approx([64] * 7, abs=2e-6)


TABLES = {
    0.80: ({2: 0.8000, 3: 0.7021, 4: 0.6400, 5: 0.5956, 10: 0.4765, 20: 0.3812}, {5: 3.7377, 10: 6.3154, 20: 10.4849}),
    0.85: ({2: 0.8500, 3: 0.7729, 4: 0.7225, 5: 0.6857, 10: 0.5828, 20: 0.4954}, {5: 4.0311, 10: 7.1161, 20: 12.4023}),
    0.90: ({2: 0.9000, 3: 0.8462, 4: 0.8100, 5: 0.7830, 10: 0.7047, 20: 0.6342}, {5: 4.3391, 10: 7.9945, 20: 14.6078}),
}
"""Unit and cumulative values of the unit-time model as printed in C. J. Teplitz, The Learning Curve Deskbook, Quorum Books
1991, and in the tables of unit and total time coefficients of production textbooks (four digits, so half of the fourth; the
cumulative ones add up rounded ones, so two of the fourth)."""


@pytest.mark.parametrize("rate", TABLES)
def test_published_unit_and_cumulative_tables(rate: float) -> None:
    units, sums = TABLES[rate]
    found = ends(20, 100, model="unit_time", rate=rate)
    work = np.diff(found, prepend=0) / 100
    assert {piece: work[piece - 1] for piece in units} == pytest.approx(units, abs=6e-5)
    assert {piece: found[piece - 1] / 100 for piece in sums} == pytest.approx(sums, abs=2e-4)


def two_products(**curve: Any) -> np.ndarray:
    """Return the work of ten lots of one piece, of a console and another product in turn, at one bench."""
    items = {
        key: made(step("bench", 100, learning={"model": "unit_time", "rate": 0.8, **curve}))
        for key in ("console", "other")
    }
    orders = {"order": demand(5), "second": demand(5, item="other")}
    return np.diff(finishes(run(items={**items, "part": bought()}, demands=orders)), prepend=0)


def curve(pieces: Any, rate: float = 0.8) -> np.ndarray:
    """Return the work of pieces by number, in first pieces."""
    numbers: np.ndarray = np.asarray(pieces, dtype=float) ** np.log2(rate)
    return numbers


def test_every_operation_learns_from_its_own_pieces() -> None:
    """Two products in turn: pieces 1, 1, 2, 2, … of the curve. Tolerance 2e-6 min."""
    assert two_products() == pytest.approx(100 * curve(np.repeat(range(1, 6), 2)), abs=2e-6)


@pytest.mark.parametrize("scope", [{"scope": "station"}, {"scope": "shared", "group": "drives"}])
def test_a_station_or_a_group_learns_from_all_its_pieces(scope: dict[str, str]) -> None:
    """Two products in turn: pieces 1, 2, 3, … of the curve. Tolerance 2e-6 min."""
    assert two_products(**scope) == pytest.approx(100 * curve(range(1, 11)), abs=2e-6)


def test_a_station_learns_from_what_nobody_learns_by_itself() -> None:
    """The other product has no curve of its own: its five pieces take their time, and count for the console's."""
    learning = {"model": "unit_time", "rate": 0.8, "scope": "station"}
    items = {"console": made(step("bench", 100, learning=learning)), "other": made(step("bench", 10)), "part": bought()}
    orders = {"order": demand(3, due="2023-02-01T00:00"), "second": demand(5, item="other", due="2023-01-20T00:00")}
    found = np.diff(finishes(run(items=items, demands=orders)), prepend=0)
    assert found == pytest.approx([10] * 5 + list(100 * curve([6, 7, 8])), abs=2e-6)


def test_one_group_at_two_stations() -> None:
    """Each piece is worked on at both: numbers 1 and 2, then 3 and 4, one crew after the other. Tolerance 2e-6 min."""
    learning = {"model": "unit_time", "rate": 0.8, "scope": "shared", "group": "drives"}
    route = made(step("bench", 100, learning=learning), step("test", 100, learning=learning), wip_limit=1)
    works = plant(bench={}, test={})
    found = np.diff(finishes(run(items={"console": route, "part": bought()}, plants={"plant": works})), prepend=0)
    assert found == pytest.approx(100 * curve(range(1, 21)).reshape(10, 2).sum(axis=1), abs=2e-6)


def after_a_break(model: str, prior_pieces: float = 0.0) -> list[float]:
    """Return the work of three lots of four pieces; the parts of the second come on 3 February, of the third at once after."""
    learning = {"model": model, "rate": 0.8, "prior_pieces": prior_pieces, "forgetting": FORGETTING}
    items = {"console": made(step("bench", 100, learning=learning), bom={"part": 1}, lot_size=4), "part": bought()}
    press = supplier(
        {"part": {"lot_size": 12, "pipeline": [{"pieces": 4, "at": START}, {"pieces": 8, "at": AGAIN}]}},
    )
    found = finishes(run(items=items, suppliers={"press": press}, demands={"order": demand(12)}))
    first, second, third = found[3], found[7], found[11]
    return [first, second - at(AGAIN), third - second]


START = "2023-01-16T00:00"
AGAIN = "2023-02-03T00:00"
FORGETTING = {"after_days": 7, "kept_per_30_days": 0.75}


@pytest.mark.parametrize("prior_pieces", [0.0, 10.0])
def test_a_break_takes_its_share_of_the_experience(prior_pieces: float) -> None:
    """Depreciation as in Argote, Beckman and Epple (Management Science 36 (1990) 140-154), in closed form.

    After four pieces nothing is done until 3 February; seven days cost nothing, each of the others 1 - 0.75^(1/30) of what
    is left. Cumulative average: x pieces take x^(1+b). Equality to a millionth of a minute.
    """
    power = 1 + np.log2(0.8)

    def work(experience: float) -> float:
        return float(100 * ((experience + 4) ** power - experience**power))

    lots = after_a_break("cumulative_average", prior_pieces)
    kept = 0.75 ** (((at(AGAIN) - lots[0]) / DAY_MIN - 7) / 30)
    left = (prior_pieces + 4) * kept
    assert lots == pytest.approx([work(prior_pieces), work(left), work(left + 4)], abs=3e-6)


def test_a_break_in_the_unit_time_model() -> None:
    """The pieces after the break are numbers x + 1, x + 2, … of the same curve, with x = 4 * what is kept."""
    lots = after_a_break("unit_time")
    left = 4 * 0.75 ** (((at(AGAIN) - lots[0]) / DAY_MIN - 7) / 30)
    expected = [100 * curve(begin + np.arange(1, 5)).sum() for begin in (0, left, left + 4)]
    assert lots == pytest.approx(expected, abs=3e-6)


def test_a_break_short_enough_costs_nothing() -> None:
    """The Spring Festival is seven days without work: nothing is forgotten when that many are free."""
    learning = {"model": "unit_time", "rate": 0.8, "forgetting": {"after_days": 8, "kept_per_30_days": 0.5}}
    plain = {"model": "unit_time", "rate": 0.8}
    found = [
        finishes(
            run(
                items={"console": made(step("bench", 600, learning=curve)), "part": bought()},
                plants={"plant": plant("shift", bench={})},
            )
        )
        for curve in (learning, plain)
    ]
    assert found[0] == found[1]
