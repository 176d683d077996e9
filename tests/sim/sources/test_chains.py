from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.sources.chains import Chains, chains_of


def merged(*pieces: tuple[int, int], one_way: bool = False) -> list[list[tuple[int, bool]]]:
    start, end = np.array(pieces, np.int64).T
    kind = np.zeros(start.size, np.int64)
    return listed(chains_of(start, end, kind, np.full(start.size, one_way)))


def listed(chains: Chains) -> list[list[tuple[int, bool]]]:
    found: list[list[tuple[int, bool]]] = [[] for _ in range(int(chains.chain.max(initial=-1)) + 1)]
    for piece, chain, is_reversed in zip(chains.piece, chains.chain, chains.reversed, strict=True):
        found[chain].append((int(piece), bool(is_reversed)))
    return found


def test_a_chain_begins_at_its_first_outer_piece() -> None:
    assert merged((1, 2), (2, 3), (3, 4)) == [[(0, False), (1, False), (2, False)]]
    assert merged((2, 1), (2, 3)) == [[(0, True), (1, False)]]
    assert merged((3, 4), (2, 3), (2, 1)) == [[(0, True), (1, True), (2, False)]]


def test_one_way_chains_keep_their_direction() -> None:
    assert merged((2, 3), (1, 2), one_way=True) == [[(1, False), (0, False)]]
    assert merged((1, 2), (3, 2), one_way=True) == [[(0, False)], [(1, False)]]


def test_a_ring_is_opened_at_its_first_piece() -> None:
    assert merged((5, 6), (6, 7), (7, 5)) == [[(0, False), (1, False), (2, False)]]
    assert merged((5, 6), (6, 7), (7, 5), one_way=True) == [[(0, False), (1, False), (2, False)]]
    assert merged((5, 5)) == [[(0, False)]]


def test_long_chains() -> None:
    count = 5_000
    order = np.random.default_rng(1).permutation(count)
    chains = chains_of(order, order + 1, np.zeros(count, np.int64), np.ones(count, bool))
    assert np.array_equal(order[chains.piece], np.arange(count))
    assert not chains.chain.any()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2)), min_size=1, max_size=12))
def test_chains_hold_together_and_hold_every_piece_once(pieces: list[tuple[int, int, int]]) -> None:
    start, end, kind = np.array(pieces, np.int64).T
    one_way = kind == 0
    chains = chains_of(start, end, kind, one_way)
    assert sorted(chains.piece) == list(range(len(pieces)))
    meeting = np.bincount(np.concatenate([start, end]))
    joints = 0
    for chain in listed(chains):
        enters = [end[piece] if turned else start[piece] for piece, turned in chain]
        leaves = [start[piece] if turned else end[piece] for piece, turned in chain]
        assert enters[1:] == leaves[:-1]
        assert all(meeting[node] == 2 for node in enters[1:])
        assert len({int(kind[piece]) for piece, _ in chain}) == 1
        assert not any(turned and one_way[piece] for piece, turned in chain)
        joints += len(chain) - 1
    assert joints <= (meeting == 2).sum()
