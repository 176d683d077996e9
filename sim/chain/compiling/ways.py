"""Vehicles, legs and loads of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.chain.plans.ways import ImportLeg, VehiclePlan
from sim.errors import InputError
from sim.streams import log_sigma, stream_key

if TYPE_CHECKING:
    from scenarios.transport import Inbound
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60.0
WEEK_MIN = 7 * 24 * 60.0
ROUNDING = 1e-12
"""700 kg over 0.07 kg is 9999.999999999998 in floating point: no piece is lost to that."""


def compile_leg(name: str, inbound: Inbound) -> ImportLeg:
    """Return the leg of an import to its gateway."""
    return ImportLeg(
        interval_min=WEEK_MIN / inbound.departures_per_week,
        transit_min=(inbound.transit_h + inbound.customs_h) * HOUR_MIN,
        sigma=log_sigma(inbound.time_cv),
        cny_per_kg=inbound.cost_cny_per_kg,
        co2_kg_per_kg=inbound.co2_kg_per_kg,
        stream=stream_key(f"supplier:{name}:import"),
    )


def compile_vehicle(frame: Frame, name: str) -> VehiclePlan:
    """Return the plan of one class of vehicle."""
    vehicle = frame.scenario.vehicles[name]
    return VehiclePlan(
        name=name,
        count=vehicle.count,
        loading_min=vehicle.loading_min,
        unloading_min=vehicle.unloading_min,
        cny_per_km=vehicle.cost_cny_per_km,
        cny_per_min=vehicle.cost_cny_per_h / HOUR_MIN,
        co2_kg_per_km=vehicle.co2_kg_per_km,
    )


def truck_load(scenario: Scenario, name: str, mass_kg: float, vehicle: str) -> int:
    """Return the most pieces of an item on one truck.

    Raises
    ------
    InputError
        If the vehicle cannot carry one piece.
    """
    capacity = scenario.vehicles[vehicle].capacity_kg
    if mass_kg > capacity:
        message = f"items.{name}.mass_kg: a piece of {mass_kg} kg is too heavy for {vehicle!r} ({capacity} kg)"
        raise InputError(message + "; choose a larger vehicle")
    if mass_kg * 1e9 <= capacity:
        return 10**9
    return int(capacity / mass_kg * (1 + ROUNDING))
