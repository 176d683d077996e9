"""The search finds the best point of known functions, and looks at no point twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from sim.study.answers.searching import Place, Score, Search, look_again, search


def looked(
    function: Callable[[Place], Score], sizes: tuple[int, ...], budget: int, seed: int = 0
) -> tuple[Search, Counter[Place]]:
    """Return a search over a function without chance, and how often each point was looked at."""
    counted: Counter[Place] = Counter()

    def look(places: Sequence[Place], replications: int) -> list[Score]:
        counted.update((*place, replications) for place in places)
        return [function(place) for place in places]

    found = Search(sizes, (True,) * len(sizes), look, budget)
    search(found, (0,) * len(sizes), 10, 3, seed)
    return found, counted


def bounded(place: Place) -> Score:
    """Return the score of the cheapest rectangle with an area of at least 1,500: it lies on a curve."""
    return Score(max(0, 1500 - (place[0] + 1) * (place[1] + 1)) / 1500, 3 * place[0] + 2 * place[1])


@pytest.mark.parametrize("seed", range(4))
def test_the_best_on_a_curved_edge_within_a_per_cent_or_so(seed: int) -> None:
    best = min(bounded((a, b)) for a in range(101) for b in range(101))
    found, counted = looked(bounded, (101, 101), 400, seed)
    score = found.known[40][found.best(40)]
    assert score.excess == 0
    assert score.cost <= best.cost * 1.015
    assert max(counted.values()) == 1
    assert found.points < 600


def test_rastrigin_among_a_million_points() -> None:
    """Ten hills a side: evolution comes close to the lowest of a thousand valleys, at 0."""

    def valleys(place: Place) -> Score:
        x = np.array(place) / 10 - 4
        return Score(0.0, float(10 * x.size + np.sum((x - 1) ** 2 - 10 * np.cos(2 * np.pi * (x - 1)))))

    found, _ = looked(valleys, (101, 101, 101), 900)
    assert found.known[40][found.best(40)].cost <= 5.0


def test_few_points_are_all_looked_at() -> None:
    found, counted = looked(bounded, (20, 20), 400)
    assert found.whole
    assert len(found.known[10]) == 400
    best = min((bounded((a, b)), (a, b)) for a in range(20) for b in range(20))
    assert found.best(40) == best[1]
    assert max(counted.values()) == 1


def test_the_same_seed_finds_the_same() -> None:
    one, two = (looked(bounded, (101, 101), 300, seed=5)[0] for _ in range(2))
    assert one.known == two.known
    assert one.known != looked(bounded, (101, 101), 300, seed=6)[0].known


def test_levers_without_an_order_are_changed_to_any_value() -> None:
    def words(place: Place) -> Score:
        return Score(0.0, float([5, 9, 9, 9, 9, 1, 9][place[0]] + place[1] / 100))

    found = Search((7, 101), (False, True), lambda places, _: [words(place) for place in places], 60)
    search(found, (0, 50), 10, 1, 0)
    assert found.best(10) == (5, 0)


def test_levers_with_one_level_stay() -> None:
    found, _ = looked(lambda place: bounded((place[0], place[2])), (101, 1, 101), 300)
    assert found.best(40)[1] == 0
    assert found.known[40][found.best(40)].excess == 0


def test_barred_points_come_last_and_the_search_goes_on_without_them() -> None:
    found, _ = looked(bounded, (101, 101), 400)
    first = found.best(40)
    found.barred.add(first)
    assert found.best(40) != first
    assert found.ranked(40)[-1] == first
    look_again(found, 10, 80)
    assert found.best(80) != first


def test_where_nothing_keeps_the_limit_the_closest_is_best() -> None:
    found, _ = looked(lambda place: Score(1 + (place[0] - 30) ** 2 / 100, 0.0), (101, 101), 300)
    assert found.best(40)[0] == 30


def test_what_has_no_cost_is_not_looked_at_again() -> None:
    def half(place: Place) -> Score:
        return Score(9.0, float("inf")) if place[0] % 2 else bounded(place)

    found, _ = looked(half, (20, 20), 400)
    assert found.best(40)[0] % 2 == 0
    assert 0 < sum(place[0] % 2 for place in found.known[40]) <= 8  # neighbours of the best alone
    nothing, _ = looked(lambda _: Score(9.0, float("inf")), (3,), 10)
    assert len(nothing.known[40]) == 3
