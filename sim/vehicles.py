"""What drives, as the roads see it: kind, rated load, gross weight and height."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from scenarios import Scenario
from scenarios.roadrules import VehicleKind
from scenarios.tables import read_table
from scenarios.transport import Vehicle
from sim.errors import InputError

KG_PER_T = 1000.0


@dataclass(frozen=True)
class RoadVehicle:
    """A vehicle as the rules of the road see it.

    Attributes
    ----------
    kind
        Chooses the legal speed caps and the roads that are barred.
    load_t
        Rated load, tonnes: restrictions by load go by it.
    gross_t
        Permitted gross weight, tonnes: signed weight limits and restrictions by weight go by it.
    height_m
        Height of the loaded vehicle, metres.
    exempt_from
        Ids of restrictions that do not hold for it.
    """

    kind: VehicleKind
    load_t: float
    gross_t: float
    height_m: float
    exempt_from: tuple[str, ...] = ()


def road_vehicle(kind: str, load_t: float | None = None) -> RoadVehicle:
    """Return the usual vehicle of a kind, from the table ``vehicle_kinds.csv``.

    Parameters
    ----------
    kind
        ``truck``, ``van`` or ``car``.
    load_t
        Rated load in tonnes, which chooses the size; the usual one of the kind where None.

    Raises
    ------
    InputError
        If there is no such kind of vehicle.
    """
    for row_kind, up_to_load_t, vehicle in _sizes():
        if row_kind == kind and (load_t is None or load_t <= up_to_load_t):
            return vehicle if load_t is None else RoadVehicle(vehicle.kind, load_t, vehicle.gross_t, vehicle.height_m)
    kinds = dict.fromkeys(row_kind for row_kind, _, _ in _sizes())
    if kind in kinds:
        message = f"no {kind} has a rated load of {load_t:g} t; check the load, it is in tonnes"
    else:
        message = f"there is no kind of vehicle {kind!r}; there are {', '.join(kinds)}"
    raise InputError(message)


def scenario_vehicle(vehicle: Vehicle) -> RoadVehicle:
    """Return a scenario's vehicle as the roads see it; what it does not say is that of its kind and load.

    Parameters
    ----------
    vehicle
        Its kind, load, gross weight, height and exemptions are used.
    """
    load_t = vehicle.capacity_kg / KG_PER_T
    usual = road_vehicle(vehicle.kind, min(load_t, _heaviest_t(vehicle.kind)))
    gross_t = max(usual.gross_t, load_t) if vehicle.gross_t is None else vehicle.gross_t
    height_m = usual.height_m if vehicle.height_m is None else vehicle.height_m
    return RoadVehicle(vehicle.kind, load_t, gross_t, height_m, vehicle.exempt_from)


def road_vehicles(scenario: Scenario) -> dict[str, Vehicle]:
    """Return the vehicles of a scenario that drive on roads, by id: all but drones.

    Raises
    ------
    InputError
        If the vehicle of `Scenario.reach` is a drone.
    """
    if scenario.vehicles[scenario.reach.vehicle].mode != "road":
        message = f"reach.vehicle: {scenario.reach.vehicle!r} flies, and reach goes by the roads; name a road vehicle"
        raise InputError(message)
    return {name: vehicle for name, vehicle in scenario.vehicles.items() if vehicle.mode == "road"}


def first_of_kind(vehicles: Mapping[str, Vehicle], kind: str) -> Vehicle | None:
    """Return the first of a scenario's vehicles that is of a kind; None if there is none."""
    return next((vehicle for vehicle in vehicles.values() if vehicle.kind == kind and vehicle.mode == "road"), None)


@functools.cache
def goods_kinds() -> frozenset[str]:
    """Return the kinds of vehicle for which a limit that is signed for goods vehicles holds."""
    return frozenset(row["kind"] for row in read_table("vehicle_kinds.csv") if row["goods"] == "yes")


@functools.cache
def _sizes() -> tuple[tuple[str, float, RoadVehicle], ...]:
    kinds: dict[str, VehicleKind] = {"truck": "truck", "van": "van", "car": "car"}
    return tuple(
        (
            row["kind"],
            float(row["up_to_load_t"]),
            RoadVehicle(kinds[row["kind"]], float(row["load_t"]), float(row["gross_t"]), float(row["height_m"])),
        )
        for row in read_table("vehicle_kinds.csv")
    )


def _heaviest_t(kind: str) -> float:
    return max(up_to_load_t for row_kind, up_to_load_t, _ in _sizes() if row_kind == kind)
