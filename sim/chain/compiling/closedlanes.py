"""Ways with roads shut by disruptions, as the simulation reads them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.chain.plans.ways import Lane

if TYPE_CHECKING:
    from sim.network import Floats
    from sim.travel import TravelTimes

TABLES = ("out_min", "back_min", "out_km", "km", "out_toll_cny", "toll_cny")


def with_closed(lane: Lane, travel_times: TravelTimes, vehicle: str, closures: Mapping[str, int]) -> Lane:
    """Return a way with its tables for closed roads; those that are the same are one and the same object.

    Parameters
    ----------
    lane
        The way with all roads open.
    travel_times
        Their `closed` is read.
    vehicle
        The one that drives here.
    closures
        The place of each closure by the id of its disruption.
    """
    if not closures or lane.origin == lane.destination:
        return lane
    known = {_content(lane): lane}
    found = {}
    for names, times in sorted(travel_times.closed.items(), key=lambda pair: len(pair[0])):
        if all(name in closures for name in names):
            shut = _shut(lane, times, vehicle)
            found[sum(1 << closures[name] for name in names)] = known.setdefault(_content(shut), shut)
    if all(each is lane for each in found.values()):
        return lane
    return replace(lane, closed={bits: None if each is lane else each for bits, each in found.items()})


def _shut(lane: Lane, times: TravelTimes, vehicle: str) -> Lane:
    out = _tables(times, vehicle, lane.origin, lane.destination)
    back = _tables(times, vehicle, lane.destination, lane.origin)
    km, toll_cny = (
        there + np.where(np.isnan(home), there, home) for there, home in zip(out[1:], back[1:], strict=True)
    )
    return replace(
        lane,
        out_min=array("d", out[0]),
        back_min=array("d", back[0]),
        out_km=array("d", out[1]),
        km=array("d", km),
        out_toll_cny=array("d", out[2]),
        toll_cny=array("d", toll_cny),
    )


def _tables(times: TravelTimes, vehicle: str, origin: str, destination: str) -> tuple[Floats, Floats, Floats]:
    """Return minutes, kilometres and tolls by hour, NaN where no road leads."""
    minutes = np.asarray(times.by_hour(vehicle, origin, destination), dtype=np.float64)
    return (
        np.where(np.isfinite(minutes), minutes, np.nan),
        times.km_by_hour(vehicle, origin, destination),
        times.toll_by_hour(vehicle, origin, destination),
    )


def _content(lane: Lane) -> bytes:
    return b"".join(array("d", getattr(lane, name)).tobytes() for name in TABLES)
