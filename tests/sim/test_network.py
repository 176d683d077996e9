"""The array form of a network."""

from __future__ import annotations

import dataclasses

import numpy as np

from sim.columns import Texts
from sim.network import forward_star
from tests.sim.small_roads import LINKS, small_network


def test_edges_are_sorted_by_tail_and_point_back_to_their_links() -> None:
    network = small_network(one_way=(0,))
    assert network.edges == 2 * len(LINKS) - 1
    assert (np.diff(network.edge_tail) >= 0).all()
    for node in range(network.nodes):
        assert (network.edge_tail[network.first_edge[node] : network.first_edge[node + 1]] == node).all()
    for edge in range(network.edges):
        line = network.line(int(network.edge_link[edge]))
        ends = line[::-1] if network.edge_reversed[edge] else line
        tail, head = network.edge_tail[edge], network.edge_head[edge]
        assert (ends[0] == (network.node_lon[tail], network.node_lat[tail])).all()
        assert (ends[-1] == (network.node_lon[head], network.node_lat[head])).all()


def test_it_is_told_of_in_a_line() -> None:
    network = small_network()
    assert repr(network) == f"<RoadNetwork 'small' of {network.date}: {network.nodes} nodes, {network.links} links>"


def test_nodes_without_edges_have_none() -> None:
    star = forward_star(4, np.array([2], np.int32), np.array([0], np.int32), np.array([False]))
    assert star.first_edge.tolist() == [0, 0, 0, 1, 1]


def test_hash_follows_what_travel_times_depend_on() -> None:
    network = small_network()
    longer = dataclasses.replace(network, link_length_m=network.link_length_m * 1.001)
    renamed = dataclasses.replace(network, name="other")
    assert network.sha256() == small_network().sha256() == renamed.sha256()
    assert network.sha256() != longer.sha256()
    unnamed = dataclasses.replace(
        network, link_ref=Texts.of([""] * network.links)
    )  # a closure of G4 means nothing there
    assert network.sha256() != unnamed.sha256()
    refs = list(network.link_ref)
    other_pool = Texts.of(["unused", *reversed(refs), *refs]).take(np.arange(len(refs) + 1, 2 * len(refs) + 1))
    assert dataclasses.replace(network, link_ref=other_pool).sha256() == network.sha256()
