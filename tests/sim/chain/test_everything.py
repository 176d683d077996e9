"""In scenarios of everything, at every event: conservation, no negative stock, no unit without its parts, no truck in two places."""

from __future__ import annotations

from collections import Counter
from itertools import count, pairwise
from math import inf, isnan
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import Scenario
from sim.chain.compiling.plan import compile_plan
from sim.chain.eventkinds import LOT_START, SCRAP
from sim.chain.measures.columns import Columns
from sim.chain.measures.pasts import LOT, NO_JOURNEY, STAGES
from sim.chain.plans.plan import Plan
from sim.chain.replication import Replication, run_replication
from sim.chain.shop.attendance import blocked_min, crew_min, elapsed_min, people_min, people_worked_min, worked_min
from sim.chain.world import World
from tests.sim.chain.disruptions.test_effects import roads
from tests.sim.chain.everything import scenarios_of_everything
from tests.sim.chain.shop.test_deadlock import check as check_shop
from tests.sim.chain.test_conservation import check

CLOSE = 1e-6


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenarios_of_everything(), st.sampled_from([45.0, 400.0, float("nan")]))
def test_nothing_is_lost_or_made_of_nothing_and_no_truck_is_in_two_places(made: Scenario, minutes: float) -> None:
    plan, number = compile_plan(made, roads(made, minutes)), count(1)

    def watch(world: World) -> None:
        check(world)
        check_shop(world)
        if next(number) % 50 == 0:
            check_minutes(world)

    entry = run_replication(plan, 1, 0, watch)
    check_trucks(entry.shipments)
    check_kits(plan, entry)
    check_pedigrees(entry)
    check_units(plan, entry)


def check_minutes(world: World) -> None:
    """Check that nobody works, or is kept by lots that are done, for longer than they are there."""
    until = world.clock.now
    for index in range(len(world.stations)):
        assert worked_min(world, index, 0, until) <= crew_min(world, index, 0, until) + CLOSE
        assert blocked_min(world, index, 0, until) <= elapsed_min(world, index, 0, until) + CLOSE
    for index in range(len(world.teams)):
        assert people_worked_min(world, index, 0, until) <= people_min(world, index, 0, until) + CLOSE


def table(columns: Columns, *names: str) -> list[tuple[Any, ...]]:
    """Return rows of some columns of a table."""
    return list(zip(*(columns[name].tolist() for name in names), strict=True))


def check_trucks(shipments: Columns) -> None:
    """Check that the trips of one vehicle do not overlap, each has one destination, and goods are on board while it is hired."""
    trips: dict[tuple[int, int], set[tuple[float, float, int]]] = {}
    names = ("vehicle", "vehicle_number", "hired_min", "freed_min", "destination", "departed_min", "arrived_min")
    for vehicle, number, hired, freed, destination, departed, arrived in table(shipments, *names):
        if number >= 0:
            until = inf if isnan(freed) else freed
            trips.setdefault((vehicle, number), set()).add((hired, until, destination))
            assert isnan(departed) or hired <= departed
            assert isnan(arrived) or departed <= arrived <= until
    for mine in trips.values():
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(mine)))


def check_kits(plan: Plan, entry: Replication) -> None:
    """Check that every lot took exactly its bill of materials out of the stock of its place, and ends with what is not lost."""
    names = ("kind", "lot", "pieces")
    begun = {lot: pieces for kind, lot, pieces in table(entry.events, *names) if kind == LOT_START}
    left = dict(begun)
    for kind, lot, pieces in table(entry.events, *names):
        left[lot] = left.get(lot, 0.0) - pieces * (kind == SCRAP)
    lots = {
        number: (item, pieces)
        for kind, number, item, pieces in table(entry.more["journeys"], "journey", "number", "item", "pieces")
        if kind == LOT
    }
    assert {lot: left[lot] for lot in begun} == {lot: pieces for lot, (_, pieces) in lots.items()}
    taken: dict[tuple[int, int], float] = {}
    for kind, number, item, pieces in table(entry.more["inputs"], "journey", "number", "item", "pieces"):
        if kind == LOT:
            taken[number, item] = taken.get((number, item), 0.0) + pieces
    wanted = {
        (lot, part): amount * begun[lot] for lot, (item, _) in lots.items() for part, amount in plan.items[item].bom
    }
    assert taken.keys() == wanted.keys()
    assert all(abs(taken[key] - pieces) < CLOSE for key, pieces in wanted.items())
    assert all(plan.items[part].store == plan.items[lots[lot][0]].store for lot, part in taken)


def check_pedigrees(entry: Replication) -> None:
    """Check that nothing is taken that had not come by then, nor more of a lot or shipment than there is in it."""
    pieces_of = {row[:2]: row[2] for row in table(entry.more["journeys"], "journey", "number", "pieces")}
    began: dict[tuple[int, int], float] = {}
    ended: dict[tuple[int, int], float] = {}
    for kind, number, stage, begin, end in table(
        entry.more["steps"], "journey", "number", "stage", "begin_min", "end_min"
    ):
        if STAGES[stage] != "ordered":
            began.setdefault((kind, number), begin)
        ended[kind, number] = inf if isnan(end) else end
    used: dict[tuple[int, int], float] = {}
    names = ("journey", "number", "source", "source_number", "pieces")
    for kind, number, source, source_number, pieces in table(entry.more["inputs"], *names):
        if source != NO_JOURNEY:
            key = (source, source_number)
            used[key] = used.get(key, 0.0) + pieces
            assert ended.get(key, 0.0) <= began.get((kind, number), inf) + CLOSE
    assert all(pieces <= pieces_of[key] + CLOSE for key, pieces in used.items())


def check_units(plan: Plan, entry: Replication) -> None:
    """Check that no lot gives more units at the place where it is made than it has pieces."""
    journeys = table(entry.more["journeys"], "journey", "number", "item", "pieces")
    lots = {number: (item, pieces) for kind, number, item, pieces in journeys if kind == LOT}
    units = Counter(lot for item, lot in table(entry.units, "item", "lot") if lot >= 0 and lots[lot][0] == item)
    assert all(number <= lots[lot][1] for lot, number in units.items())
    assert all(plan.items[item].made for item, _ in lots.values())
