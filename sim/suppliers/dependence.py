"""Which road each supplier depends on most: every road of its way closed in turn, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios import Scenario
from sim.frames import rows
from sim.network import Floats
from sim.pairs import Speeds
from sim.percentiles import percentile_factor
from sim.suppliers.closable import Road
from sim.suppliers.suppliertrips import SupplierTrips, closed
from sim.tripway import Way

LOSS_COLUMNS = ("road", "kind", "supplier", "plant", "before_min", "after_min", "lost_min", "cut_off", "falls_out")
NOTICED_MIN = 0.05
"""A closing that costs less than this counts for nothing: another way is as good."""


@dataclass(frozen=True, eq=False)
class Before:
    """The trips as long as nothing is closed, in their order.

    Attributes
    ----------
    links
        The links of the way of each; none where no road leads.
    usual_s : (trips,) float64
        Seconds on the road on the usual day.
    minutes : (trips,) float64
        From door to door, at the percentile that counts.
    inside : (trips,) bool
    cutoff_min, factor
        Minutes that count as inside; time at that percentile over the usual time, by the short rule.
    """

    links: Sequence[Sequence[int]]
    usual_s: Floats
    minutes: Floats
    inside: Sequence[bool]
    cutoff_min: float
    factor: float


def before(scenario: Scenario, hours: pd.DataFrame, usual_s: Floats, ways: Sequence[Way | None]) -> Before:
    """Return the trips as long as nothing is closed.

    Parameters
    ----------
    scenario
        What "inside" means.
    hours
        The rows of one hour, in the order of the trips; see `sim.suppliers.suppliertables.hour_table`.
    usual_s : (trips,) float64
    ways
        The quickest way of each.
    """
    reach = scenario.reach
    return Before(
        links=[links_of(way) for way in ways],
        usual_s=usual_s,
        minutes=hours["door_to_door_min"].to_numpy(dtype=float),
        inside=hours["inside"].tolist(),
        cutoff_min=reach.circle_min,
        factor=percentile_factor(reach.percentile, scenario.roads.time_cv),
    )


def links_of(way: Way | None) -> list[int]:
    """Return the links of a way, each once, in the order they are driven; none where there is no way."""
    return [] if way is None else list(dict.fromkeys(piece.link for piece in way.pieces))


def losses(
    trips: SupplierTrips,
    speeds: Speeds,
    moment_s: float,
    before: Before,
    roads: Sequence[Road],
    progress: Callable[[], object],
) -> pd.DataFrame:
    """Return what the closing of each road costs those whose way it is on.

    A road is closed as by a closure of its ref or name in a scenario: everywhere in the network, for good. Trips whose
    way does not use it take as long as before.

    Parameters
    ----------
    trips, speeds, moment_s
        The trips, the roads of the usual day, and the second of departure.
    before
        The trips as long as nothing is closed.
    roads
        What to close, one at a time.
    progress
        Called whenever a road has been tried.

    Returns
    -------
    DataFrame
        See `sim.suppliers.supplier_circle.SupplierCircle.losses`.
    """
    found: list[tuple[object, ...]] = []
    for road in roads:
        chosen = [row for row, links in enumerate(before.links) if road.closed[np.asarray(links, np.intp)].any()]
        shut = closed(speeds, road.closed)
        after_s = trips.some(chosen).seconds(shut, [moment_s])[0]
        for row, seconds in zip(chosen, after_s, strict=True):
            found.append((road.road, road.kind, *trips.ends[row], *_loss(before, row, float(seconds))))
        progress()
    return pd.DataFrame(found, columns=list(LOSS_COLUMNS))


def _loss(before: Before, row: int, after_s: float) -> tuple[float, float, float, bool, bool]:
    """Return minutes before, after and lost, whether no road is left, and whether the trip falls out of the hour."""
    lost_min = (after_s - float(before.usual_s[row])) / 60 * before.factor
    minutes = float(before.minutes[row])
    cut_off = math.isnan(lost_min)
    falls_out = before.inside[row] and not minutes + lost_min <= before.cutoff_min
    return minutes, minutes + lost_min, lost_min, cut_off, falls_out


def most_needed(lost: pd.DataFrame, roads: Sequence[Road]) -> dict[tuple[str, str], tuple[Road, float]]:
    """Return for each supplier and plant the road whose closing costs most, and the minutes lost: inf if it is cut off.

    Of roads that cost as much the one with the fewest links on these ways is named: the bridge, not all of its road.

    Parameters
    ----------
    lost
        From `losses`.
    roads
        Those that were closed.
    """
    by_key = {(road.road, road.kind): road for road in roads}
    best: dict[tuple[str, str], tuple[Road, float]] = {}
    for row in rows(lost):
        road, minutes = by_key[row.road, row.kind], math.inf if row.cut_off else float(row.lost_min)
        was = best.get((row.supplier, row.plant))
        if minutes < NOTICED_MIN:
            continue
        if was is None or (np.round(minutes, 6), -len(road.links)) > (np.round(was[1], 6), -len(was[0].links)):
            best[row.supplier, row.plant] = (road, minutes)
    return best
