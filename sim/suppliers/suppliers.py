"""Who can deliver within the hour: door-to-door minutes between suppliers and plants by hour, and what they cover."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from scenarios import Scenario
from sim.chain.compiling.points import stock_points
from sim.network import RoadNetwork
from sim.percentiles import percentile_factor
from sim.suppliers.coverage import COVERAGE_MIN, offers
from sim.travel import TravelTimes

MAIN_ROAD_SHARE = 0.12
"""A road is named among the crossings of a route from this share of its length on."""
COLUMNS = (
    "supplier",
    "name_en",
    "name_zh",
    "kind",
    "site",
    "plant",
    "vehicle",
    "direction",
    "hour",
    "depart_at",
    "road_min",
    "handling_min",
    "door_to_door_min",
    "inside",
    "outside_reason",
    "km",
    "toll_cny",
    "crossings",
    "part_lines",
)


def reach_table(scenario: Scenario, travel_times: TravelTimes) -> pd.DataFrame:
    """Return the door-to-door minutes of every supplier and plant at every hour of the reach day.

    Parameters
    ----------
    scenario
        `scenario.reach` says what "one hour" means: vehicle, direction, day, handling, percentile and cutoff.
    travel_times
        Of the same scenario.

    Returns
    -------
    DataFrame
        A row per supplier, plant that takes its parts, and hour; suppliers in the order of the scenario. Columns:
        supplier, name_en, name_zh, kind (road or import), site (for an import its gateway), plant, vehicle, direction,
        hour (0 to 23), depart_at, road_min (at the percentile of `scenario.reach`, NaN where no road leads),
        handling_min (loading and unloading), door_to_door_min, inside (at most `circle_min`; never for an import, whose
        parts come from outside), outside_reason (empty, time or import), km, toll_cny, crossings (the named bridges and
        tunnels of the route, then its main roads), part_lines (number of items it supplies to the plant).
    """
    pairs = _pairs(scenario)
    hours = [_hour_rows(scenario, travel_times, pairs, hour) for hour in range(24)]
    rows = [rows_of_pair[pair] for pair in range(len(pairs)) for rows_of_pair in hours]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def coverage(reach: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return what share of the parts lies within how many minutes, door to door.

    Parameters
    ----------
    reach
        From `reach_table`.
    scenario
        The same scenario; the demands give the pieces, the offers the prices.

    Returns
    -------
    DataFrame
        A row per cutoff (15 to 180 minutes). Columns: minutes; part_lines and purchase_value, the shares (0 to 1) of
        bought items, and of their gross purchase value, with a supplier inside the cutoff at the hour of
        `scenario.reach.depart`; part_lines_best_hour and purchase_value_best_hour, the same at each supplier's best
        hour. Parts that are imported are never inside.
    """
    depart_hour = scenario.reach.depart.hour
    road = reach[reach["kind"] == "road"]
    minutes = road.groupby("supplier", observed=True)["door_to_door_min"]
    cases = {
        "": road[road["hour"] == depart_hour].groupby("supplier", observed=True)["door_to_door_min"].min(),
        "_best_hour": minutes.min(),
    }
    brought = offers(scenario)
    columns: dict[str, list[float]] = {"minutes": [float(cutoff) for cutoff in COVERAGE_MIN]}
    for suffix, nearest in cases.items():
        brought["minutes"] = brought["supplier"].map(nearest)
        inside = [brought[brought["minutes"] <= cutoff] for cutoff in COVERAGE_MIN]
        lines = max(brought["item"].nunique(), 1)
        value = max(float(brought["purchase_value_cny"].sum()), 1e-9)
        columns[f"part_lines{suffix}"] = [part["item"].nunique() / lines for part in inside]
        columns[f"purchase_value{suffix}"] = [float(part["purchase_value_cny"].sum()) / value for part in inside]
    return pd.DataFrame(columns)


def _pairs(scenario: Scenario) -> list[tuple[str, str, int]]:
    """Return (supplier, plant, part lines) for every plant that takes parts of a supplier."""
    points = stock_points(scenario)
    taking = {item: {point.place for point in points.by_item[item]} for item in scenario.items}
    found = []
    for supplier, entry in scenario.suppliers.items():
        for plant in scenario.plants:
            lines = sum(plant in taking[item] or taking[item] == {None} for item in entry.items)
            if lines:
                found.append((supplier, plant, lines))
    return found


def _hour_rows(
    scenario: Scenario, travel_times: TravelTimes, pairs: list[tuple[str, str, int]], hour: int
) -> list[tuple[object, ...]]:
    """Return the rows of one hour, in the order of the pairs."""
    reach = scenario.reach
    zone = travel_times.start.tzinfo
    depart = reach.depart.astimezone(zone).replace(hour=hour, minute=0, second=0, microsecond=0)
    factor = percentile_factor(reach.percentile, scenario.roads.time_cv)
    handling = reach.loading_min + reach.unloading_min
    routes = {plant: _routes(scenario, travel_times, plant, depart) for plant in {pair[1] for pair in pairs}}
    rows: list[tuple[object, ...]] = []
    for supplier, plant, lines in pairs:
        entry = scenario.suppliers[supplier]
        site, plant_site = origin_site(scenario, supplier), scenario.plants[plant].site
        ends = (site, plant_site) if reach.direction == "to" else (plant_site, site)
        place = travel_times.place(reach.vehicle, *ends, depart)
        road_min = float(travel_times.minutes[place]) * factor
        total = road_min + handling
        inside = entry.inbound is None and total <= reach.circle_min
        reason = "" if inside else "import" if entry.inbound else "time"
        rows.append(
            (
                *(supplier, entry.name.en, entry.name.zh, "import" if entry.inbound else "road", site, plant),
                *(reach.vehicle, reach.direction, hour, depart, road_min, handling, total, inside, reason),
                *(float(travel_times.km[place]), float(travel_times.toll_cny[place])),
                *(crossings(travel_times.network, routes[plant][site]), lines),
            )
        )
    return rows


def origin_site(scenario: Scenario, supplier: str) -> str:
    """Return the site from which a supplier's parts take to the road: its own, or the gateway of an import."""
    entry = scenario.suppliers[supplier]
    return entry.inbound.gateway if entry.inbound else entry.site


def _routes(scenario: Scenario, travel_times: TravelTimes, plant: str, depart: dt.datetime) -> dict[str, list[int]]:
    """Return the links of the ways between the sites of all suppliers and a plant, by site."""
    reach, end = scenario.reach, scenario.plants[plant].site
    sites = tuple({origin_site(scenario, supplier): None for supplier in scenario.suppliers})
    if reach.direction == "from":
        return travel_times.routes(reach.vehicle, end, sites, depart)
    return {site: travel_times.route(reach.vehicle, site, end, depart) for site in sites}


def crossings(network: RoadNetwork, links: list[int]) -> str:
    """Return what a route runs over: its named bridges and tunnels, then the refs of its main roads, in order.

    Parameters
    ----------
    network
        The roads.
    links
        The route.
    """
    named = [_name(network, link) for link in links if network.link_structure[link]]
    km: dict[str, float] = {}
    for link in links:
        if ref := str(network.link_ref[link]):
            km[ref] = km.get(ref, 0.0) + float(network.link_length_m[link])
    least = MAIN_ROAD_SHARE * float(network.link_length_m[links].sum()) if links else 0.0
    roads = [ref for ref, length in km.items() if length >= least]
    return "; ".join(part for part in (", ".join(dict.fromkeys(filter(None, named))), ", ".join(roads)) if part)


def _name(network: RoadNetwork, link: int) -> str:
    return " ".join(filter(None, (str(network.link_name_zh[link]), str(network.link_name_en[link]))))
