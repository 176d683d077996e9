"""What is written as YAML reads back the same, by this project's reader and by a plain one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scenarios._emit import emit
from scenarios._yaml import parse_document

KEYS = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda key: key != "<<")
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
    | st.sampled_from(
        ["yes", "1e3", "0x10", "2023-01-04", "08:00-12:00", "~", "<<", "- a", "a: b", "#", ":0", "a #b", "Null"]
    )
)
DATA = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@settings(deadline=None)
@given(st.dictionaries(KEYS, DATA, min_size=1, max_size=4))
def test_what_is_written_reads_back_the_same(data: dict[str, object]) -> None:
    assert parse_document(emit(data)).data == data


@settings(deadline=None)
@given(st.dictionaries(KEYS, st.text(st.characters(codec="utf-8")), min_size=1, max_size=3))
def test_another_reader_agrees(data: dict[str, str]) -> None:
    assert YAML(typ="safe", pure=True).load(emit(data)) == data


def test_it_is_made_for_reading() -> None:
    data: dict[str, object] = {
        "a": {"en": "Board", "zh": "电路板"},
        "b": [{"x": 1, "z": [2, 3]}],
        "c": "08:00",
        "d": {},
    }
    assert emit(data) == 'a: {en: Board, zh: 电路板}\nb:\n  - x: 1\n    z: [2, 3]\nc: "08:00"\nd: {}\n'
