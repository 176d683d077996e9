"""The outcomes of one replication: the numbers by which scenarios are compared."""

from __future__ import annotations

from collections.abc import Iterator

from sim.chain.measures.figures import figures
from sim.chain.shop.attendance import crew_min, people_min, people_worked_min, worked_min
from sim.chain.world import World

DAY_MIN = 24 * 60.0
HOUR_MIN = 60.0
NAN = float("nan")


def outcomes(world: World, steps: int) -> dict[str, float]:
    """Return the outcomes, always the same ones in the same order for one scenario.

    Parameters
    ----------
    world
        The state at the end.
    steps
        Events, see `sim.chain.replication.Replication`.
    """
    found: dict[str, float] = {}
    for item in world.plan.products:
        found.update(_product(world, item))
    since, horizon = world.plan.warm_up_min, _horizon(world)
    for station, plan in enumerate(world.plan.stations):
        worked, there = worked_min(world, station, since, horizon), crew_min(world, station, since, horizon)
        found[f"utilisation_{plan.name}"] = worked / there if there > 0 else NAN
    for team, people in enumerate(world.plan.teams):
        worked, there = people_worked_min(world, team, since, horizon), people_min(world, team, since, horizon)
        found[f"utilisation_team_{people.name}"] = worked / there if there > 0 else NAN
    for item in _components(world):
        found[f"wait_h_{world.plan.items[item].name}"] = world.items[item].waited_min / HOUR_MIN
    found.update(_transport(world))
    found["events"] = float(steps)
    return found | figures(world, horizon)


def unit_of(outcome: str) -> str:
    """Return the unit of an outcome."""
    endings = {
        "_finish_day": "d",
        "_finished": "pieces",
        "_per_day": "pieces/d",
        "_km": "km",
        "_cny": "CNY",
        "_kg": "kg",
        "_late_h": "h",
        "_cycle_h": "h",
        "_cycle_p95_h": "h",
        "_wip_lots": "lots",
        "_mean_stock": "pieces",
        "_mean_owed": "pieces",
        "_cover_days": "d",
    }
    if outcome.startswith("utilisation_") or outcome.endswith(("_share", "_fill_rate")):
        return ""
    if outcome.startswith("wait_h_"):
        return "h"
    return next((unit for ending, unit in endings.items() if outcome.endswith(ending)), "")


def _product(world: World, item: int) -> dict[str, float]:
    plan, state = world.plan, world.items[item]
    name, wanted = plan.items[item].name, plan.wanted(item)
    due = max(demand.due_min for demand in plan.demands if demand.item == item)
    units = [(finish, pieces) for finish, of_item, _, pieces in world.units if of_item == item]
    return {
        f"{name}_finish_day": (state.last[0] + plan.offset_min) / DAY_MIN if state.last else NAN,
        f"{name}_finished": float(sum(pieces for finish, pieces in units if finish <= due)),
        f"{name}_per_day": _per_day(world, item, units) if wanted > 1 else NAN,
    }


def _per_day(world: World, item: int, units: list[tuple[float, int]]) -> float:
    """Return the units after the first by working day of the plant between the first and the last."""
    if not units:
        return NAN
    calendar = world.plan.stores[world.plan.items[item].store].calendar
    days = calendar.work_between(units[0][0], units[-1][0]) / calendar.minutes_per_day
    return (sum(pieces for _, pieces in units) - 1) / days if days > 0 else NAN


def _horizon(world: World) -> float:
    """Return the finish of the last wanted unit of all products; the end where one is not reached, or orders go on."""
    end_min = world.plan.end_min
    finishes = [world.items[item].last for item in world.plan.products]
    if world.plan.streams or not finishes:
        return end_min
    return max(finish[0] if finish else end_min for finish in finishes)


def _components(world: World) -> Iterator[int]:
    return (index for index, item in enumerate(world.plan.items) if item.parents)


def _transport(world: World) -> dict[str, float]:
    shipments = world.own_shipments()
    driven = [shipment for shipment in shipments if shipment.departed_min <= world.plan.end_min]
    deliveries = [shipment for shipment in driven if shipment.supplier >= 0]
    inside = sum(shipment.inside for shipment in deliveries)
    return {
        "deliveries_inside_share": inside / len(deliveries) if deliveries else NAN,
        "truck_km": sum((shipment.driven_km for shipment in driven), 0.0),
        "transport_cost_cny": sum((shipment.cost_cny for shipment in shipments), 0.0),
        "co2_kg": sum((shipment.co2_kg for shipment in shipments), 0.0),
    }
