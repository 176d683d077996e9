"""Random small scenarios for invariants."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from scenarios import Scenario
from tests.sim.chain.synthetic import demand, item, plant, scenario, site, station, supplier, text

MADE = ("console", "drive", "sensor")
PARTS = ("casing", "board", "resin")
SHARES = st.sampled_from([0.0, 0.1, 0.4])


@st.composite
def small_scenarios(draw: st.DrawFn, scrap: float = 0.4) -> Scenario:
    """Draw a scenario of up to three made items and three parts, with everything that can go wrong going wrong.

    Parameters
    ----------
    draw
        Given by hypothesis.
    scrap
        Highest share of pieces lost at an operation or refused at receiving.
    """
    made = MADE[: draw(st.integers(1, 3))]
    items: dict[str, Any] = {part: draw(parts()) for part in PARTS}
    for depth, name in enumerate(made):
        below = (*made[depth + 1 :], *PARTS)
        bom = draw(st.dictionaries(st.sampled_from(below), st.sampled_from([1.0, 2.0, 0.3]), max_size=3))
        if depth + 1 < len(made):
            bom[made[depth + 1]] = draw(st.sampled_from([1.0, 2.0]))
        lot, opening = draw(st.integers(1, 6)), draw(st.integers(0, 4))
        items[name] = item(bom=bom, route=draw(routes(scrap)), lot_size=lot, opening_stock=opening, mass_kg=1)
    demands = {"order": demand(draw(st.integers(1, 25)))}
    if draw(st.booleans()):
        demands["spares"] = demand(draw(st.integers(1, 8)), item=draw(st.sampled_from([*made, *PARTS])))
    return scenario(
        roads={"date": "2023-01-04", "time_cv": draw(SHARES)},
        sites={
            **{name: site("supplier") for name in ("gate_a", "gate_b", "clinic", "airport")},
            "works": site("plant"),
            "abroad": site("abroad"),
        },
        vehicles={"truck": draw(vehicles())},
        items=items,
        suppliers=draw(makers(scrap)),
        plants={"plant": draw(plants())},
        demands=demands,
        outages=draw(outages()),
    )


@st.composite
def parts(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["push", "reorder"]))
    level = draw(st.integers(0, 20))
    policy = {"kind": kind, "reorder_point": level, "order_up_to": level + draw(st.integers(0, 20)), "margin": 0.1}
    return item(opening_stock=draw(st.integers(0, 15)), policy=policy, mass_kg=draw(st.sampled_from([0, 1, 40])))


@st.composite
def routes(draw: st.DrawFn, scrap: float) -> list[dict[str, Any]]:
    route = []
    for _ in range(draw(st.integers(1, 3))):
        operation: dict[str, Any] = {
            "station": draw(st.sampled_from(["bench", "rig"])),
            "work_min": draw(st.sampled_from([0, 10, 90])),
            "setup_min": draw(st.sampled_from([0, 5])),
            "cv": draw(SHARES),
            "distribution": draw(st.sampled_from(["lognormal", "gamma", "exponential", "triangular"])),
            "first_pass_yield": draw(st.sampled_from([1.0, 0.7])),
            "scrap_rate": draw(st.sampled_from([0.0, scrap])),
            "wait_h": draw(st.sampled_from([0, 12])),
        }
        if draw(st.booleans()):
            operation["rework"] = {"station": draw(st.sampled_from(["bench", "rig"])), "work_min": 20}
        if draw(st.booleans()):
            model = draw(st.sampled_from(["unit_time", "cumulative_average"]))
            scope = draw(st.sampled_from(["operation", "station", "shared"]))
            forgetting = {"after_days": 0.5, "kept_per_30_days": 0.1}
            operation["learning"] = {
                "model": model,
                "rate": 0.8,
                "floor": 0.2,
                "scope": scope,
                "forgetting": forgetting,
            }
            operation["learning"] |= {"group": "drives"} if scope == "shared" else {}
        if draw(st.booleans()):
            operation["sampling"] = {"sample": draw(st.integers(1, 4)), "accept": draw(st.integers(0, 2))}
        route.append(operation)
    return route


@st.composite
def makers(draw: st.DrawFn, scrap: float) -> dict[str, Any]:
    def offer(share: float) -> dict[str, Any]:
        return {
            "lot_size": draw(st.integers(1, 30)),
            "defect_rate": draw(st.sampled_from([0.0, scrap])),
            "share": share,
            "lot_failure_rate": draw(st.sampled_from([0.0, scrap / 2])),
            "sampling": draw(st.sampled_from([None, {"sample": 2, "accept": 0}])),
        }

    def maker(items: dict[str, Any], **changes: Any) -> dict[str, Any]:
        calendar, lead = draw(st.sampled_from(["always", "day"])), draw(st.sampled_from([0, 30]))
        more = {"calendar": calendar, "lead_time_h": lead, "lead_time_cv": draw(SHARES)}
        return supplier(items, capacity_per_day=draw(st.sampled_from([5, 60])), **more, **changes)

    inbound = {"mode": "air", "gateway": "airport", "transit_h": 20, "departures_per_week": 3, "time_cv": draw(SHARES)}
    return {
        "first": maker({"casing": offer(0.6), "board": offer(1.0)}, site="gate_a"),
        "second": maker({"casing": offer(0.4)}, site="gate_b"),
        "far": maker({"resin": offer(1.0)}, site="abroad", inbound=inbound),
    }


@st.composite
def plants(draw: st.DrawFn) -> dict[str, Any]:
    steps = [{"date": "2023-01-10", "crews": draw(st.integers(0, 3))}, {"date": "2023-01-13", "crews": 2}]
    hires = [{"date": "2023-01-06", "crews": draw(st.integers(1, 2)), "training_days": 9, "first_day_share": 0.3}]
    more = {"crew_steps": steps, "hires": hires if draw(st.booleans()) else [], "crew_cost_cny_per_h": 10}
    stations = {"bench": station(draw(st.integers(1, 3)), **more), "rig": station(calendar="always")}
    calendar = draw(st.sampled_from(["always", "day"]))
    return plant(calendar, stations, docks=draw(st.integers(1, 2)), receiving_min=draw(st.sampled_from([0, 60])))


@st.composite
def vehicles(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "name": text("truck"),
        "kind": "truck",
        "capacity_kg": 200,
        "count": draw(st.sampled_from([None, 1, 3])),
        "loading_min": draw(st.sampled_from([0, 20])),
        "unloading_min": draw(st.sampled_from([0, 20])),
        "cost_cny_per_km": 1,
    }


@st.composite
def outages(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {}
    share = draw(st.sampled_from([0, 0.5]))
    span = {"from": "2023-01-06T00:00", "until": "2023-01-12T12:00"}
    return {"strike": {"supplier": "first", "capacity_share": share, **span}}


POLICIES: dict[str, dict[str, Any]] = {
    "push": {},
    "reorder": {"reorder_point": 3, "order_up_to": 9},
    "s_S": {"reorder_point": 2, "order_up_to": 8},
    "R_Q": {"reorder_point": 1, "order_quantity": 3},
    "T_Q": {"order_quantity": 2, "review_h": 24},
    "T_S": {"order_up_to": 6, "review_h": 12},
    "base_stock": {"order_up_to": 5},
    "kanban": {"cards": 3, "card_pieces": 2},
}


def policies() -> st.SearchStrategy[dict[str, Any]]:
    """Draw a stock policy of any kind."""
    return st.sampled_from([{"kind": kind, **levels} for kind, levels in POLICIES.items()])


@st.composite
def networks(draw: st.DrawFn) -> Scenario:
    """Draw two plants and two warehouses that fill each other by all policies, with demands and streams of orders."""
    route = draw(routes(0.2))
    items = {
        "console": item(route=route, bom={"drive": 1, "resin": 0.3}, plant="north", policy=draw(policies()), mass_kg=1),
        "drive": item(route=draw(routes(0.2)), bom={"casing": 2}, plant="south", policy=draw(policies()), mass_kg=1),
        "casing": item(policy=draw(policies()), opening_stock=draw(st.integers(0, 5))),
        "resin": item(policy=draw(policies())),
    }
    if draw(st.booleans()):
        items["drive"]["plants"] = ["north"]
    north = draw(plants()) | {"stock": {"drive": draw(fillings("south"))}}
    south = draw(plants()) | {"site": "gate_a"}
    stores = {
        "depot": _warehouse("gate_b", {"console": draw(fillings("north"))}),
        "shop": _warehouse("clinic", {"console": draw(fillings("depot"))}),
    }
    makers = draw(makers_of({"casing": 7, "resin": 4}))
    place = st.sampled_from(["north", "depot", "shop"])
    demands = {"order": demand(draw(st.integers(1, 9)), place=draw(place))} if draw(st.booleans()) else {}
    return scenario(
        end="2023-01-25T00:00",
        roads={"date": "2023-01-04", "time_cv": draw(SHARES)},
        sites={**{name: site("supplier") for name in ("gate_a", "gate_b", "clinic")}, "works": site("plant")},
        vehicles={"truck": draw(vehicles())},
        items=items,
        suppliers=makers,
        plants={"north": north, "south": south},
        warehouses=stores,
        demands=demands,
        order_streams={f"stream_{index}": draw(streams(place)) for index in range(draw(st.integers(1, 3)))},
    )


@st.composite
def fillings(draw: st.DrawFn, source: str) -> dict[str, Any]:
    """Draw how a place is filled from another one."""
    return {
        "from": source,
        "vehicle": "truck",
        "policy": draw(policies()),
        "opening_stock": draw(st.integers(0, 5)),
        "order_delay_h": draw(st.sampled_from([0, 7])),
        "lead_time_h": draw(st.sampled_from([0, 5])),
        "lot_size": draw(st.integers(1, 4)),
        "min_order": draw(st.sampled_from([0, 5])),
    }


@st.composite
def streams(draw: st.DrawFn, place: st.SearchStrategy[str]) -> dict[str, Any]:
    """Draw orders that come again and again."""
    return {
        "item": "console",
        "customer": "clinic",
        "place": draw(place),
        "vehicle": draw(st.sampled_from([None, "truck"])),
        "interval_h": draw(st.sampled_from([6, 24, 50])),
        "interval_distribution": draw(st.sampled_from(["constant", "exponential"])),
        "quantity": {"distribution": "poisson", "mean": draw(st.sampled_from([1, 3]))},
        "due_in_h": draw(st.sampled_from([0, 24])),
        "shortage": draw(st.sampled_from(["backorder", "lost"])),
        "priority": draw(st.integers(0, 1)),
    }


@st.composite
def makers_of(draw: st.DrawFn, lots: dict[str, int]) -> dict[str, Any]:
    """Draw a supplier of some items in lots of their sizes."""
    offers = {name: {"lot_size": lot, "defect_rate": draw(st.sampled_from([0.0, 0.2]))} for name, lot in lots.items()}
    return {"maker": supplier(offers, site="gate_a", capacity_per_day=60, lead_time_h=draw(st.sampled_from([0, 30])))}


def _warehouse(at: str, stock: dict[str, Any]) -> dict[str, Any]:
    return {"name": text("store"), "site": at, "calendar": "always", "stock": stock}
