"""Grids and Latin hypercubes."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.designs.sampling import grid, latin_hypercube


def test_grid_has_every_combination_the_last_key_fastest() -> None:
    points = grid({"a": [1, 2], "b": ["x", "y", "z"]})
    assert points.to_numpy().tolist() == [[1, "x"], [1, "y"], [1, "z"], [2, "x"], [2, "y"], [2, "z"]]
    assert list(points.columns) == ["a", "b"]


def test_latin_hypercube_meets_every_part_of_every_range_once() -> None:
    ranges = {"a": (10.0, 20.0), "b": (-1.0, 1.0), "c": (0.0, 1e-3)}
    points = latin_hypercube(ranges, 25, seed=4)
    for key, (low, high) in ranges.items():
        parts = np.floor((points[key] - low) / (high - low) * 25).astype(int)
        assert sorted(parts) == list(range(25))
    assert points.equals(latin_hypercube(ranges, 25, seed=4))
    assert not points.equals(latin_hypercube(ranges, 25, seed=5))


def test_designs_say_what_is_wrong() -> None:
    with pytest.raises(InputError, match="give values for b"):
        grid({"a": [1], "b": []})
    with pytest.raises(InputError, match="turn round a"):
        latin_hypercube({"a": (2.0, 1.0)}, 3)
    with pytest.raises(InputError, match="at least one sample"):
        latin_hypercube({"a": (1.0, 2.0)}, 0)
