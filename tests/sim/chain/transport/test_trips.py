"""Whatever happens: nothing is lost, no vehicle is overloaded or in two places, and the ledger adds up."""

from __future__ import annotations

from itertools import pairwise
from math import isnan
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import Scenario
from sim.chain.journey import Stage
from sim.chain.replication import Replication, run_replication
from sim.chain.transport.state import Trip
from sim.chain.world import World
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import ALWAYS, DAY_SHIFT, demand, item, plant, scenario, site, supplier, text

PARTS = ("casing", "board", "resin")
SITES = {name: site("supplier") for name in ("gate_a", "gate_b", "clinic", "ward")}
SITES |= {"works": site("plant"), "abroad": site("abroad"), "airport": site("airport"), "port": site("port")}
SITES["store"] = site("warehouse", lon=114.05)
HALF = {"shifts": ["05:00-11:00"], "weekdays": ["mon", "wed", "thu", "sat"]}


@st.composite
def busy_roads(draw: st.DrawFn) -> Scenario:
    """Draw a scenario of everything that moves goods."""
    rules = st.sampled_from([None, *RULES])
    milk = draw(st.sampled_from([(), ("first",), ("first", "second"), ("second", "first")]))
    run = {"name": text("run"), "vehicle": "van", "place": "plant", "stops": list(milk), "times": ["06:00", "15:00"]}
    console = item(bom=dict.fromkeys(PARTS, 1.0), route=[{"station": "bench", "work_min": 20}], lot_size=2, mass_kg=9)
    stock = {"console": {"from": "plant", "vehicle": draw(st.sampled_from(["truck", "drone"])), "policy": LEVEL}}
    stream = {"item": "console", "customer": "ward", "vehicle": "truck", "place": "depot", "interval_h": 9}
    return scenario(
        end="2023-01-25T00:00",
        roads={"date": "2023-01-04", "time_cv": draw(st.sampled_from([0.0, 0.3]))},
        calendars={"always": ALWAYS, "day": DAY_SHIFT, "half": HALF},
        sites=SITES,
        vehicles=draw(fleets()),
        items={"console": console, **{part: item(mass_kg=draw(st.sampled_from([0, 3, 9]))) for part in PARTS}},
        suppliers=draw(makers()),
        plants={"plant": plant(departures=draw(rules), dock_calendar=draw(calendars()))},
        warehouses={
            "depot": {
                "name": text("depot"),
                "site": "store",
                "calendar": "always",
                "stock": stock,
                "departures": draw(rules),
            }
        },
        milk_runs={"round": run} if milk else {},
        demands={"order": demand(draw(st.integers(1, 20)))},
        order_streams={"orders": stream} if draw(st.booleans()) else {},
    )


LEVEL = {"kind": "s_S", "reorder_point": 2, "order_up_to": 5}
RULES = (
    {"kind": "timed", "times": ["08:00", "13:30"], "weekdays": ["mon", "thu", "fri"]},
    {"kind": "full_load", "fill_share": 0.7, "longest_wait_h": 30},
)


def calendars() -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, "day", "half"])


@st.composite
def fleets(draw: st.DrawFn) -> dict[str, Any]:
    def vehicle(kind: str, capacity_kg: float, **more: Any) -> dict[str, Any]:
        handling = {"loading_min": draw(st.sampled_from([0, 12])), "unloading_min": draw(st.sampled_from([0, 9]))}
        count = draw(st.sampled_from([None, 1, 2]))
        costs = {"cost_cny_per_km": 2, "cost_cny_per_h": 30, "co2_kg_per_km": 0.3}
        return {
            "name": text(kind),
            "kind": kind,
            "capacity_kg": capacity_kg,
            "count": count,
            **handling,
            **costs,
            **more,
        }

    return {
        "truck": vehicle("truck", 60, calendar=draw(calendars())),
        "van": vehicle("van", 25),
        "drone": vehicle("van", 10, mode="drone", speed_kph=60),
    }


@st.composite
def makers(draw: st.DrawFn) -> dict[str, Any]:
    def offer() -> dict[str, Any]:
        expedite = {"vehicle": draw(st.sampled_from(["van", "drone"])), "production_share": 0.5}
        more = {"cost_cny_per_shipment": 7, "cover_h": draw(st.sampled_from([0, 20]))}
        chosen = draw(st.sampled_from([None, {**expedite, **more}]))
        return {
            "lot_size": draw(st.integers(1, 12)),
            "expedite": chosen,
            "defect_rate": draw(st.sampled_from([0.0, 0.2])),
        }

    def maker(part: str, place: str, **more: Any) -> dict[str, Any]:
        bays = {"docks": draw(st.sampled_from([None, 1])), "dock_calendar": draw(calendars())}
        rule = draw(st.sampled_from([None, *RULES]))
        return supplier({part: offer()}, site=place, departures=rule, **bays, **more)

    sea = {"mode": "sea", "gateway": "port", "transit_h": 40, "departures_per_week": 3, "cost_cny_per_kg": 1}
    customs = {"customs_h": 6, "customs_calendar": draw(calendars()), "time_cv": 0.2}
    return {
        "first": maker("casing", "gate_a"),
        "second": maker("board", "gate_b"),
        "far": maker("resin", "abroad", inbound={**sea, **customs}),
    }


def simulate(made: Scenario) -> tuple[World, Replication]:
    """Run a scenario, with a look at the world after every event."""
    seen: list[World] = []

    def watch(world: World) -> None:
        if not seen:
            seen.append(world)
        for state in world.items:
            assert state.in_transit > -1e-6
            assert state.in_transit <= state.on_order + 1e-6

    entry = run_replication(plan_of(made), 0, 0, watch)
    return seen[0], entry


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(busy_roads())
def test_vehicles_and_goods_obey_the_laws(made: Scenario) -> None:
    world, entry = simulate(made)
    trips = list({id(shipment.trip): shipment.trip for shipment in world.shipments if shipment.trip}.values())
    check_vehicles(world, trips)
    check_goods(world)
    check_ledger(world, entry)


def check_vehicles(world: World, trips: list[Trip]) -> None:
    """Check that no vehicle is in two places, there are no more of them than there are, and none is overloaded."""
    busy: dict[tuple[int, int], list[Trip]] = {}
    for trip in trips:
        vehicle = world.plan.vehicles[trip.lane.vehicle]
        mass_kg = sum(shipment.pieces * shipment.way.mass_kg for shipment in trip.shipments)
        assert mass_kg <= vehicle.capacity_kg * (1 + 1e-9)
        if vehicle.count is None:
            assert trip.number == -1
        else:
            assert 0 <= trip.number < vehicle.count
            busy.setdefault((trip.lane.vehicle, trip.number), []).append(trip)
    for together in busy.values():
        together.sort(key=lambda trip: trip.hired_min)
        assert all(one.freed_min <= other.hired_min for one, other in pairwise(together))


def check_goods(world: World) -> None:
    """Check that journeys have no gaps, and that what set off comes, in the hours of the docks."""
    for shipment in world.shipments:
        begins = [begin for begin, _, _ in shipment.steps]
        assert begins == sorted(begins)
        done = shipment.steps[-1][1] is Stage.DONE
        assert done == (not isnan(shipment.received_min))
        if done and not isnan(shipment.departed_min):
            assert shipment.departed_min + shipment.road_min == pytest.approx(shipment.arrived_min)
            assert shipment.arrived_min <= shipment.received_min
    for index, plan in enumerate(world.plan.items):
        mine = [entry for entry in world.shipments if entry.item == index and entry.supplier >= 0]
        coming = sum(entry.pieces for entry in mine if isnan(entry.received_min))
        assert plan.transfer is not None or world.items[index].on_order == pytest.approx(coming), plan.name


def check_ledger(world: World, entry: Replication) -> None:
    """Check that what is booked is what the shipments pay, and that none is hurried twice."""
    booked = sum(world.costs_cny[kind] for kind in ("transport", "toll", "freight"))
    assert entry.outcomes["transport_cost_cny"] == pytest.approx(booked)
    hurried = [shipment for shipment in world.shipments if shipment.hurried]
    assert world.costs_cny["expedite"] <= 7 * len(hurried)
