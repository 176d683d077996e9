"""What ways run over: the named bridges and tunnels and the roads by ref, and what falls out when each is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sim.frames import rows
from sim.mercator import CRS
from sim.network import RoadNetwork
from sim.reach.coverage import Shares, shares
from sim.selectors import REFS, matching_links

Kind = Literal["bridge", "tunnel", "road"]
MOSTLY = 0.5
"""A name is that of a bridge or tunnel if more than this share of the roads that bear it, by length, is one."""
ROADS_SHOWN = 12
CROSSING_COLUMNS = (
    "road",
    "name_en",
    "name_zh",
    "kind",
    "suppliers_over_it",
    "deliveries_over_it",
    "suppliers_out",
    "part_lines_out",
    "purchase_value_out",
    "deliveries_out",
    "suppliers_cut_off",
    "lost_min_mean",
    "lost_min_most",
    "who_falls_out",
    "geometry",
)


@dataclass(frozen=True)
class Road:
    """A road, bridge or tunnel as one closes it: by its ref or name.

    Attributes
    ----------
    road
        The ref or name that a closure in a scenario takes.
    kind
        What it is.
    name_en, name_zh
        What most of it is called on the ways that were asked about; empty where it has no name.
    links
        Its links on these ways.
    """

    road: str
    kind: Kind
    name_en: str
    name_zh: str
    links: frozenset[int]


def roads_of(network: RoadNetwork, links: Sequence[int]) -> list[Road]:
    """Return the roads that some links belong to, in the order in which they first come.

    A named bridge or tunnel is one of its own, beside the road by ref that it is part of. Links without ref belong to
    the road of their name.

    Parameters
    ----------
    network
        The roads.
    links
        Those of one way, or of several.
    """
    found: dict[tuple[str, Kind], list[int]] = {}
    kinds: dict[str, Kind] = {}
    for link in links:
        name, refs = _name(network, link), str(network.link_ref[link])
        if name and name not in kinds:
            kinds[name] = _kind(network, name)
        keys: list[tuple[str, Kind]] = [(ref.strip(), "road") for ref in REFS.split(refs) if ref.strip()]
        if name and (kinds[name] != "road" or not keys):
            keys.append((name, kinds[name]))
        for key in keys:
            found.setdefault(key, []).append(link)
    return [_road(network, name, kind, members) for (name, kind), members in found.items()]


def crossing_table(
    network: RoadNetwork,
    roads: Sequence[Road],
    losses: pd.DataFrame,
    brought: pd.DataFrame,
    inside: set[tuple[str, str]],
) -> gpd.GeoDataFrame:
    """Return what falls out of the hour when each road is closed: all bridges and tunnels, and the roads with most.

    Parameters
    ----------
    network
        The roads.
    roads
        Those on any of the ways.
    losses
        From `sim.reach.dependence.losses`.
    brought
        From `sim.reach.coverage.offers`.
    inside
        (supplier, plant) inside the hour as long as nothing is closed.

    Returns
    -------
    GeoDataFrame
        See `sim.reach.supplier_circle.SupplierCircle.crossings`; EPSG:4326.
    """
    whole = shares(brought, inside)
    lots = brought.groupby(["supplier", "plant"])["deliveries"].sum().to_dict()
    by_road = dict(list(losses.groupby(["road", "kind"], sort=False)))
    made = [_row(network, road, by_road[road.road, road.kind], brought, inside, whole, lots) for road in roads]
    table = pd.DataFrame(made, columns=list(CROSSING_COLUMNS))
    order = ["deliveries_out", "suppliers_out", "suppliers_cut_off", "deliveries_over_it", "lost_min_most"]
    table = table.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    plain = table["kind"] == "road"
    table = table[~plain | (plain.cumsum() <= ROADS_SHOWN)].reset_index(drop=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS)


def _row(
    network: RoadNetwork,
    road: Road,
    lost: pd.DataFrame,
    brought: pd.DataFrame,
    inside: set[tuple[str, str]],
    whole: Shares,
    lots: Mapping[Any, float],
) -> dict[str, object]:
    ends = [(row.supplier, row.plant) for row in rows(lost)]
    out = [(row.supplier, row.plant) for row in rows(lost) if row.falls_out]
    left = shares(brought, inside - set(out))
    finite = lost["lost_min"].dropna()
    return {
        "road": road.road,
        "name_en": road.name_en,
        "name_zh": road.name_zh,
        "kind": road.kind,
        "suppliers_over_it": len({supplier for supplier, _ in ends}),
        "deliveries_over_it": sum(lots.get(pair, 0.0) for pair in ends),
        "suppliers_out": len({supplier for supplier, _ in out}),
        **{f"{name}_out": was - now for name, was, now in zip(Shares._fields, whole, left, strict=True)},
        "suppliers_cut_off": lost.loc[lost["cut_off"], "supplier"].nunique(),
        "lost_min_mean": float(finite.mean()) if finite.size else float("nan"),
        "lost_min_most": float(finite.max()) if finite.size else float("nan"),
        "who_falls_out": ", ".join(dict.fromkeys(supplier for supplier, _ in out)),
        "geometry": shapely.MultiLineString([network.line(link) for link in sorted(road.links)]),
    }


def _road(network: RoadNetwork, name: str, kind: Kind, links: Sequence[int]) -> Road:
    english, chinese = (_most(network, column, links) for column in (network.link_name_en, network.link_name_zh))
    return Road(name, kind, english, chinese, frozenset(links))


def _most(network: RoadNetwork, column: Any, links: Sequence[int]) -> str:
    """Return the text that most of some links bear, by length; empty where none has one."""
    km: dict[str, float] = {}
    for link in set(links):
        if text := str(column[link]):
            km[text] = km.get(text, 0.0) + float(network.link_length_m[link])
    return max(km, key=lambda text: (km[text], text)) if km else ""


def _name(network: RoadNetwork, link: int) -> str:
    return str(network.link_name_zh[link]) or str(network.link_name_en[link])


def _kind(network: RoadNetwork, name: str) -> Kind:
    """Return what a name is that of."""
    links = np.flatnonzero(matching_links(network, [name]))
    length_m = network.link_length_m[links]
    kinds: tuple[Kind, Kind] = ("bridge", "tunnel")
    by_kind = {kind: float(length_m[network.link_structure.take(links).is_one_of([kind])].sum()) for kind in kinds}
    kind = max(kinds, key=lambda kind: by_kind[kind])
    return kind if sum(by_kind.values()) > MOSTLY * float(length_m.sum()) else "road"
