from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.sources import opl

# libosmium cuts the number of signs of the last plane (private use) to five digits: no name has them
SIGNS = st.characters(codec="utf-8", exclude_characters="\x00", max_codepoint=0xFFFFF)
WORDS = st.text(SIGNS, min_size=1, max_size=20)
DEGREES = st.integers(-900_000_000, 900_000_000).map(lambda units: units / 1e7)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(WORDS, WORDS, max_size=4),
    st.lists(st.tuples(DEGREES, DEGREES), min_size=1, max_size=6, unique=True),
    st.booleans(),
)
def test_what_libosmium_writes_is_read_back(
    tmp_path: Path, tags: dict[str, str], places: list[tuple[float, float]], turned: bool
) -> None:
    source, target = tmp_path / "town.osm.pbf", tmp_path / "roads.opl"
    refs = [7_000_000_000 + number for number in range(len(places))]
    with osmium.SimpleWriter(str(source), overwrite=True) as writer:
        for ref, place in zip(refs, places, strict=True):
            writer.add_node(osmium.osm.mutable.Node(id=ref, location=place))
        writer.add_way(osmium.osm.mutable.Way(id=5, nodes=[*refs, 99], tags=tags | {"highway": "primary"}))
        writer.add_way(osmium.osm.mutable.Way(id=6, nodes=refs, tags={"highway": "footway"}))
    target.unlink(missing_ok=True)
    opl.write_roads(source, target, ["primary", "trunk"])
    ((what, tag_field, node_field),) = opl.lines_of(target)
    assert what == b"w5"
    assert opl.tags_of(tag_field) == tags | {"highway": "primary"}
    points = opl.points_of([opl.turned(node_field) if turned else node_field, node_field])
    order = slice(None, None, -1 if turned else 1)
    expected = np.array([*places, (np.nan, np.nan)])
    assert points.node.tolist() == [*refs, 99][order] + [*refs, 99]
    assert np.array_equal(points.lon, np.concatenate([expected[order, 0], expected[:, 0]]), equal_nan=True)
    assert np.array_equal(points.lat, np.concatenate([expected[order, 1], expected[:, 1]]), equal_nan=True)


def test_only_nodes_with_barriers_are_written(tmp_path: Path) -> None:
    source, target = tmp_path / "town.osm.pbf", tmp_path / "roads.opl"
    with osmium.SimpleWriter(str(source)) as writer:
        writer.add_node(osmium.osm.mutable.Node(id=1, location=(114.0, 22.5), tags={"barrier": "gate"}))
        writer.add_node(osmium.osm.mutable.Node(id=2, location=(114.0, 22.5), tags={"highway": "primary"}))
    opl.write_roads(source, target, ["primary"])
    assert [fields[0] for fields in opl.lines_of(target)] == [b"n1"]


def test_no_tags_at_all() -> None:
    assert opl.tags_of(b"T") == {}
