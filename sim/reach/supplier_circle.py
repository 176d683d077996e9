"""The supplier circle of a scenario: who delivers within the hour, at which hours, how surely, and over which roads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from scenarios import Scenario
from sim.network import RoadNetwork
from sim.vehicles import RoadVehicle

HOUR_COLUMNS = (
    "supplier",
    "plant",
    "day",
    "hour",
    "depart_at",
    "loading_min",
    "road_min",
    "unloading_min",
    "door_to_door_min",
    "door_to_door_min_p50",
    "door_to_door_min_p90",
    "inside",
    "inside_p50",
    "inside_p90",
)
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
    "hours_inside_weekday",
    "hours_inside_saturday",
    "hours_inside_weekday_p90",
    "hours_inside_saturday_p90",
    "share_of_hours_inside",
    "best_min",
    "best_hour",
    "worst_min",
    "worst_hour",
    "km",
    "toll_cny",
    "co2_kg",
    "crossings",
    "depends_on",
    "depends_on_kind",
    "depends_on_lost_min",
    "depends_on_cuts_off",
    "geometry",
)
COVERAGE_COLUMNS = ("minutes", "percentile", "when", "part_lines", "purchase_value", "deliveries")
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
LOSS_COLUMNS = (
    "road",
    "kind",
    "supplier",
    "plant",
    "before_min",
    "after_min",
    "lost_min",
    "cut_off",
    "falls_out",
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


@dataclass(frozen=True, eq=False)
class SupplierCircle:
    """Who delivers within the hour, at which hours, how surely, and over which roads; made by `sim.supplier_circle`.

    All minutes are from door to door by one vehicle, loading and unloading included, leaving on the hour. ``inside`` is
    at most `cutoff_min` at `percentile`, and never an import, whose minutes run from the gateway where it lands. NaN,
    and not inside, where no road leads.

    Attributes
    ----------
    scenario, network
        What it is of.
    vehicle_id, vehicle
        What drives, for all suppliers.
    depart
        The local hour of departure of all that is told of one hour: minutes, ways, crossings.
    weekday, saturday
        The days of the 24 hours each.
    percentile, samples, seed
        How sure ``inside`` is; over how many sampled days (0: by the short rule), and the root of their numbers.
    hours : DataFrame
        A row per supplier and plant, day (``weekday``, ``saturday``) and hour (0 to 23), columns `HOUR_COLUMNS`.
        ``depart_at`` is local, ``door_to_door_min`` that of the usual day; ``_p50`` and ``_p90`` over days.
    suppliers : GeoDataFrame
        A row per supplier and plant, at the site where its parts take to the road; `SUPPLIER_COLUMNS`. Minutes and
        ``inside`` are those at `depart`. ``kind`` is road or import; ``outside_reason`` empty, time, no road or import.
        ``purchase_value_cny`` and ``deliveries`` are what the demands need. ``hours_inside_…`` are texts such as
        ``00-06, 10-23`` (the last hour counts), empty where none; ``share_of_hours_inside`` of the 48 (0 to 1); best
        and worst are hours of the weekday. ``depends_on`` is the road of its way whose closing costs most (see
        ``losses``), empty where none does; ``depends_on_kind`` bridge, tunnel or road; ``depends_on_lost_min`` is NaN
        where it ``depends_on_cuts_off``.
    coverage : DataFrame
        A row per cutoff (15 to 180 minutes), percentile (50, 90) and ``when``: ``depart``, ``best`` (each supplier's
        best hour of the weekday), ``worst`` (its worst one: so much holds at every hour), ``saturday`` (the hour of
        `depart`, on Saturday); `COVERAGE_COLUMNS`, of which the last three are shares (0 to 1). Imports are never
        within.
    crossings : GeoDataFrame
        A row per named bridge or tunnel on a quickest way, and per main road by ref; those first that take most
        deliveries out of the hour. `CROSSING_COLUMNS`: ``kind`` is bridge, tunnel or road; ``part_lines_out``,
        ``purchase_value_out`` and ``deliveries_out`` are shares of all (0 to 1) that fall out of the hour when it
        closes; ``lost_min_…`` of those who still arrive, NaN where nobody does; ``who_falls_out`` ids with commas. The
        geometry is that of its links on these ways.
    losses : DataFrame
        A row per closed road and supplier and plant whose way it is on, `LOSS_COLUMNS`. Of the usual day: ``falls_out``
        goes by the short rule at `percentile`.
    ways : GeoDataFrame
        The quickest way of each supplier at `depart`, on the usual day; `WAY_COLUMNS`.
    loads : GeoDataFrame
        The links of these ways, with what goes over each; `LOAD_COLUMNS`.
    outlines : GeoDataFrame
        The circle around the scenario's centre at `depart`: columns as those of `sim.isochrones`, a row for percentile
        50 and one for 90.
    """

    scenario: Scenario
    network: RoadNetwork
    vehicle_id: str
    vehicle: RoadVehicle
    depart: dt.datetime
    weekday: dt.date
    saturday: dt.date
    percentile: float
    samples: int
    seed: int
    hours: pd.DataFrame
    suppliers: gpd.GeoDataFrame
    coverage: pd.DataFrame
    crossings: gpd.GeoDataFrame
    losses: pd.DataFrame
    ways: gpd.GeoDataFrame
    loads: gpd.GeoDataFrame
    outlines: gpd.GeoDataFrame

    @property
    def cutoff_min(self) -> float:
        """The minutes that count as inside."""
        return float(self.scenario.reach.circle_min)
