"""Compiled: minutes, length and toll between places from the times at the nodes; see `sim.matrix`.

A *row* is a place whose times at all nodes are known, a *column* a place at the other end of its trips. In a search
against the direction of travel the rows are the destinations, and the clock runs backwards.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from sim._kernel_clock import pass_link
from sim.network import Bools, Floats, Ints

# compiled with sim._kernel_clock da8fe49de5b6

Longs = npt.NDArray[np.int64]
NOWHERE = np.iinfo(np.int32).min


class Roads(NamedTuple):
    """The network by the clock of one search.

    Attributes
    ----------
    empty_s, km, toll_cny : (links,) float64
    profile : (links,) int32
    factor : (slots, profiles) float64
    slot_end_s : (slots,) float64
        Seconds after the moment of the search.
    edge_link : (edges,) int32
    step : (edges,) int32
        The node before each edge in the sense of the search.
    """

    empty_s: Floats
    km: Floats
    toll_cny: Floats
    profile: Ints
    factor: Floats
    slot_end_s: Floats
    edge_link: Ints
    step: Ints


class Places(NamedTuple):
    """The legs of all places and the nodes that they lead on to, one place after the other.

    Attributes
    ----------
    first_leg, first_gate : (places + 1,) int64
    leg_link : (legs,) int32
    leg_share, leg_s, leg_km : (legs,) float64
    leg_along, leg_against : (legs,) bool
        Whether the link may be driven along its line, and against it, in the sense of the search.
    gate_leg, gate_node : (gates,) int32
    gate_part : (gates,) float64
        Share of the link between the leg and the node.
    """

    first_leg: Longs
    first_gate: Longs
    leg_link: Ints
    leg_share: Floats
    leg_s: Floats
    leg_km: Floats
    leg_along: Bools
    leg_against: Bools
    gate_leg: Ints
    gate_node: Ints
    gate_part: Floats


class Found(NamedTuple):
    """The quickest ways of one row to all columns, each (columns,); NaN where there is none.

    Attributes
    ----------
    seconds, km, toll_cny
        With the legs at both ends.
    row_km, column_km
        The legs alone.
    via : int32
        The column's gate; ``-1 - leg * legs of the column - leg of the column`` where both legs lie on one link and the
        way is the piece between them; `NOWHERE` where there is no way.
    """

    seconds: Floats
    km: Floats
    toll_cny: Floats
    row_km: Floats
    column_km: Floats
    via: Ints


@njit(cache=True, nogil=True)
def piece_end(roads: Roads, link: int, part: float, enter_s: float) -> float:
    """Return the second at which a part of a link is behind one; nothing is waited for where the part is 0."""
    if part <= 0.0 or not enter_s < math.inf:
        return enter_s
    return float(pass_link(part * roads.empty_s[link], roads.profile[link], roads.factor, roads.slot_end_s, enter_s))


@njit(cache=True, nogil=True)
def gate_seconds(roads: Roads, places: Places, seconds: Floats) -> None:
    """Fill the seconds from every place to each of its nodes, (gates,), in a search that starts there."""
    for gate in range(seconds.size):
        leg = places.gate_leg[gate]
        seconds[gate] = piece_end(roads, places.leg_link[leg], places.gate_part[gate], places.leg_s[leg])


@njit(cache=True, nogil=True)
def quickest(
    roads: Roads,
    rows: Places,
    row: int,
    row_gate_s: Floats,
    time_s: Floats,
    parent: Ints,
    columns: Places,
    found: Found,
) -> None:
    """Fill the quickest ways between one row and all columns.

    Parameters
    ----------
    roads
        The network.
    rows, row, row_gate_s
        The places searched from, which of them, and the seconds to all their gates.
    time_s, parent : (nodes,)
        What the search from this row found.
    columns
        The places at the other ends.
    found
        What to fill.
    """
    for column in range(columns.first_leg.size - 1):
        least, via = math.inf, NOWHERE
        for gate in range(columns.first_gate[column], columns.first_gate[column + 1]):
            leg = columns.gate_leg[gate]
            at_node_s = time_s[columns.gate_node[gate]]
            if not at_node_s + columns.leg_s[leg] < least:
                continue
            arrival = piece_end(roads, columns.leg_link[leg], columns.gate_part[gate], at_node_s) + columns.leg_s[leg]
            if arrival < least:
                least, via = arrival, gate
        legs = columns.first_leg[column + 1] - columns.first_leg[column]
        for mine in range(rows.first_leg[row], rows.first_leg[row + 1]):
            for theirs in range(columns.first_leg[column], columns.first_leg[column + 1]):
                if rows.leg_link[mine] != columns.leg_link[theirs]:
                    continue
                arrival = _along_one_link(roads, rows, mine, columns, theirs)
                if arrival < least:
                    least = arrival
                    via = -1 - (mine - rows.first_leg[row]) * legs - (theirs - columns.first_leg[column])
        found.seconds[column], found.via[column] = least if via != NOWHERE else math.nan, via
        _measure(roads, rows, row, row_gate_s, parent, columns, column, found)


@njit(cache=True, nogil=True)
def _along_one_link(roads: Roads, rows: Places, mine: int, columns: Places, theirs: int) -> float:
    """Return the second at which one arrives over two legs to one link and the piece between them; inf if none leads."""
    link = rows.leg_link[mine]
    ahead = columns.leg_share[theirs] - rows.leg_share[mine]
    if (ahead > 0 and not rows.leg_along[mine]) or (ahead < 0 and not rows.leg_against[mine]):
        return math.inf
    arrival: float = piece_end(roads, link, abs(ahead), rows.leg_s[mine]) + columns.leg_s[theirs]
    return arrival


@njit(cache=True, nogil=True)
def _measure(
    roads: Roads,
    rows: Places,
    row: int,
    row_gate_s: Floats,
    parent: Ints,
    columns: Places,
    column: int,
    found: Found,
) -> None:
    """Fill length and toll of the way that was found to be the quickest."""
    via = found.via[column]
    if via == NOWHERE:
        for table in (found.km, found.toll_cny, found.row_km, found.column_km):
            table[column] = math.nan
        return
    if via < 0:
        legs = columns.first_leg[column + 1] - columns.first_leg[column]
        mine, theirs = rows.first_leg[row] + (-1 - via) // legs, columns.first_leg[column] + (-1 - via) % legs
        link = rows.leg_link[mine]
        part = abs(columns.leg_share[theirs] - rows.leg_share[mine])
        km, toll = part * roads.km[link], part * roads.toll_cny[link]
    else:
        theirs = columns.gate_leg[via]
        link, part = columns.leg_link[theirs], columns.gate_part[via]
        km, toll = part * roads.km[link], part * roads.toll_cny[link]
        node = columns.gate_node[via]
        while parent[node] >= 0:
            edge = parent[node]
            km += roads.km[roads.edge_link[edge]]
            toll += roads.toll_cny[roads.edge_link[edge]]
            node = roads.step[edge]
        gate = start_gate(rows, row, row_gate_s, node)
        mine = rows.gate_leg[gate]
        link, part = rows.leg_link[mine], rows.gate_part[gate]
        km += part * roads.km[link]
        toll += part * roads.toll_cny[link]
    found.row_km[column], found.column_km[column] = rows.leg_km[mine], columns.leg_km[theirs]
    found.km[column] = km + rows.leg_km[mine] + columns.leg_km[theirs]
    found.toll_cny[column] = toll


@njit(cache=True, nogil=True)
def start_gate(rows: Places, row: int, row_gate_s: Floats, node: int) -> int:
    """Return the gate by which a search from a place came to a node first: the quickest one there."""
    best = -1
    for gate in range(rows.first_gate[row], rows.first_gate[row + 1]):
        if rows.gate_node[gate] == node and (best < 0 or row_gate_s[gate] < row_gate_s[best]):
            best = gate
    return best
