"""Columns of text: what goes in comes out, whatever it is kept as."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.columns import Numbers, Texts

ROWS = st.lists(st.sampled_from(["", "G4", "虎门大桥", "G4;G15", "Humen Bridge"]), max_size=12)


@given(ROWS)
def test_texts_come_out_as_they_went_in(rows: list[str]) -> None:
    column = Texts.of(rows)
    assert list(column) == rows
    assert [column[row] for row in range(len(column))] == rows
    assert column.filled.tolist() == [row != "" for row in rows]
    assert sorted(column.words) == sorted(set(rows))


@given(ROWS, st.data())
def test_some_rows_in_any_order(rows: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=8)) if rows else []
    taken = Texts.of(rows).take(np.array(chosen, dtype=np.intp))
    assert list(taken) == [rows[row] for row in chosen]


@given(ROWS, ROWS)
def test_rows_that_hold_one_of_some_words(rows: list[str], words: list[str]) -> None:
    assert Texts.of(rows).is_one_of(words).tolist() == [row in words for row in rows]


@given(ROWS, ROWS)
def test_what_a_column_says_does_not_depend_on_how_it_was_made(rows: list[str], others: list[str]) -> None:
    pooled = Texts.of([*others, *rows]).take(np.arange(len(others), len(others) + len(rows)))
    for one, other in zip(Texts.of(rows).arrays(), pooled.arrays(), strict=True):
        assert one.tolist() == other.tolist()


def test_numbers_read_as_text() -> None:
    column = Numbers(np.array([101, -7, 101]))
    assert list(column) == ["101", "-7", "101"]
    assert column[1] == "-7"
    assert len(column) == 3
    assert column.is_one_of(["-7", "G4"]).tolist() == [False, True, False]
    assert list(column.take(np.array([2, 1]))) == ["101", "-7"]
