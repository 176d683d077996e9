"""Road networks made by hand from a few lines, and places on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from sim.access import straight_km
from sim.columns import Texts
from sim.network import ROAD_CLASSES, RoadNetwork, forward_star, without_rules

Position = tuple[float, float]


class Road(NamedTuple):
    """A link of a network made by hand; as long as its line where no length is given."""

    start: str
    end: str
    road_class: str = "primary"
    one_way: bool = False
    length_km: float | None = None
    bends: tuple[Position, ...] = ()
    toll: bool = False
    lanes: int = 4
    structure: str = ""
    name: str = ""


def hand_network(
    nodes: Mapping[str, Position], roads: Sequence[Road], *, generalised: bool = False, **changes: Any
) -> RoadNetwork:
    """Return a network of some nodes and roads."""
    ids = list(nodes)
    start, end = (np.array([ids.index(getattr(road, side)) for road in roads], np.int32) for side in ("start", "end"))
    star = forward_star(len(ids), start, end, np.array([not road.one_way for road in roads]))
    lines = [np.array([nodes[road.start], *road.bends, nodes[road.end]]) for road in roads]
    points = np.concatenate(lines)
    fields = {
        "name": "hand",
        "source": "made by hand",
        "attribution": "made by hand",
        "date": dt.date(2023, 1, 1),
        "generalised": generalised,
        "node_id": Texts.of(ids),
        "node_name_en": Texts.of([""] * len(ids)),
        "node_name_zh": Texts.of([""] * len(ids)),
        "node_lon": np.array([at[0] for at in nodes.values()]),
        "node_lat": np.array([at[1] for at in nodes.values()]),
        **star._asdict(),
        "link_id": Texts.of([str(number) for number in range(len(roads))]),
        "link_ref": Texts.of([""] * len(roads)),
        "link_name_en": Texts.of([road.name for road in roads]),
        "link_name_zh": Texts.of([""] * len(roads)),
        "link_class": np.array([ROAD_CLASSES.index(road.road_class) for road in roads], np.int8),
        "link_length_m": np.array(
            [1000 * (road.length_km or line_km(line)) for road, line in zip(roads, lines, strict=True)]
        ),
        **without_rules(len(roads)),
        "link_lanes": np.array([road.lanes for road in roads], np.int8),
        "link_toll": np.array([road.toll for road in roads]),
        "link_structure": Texts.of([road.structure for road in roads]),
        "point_lon": points[:, 0].copy(),
        "point_lat": points[:, 1].copy(),
        "first_point": np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int32),
    }
    return RoadNetwork(**{**fields, **changes})


def line_km(line: np.ndarray) -> float:
    """Return the length of a line of longitudes and latitudes on the ellipsoid."""
    return float(straight_km(*line[:-1].T, *line[1:].T).sum())


POSITIONS = st.tuples(st.floats(113.5, 113.7), st.floats(22.5, 22.7))
CLASSES = st.sampled_from(["motorway", "trunk", "primary", "residential", "primary_link"])


@st.composite
def hand_networks(draw: st.DrawFn, *, generalised: bool = False) -> RoadNetwork:
    """Return a network of a few nodes with crooked roads of all kinds, some of them one-way."""
    count = draw(st.integers(2, 6))
    places = [(draw(POSITIONS)[0], 22.5) for _ in range(count)]
    nodes = {str(number): (lon, lat + 0.03 * number) for number, (lon, lat) in enumerate(places)}
    names = st.sampled_from(list(nodes))
    bends = st.lists(POSITIONS, max_size=3).map(tuple)
    roads = [
        Road(draw(names), draw(names), draw(CLASSES), draw(st.booleans()), bends=(*draw(bends), draw(POSITIONS)))
        for _ in range(draw(st.integers(1, 8)))
    ]
    ring = [Road(str(number), str((number + 1) % count)) for number in range(count)]
    return hand_network(nodes, [*roads, *ring], generalised=generalised)


# Roads by hand: a ring, of which the road from a to b may be one-way.
NODES = {"a": (113.90, 22.70), "b": (113.98, 22.70), "c": (113.94, 22.76)}
QUARTER, THREE_QUARTERS = (113.92, 22.70), (113.96, 22.70)


def ring(**first: object) -> RoadNetwork:
    return hand_network(NODES, [Road("a", "b", **first), Road("b", "c"), Road("c", "a")])  # type: ignore[arg-type]


def somewhere(count: int, seed: int) -> dict[str, tuple[float, float]]:
    rng = np.random.default_rng(seed)
    return {f"p{number}": (rng.uniform(113.2, 114.2), rng.uniform(22.5, 23.2)) for number in range(count)}
