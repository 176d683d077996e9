"""Asking who is within so many minutes: sites, moments and terms as a planner gives them, checked and put in order."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from scenarios.model import DEFAULT_TIMEZONE
from scenarios.roadrules import RoadRestriction, VehicleKind
from sim.access import Access, Position
from sim.closures import Closure
from sim.daytypes import HOUR, local_moment
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.overlays import NONE, speed_profiles
from sim.profiles import SpeedProfiles
from sim.reach.growth import hours_needed
from sim.reach.reach import Reach
from sim.reach.spread import Direction
from sim.reach.terms import Terms
from sim.snapping import snap_to_roads
from sim.stages import Counting
from sim.vehicles import RoadVehicle, road_vehicle

Moments = dt.datetime | Sequence[dt.datetime]


class ReachOptions(TypedDict, total=False):
    """What may be said of a reach beside network, sites, cutoffs and moment; see `question`."""

    direction: Direction
    vehicle: RoadVehicle | VehicleKind
    percentile: float
    time_cv: float
    samples: int
    seed: int
    window_min: float
    step_min: float
    shares: Sequence[float]
    handling_min: float
    access_speed_kph: float
    access_detour: float
    max_access_km: float
    closures: Mapping[str, Closure]
    restrictions: bool | Mapping[str, RoadRestriction]
    openings: bool
    timezone: str
    profiles: SpeedProfiles | None


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked: made by `question`.

    Attributes
    ----------
    network, profiles, access, cutoffs_min
        See `sim.reach.reach.Reach`.
    terms
        One for each moment.
    """

    network: RoadNetwork
    profiles: SpeedProfiles
    access: Mapping[str, Access]
    cutoffs_min: tuple[float, ...]
    terms: tuple[Terms, ...]

    def reach(self, number: int = 0, progress: Counting | None = None) -> Reach:
        """Return what is within reach at one of the moments."""
        return Reach.grown(self.network, self.profiles, self.access, self.terms[number], self.cutoffs_min, progress)

    def alike(self) -> list[int]:
        """Return for each moment the first one with the same speeds all the while, so that each is computed once."""
        first: dict[bytes, int] = {}
        found = []
        for number, terms in enumerate(self.terms):
            start, hours = hours_needed(terms, self.cutoffs_min)
            begin_s = self.profiles.second(start)
            earlier_s = self.profiles.second(terms.moment) - begin_s
            key = self.profiles.signature(begin_s, hours * HOUR.total_seconds()) + repr(earlier_s).encode()
            found.append(first.setdefault(key, number))
        return found


def question(  # noqa: PLR0913 - each is one part of what "one hour" means
    network: RoadNetwork,
    sites: Mapping[str, Position],
    *,
    cutoffs_min: Sequence[float],
    depart: Moments = (),
    arrive: Moments = (),
    direction: Direction = "to",
    vehicle: RoadVehicle | VehicleKind = "truck",
    percentile: float = 50.0,
    time_cv: float = 0.15,
    samples: int = 0,
    seed: int = 0,
    window_min: float = 0.0,
    step_min: float = 10.0,
    shares: Sequence[float] = (1.0,),
    handling_min: float = 0.0,
    access_speed_kph: float = 30.0,
    access_detour: float = 1.3,
    max_access_km: float = 8.0,
    closures: Mapping[str, Closure] = NONE,
    restrictions: bool | Mapping[str, RoadRestriction] = True,
    openings: bool = True,
    timezone: str = DEFAULT_TIMEZONE,
    profiles: SpeedProfiles | None = None,
) -> Question:
    """Check what is asked and prepare the speeds and the access of the sites.

    Parameters
    ----------
    network
        The roads.
    sites
        Longitude and latitude in degrees, by id.
    cutoffs_min
        The cutoffs, minutes, above 0.
    depart, arrive
        Departures, or the moments by which one arrives: one of the two. Those without a time zone are local. The speeds
        change with the clock on the way.
    direction
        ``to`` the sites or ``from`` them.
    vehicle
        What drives; ``truck``, ``van`` or ``car`` stands for the usual one of the kind.
    percentile, time_cv, samples, seed, window_min, step_min, shares, handling_min
        See `sim.reach.terms.Terms`.
    access_speed_kph, access_detour, max_access_km
        See `sim.snapping.snap_to_roads`.
    closures, restrictions, openings
        See `sim.overlays.speed_profiles`.
    timezone
        The local clock, by which roads are busy.
    profiles
        The speeds, where they are known already; they must cover the trips. Those three count for nothing then.

    Raises
    ------
    InputError
        If a cutoff is not above 0, no moment or both kinds are given, or the terms mean nothing.
    OffNetworkError
        If a site is too far from the network.
    """
    cutoffs, drives = _cutoffs(cutoffs_min), road_vehicle(vehicle) if isinstance(vehicle, str) else vehicle
    moments, arrives = _moments(depart, arrive, timezone)
    first = Terms(
        moment=moments[0],
        vehicle=drives,
        direction=direction,
        arrive=arrives,
        handling_min=handling_min,
        percentile=percentile,
        time_cv=time_cv,
        samples=samples,
        seed=seed,
        window_min=window_min,
        step_min=step_min,
        shares=tuple(shares),
    )
    terms = tuple(dataclasses.replace(first, moment=moment) for moment in moments)
    if not sites:
        raise InputError("no site is named: give at least one place by longitude and latitude")
    access = snap_to_roads(
        network,
        sites,
        vehicle=drives,
        access_speed_kph=access_speed_kph,
        access_detour=access_detour,
        max_access_km=max_access_km,
    )
    if profiles is None:
        span = _span(terms, cutoffs)
        profiles = speed_profiles(network, drives, *span, closures, restrictions=restrictions, openings=openings)
    return Question(network, profiles, access, cutoffs, terms)


def _cutoffs(cutoffs_min: Sequence[float]) -> tuple[float, ...]:
    """Return the cutoffs, ascending and each once."""
    cutoffs = sorted({float(cutoff) for cutoff in cutoffs_min})
    if not cutoffs or not 0 < cutoffs[0] <= cutoffs[-1] < float("inf"):
        raise InputError(f"cutoffs are minutes above 0, at least one of them, not {list(cutoffs_min)}")
    return tuple(cutoffs)


def _moments(depart: Moments, arrive: Moments, timezone: str) -> tuple[list[dt.datetime], bool]:
    """Return the moments on the local clock, each once, and whether they are arrivals."""
    leaving, arriving = ([given] if isinstance(given, dt.datetime) else list(given) for given in (depart, arrive))
    if bool(leaving) == bool(arriving):
        raise InputError("give either departures or arrivals: at least one moment of one of them")
    return list(dict.fromkeys(local_moment(moment, timezone) for moment in leaving or arriving)), bool(arriving)


def _span(terms: Sequence[Terms], cutoffs_min: Sequence[float]) -> tuple[dt.datetime, int]:
    """Return from which whole hour on, and over how many hours, speeds have to be known."""
    spans = [hours_needed(each, cutoffs_min) for each in terms]
    start = min(first for first, _ in spans)
    end = max(first.astimezone(dt.UTC) + hours * HOUR for first, hours in spans)
    return start, round((end - start.astimezone(dt.UTC)) / HOUR)
