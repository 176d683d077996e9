"""Whatever goes wrong, materials are conserved at every event and no goods are lost on the road."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import Scenario
from scenarios.disruptions import Disruption
from sim.chain.compiling.plan import compile_plan
from sim.chain.journey import Stage
from sim.chain.plans.plan import Plan
from sim.chain.replication import play
from sim.travel import TravelTimes
from tests.sim.chain.strategies import networks, small_scenarios
from tests.sim.chain.synthetic import times
from tests.sim.chain.test_conservation import check

ROADS = {"kind": "road_closure", "closure": {"roads": ["r"]}}


def disruption(**more: Any) -> Disruption:
    return Disruption.model_validate(more)


@st.composite
def upsets(draw: st.DrawFn, made: Scenario) -> dict[str, Disruption]:
    """Draw up to four things that go wrong by chance, of all kinds."""
    found = {}
    for number in range(draw(st.integers(1, 4))):
        kind = draw(
            st.sampled_from(["outage", "crew_absence", "quality_hold", "demand", "import_delay", "road_closure"])
        )
        common = {
            "every_h": draw(st.sampled_from([7.0, 40.0, 200.0])),
            "duration_h": draw(st.sampled_from([3.0, 30.0, 150.0])),
            "duration_distribution": draw(st.sampled_from(["constant", "exponential"])),
            "capacity_share": draw(st.sampled_from([0.0, 0.5])),
            "factor": draw(st.sampled_from([0.0, 0.5, 2.0])),
            "delay_h": 30.0,
        }
        stations = [f"{plant}.{name}" for plant, entry in made.plants.items() for name in entry.stations]
        targets = {
            "outage": [*made.suppliers, *made.plants, *made.warehouses, *stations],
            "crew_absence": stations,
            "quality_hold": sorted(made.items),
            "demand": [*made.demands, *made.order_streams],
            "import_delay": [*made.suppliers],
        }
        if kind == "road_closure":
            found[f"d{number}"] = disruption(**ROADS, **common, en_route=draw(st.sampled_from(["reroute", "wait"])))
        elif targets[kind]:
            found[f"d{number}"] = disruption(kind=kind, target=draw(st.sampled_from(targets[kind])), **common)
    return found


def roads(made: Scenario, minutes: float) -> TravelTimes:
    """Return roads on which every way takes half an hour, and so many minutes with any road shut; cut off where NaN."""
    opened = times(made)
    shut = np.where(opened.minutes > 0, minutes, opened.minutes)
    names = [name for name, entry in made.disruptions.items() if entry.kind == "road_closure"]
    sets = [tuple(name for bit, name in enumerate(names) if mask >> bit & 1) for mask in range(1, 1 << len(names))]
    return replace(opened, closed={each: replace(opened, minutes=shut, km=shut, toll_cny=shut) for each in sets})


def disturbed(made: Scenario, wrong: dict[str, Disruption], minutes: float) -> Plan:
    whole = made.model_copy(update={"disruptions": wrong})
    return compile_plan(whole, roads(whole, minutes))


MINUTES = st.sampled_from([45.0, 400.0, float("nan")])
COMMON = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@COMMON
@given(small_scenarios(), st.data(), MINUTES)
def test_materials_are_conserved_whatever_goes_wrong(made: Scenario, data: st.DataObject, minutes: float) -> None:
    world, _ = play(disturbed(made, data.draw(upsets(made)), minutes), 1, 0, check)
    for windows in world.hours.windows:
        assert all(begin < end for begin, end in windows)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(windows))


@COMMON
@given(networks(), st.data(), MINUTES)
def test_materials_are_conserved_between_places_whatever_goes_wrong(
    made: Scenario, data: st.DataObject, minutes: float
) -> None:
    play(disturbed(made, data.draw(upsets(made)), minutes), 1, 0, check)


@COMMON
@given(small_scenarios(), st.sampled_from(["reroute", "wait"]), MINUTES)
def test_what_has_left_arrives_once_the_roads_are_open(made: Scenario, en_route: str, minutes: float) -> None:
    """Roads are shut by chance for three weeks: all that left before the last day of the five weeks after has arrived."""
    wrong = disruption(**ROADS, every_h=5, duration_h=4, en_route=en_route, until="2023-01-25T00:00:00+08:00")
    world, _ = play(disturbed(made, {"shut": wrong}, minutes), 2, 0, check)
    for shipment in world.shipments:
        if shipment.departed_min < world.plan.end_min - 1440:
            assert shipment.arrived_min > shipment.departed_min
            assert Stage.ROAD in {stage for _, stage, _ in shipment.steps}
