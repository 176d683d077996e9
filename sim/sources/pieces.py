"""Strokes cut into pieces at the nodes of the graph, and pieces laid end to end into the lines of links."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.network import Bools, Floats, Ints
from sim.sources.chains import Chains
from sim.sources.strokes import Indices, Strokes

TWO_ARMS = 2


@dataclass(frozen=True, eq=False)
class Pieces:
    """Parts of strokes between nodes.

    Attributes
    ----------
    way : (pieces,) int64
    first, last : (pieces,) int64
        Places of the ends of each piece in `Strokes.vertex`, both included.
    start, end : (pieces,) int64
        The vertices at the ends. Copies of severed vertices count on from the number of vertices.
    severed : (copies,) int64
        The vertex that each copy is of.
    barriers_at_junctions : int
        Blocked vertices that were not severed, because more than two roads meet there.
    """

    way: Indices
    first: Indices
    last: Indices
    start: Indices
    end: Indices
    severed: Indices
    barriers_at_junctions: int


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of links, one after the other.

    Attributes
    ----------
    start, end : (links,) int64
        The vertices at the ends, copies of severed ones included.
    first : (links + 1,) int64
    vertex : (points,) int32
    length_m : (links,) float64
    first_piece : (links,) int64
        Place of the first piece in `Chains.piece`; halves of a loop share it.
    chain : (links,) int64
    """

    start: Indices
    end: Indices
    first: Indices
    vertex: Ints
    length_m: Floats
    first_piece: Indices
    chain: Indices


def cut(strokes: Strokes, blocked_node: Indices, *, everywhere: bool) -> Pieces:
    """Cut strokes where they end or meet, and sever them at barriers.

    A barrier where more than two roads meet severs nothing: which of them it stands on cannot be known, and the rules
    of mapping forbid it (https://wiki.openstreetmap.org/wiki/Key:barrier).

    Parameters
    ----------
    strokes
        What to cut.
    blocked_node
        Ids of nodes that no motor vehicle passes.
    everywhere
        Cut at every point.
    """
    vertices = strokes.vertices.number.size
    ends = strokes.vertex[np.concatenate([strokes.first[:-1], strokes.first[1:] - 1])]
    at_end = np.bincount(ends, minlength=vertices)
    arms = 2 * np.bincount(strokes.vertex, minlength=vertices) - at_end
    blocked = np.isin(strokes.vertices.number, blocked_node)
    severed = blocked & (arms == TWO_ARMS)
    is_node = (arms != TWO_ARMS) | (at_end > 0) | severed | everywhere
    at = np.flatnonzero(is_node[strokes.vertex])
    stroke = np.searchsorted(strokes.first, at, side="right") - 1
    same = stroke[:-1] == stroke[1:]
    first, last = at[:-1][same], at[1:][same]
    start, end, copies = _sever(strokes.vertex[first], strokes.vertex[last], severed)
    junctions = int((blocked & (arms > TWO_ARMS)).sum())
    return Pieces(strokes.way[stroke[:-1][same]], first, last, start, end, copies, junctions)


def lay(strokes: Strokes, pieces: Pieces, chains: Chains) -> Lines:
    """Lay the pieces of every chain end to end; a link that ends where it starts is cut half way.

    Parameters
    ----------
    strokes, pieces
        What the chains are made of.
    chains
        The pieces in order.
    """
    goes_on = np.diff(chains.chain, prepend=-1) == 0
    first, last = pieces.first[chains.piece], pieces.last[chains.piece]
    points = last - first + 1 - goes_on  # where a piece goes on, its first point is there already
    begin = np.cumsum(points) - points
    within = np.arange(points.sum(), dtype=np.int32) - np.repeat((begin - goes_on).astype(np.int32), points)
    forward = np.where(chains.reversed, -1, 1).astype(np.int8)
    place = np.repeat(np.where(chains.reversed, last, first).astype(np.int32), points)
    place += np.repeat(forward, points) * within
    is_later = within > 0
    del within
    step_m = strokes.step_m[place + (np.repeat(chains.reversed, points) & is_later)]
    step_m *= is_later
    head = np.flatnonzero(~goes_on)
    tail = np.append(head[1:], chains.piece.size) - 1
    start = np.where(chains.reversed, pieces.end[chains.piece], pieces.start[chains.piece])[head]
    end = np.where(chains.reversed, pieces.start[chains.piece], pieces.end[chains.piece])[tail]
    return _without_loops(start, end, begin[head], strokes.vertex[place], step_m, head)


def _sever(start: Indices, end: Indices, severed: Bools) -> tuple[Indices, Indices, Indices]:
    """Give one of the two pieces that meet at a severed vertex a copy of it."""
    ends = np.concatenate([start, end])
    there = np.flatnonzero(severed[ends])
    copies, first = np.unique(ends[there], return_index=True)
    ends[there[first]] = severed.size + np.arange(copies.size)
    return ends[: start.size], ends[start.size :], copies


def _without_loops(start: Indices, end: Indices, first: Indices, vertex: Ints, step_m: Floats, head: Indices) -> Lines:
    """Cut loops half way, by their points; the middle vertex comes twice."""
    loop = np.flatnonzero(start == end)
    middle = (first[loop] + np.append(first[1:], vertex.size)[loop]) // 2
    length_m = np.add.reduceat(step_m, np.sort(np.concatenate([first, middle + 1]))) if first.size else step_m
    links = np.arange(start.size)
    link = np.sort(np.concatenate([links, loop]))
    is_second = np.zeros(link.size, bool)
    is_second[1:] = link[1:] == link[:-1]
    is_first = np.zeros(link.size, bool)
    is_first[:-1] = is_second[1:]
    starts, ends = start[link], end[link]
    starts[is_second] = ends[is_first] = vertex[middle]
    begin = first[link]
    begin[is_second] = middle + 1 + np.arange(loop.size)
    begin[~is_second] += np.searchsorted(middle, first)
    return Lines(
        start=starts,
        end=ends,
        first=np.append(begin, vertex.size + loop.size),
        vertex=np.insert(vertex, middle, vertex[middle]),
        length_m=length_m,
        first_piece=head[link],
        chain=link,
    )
