"""Roads, bridges and tunnels that a way runs over, as one closes them: by ref, by name, or where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sim.columns import Texts
from sim.network import Bools, Ints, RoadNetwork
from sim.selectors import REFS, matching_links

Kind = Literal["bridge", "tunnel", "road"]
STRUCTURES: tuple[Kind, Kind] = ("bridge", "tunnel")
MOSTLY = 0.5
"""A name is that of a bridge or tunnel if more than this share of the roads that bear it, by length, is one."""
LONG_M = 500.0
"""Bridges and tunnels without name or ref are told of from this length on: shorter ones are flyovers."""


@dataclass(frozen=True, eq=False)
class Road:
    """A road, bridge or tunnel as one closes it.

    Attributes
    ----------
    road
        The ref or name that a closure in a scenario takes; ``bridge 113.5312, 22.7904`` for one without, with the
        longitude and latitude of its middle.
    kind
        What it is.
    name_en, name_zh
        What most of it is called on the ways that were asked about; empty where it has no name.
    links
        Its links on these ways, ascending.
    closed : (links of the network,) bool
        All links that are shut when it closes.
    """

    road: str
    kind: Kind
    name_en: str
    name_zh: str
    links: tuple[int, ...]
    closed: Bools

    @property
    def named(self) -> bool:
        """Whether it has a ref or name, by which a scenario can close it."""
        return not self.road.startswith(f"{self.kind} ")


def roads_of(network: RoadNetwork, links: Sequence[int]) -> list[Road]:
    """Return the roads that some links belong to, in the order in which they first come.

    A named bridge or tunnel is one of its own, beside the road by ref that it is part of. Links without ref belong to
    the road of their name; long bridges and tunnels without either to themselves.

    Parameters
    ----------
    network
        The roads.
    links
        Those of one way, or of several.
    """
    named: dict[tuple[str, Kind], list[int]] = {}
    unnamed: list[int] = []
    kinds: dict[str, Kind] = {}
    for link in dict.fromkeys(links):
        name = str(network.link_name_zh[link]) or str(network.link_name_en[link])
        refs = [ref.strip() for ref in REFS.split(str(network.link_ref[link])) if ref.strip()]
        if name and name not in kinds:
            kinds[name] = _kind(network, name)
        keys: list[tuple[str, Kind]] = [(ref, "road") for ref in refs]
        if name and (kinds[name] != "road" or not keys):
            keys.append((name, kinds[name]))
        for key in keys:
            named.setdefault(key, []).append(link)
        if not keys and network.link_structure[link]:
            unnamed.append(link)
    found = [
        Road(road, kind, *_names(network, members), tuple(sorted(members)), matching_links(network, [road]))
        for (road, kind), members in named.items()
    ]
    return [*found, *_unnamed(network, unnamed)]


def _unnamed(network: RoadNetwork, links: Sequence[int]) -> list[Road]:
    """Return the long bridges and tunnels without name or ref: links of one kind that hang together are one."""
    if not links:
        return []
    of_link = _hanging_together(network)
    members: dict[int, list[int]] = {}
    for link in links:
        members.setdefault(int(of_link[link]), []).append(link)
    found = []
    for number, used in members.items():
        closed: Bools = of_link == number
        longest = max(used, key=lambda link: (network.link_length_m[link], -link))
        if network.link_length_m[closed].sum() >= LONG_M:
            kind: Kind = "bridge" if network.link_structure[longest] == "bridge" else "tunnel"
            line = network.line(longest)
            lon, lat = line[len(line) // 2] if len(line) > 2 else line.mean(axis=0)  # noqa: PLR2004 - no inner point
            found.append(Road(f"{kind} {lon:.4f}, {lat:.4f}", kind, "", "", tuple(sorted(used)), closed))
    return found


def _hanging_together(network: RoadNetwork) -> Ints:
    """Return a number for each bridge or tunnel without name or ref, shape (links,); -1 for all other links."""
    plain = np.ones(network.links, bool)
    for column in (network.link_ref, network.link_name_zh, network.link_name_en):
        plain &= ~column.filled
    found = np.full(network.links, -1, np.int32)
    for kind in STRUCTURES:
        chosen = plain & network.link_structure.is_one_of([kind])
        edges = np.flatnonzero(chosen[network.edge_link])
        tail, head = network.edge_tail[edges], network.edge_head[edges]
        graph = coo_array((np.ones(edges.size, bool), (tail, head)), shape=(network.nodes, network.nodes))
        _, of_node = connected_components(graph, directed=False)
        found[network.edge_link[edges]] = of_node[tail] + (found.max() + 1)
    return found


def _names(network: RoadNetwork, links: Sequence[int]) -> tuple[str, str]:
    """Return what most of some links is called, English and Chinese."""
    return _most(network, network.link_name_en, links), _most(network, network.link_name_zh, links)


def _most(network: RoadNetwork, column: Texts, links: Sequence[int]) -> str:
    """Return the text that most of some links bear, by length; empty where none has one."""
    length_m: dict[str, float] = {}
    for link in links:
        if text := str(column[link]):
            length_m[text] = length_m.get(text, 0.0) + float(network.link_length_m[link])
    return max(length_m, key=lambda text: (length_m[text], text)) if length_m else ""


def _kind(network: RoadNetwork, name: str) -> Kind:
    """Return what a name is that of."""
    links = np.flatnonzero(matching_links(network, [name]))
    length_m = network.link_length_m[links]
    structure = network.link_structure.take(links)
    built_m = {kind: float(length_m[structure.is_one_of([kind])].sum()) for kind in STRUCTURES}
    kind = max(STRUCTURES, key=lambda kind: built_m[kind])
    return kind if sum(built_m.values()) > MOSTLY * float(length_m.sum()) else "road"
