"""Milk runs: a vehicle starts at a place by the clock, collects at suppliers in turn, and brings all of it back.

It does not start when nothing waits at its stops. What does not fit waits for the next run. The whole round is paid by what
it brings, by mass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sim.chain.clock import DISPATCH
from sim.chain.disruptions.roads import Departure, Drive
from sim.chain.eventkinds import DEPART
from sim.chain.journey import Shipment, Stage
from sim.chain.plans.ways import Lane, RunPlan, StopPlan, Way
from sim.chain.transport.carrying import set_off, stage
from sim.chain.transport.docks import load, take_in, unload
from sim.chain.transport.prices import charge, shares
from sim.chain.transport.roads import driving, leaving
from sim.chain.transport.slots import Steps, give_back, hire
from sim.chain.transport.state import NEVER, Trip
from sim.chain.transport.waiting import ON_TIME_MIN, fitting, next_moment
from sim.chain.world import World


@dataclass(slots=True)
class Round:
    """What a round has taken so far.

    Attributes
    ----------
    trip
        The vehicle and what is on board.
    minutes
        Driving and handling.
    km, toll_cny
        Driven and paid.
    """

    trip: Trip
    minutes: float = 0.0
    km: float = 0.0
    toll_cny: float = 0.0


def wait_for_run(world: World, shipment: Shipment, way: Way) -> None:
    """Let a shipment wait at its bay for a milk run."""
    pool = _pool(world, way.bay, way.store)
    shipment.steps.append((world.clock.now, Stage.DEPARTURE, shipment.supplier))
    shipment.held = pool
    pool.append(shipment)
    for run in way.runs:
        _schedule(world, run)


def _schedule(world: World, run: int) -> None:
    """Let the next run start at its time, if it is not to start already; at one time one vehicle starts."""
    haulage, now = world.haulage, world.clock.now
    if haulage.starts_min[run] == NEVER:
        following = max(now, haulage.started_min[run] + 2 * ON_TIME_MIN)
        haulage.starts_min[run] = next_moment(world.plan.milk_runs[run].moments_min, following)
        world.clock.call(haulage.starts_min[run], partial(_start, world, run), DISPATCH)


def _start(world: World, run: int, _: Any) -> None:
    """Start if something waits; what this vehicle has no room for waits for the next, be this one back by then or not."""
    world.haulage.starts_min[run], world.haulage.started_min[run] = NEVER, world.clock.now
    plan = world.plan.milk_runs[run]
    called = _waiting(world, plan)
    if called:
        world.clock.follow(_go_round(world, plan, called))
    if _waiting(world, plan):
        _schedule(world, run)


def _waiting(world: World, plan: RunPlan) -> list[Shipment]:
    return [shipment for stop in plan.stops for shipment in _pool(world, stop.bay, plan.store)]


def _go_round(world: World, plan: RunPlan, called: Sequence[Shipment]) -> Steps:
    """Drive a round, called for by what waited at its start."""
    trip = Trip(plan.home, plan.stops[0].bay, plan.store, [])
    if (wait := hire(world, trip, plan.vehicle)) is not None:
        yield wait
    if not _waiting(world, plan):
        give_back(world, trip, plan.vehicle)
        return
    taken = Round(trip)
    for stop in plan.stops:
        yield from _drive(world, taken, stop.lane)
        yield from _collect(world, taken, plan, stop)
    yield from _drive(world, taken, plan.home)
    for shipment in trip.shipments:
        shipment.road_min = world.clock.now - shipment.departed_min
    if trip.shipments:
        yield from unload(world, trip)
        taken.minutes += world.plan.vehicles[plan.vehicle].unloading_min
    charge(world, trip.shipments or called, plan.vehicle, taken.km, taken.minutes, taken.toll_cny)
    give_back(world, trip, plan.vehicle)
    if trip.shipments:
        yield from take_in(world, trip)


def _drive(world: World, taken: Round, lane: Lane) -> Steps:
    """Drive one leg; what has just been loaded sets off."""
    clock, trip = world.clock, taken.trip
    stage(world, [shipment for shipment in trip.shipments if shipment.trip is None], Stage.ROAD)
    left: Departure = leaving(world, lane, clock.now)
    if left.at_min > clock.now:
        yield clock.at(left.at_min)
    road_min, drive = driving(world, lane, left)
    trip.lane, trip.departed_min, trip.arrives_min = lane, clock.now, drive.arrives_min
    for shipment in trip.shipments:
        if shipment.trip is None:
            set_off(world, shipment, trip)
            world.log(DEPART, lane.origin, shipment.item, shipment.number, shipment.pieces)
    _count(taken, road_min, drive)
    yield clock.at(drive.arrives_min)


def _count(taken: Round, road_min: float, drive: Drive) -> None:
    taken.minutes += road_min
    taken.km += drive.km
    taken.toll_cny += drive.toll_cny
    for shipment, share in zip(taken.trip.shipments, shares(taken.trip.shipments), strict=True):
        shipment.km += drive.km
        shipment.toll_cny += drive.toll_cny * share


def _collect(world: World, taken: Round, plan: RunPlan, stop: StopPlan) -> Steps:
    """Load what waits at a stop and fits, also what comes there meanwhile."""
    trip, pool = taken.trip, _pool(world, stop.bay, plan.store)
    if _put_on_board(world, trip, plan, pool):
        yield from load(world, trip, stop.bay)
        _put_on_board(world, trip, plan, pool)
        taken.minutes += world.plan.vehicles[plan.vehicle].loading_min


def _put_on_board(world: World, trip: Trip, plan: RunPlan, pool: list[Shipment]) -> list[Shipment]:
    """Take what waits and fits; return it."""
    on_board_kg = sum(shipment.pieces * shipment.way.mass_kg for shipment in trip.shipments)
    found = fitting(pool, world.plan.vehicles[plan.vehicle].capacity_kg - on_board_kg)
    for shipment in found:
        pool.remove(shipment)
        shipment.held, shipment.vehicle = None, plan.vehicle
        shipment.km = shipment.toll_cny = 0.0
    stage(world, found, Stage.LOADING)
    trip.shipments.extend(found)
    return found


def _pool(world: World, bay: int, store: int) -> list[Shipment]:
    return world.haulage.pools.setdefault((bay, store), [])
