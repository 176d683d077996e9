"""Values come back from columns as they were put in."""

from __future__ import annotations

from typing import Any

import pytest

from sim.study.designs.columns import column, points


@pytest.mark.parametrize(
    "values",
    [[1, 2, 3], [1.0, 2.5], [1, 2.5], [True, False], ["a", "b"], [True, 1, "1"], [2**70, 1], [], ["2023-01-20T08:00"]],
)
def test_values_keep_their_kind(values: list[Any]) -> None:
    found = list(points({"x": column(values)})["x"])
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]
