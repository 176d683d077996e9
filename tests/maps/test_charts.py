"""Labels of plots: broken into lines, cut where there is no room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from maps.charts import text_width_in, wrapped

CLOSING, OPENING = "）”：；，、。", "（“"


def test_chinese_breaks_between_signs_and_keeps_brackets_and_stops_with_theirs() -> None:
    lines = wrapped("气血交换膜纤维厂（德国）：在途（小时）", 1.2, 8)
    assert "".join(lines) == "气血交换膜纤维厂（德国）：在途（小时）"
    assert len(lines) > 1
    assert not any(line[0] in CLOSING or line[-1] in OPENING for line in lines)


def test_english_breaks_between_words() -> None:
    assert wrapped("share of bad pieces", 0.9) == ["share of", "bad pieces"]


@given(st.text("ab (：）中文，1.", min_size=1, max_size=60), st.floats(0.3, 3), st.integers(1, 3))
def test_lines_fit_or_are_cut(text: str, room_in: float, most: int) -> None:
    lines = wrapped(text, room_in, 8, most)
    assert len(lines) <= most
    assert all(text_width_in(line, 8) <= room_in or len(line) <= 1 for line in lines)
    if not any(line.endswith("…") for line in lines):
        assert "".join("".join(lines).split()) == "".join(text.split())
