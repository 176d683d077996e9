"""What falls out of the hour when a road, bridge or tunnel is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sim.frames import rows
from sim.mercator import CRS
from sim.network import RoadNetwork
from sim.suppliers.closable import Road
from sim.suppliers.coverage import Shares, shares

SHOWN = 12
"""So many roads are shown beside the named bridges and tunnels, and so many of these that have no name."""
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
        From `sim.suppliers.dependence.losses`.
    brought
        From `sim.suppliers.coverage.offers`.
    inside
        (supplier, plant) inside the hour as long as nothing is closed.

    Returns
    -------
    GeoDataFrame
        See `sim.suppliers.supplier_circle.SupplierCircle.crossings`; EPSG:4326.
    """
    whole = shares(brought, inside)
    lots = brought.groupby(["supplier", "plant"])["deliveries"].sum().to_dict()
    by_road = dict(list(losses.groupby(["road", "kind"], sort=False)))
    made = [_row(network, road, by_road[road.road, road.kind], brought, inside, whole, lots) for road in roads]
    table = pd.DataFrame(made, columns=list(CROSSING_COLUMNS))
    order = ["deliveries_out", "suppliers_out", "suppliers_cut_off", "deliveries_over_it", "lost_min_most"]
    table = table.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    group = np.where(
        table["kind"] == "road", 1, np.where(table["road"].isin([road.road for road in roads if road.named]), 0, 2)
    )
    rank = table.groupby(group).cumcount()
    shown = table[(group == 0) | (rank < SHOWN)].reset_index(drop=True)
    return gpd.GeoDataFrame(shown, geometry="geometry", crs=CRS)


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
        "geometry": shapely.MultiLineString([network.line(link) for link in road.links]),
    }
