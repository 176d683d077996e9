"""The way of one trip: the roads it takes, in the order they are driven, and its line."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
import shapely.ops

from sim import mercator
from sim._matrix import NOWHERE, Found, Places, quickest, start_gate
from sim.access import Access, direct_km
from sim.nearlines import lines_on_map
from sim.network import Floats, Ints, RoadNetwork
from sim.pairs import Speeds, places

SAME_DEGREES = 1e-9
"""Points so near to each other are one: a tenth of a millimetre."""


@dataclass(frozen=True)
class Piece:
    """A link, or a part of it, as it is driven.

    Attributes
    ----------
    link
        Its index.
    begin, end
        Shares of the link's line, by length; from the larger to the smaller against its direction.
    """

    link: int
    begin: float
    end: float


@dataclass(frozen=True)
class Way:
    """The pieces of the quickest way of one trip, and what it takes.

    Attributes
    ----------
    pieces
        Links in the order they are driven, the first and the last only in part; none for neighbours that go without the
        network.
    seconds, km, toll_cny, origin_km, destination_km
        As in `sim.pairs.Pairs`.
    """

    pieces: tuple[Piece, ...]
    seconds: float
    km: float
    toll_cny: float
    origin_km: float
    destination_km: float


@dataclass(frozen=True, eq=False)
class Search:
    """A finished search from one place."""

    network: RoadNetwork
    place: Access
    rows: Places
    gate_s: Floats
    parent: Ints
    arrive: bool

    def pieces(self, other: Access, gate: int) -> tuple[Piece, ...]:
        """Return the way between the place and a gate of another, as it is driven."""
        step = self.network.edge_head if self.arrive else self.network.edge_tail
        sides: tuple[Literal["from", "to"], ...] = ("to", "from") if self.arrive else ("from", "to")
        mine, theirs = self.place.gates(sides[0]), other.gates(sides[1])
        edges, node = [], int(theirs.node[gate])
        while (edge := int(self.parent[node])) >= 0:
            edges.append(edge)
            node = int(step[edge])
        ends = [(self.place, mine, start_gate(self.rows, 0, self.gate_s, node)), (other, theirs, gate)]
        if self.arrive:
            ends.reverse()
        else:
            edges.reverse()
        shares = [(float(access.share[gates.leg[at]]), float(gates.at_end[at])) for access, gates, at in ends]
        links = [int(gates.link[at]) for _, gates, at in ends]
        backwards = self.network.edge_reversed[edges].astype(float)
        driven = [
            Piece(links[0], *shares[0]),
            *map(Piece, self.network.edge_link[edges].tolist(), backwards.tolist(), (1.0 - backwards).tolist()),
            Piece(links[1], *shares[1][::-1]),
        ]
        return tuple(piece for piece in driven if piece.begin != piece.end)

    def along_one_link(self, other: Access, via: int) -> tuple[Piece, ...]:
        """Return the piece between two legs to one link."""
        mine, theirs = divmod(-1 - via, other.link.size)
        shares = [float(self.place.share[mine]), float(other.share[theirs])]
        if self.arrive:
            shares.reverse()
        return (Piece(int(other.link[theirs]), *shares),)


def ways(
    speeds: Speeds,
    place: Access,
    others: Sequence[Access],
    moment_s: float,
    *,
    arrive: bool,
    within_s: float = math.inf,
) -> list[Way | None]:
    """Return the quickest ways between one place and others, None where no road leads.

    Parameters
    ----------
    speeds
        The roads.
    place
        The origin, or the destination where one arrives by a moment.
    others
        The places at the other ends.
    moment_s, arrive
        See `sim.pairs.pairs`.
    within_s
        How long these trips take at most, as far as is known; all roads are searched if one takes longer.
    """
    rows = places([place], "to" if arrive else "from", against=arrive)
    columns = places(others, "from" if arrive else "to", against=arrive)
    seconds, km, toll, row_km, column_km = np.empty((5, len(others)))
    found = Found(seconds, km, toll, row_km, column_km, np.empty(len(others), np.int32))
    for cutoff_s in dict.fromkeys((within_s, math.inf)):
        gate_s, times, parent = speeds.times(rows, range(1), moment_s, against=arrive, cutoff_s=cutoff_s)
        quickest(speeds.search(moment_s, against=arrive), rows, 0, gate_s, times[0], parent[0], columns, found)
        if (seconds <= cutoff_s).all():
            break
    search = Search(speeds.network, place, rows, gate_s, parent[0], arrive)
    beside = direct_km([place], others)[0]
    origin_km, destination_km = (column_km, row_km) if arrive else (row_km, column_km)
    got: list[Way | None] = []
    for column, other in enumerate(others):
        via, direct = int(found.via[column]), float(beside[column])
        direct_s = direct / (other if arrive else place).speed_kph * 3600
        if np.isfinite(direct) and not seconds[column] <= direct_s:
            got.append(Way((), direct_s, direct, 0.0, direct, 0.0))
        elif via == NOWHERE:
            got.append(None)
        else:
            gate = via - int(columns.first_gate[column])
            pieces = search.along_one_link(other, via) if via < 0 else search.pieces(other, gate)
            figures = (array[column].item() for array in (seconds, km, toll, origin_km, destination_km))
            got.append(Way(pieces, *figures))
    return got


def drawn(network: RoadNetwork, pieces: Sequence[Piece]) -> shapely.LineString:
    """Return the line of a way on the roads, degrees.

    Parameters
    ----------
    network
        The roads.
    pieces
        At least one.
    """
    parts = [_points(network, piece) for piece in pieces]
    points = np.concatenate(parts)
    moved = np.concatenate([[True], np.abs(np.diff(points, axis=0)).max(axis=1) > SAME_DEGREES])
    points = points[moved]
    return shapely.LineString(points if len(points) > 1 else np.repeat(points, 2, axis=0))


def road_names(network: RoadNetwork, links: Sequence[int]) -> tuple[str, ...]:
    """Return what the roads of a way are called, in order: ref, or else a name; each once in a row."""
    columns = (network.link_ref, network.link_name_zh, network.link_name_en)
    names = (next(filter(None, (column[link] for column in columns)), "") for link in links)
    return tuple(name for name, _ in itertools.groupby(filter(None, names)))


def _points(network: RoadNetwork, piece: Piece) -> Floats:
    """Return the points of a piece in the order they are driven, (points, 2) degrees."""
    if {piece.begin, piece.end} == {0.0, 1.0}:
        return network.line(piece.link)[:: 1 if piece.begin < piece.end else -1]
    line = lines_on_map(network, np.array([piece.link], np.int32))[0]
    part = shapely.ops.substring(line, piece.begin, piece.end, normalized=True)
    return np.column_stack(mercator.from_map(*shapely.get_coordinates(part).T))
