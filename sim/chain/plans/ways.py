"""Vehicles and ways, made ready to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.streams import Key

Hourly = Sequence[float]
"""Numbers by whole hour, from that in which the scenario starts; an ``array`` of doubles."""


@dataclass(frozen=True, slots=True)
class VehiclePlan:
    """A class of vehicle."""

    name: str
    count: int | None
    loading_min: float
    unloading_min: float
    cny_per_km: float
    cny_per_min: float
    co2_kg_per_km: float


@dataclass(frozen=True, slots=True)
class Lane:
    """A way between two sites for one vehicle, there and back.

    Attributes
    ----------
    out_min, back_min, km, toll_cny
        By whole hour, from that in which the scenario starts: median road minutes, and kilometres and toll of the round trip.
    out_km, out_toll_cny
        The same of the way there.
    """

    origin: str
    destination: str
    vehicle: int
    out_min: Hourly
    back_min: Hourly
    out_km: Hourly
    km: Hourly
    out_toll_cny: Hourly
    toll_cny: Hourly
    stream: Key
    back_stream: Key


@dataclass(frozen=True, slots=True)
class ImportLeg:
    """The way of an imported part to its gateway."""

    interval_min: float
    transit_min: float
    sigma: float
    cny_per_kg: float
    co2_kg_per_kg: float
    stream: Key
