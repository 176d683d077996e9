"""Files of arrays: what is written is read, and every damage is noticed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.arrayfile import (
    ALIGNMENT,
    BLOCK_BYTES,
    DamagedError,
    OtherVersionError,
    read_arrays,
    read_recipe,
    write_arrays,
)

RECIPE = {"source": "东莞.osm.pbf", "settings": {"simplify": True}}
DTYPES = ["<f8", "<f4", "<i8", "<i4", "|i1", "|u1", "|b1"]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def written(path: Path) -> bytes:
    """Write a file with arrays of several blocks and return its bytes."""
    rng = np.random.default_rng(0)
    arrays = {"a": rng.random(BLOCK_BYTES // 8 * 2 + 3), "none": np.zeros(0, "<i4"), "b": rng.random(7) < 0.5}
    write_arrays(path, 2, arrays, {"name": "delta"}, RECIPE)
    return path.read_bytes()


@given(
    arrays=st.dictionaries(
        st.text(max_size=20),
        st.sampled_from(DTYPES).flatmap(lambda kind: hnp.arrays(kind, st.integers(0, 200))),
        max_size=6,
    ),
    head=st.dictionaries(st.text(), PLAIN, max_size=4),
    recipe=st.dictionaries(st.text(), PLAIN, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, arrays: dict[str, Any], head: dict[str, Any], recipe: dict[str, Any]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.roads"
    write_arrays(path, 7, arrays, head, recipe)
    opened = read_arrays(path, 7)
    assert (opened.head, opened.recipe, read_recipe(path, 7)) == (head, recipe, recipe)
    assert list(opened.arrays) == list(arrays)
    for name, array in arrays.items():
        assert opened.arrays[name].dtype == array.dtype
        assert opened.arrays[name].tobytes() == array.tobytes()
        assert not opened.arrays[name].flags.writeable
        assert opened.arrays[name].ctypes.data % ALIGNMENT == 0 or not array.size


def test_the_same_content_makes_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "a.roads") == written(tmp_path / "b.roads")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(tmp_path_factory.mktemp("whole") / "a.roads")


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_changed_byte_is_noticed_and_the_recipe_survives(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, data: st.DataObject
) -> None:
    near_the_ends = st.integers(0, 2000) | st.integers(len(whole) - 400, len(whole) - 1)
    at = data.draw(near_the_ends | st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "changed.roads"
    path.write_bytes(changed)
    with pytest.raises(DamagedError, match="damaged") as caught:
        read_arrays(path, 2)
    assert caught.value.recipe == RECIPE


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_file_of_another_length_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.roads"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(DamagedError, match="damaged"):
        read_arrays(path, 2)
    path.write_bytes(whole + b"\0" * data.draw(st.integers(1, 100)))
    with pytest.raises(DamagedError, match="bytes instead of"):
        read_arrays(path, 2)


def test_lost_and_swapped_blocks_are_noticed(tmp_path: Path, whole: bytes) -> None:
    start = ALIGNMENT + int.from_bytes(whole[12:16], "little")
    a, b = whole[start : start + BLOCK_BYTES], whole[start + BLOCK_BYTES : start + 2 * BLOCK_BYTES]
    lost = whole[:start] + bytes(4096) + whole[start + 4096 :]
    for content in (lost, whole[:start] + b + a + whole[start + 2 * BLOCK_BYTES :]):
        (tmp_path / "a.roads").write_bytes(content)
        with pytest.raises(DamagedError, match="not those that were written"):
            read_arrays(tmp_path / "a.roads", 2)


def test_another_version_is_told_with_its_recipe(tmp_path: Path) -> None:
    written(tmp_path / "a.roads")
    with pytest.raises(OtherVersionError, match="format version 2, this program reads 3") as caught:
        read_arrays(tmp_path / "a.roads", 3)
    assert caught.value.recipe == RECIPE


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 1000])
def test_a_file_of_another_kind(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.roads").write_bytes(content)
    with pytest.raises(DamagedError, match="not a saved road network") as caught:
        read_arrays(tmp_path / "a.roads", 2)
    assert caught.value.recipe == {}
