"""Windows of the grid, and what is painted into them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.drawing.canvas import Canvas, Window
from sim.errors import InputError


def test_a_window_holds_its_points_and_a_rim() -> None:
    window = Window.around(np.array([[-30.0, 5.0], [170.0, 95.0]]), rim_m=40, cell_m=25)
    west, south, cell_m = window.corner
    rows, columns = window.shape
    assert west < -70 < west + 2 * cell_m
    assert south < -35 < south + 2 * cell_m
    assert west + (columns - 1) * cell_m > 210
    assert south + (rows - 1) * cell_m > 135
    assert west % cell_m == 0


def test_windows_share_their_cells() -> None:
    large = Window.around(np.array([[0.0, 0.0], [900.0, 700.0]]), 100, 25)
    small = Window.around(np.array([[300.0, 210.0], [310.0, 400.0]]), 50, 25)
    field = np.add.outer(np.arange(large.rows) * 1000.0, np.arange(large.columns))
    part = field[large.part(small)]
    assert part.shape == small.shape
    assert part[0, 0] == (small.row - large.row) * 1000 + small.column - large.column


@pytest.mark.parametrize("shift", [(0, 0), (-3, 0), (4, -2), (0, 9), (-40, 0), (0, 40)])
def test_what_lies_under_a_window_that_goes_beyond_the_grid(shift: tuple[int, int]) -> None:
    held, other = Window(5, 7, 12, 10, 25.0), Window(7 + shift[0], 8 + shift[1], 9, 6, 25.0)
    grid = np.arange(120, dtype=np.int32).reshape(held.shape)
    found = held.cut(grid, other, -1)
    assert found.shape == other.shape
    for row in range(other.rows):
        for column in range(other.columns):
            at = (other.row + row - held.row, other.column + column - held.column)
            inside = 0 <= at[0] < held.rows and 0 <= at[1] < held.columns
            assert found[row, column] == (grid[at] if inside else -1)


def test_too_wide_a_window_is_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match=r"too wide for cells of 2 m.*cell_m of at least 51"):
        Window.around(np.array([[0.0, 0.0], [5e5, 5e5]]), 100, 2)


@pytest.mark.parametrize("place", [(0.0, 0.0), (480.0, 10.0), (-2000.0, 0.0)])
def test_discs_raise_a_field_to_their_depth(place: tuple[float, float]) -> None:
    window = Window.around(np.array([[-500.0, -400.0], [500.0, 400.0]]), 0, 25)
    field = np.full(window.shape, -50.0)
    window.raise_to_disc(field, *place, 130.0)
    west, south, cell_m = window.corner
    x, y = west + np.arange(window.columns) * cell_m, south + np.arange(window.rows) * cell_m
    depth = 130 - np.hypot(x - place[0], y[:, None] - place[1])
    assert field == pytest.approx(np.maximum(depth, -50.0))


def test_a_canvas_counts_its_segments() -> None:
    canvas = Canvas.blank(Window.around(np.array([[0.0, 0.0], [500.0, 500.0]]), 150, 25), 100)
    assert canvas.segments.shape == (0, 4)
    canvas.paint(np.array([[0.0, 0, 500, 0], [0, 0, 0, 500]]))
    canvas.paint(np.array([[500.0, 500, 500, 500]]))
    assert set(np.unique(canvas.nearest)) == {-1, 0, 1, 2}
    assert canvas.segments[2].tolist() == [500, 500, 500, 500]
    assert canvas.clearance(canvas.window).max() == 100
    assert canvas.clearance(canvas.window).min() == canvas.least_m == -50
