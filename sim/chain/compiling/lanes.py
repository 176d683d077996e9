"""The roads of a scenario as the simulation reads them: a list of minutes by the hour for every way it needs."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from math import isfinite, isnan, nan
from typing import TYPE_CHECKING

import numpy as np

from sim.chain.plans.ways import Hourly, Lane
from sim.errors import UnreachableError
from sim.streams import stream_key

if TYPE_CHECKING:
    from sim.travel import TravelTimes

HOUR_MIN = 60.0


def lane(travel_times: TravelTimes, vehicles: tuple[str, ...], vehicle: str, way: tuple[str, str], stream: str) -> Lane:
    """Lay out the way from one site to another and back.

    Parameters
    ----------
    travel_times
        Minutes, kilometres and tolls by hour.
    vehicles
        Ids of the scenario's vehicles, in the order of the plan.
    vehicle
        The one that drives here.
    way
        Origin and destination.
    stream
        Name of the random stream of its road times.

    Raises
    ------
    UnreachableError
        If no road leads there, or back, at any hour.
    """
    there, back = _Leg(travel_times, vehicle, *way), _Leg(travel_times, vehicle, *reversed(way))
    return Lane(
        origin=way[0],
        destination=way[1],
        vehicle=vehicles.index(vehicle),
        out_min=there.minutes,
        back_min=back.minutes,
        out_km=there.km,
        km=_both(there.km, back.km),
        out_toll_cny=there.toll,
        toll_cny=_both(there.toll, back.toll),
        stream=stream_key(stream),
        back_stream=stream_key(f"{stream}:back"),
    )


def leave(minutes: Hourly, at_min: float, first_hour_min: float = 0.0) -> tuple[float, int]:
    """Return when a truck can leave that is ready at `at_min`, and the hour it leaves in.

    It waits while no road leads there; the moment is infinity when none does to the end.

    Parameters
    ----------
    minutes
        Road minutes by hour.
    at_min
        When the truck is ready.
    first_hour_min
        When the first of these hours begins.
    """
    last = len(minutes) - 1
    hour = min(int((at_min - first_hour_min) // HOUR_MIN), last)
    if isfinite(minutes[hour]):
        return at_min, hour
    for later in range(hour + 1, last + 1):
        if isfinite(minutes[later]):
            return first_hour_min + later * HOUR_MIN, later
    return float("inf"), last


def road_min(minutes: Hourly, at_min: float, hour: int, first_hour_min: float = 0.0) -> float:
    """Return the minutes on the road of who leaves at a moment: between those of this hour and of the next.

    So who leaves later does not arrive earlier, as it is for those who leave on the hour.

    Parameters
    ----------
    minutes, first_hour_min
        As in `leave`.
    at_min, hour
        When the truck leaves, and the hour in which that lies.
    """
    now = minutes[hour]
    following = minutes[hour + 1] if hour + 1 < len(minutes) else now
    if following == now or not isfinite(following):
        return now
    passed = (at_min - first_hour_min) / HOUR_MIN - hour
    return now + (following - now) * min(max(passed, 0.0), 1.0)


class _Leg:
    """One direction of a lane."""

    def __init__(self, travel_times: TravelTimes, vehicle: str, origin: str, destination: str) -> None:
        if origin == destination:
            self.minutes: Hourly = _hourly([0.0])
            self.km = _hourly([0.0])
            self.toll = _hourly([0.0])
            return
        minutes = np.asarray(travel_times.by_hour(vehicle, origin, destination), dtype=np.float64)
        if not np.isfinite(minutes).any():
            message = (
                f"no road leads from {origin!r} to {destination!r} for {vehicle!r} at any hour; "
                "move one of the sites, lift a closure (roads.closures) or use a larger network (roads.network)"
            )
            raise UnreachableError(message)
        self.minutes = _hourly(np.where(np.isfinite(minutes), minutes, nan))
        self.km = _hourly(travel_times.km_by_hour(vehicle, origin, destination))
        self.toll = _hourly(travel_times.toll_by_hour(vehicle, origin, destination))


def _both(out: Hourly, back: Hourly) -> Hourly:
    """Add the way back at the same hour; where it is shut just then, the way there stands for it."""
    return _hourly([a + (a if isnan(b) else b) for a, b in zip(out, back, strict=True)])


def _hourly(values: Iterable[float]) -> Hourly:
    return array("d", values)
