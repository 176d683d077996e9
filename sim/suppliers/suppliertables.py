"""The tables of the supplier circle: hours, suppliers, ways, and what each road carries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from scenarios import Scenario
from sim.frames import rows
from sim.mercator import CRS
from sim.network import Bools, Floats, RoadNetwork
from sim.suppliers.closable import Road
from sim.suppliers.reachdays import DAYS, day_hours, hour_text
from sim.suppliers.suppliers import crossings, origin_site
from sim.suppliers.suppliertrips import DayTimes, Ends
from sim.tripway import Way, drawn, road_names

HOUR_COLUMNS = (
    "supplier",
    "plant",
    "day",
    "hour",
    "depart_at",
    "imported",
    "loading_min",
    "road_min",
    "unloading_min",
    "door_to_door_min",
    "door_to_door_min_p50",
    "door_to_door_min_p90",
    "inside",
    "inside_p50",
    "inside_p90",
    "outside_reason",
    "km",
    "toll_cny",
    "co2_kg",
)
AT_DEPART = HOUR_COLUMNS[6:]
"""What the hours and the suppliers tell alike."""
SUPPLIER_COLUMNS = (
    "supplier",
    "name_en",
    "name_zh",
    "kind",
    "site",
    "site_name_en",
    "site_name_zh",
    "plant",
    "part_lines",
    "purchase_value_cny",
    "deliveries",
    *AT_DEPART,
    "hours_inside_weekday",
    "hours_inside_saturday",
    "hours_inside_weekday_p90",
    "hours_inside_saturday_p90",
    "share_of_hours_inside",
    "best_min",
    "best_hour",
    "worst_min",
    "worst_hour",
    "crossings",
    "depends_on",
    "depends_on_en",
    "depends_on_zh",
    "depends_on_kind",
    "depends_on_lost_min",
    "depends_on_cuts_off",
    "geometry",
)
WAY_COLUMNS = (
    "supplier",
    "plant",
    "inside",
    "depart_at",
    "door_to_door_min",
    "km",
    "toll_cny",
    "deliveries",
    "roads",
    "geometry",
)
LOAD_COLUMNS = (
    "link",
    "ref",
    "name_en",
    "name_zh",
    "structure",
    "suppliers",
    "part_lines",
    "purchase_value_cny",
    "deliveries",
    "geometry",
)
BROUGHT = ("part_lines", "purchase_value_cny", "deliveries")


def hour_table(
    scenario: Scenario, ends: Sequence[Ends], days: Mapping[str, dt.date], times: Mapping[str, DayTimes]
) -> pd.DataFrame:
    """Return a row per supplier and plant, day and hour; see `sim.suppliers.supplier_circle.SupplierCircle.hours`.

    Parameters
    ----------
    scenario
        What "inside" means.
    ends
        Supplier and plant of each trip.
    days, times
        By name; the hours are those of a day, the percentiles 50, 90 and that of `scenario.reach`.
    """
    tables = [_day_rows(scenario, ends, name, (day, times[name])) for name, day in days.items()]
    order = {pair: number for number, pair in enumerate(ends)}
    table = pd.concat(tables, ignore_index=True)
    rank = [order[pair] for pair in zip(table["supplier"], table["plant"], strict=True)]
    return table.iloc[np.argsort(rank, kind="stable")].reset_index(drop=True)


def _day_rows(scenario: Scenario, ends: Sequence[Ends], name: str, what: tuple[dt.date, DayTimes]) -> pd.DataFrame:
    day, times = what
    reach, trips = scenario.reach, len(ends)
    moments = day_hours(day, scenario.timezone)
    handling = reach.loading_min + reach.unloading_min
    by_road = np.tile([scenario.suppliers[supplier].inbound is None for supplier, _ in ends], 24)
    minutes = {at: handling + seconds.ravel() / 60 for at, seconds in times.seconds_at.items()}
    inside = {at: by_road & (taken <= reach.circle_min) for at, taken in minutes.items()}
    km = times.usual.km.ravel()
    columns: dict[str, Any] = {
        "supplier": [supplier for supplier, _ in ends] * 24,
        "plant": [plant for _, plant in ends] * 24,
        "day": name,
        "hour": np.repeat(np.arange(24), trips),
        "depart_at": pd.DatetimeIndex(moments).as_unit("ms").repeat(trips),
        "imported": ~by_road,
        "loading_min": reach.loading_min,
        "road_min": times.seconds_at[reach.percentile].ravel() / 60,
        "unloading_min": reach.unloading_min,
        "door_to_door_min": minutes[reach.percentile],
        "door_to_door_min_p50": minutes[50.0],
        "door_to_door_min_p90": minutes[90.0],
        "inside": inside[reach.percentile],
        "inside_p50": inside[50.0],
        "inside_p90": inside[90.0],
        "outside_reason": _reasons(inside[reach.percentile], by_road, minutes[reach.percentile]),
        "km": km,
        "toll_cny": times.usual.toll_cny.ravel(),
        "co2_kg": km * scenario.vehicles[reach.vehicle].co2_kg_per_km,
    }
    return pd.DataFrame(columns, columns=list(HOUR_COLUMNS))


def _reasons(inside: Bools, by_road: Bools, minutes: Floats) -> list[str]:
    """Return why each trip is outside; empty where it is inside."""
    cases = [inside, ~by_road, np.isnan(minutes)]
    return [str(reason) for reason in np.select(cases, ["", "import", "no road"], "time")]


def supplier_table(
    scenario: Scenario,
    network: RoadNetwork,
    hours: pd.DataFrame,
    brought: pd.DataFrame,
    ways: Mapping[Ends, Way | None],
    needed: Mapping[Ends, tuple[Road, float]],
) -> gpd.GeoDataFrame:
    """Return a row per supplier and plant; see `sim.suppliers.supplier_circle.SupplierCircle.suppliers`.

    Parameters
    ----------
    scenario, network
        Names, and what is passed on the way.
    hours
        From `hour_table`; those of the hour of `scenario.reach.depart` on the weekday are told of.
    brought
        From `sim.suppliers.coverage.offers`.
    ways
        The quickest way of each trip.
    needed
        From `sim.suppliers.dependence.most_needed`.
    """
    by_pair, lines = dict(list(hours.groupby(["supplier", "plant"], sort=False))), lines_of(brought)
    depart_hour = scenario.reach.depart.hour
    made = []
    for pair, way in ways.items():
        table, links = by_pair[pair], [] if way is None else [piece.link for piece in way.pieces]
        now = table[(table["day"] == "weekday") & (table["hour"] == depart_hour)].iloc[0]
        made.append(
            {
                **_who(scenario, pair),
                **lines[pair],
                **{name: now[name] for name in AT_DEPART},
                **_hours_inside(table),
                "crossings": crossings(network, list(dict.fromkeys(links))),
                **_dependence(needed.get(pair)),
            }
        )
    frame = pd.DataFrame(made, columns=list(SUPPLIER_COLUMNS))
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)


def lines_of(brought: pd.DataFrame) -> dict[Ends, dict[str, float]]:
    """Return the part lines, purchase value and deliveries of each supplier and plant."""
    grouped = brought.groupby(["supplier", "plant"], sort=False)
    summed = grouped.agg(
        part_lines=("item", "nunique"),
        purchase_value_cny=("purchase_value_cny", "sum"),
        deliveries=("deliveries", "sum"),
    ).reset_index()
    return {(row.supplier, row.plant): {name: getattr(row, name) for name in BROUGHT} for row in rows(summed)}


def _who(scenario: Scenario, pair: Ends) -> dict[str, object]:
    supplier, site = scenario.suppliers[pair[0]], origin_site(scenario, pair[0])
    place = scenario.sites[site]
    return {
        "supplier": pair[0],
        "name_en": supplier.name.en,
        "name_zh": supplier.name.zh,
        "kind": "import" if supplier.inbound else "road",
        "site": site,
        "site_name_en": place.name.en,
        "site_name_zh": place.name.zh,
        "plant": pair[1],
        "geometry": shapely.Point(place.lon, place.lat),
    }


def _hours_inside(table: pd.DataFrame) -> dict[str, object]:
    """Return at which hours a supplier is inside, how often, and its best and worst hour of the weekday."""
    texts = {
        f"hours_inside_{day}{suffix}": hour_text(table.loc[(table["day"] == day) & table[column], "hour"].tolist())
        for suffix, column in (("", "inside"), ("_p90", "inside_p90"))
        for day in DAYS
    }
    weekday = table[table["day"] == "weekday"]
    minutes = weekday["door_to_door_min"].to_numpy()
    known = np.isfinite(minutes).any()
    best, worst = (int(np.nanargmin(minutes)), int(np.nanargmax(minutes))) if known else (0, 0)
    return {
        **texts,
        "share_of_hours_inside": float(table["inside"].mean()),
        "best_min": minutes[best],
        "best_hour": best,
        "worst_min": minutes[worst],
        "worst_hour": worst,
    }


def _dependence(needed: tuple[Road, float] | None) -> dict[str, object]:
    road, minutes = needed or (None, 0.0)
    return {
        "depends_on": road.road if road else "",
        "depends_on_en": road.name_en if road else "",
        "depends_on_zh": road.name_zh if road else "",
        "depends_on_kind": road.kind if road else "",
        "depends_on_lost_min": minutes if np.isfinite(minutes) else float("nan"),
        "depends_on_cuts_off": not np.isfinite(minutes),
    }


def way_table(
    network: RoadNetwork, suppliers: gpd.GeoDataFrame, ways: Mapping[Ends, Way | None], depart: dt.datetime
) -> gpd.GeoDataFrame:
    """Return the quickest ways that there are; see `sim.suppliers.supplier_circle.SupplierCircle.ways`."""
    made = []
    for row in rows(suppliers):
        way = ways[row.supplier, row.plant]
        if way is not None and way.pieces:
            same = {name: getattr(row, name) for name in WAY_COLUMNS if name not in {"depart_at", "roads", "geometry"}}
            names = ", ".join(road_names(network, [piece.link for piece in way.pieces]))
            made.append({**same, "depart_at": depart, "roads": names, "geometry": drawn(network, way.pieces)})
    return gpd.GeoDataFrame(pd.DataFrame(made, columns=list(WAY_COLUMNS)), geometry="geometry", crs=CRS)


def load_table(network: RoadNetwork, brought: pd.DataFrame, ways: Mapping[Ends, Way | None]) -> gpd.GeoDataFrame:
    """Return the links of the ways with what goes over each; see `sim.suppliers.supplier_circle.SupplierCircle.loads`."""
    lines, over = lines_of(brought), dict[int, list[Ends]]()
    for pair, way in ways.items():
        for link in dict.fromkeys(piece.link for piece in way.pieces) if way else ():
            over.setdefault(link, []).append(pair)
    made = [
        {
            "link": link,
            "ref": str(network.link_ref[link]),
            "name_en": str(network.link_name_en[link]),
            "name_zh": str(network.link_name_zh[link]),
            "structure": str(network.link_structure[link]),
            "suppliers": len({supplier for supplier, _ in pairs}),
            **{name: sum(lines[pair][name] for pair in pairs) for name in BROUGHT},
            "geometry": shapely.LineString(network.line(link)),
        }
        for link, pairs in sorted(over.items())
    ]
    return gpd.GeoDataFrame(pd.DataFrame(made, columns=list(LOAD_COLUMNS)), geometry="geometry", crs=CRS)
