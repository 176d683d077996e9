"""Ground shared out between several."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.drawing.canvas import Window
from sim.drawing.sharing import leads

WHOLE = Window(0, 0, 12, 10, 25.0)
FIELDS = st.lists(
    hnp.arrays(float, (10, 12), elements=st.floats(-50, 100).map(lambda value: round(value, 1))), min_size=1, max_size=5
)


@settings(max_examples=40, deadline=None)
@given(FIELDS)
def test_no_point_is_two_ones_and_the_deepest_has_it(fields: list[np.ndarray]) -> None:
    named = {str(number): (WHOLE, field) for number, field in enumerate(fields)}
    found = np.array([lead for _, _, lead in leads(named, farthest_m=60)])
    assert (found[:, [0, -1]] < 0).all()
    assert (found[:, :, [0, -1]] < 0).all()
    found = found[:, 1:-1, 1:-1]
    for one in range(len(fields)):
        for other in range(one):
            assert (found[one] + found[other] <= 0).all()
    assert ((found > 0).sum(axis=0) == 1).all()
    deepest = np.argmax(fields, axis=0)  # the first of equals
    assert (np.argmax(found > 0, axis=0) == deepest[1:-1, 1:-1]).all()


def test_windows_of_their_own() -> None:
    small = Window(5, 2, 5, 6, 25.0)
    named = {"a": (WHOLE, np.full(WHOLE.shape, 10.0)), "b": (small, np.full(small.shape, 30.0))}
    found = {site: lead > 0 for site, _, lead in leads(named, farthest_m=50)}
    assert found["b"].sum() == found["b"][1:-1, 1:-1].sum() == 3 * 4
    assert not found["a"][2:8, 5:10].any()
    assert found["a"].sum() == 8 * 10 - 5 * 6


def test_nothing_to_share() -> None:
    assert list(leads({}, farthest_m=50)) == []
