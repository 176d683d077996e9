"""Networks in files: nothing is lost, and nothing comes back that compiled code must not read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.arrayfile import DamagedError, write_arrays
from sim.columns import Numbers, Texts
from sim.network import ROAD_CLASSES, RoadNetwork, forward_star
from sim.roadfile import DTYPES, FORMAT, TEXTS, read_recipe, read_roads, write_roads
from tests.sim.small_roads import small_network

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


def same(a: RoadNetwork, b: RoadNetwork) -> bool:
    """Tell whether two networks are alike to the byte."""
    plain = {field.name for field in dataclasses.fields(RoadNetwork)} - {*DTYPES, *TEXTS, "known_sha256"}
    return (
        all(getattr(a, name) == getattr(b, name) for name in plain)
        and all(getattr(a, name).tobytes() == getattr(b, name).tobytes() for name in DTYPES)
        and all(list(getattr(a, name)) == list(getattr(b, name)) for name in TEXTS)
        and a.sha256() == b.sha256()
    )


@st.composite
def networks(draw: st.DrawFn) -> RoadNetwork:
    """Return networks of any shape and content."""
    nodes, links, ways = draw(st.integers(1, 12)), draw(st.integers(0, 20)), draw(st.integers(0, 5))
    points = draw(hnp.arrays(np.int32, links, elements=st.integers(2, 5)))

    def array(name: str, rows: int) -> npt.NDArray[Any]:
        return draw(hnp.arrays(DTYPES[name], rows))

    def texts(rows: int) -> Texts | Numbers:
        if draw(st.booleans()):
            return Numbers(draw(hnp.arrays("<i8", rows)))
        return Texts.of(draw(st.lists(WORDS, min_size=rows, max_size=rows)))

    ends = hnp.arrays(np.int32, links, elements=st.integers(0, nodes - 1))
    star = forward_star(nodes, draw(ends), draw(ends), draw(hnp.arrays(bool, links)))
    sizes = {"node": nodes, "link": links, "way": ways, "point": int(points.sum())}
    others = [name for name in DTYPES if name not in {*star._fields, "first_point"}]
    columns: dict[str, Any] = {name: array(name, sizes[name.partition("_")[0]]) for name in others}
    columns |= {name: texts(sizes[name.partition("_")[0]]) for name in TEXTS}
    columns["first_point"] = np.concatenate([[0], np.cumsum(points)]).astype(np.int32)
    columns["link_class"] = draw(hnp.arrays(np.int8, links, elements=st.integers(0, len(ROAD_CLASSES) - 1)))
    columns["way_link"] = np.zeros(ways if links else 0, np.int32)
    columns["way_id"] = columns["way_id"][: columns["way_link"].size]
    columns |= {key: draw(WORDS) for key in ("name", "source", "attribution")}
    return RoadNetwork(
        date=draw(st.dates()),
        generalised=draw(st.booleans()),
        notes=draw(st.dictionaries(WORDS, st.integers() | WORDS | st.dictionaries(WORDS, st.integers()))),
        **star._asdict(),
        **columns,
    )


@given(network=networks())
@settings(max_examples=60, deadline=None)
def test_any_network_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, network: RoadNetwork) -> None:
    path = tmp_path_factory.getbasetemp() / "any.roads"
    write_roads(network, path, {"key": "k"})
    opened = read_roads(path)
    assert same(opened, network)
    assert opened.known_sha256 == network.sha256()
    assert read_recipe(path) == {"key": "k"}


def test_arrays_cannot_be_written_to(tmp_path: Path) -> None:
    write_roads(small_network(), tmp_path / "a.roads")
    opened = read_roads(tmp_path / "a.roads")
    for array in (opened.node_lon, opened.link_toll, opened.way_id, opened.link_ref.code):
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            array[:0] = 0


def test_a_network_outlives_its_file(tmp_path: Path) -> None:
    write_roads(small_network(), tmp_path / "a.roads")
    opened = read_roads(tmp_path / "a.roads")
    write_roads(dataclasses.replace(small_network(), name="other"), tmp_path / "a.roads")
    (tmp_path / "a.roads").unlink()
    assert same(opened, small_network())


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"link_lanes": np.full(10, 6.0)}, "link_lanes is 1-dimensional float64 instead of int8"),
        ({"node_lon": np.zeros((9, 1))}, "node_lon is 2-dimensional"),
        ({"node_lat": np.zeros(8)}, "node_lat has 8 rows, others like it 9"),
        ({"link_ref": Texts.of(["S28"])}, "link_ref has 1 rows, others like it 10"),
        ({"edge_head": np.full(20, 9, np.int32)}, "edge_head holds numbers beyond 0 to 8"),
        ({"link_class": np.full(10, -1, np.int8)}, "link_class holds numbers beyond"),
        ({"first_edge": np.zeros(10, np.int32)}, "first_edge does not divide 20 rows into 9 parts"),
    ],
)
def test_a_network_that_is_none_is_not_written(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        write_roads(dataclasses.replace(small_network(), **changes), tmp_path / "a.roads")
    assert not list(tmp_path.iterdir())


def test_notes_that_are_not_plain_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="JSON"):
        write_roads(dataclasses.replace(small_network(), notes={"day": dt.date(2023, 1, 1)}), tmp_path / "a.roads")
    assert not list(tmp_path.iterdir())


def test_a_sound_file_without_a_network_is_not_opened(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a.roads", FORMAT, {"node_lon": np.zeros(3)}, {"name": "delta"}, {"key": "k"})
    with pytest.raises(DamagedError, match="damaged") as caught:
        read_roads(tmp_path / "a.roads")
    assert caught.value.recipe == {"key": "k"}
