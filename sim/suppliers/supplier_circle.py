"""The supplier circle of a scenario: who delivers within the hour, at which hours, how surely, and over which roads."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from scenarios import Scenario
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.reach.clipped import clipped
from sim.reach.polygons import Drawn, drawing_of, frame_of, shapes_of
from sim.reach.reach import Reach
from sim.reach.terms import Terms
from sim.roads import open_roads
from sim.stages import Counting
from sim.suppliers.closable import roads_of
from sim.suppliers.coverage import COVERAGE_COLUMNS, PERCENTILES, coverage_table, offers
from sim.suppliers.crossings import CROSSING_COLUMNS, crossing_table
from sim.suppliers.dependence import LOSS_COLUMNS, before, links_of, losses, most_needed
from sim.suppliers.suppliertables import (
    HOUR_COLUMNS,
    LOAD_COLUMNS,
    SUPPLIER_COLUMNS,
    WAY_COLUMNS,
    hour_table,
    load_table,
    supplier_table,
    way_table,
)
from sim.suppliers.suppliertrips import ReachRoads, Sampling, day_times, reach_roads, site_access, supplier_trips
from sim.vehicles import RoadVehicle

__all__ = [
    "COVERAGE_COLUMNS",
    "CROSSING_COLUMNS",
    "HOUR_COLUMNS",
    "LOAD_COLUMNS",
    "LOSS_COLUMNS",
    "SUPPLIER_COLUMNS",
    "WAY_COLUMNS",
    "SupplierCircle",
    "supplier_circle",
]

SAMPLES = 100
TOLD = ("vehicle", "direction", "handling_min", "percentile", "samples", "roads", "roads_date")
"""The parameters that a table of hours tells in every row."""


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
        ``depart_at`` is local; ``door_to_door_min`` is at `percentile`, ``_p50`` and ``_p90`` at those; kilometres, toll
        and CO2 are of the usual day.
    suppliers : GeoDataFrame
        A row per supplier and plant, at the site where its parts take to the road; `SUPPLIER_COLUMNS`. Minutes and
        ``inside`` are those at `depart`. ``kind`` is road or import; ``outside_reason`` empty, time, no road or import.
        ``purchase_value_cny`` and ``deliveries`` are what the demands need. ``hours_inside_…`` are texts such as
        ``00-06, 10-23`` (the last hour counts), empty where none; ``share_of_hours_inside`` of the 48 (0 to 1); best
        and worst are hours of the weekday. ``depends_on`` is the road of its way whose closing costs most (see
        ``losses``), empty where none does, with its names; ``depends_on_kind`` bridge, tunnel or road;
        ``depends_on_lost_min`` is NaN where it ``depends_on_cuts_off``.
    coverage : DataFrame
        A row per cutoff (15 to 180 minutes), percentile (50, 90) and ``when``: ``depart``, ``best`` (each supplier's
        best hour of the weekday), ``worst`` (its worst one: so much holds at every hour), ``saturday`` (the hour of
        `depart`, on Saturday); `COVERAGE_COLUMNS`, of which the last three are shares (0 to 1). Imports are never
        within.
    crossings : GeoDataFrame
        A row per named bridge or tunnel on a quickest way, and for the roads by ref or name, and the long bridges and
        tunnels without either, that take most deliveries out of the hour; those first that take most.
        `CROSSING_COLUMNS`: ``kind`` is bridge, tunnel or road; ``part_lines_out``, ``purchase_value_out`` and
        ``deliveries_out`` are shares of all (0 to 1) that fall out of the hour when it closes; ``lost_min_…`` of those
        who still arrive, NaN where nobody does; ``who_falls_out`` ids with commas. The geometry is that of its links on
        these ways.
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

    @property
    def parameters(self) -> dict[str, Any]:
        """How all of this came about: plain values, ready for JSON."""
        reach = self.scenario.reach
        return {
            "scenario": self.scenario.id,
            "centre": reach.centre,
            "vehicle": self.vehicle_id,
            "vehicle_kind": self.vehicle.kind,
            "direction": reach.direction,
            "depart": self.depart.isoformat(),
            "weekday": self.weekday.isoformat(),
            "saturday": self.saturday.isoformat(),
            "handling_min": reach.loading_min + reach.unloading_min,
            "circle_min": self.cutoff_min,
            "percentile": self.percentile,
            "samples": self.samples,
            "seed": self.seed,
            "roads": self.network.name,
            "roads_date": self.network.date.isoformat(),
            "attribution": self.network.attribution,
        }

    @property
    def table(self) -> pd.DataFrame:
        """The rows of `hours`, with what is told of each supplier and of how the minutes came about."""
        same = [name for name in self.suppliers.columns if name not in {*self.hours.columns, "geometry"}]
        told = pd.DataFrame(self.suppliers)[["supplier", "plant", *same]]
        known = {name: self.parameters[name] for name in TOLD}
        return self.hours.merge(told, on=["supplier", "plant"], how="left").assign(**known)

    @property
    def layers(self) -> dict[str, pd.DataFrame]:
        """What a file with several layers holds: the circle, suppliers, ways, their roads, crossings, and the tables."""
        found = {
            "circle": self.outlines,
            "suppliers": self.suppliers,
            "ways": self.ways,
            "roads": self.loads,
            "crossings": self.crossings,
            "hours": self.hours,
            "coverage": self.coverage,
            "losses": self.losses,
        }
        return {name: _plain(frame) for name, frame in found.items()}

    def _repr_html_(self) -> str:
        """Show in words what it is, and the suppliers, nearest first."""
        shown = ["name_en", "name_zh", "door_to_door_min_p50", "door_to_door_min_p90", "inside", "km", "depends_on"]
        table = pd.DataFrame(self.suppliers).sort_values("door_to_door_min_p50")[shown]
        return f"<p>{html.escape(self.meaning)}</p>{table.to_html(index=False, float_format='{:,.0f}'.format)}"

    @property
    def meaning(self) -> str:
        """What the minutes mean, in two sentences."""
        reach = self.scenario.reach
        days = f"{self.samples} sampled days" if self.samples else "the short rule"
        return (
            f"Door to door by {self.scenario.vehicles[self.vehicle_id].name.en}, {reach.direction} the plant, leaving "
            f"{self.depart:%Y-%m-%d %H:%M}, {reach.loading_min + reach.unloading_min:g} min of loading and unloading "
            f"included, percentile {self.percentile:g} ({days}), roads {self.network.name} of {self.network.date}. Inside "
            f"is at most {self.cutoff_min:g} min, and never an import, which is counted from the gateway where it lands."
        )


def supplier_circle(
    scenario: Scenario,
    network: RoadNetwork | None = None,
    *,
    samples: int = SAMPLES,
    seed: int = 0,
    progress: Counting | None = None,
) -> SupplierCircle:
    """Return who delivers within the hour, at which hours, how surely, and over which roads.

    Of a workday and a Saturday: the first ones from the day of `scenario.reach.depart` on. What is told of one hour is
    told of that of `scenario.reach.depart`, on the workday.

    Parameters
    ----------
    scenario
        `scenario.reach` says what "one hour" means.
    network
        The roads; those that the scenario names where missing.
    samples
        Over how many possible days percentiles are taken (see `sim.reliability`); 0 takes the short rule of
        `sim.percentiles.percentile_factor`.
    seed
        Root of the random numbers of these days.
    progress
        Told how many of how many pieces of work are done.

    Raises
    ------
    OffNetworkError
        If a site is too far from the network.
    InputError
        If a closure, opening or restriction names a road that the network does not have, samples is negative, or it is
        not clear at which plant an item is used.
    """
    if samples < 0:
        raise InputError(f"samples are 0 or more days, not {samples}")
    network = open_roads(scenario.roads.network, scenario.roads.date) if network is None else network
    at, brought = reach_roads(scenario, network), offers(scenario)
    ends = list(dict.fromkeys(zip(brought["supplier"], brought["plant"], strict=True)))
    trips = supplier_trips(scenario, network, at.vehicle, ends)
    ways = dict(zip(ends, trips.ways(at.usual, at.depart_s), strict=True))
    roads = roads_of(network, [link for way in ways.values() for link in links_of(way)])
    step = _steps(progress, len(at.days) * (samples + 1) + len(roads) + len(PERCENTILES))
    sampling = Sampling(samples, seed, scenario.roads.time_cv)
    percentiles = (*PERCENTILES, scenario.reach.percentile)
    times = {name: day_times(trips, at.speeds[name], at.moments[name], percentiles, sampling, step) for name in at.days}
    hours = hour_table(scenario, ends, at.days, times)
    now = hours[(hours["day"] == "weekday") & (hours["hour"] == at.depart.hour)]
    as_it_is = before(scenario, now, times["weekday"].usual.seconds[at.depart.hour], list(ways.values()))
    lost = losses(trips, at.usual, at.depart_s, as_it_is, roads, step)
    suppliers = supplier_table(scenario, network, hours, brought, ways, most_needed(lost, roads))
    return SupplierCircle(
        scenario=scenario,
        network=network,
        vehicle_id=scenario.reach.vehicle,
        vehicle=at.vehicle,
        depart=at.depart,
        weekday=at.days["weekday"],
        saturday=at.days["saturday"],
        percentile=float(scenario.reach.percentile),
        samples=samples,
        seed=seed,
        hours=hours,
        suppliers=suppliers,
        coverage=coverage_table(hours, brought, at.depart.hour),
        crossings=crossing_table(network, roads, lost, brought, _inside(now)),
        losses=lost,
        ways=way_table(network, suppliers, ways, at.depart),
        loads=load_table(network, brought, ways),
        outlines=_outlines(scenario, at, sampling, step),
    )


def _outlines(scenario: Scenario, at: ReachRoads, sampling: Sampling, step: Callable[[], object]) -> gpd.GeoDataFrame:
    """Return the circle around the scenario's centre at each of the percentiles: the surer one lies within the other."""
    reach, network = scenario.reach, at.usual.network
    access = site_access(scenario, network, at.vehicle, [reach.centre])
    reaches = []
    for percentile in PERCENTILES:
        terms = Terms(
            moment=at.depart,
            vehicle=at.vehicle,
            direction=reach.direction,
            handling_min=reach.loading_min + reach.unloading_min,
            percentile=percentile,
            time_cv=sampling.time_cv,
            samples=sampling.samples,
            seed=sampling.seed,
        )
        reaches.append(Reach.grown(network, at.usual.profiles, access, terms, (reach.circle_min,)))
        step()
    drawing = drawing_of(network, "each", "exact", reach.access_m, None)
    found = [next(each.rows()) for each in reaches]
    shapes = shapes_of(drawing, [extent for *_, extent in reversed(found)])[::-1]
    drawn = [
        Drawn(group.site, group.sites_at_least, share, minutes, clipped(network, extent).text, shape)
        for (group, share, minutes, extent), shape in zip(found, shapes, strict=True)
    ]
    frames = [
        frame_of(network, [each.terms], "each", drawing, [[one]]) for each, one in zip(reaches, drawn, strict=True)
    ]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=frames[0].crs)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with moments as ISO text, as files of roads have them."""
    if "depart_at" not in frame:
        return frame
    return frame.assign(depart_at=[moment.isoformat() for moment in frame["depart_at"]])


def _inside(hour: pd.DataFrame) -> set[tuple[str, str]]:
    """Return supplier and plant of those that are inside."""
    inside = hour[hour["inside"]]
    return set(zip(inside["supplier"], inside["plant"], strict=True))


def _steps(progress: Counting | None, total: int) -> Callable[[], object]:
    """Return what counts one more piece of work each time it is called."""
    done = iter(range(1, total + 1))
    return lambda: progress(next(done, total), total) if progress else None
