"""Ways of drones: the straight line at one speed."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.access import straight_km
from sim.chain.plans.ways import Lane
from sim.errors import InputError
from sim.streams import stream_key

if TYPE_CHECKING:
    from scenarios.transport import Vehicle

HOUR_MIN = 60.0


def drone_lane(scenario: Scenario, vehicles: tuple[str, ...], vehicle: str, ends: tuple[str, str], stream: str) -> Lane:
    """Lay out the flight of a drone from one site to another and back; the same at every hour, without toll.

    Parameters
    ----------
    scenario
        Its sites and the drone are used.
    vehicles
        Ids of the scenario's vehicles, in the order of the plan.
    vehicle
        The drone.
    ends
        Origin and destination.
    stream
        Name of the random stream of its times.

    Raises
    ------
    InputError
        If the drone has no speed, or its range does not take it there and back.
    """
    drone, (origin, destination) = scenario.vehicles[vehicle], (scenario.sites[site] for site in ends)
    km = float(straight_km([origin.lon], [origin.lat], [destination.lon], [destination.lat])[0])
    minutes = array("d", [km / _speed_kph(vehicle, drone) * HOUR_MIN])
    if drone.range_km is not None and 2 * km > drone.range_km:
        message = (
            f"vehicles.{vehicle}.range_km: it is {km:.1f} km from {ends[0]!r} to {ends[1]!r} in a straight line, "
            f"{2 * km:.1f} km there and back, and the drone flies {drone.range_km:g} km; "
            "choose another vehicle for this way or a drone of longer range"
        )
        raise InputError(message)
    return Lane(
        origin=ends[0],
        destination=ends[1],
        vehicle=vehicles.index(vehicle),
        out_min=minutes,
        back_min=minutes,
        out_km=array("d", [km]),
        km=array("d", [2 * km]),
        out_toll_cny=array("d", [0.0]),
        toll_cny=array("d", [0.0]),
        stream=stream_key(stream),
        back_stream=stream_key(f"{stream}:back"),
    )


def _speed_kph(name: str, drone: Vehicle) -> float:
    if drone.speed_kph is None:
        message = f"vehicles.{name}.speed_kph: a drone needs a speed; give kilometres per hour, such as 60"
        raise InputError(message)
    return drone.speed_kph
