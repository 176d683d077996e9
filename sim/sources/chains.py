"""Chains of pieces of road that nothing joins or leaves on the way: which pieces, in which order, in which direction."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sim.network import Bools

Indices = npt.NDArray[np.int64]


class Chains(NamedTuple):
    """Pieces sorted by chain and by their order in it.

    Attributes
    ----------
    piece : (pieces,) int64
    chain : (pieces,) int64
        From 0 without gaps; a piece that nothing is merged with is a chain of its own.
    reversed : (pieces,) bool
        True where a piece is passed from its end to its start.
    """

    piece: Indices
    chain: Indices
    reversed: Bools


def chains_of(start: Indices, end: Indices, kind: Indices, one_way: Bools) -> Chains:
    """Merge pieces of road at the nodes where just two of them meet and are of one kind.

    One-way pieces are merged only if one goes on where the other arrives, and keep their direction. A chain of two-way
    pieces starts at that of its two outer pieces that comes first. A ring is opened at the start of its first piece.

    Parameters
    ----------
    start, end : (pieces,) int64
        The nodes at the ends of each piece.
    kind : (pieces,) int64
        Only pieces of equal kind are merged.
    one_way : (pieces,) bool
        Equal for pieces of equal kind.
    """
    partner = _opened(_partners(start, end, kind, one_way))
    head, rank = _walk(partner)
    along, against = head[::2], head[1::2]
    chosen = np.where(one_way, along, np.minimum(along, against))
    is_reversed = along != chosen
    rank = np.where(is_reversed, rank[1::2], rank[::2])
    chain = np.unique(chosen, return_inverse=True)[1]
    order = np.lexsort((rank, chain))
    return Chains(order, chain[order], is_reversed[order])


def _partners(start: Indices, end: Indices, kind: Indices, one_way: Bools) -> Indices:
    """Return the end that each end is merged with, or -1. End `2 p` is the start of piece `p`, `2 p + 1` its end."""
    node = np.empty(2 * start.size, np.int64)
    node[::2], node[1::2] = start, end
    partner = np.full(node.size, -1, np.int64)
    inner = np.flatnonzero((np.bincount(node) == 2)[node])  # noqa: PLR2004 - two ends meet
    pair = inner[np.argsort(node[inner], kind="stable")]
    a, b = pair[::2], pair[1::2]
    fits = (kind[a >> 1] == kind[b >> 1]) & (a >> 1 != b >> 1) & (~one_way[a >> 1] | ((a ^ b) & 1 == 1))
    partner[a[fits]], partner[b[fits]] = b[fits], a[fits]
    return partner


def _opened(partner: Indices) -> Indices:
    """Open every ring of pieces at the start of the first of them."""
    joined = np.flatnonzero(partner >= 0)
    pieces = partner.size // 2
    if not joined.size:
        return partner
    joints = coo_array((np.ones(joined.size, bool), (joined >> 1, partner[joined] >> 1)), shape=(pieces, pieces))
    group = connected_components(joints, directed=False)[1]
    loose_ends = np.bincount(group, weights=(partner < 0).reshape(-1, 2).sum(axis=1))
    groups, first_piece = np.unique(group, return_index=True)
    opened = 2 * first_piece[loose_ends[groups] == 0].astype(np.int64)
    partner[partner[opened]] = -1
    partner[opened] = -1
    return partner


def _walk(partner: Indices) -> tuple[Indices, Indices]:
    """For every end: passing its piece from that end, at which end did the chain begin, and how many pieces ago.

    By pointer doubling: after the n-th round every end knows the one 2^n pieces back (Wyllie 1979).
    """
    ends = np.arange(partner.size, dtype=np.int64)
    back = np.where(partner >= 0, partner ^ 1, ends)
    rank = (back != ends).astype(np.int64)
    while True:
        further = back[back]
        if np.array_equal(further, back):
            return back, rank
        rank += rank[back]
        back = further
