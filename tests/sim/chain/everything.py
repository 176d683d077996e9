"""Random small scenarios of everything that there is, for invariants.

Which features a scenario has is drawn by hypothesis, so that it finds the fewest with which something fails; the numbers come
from a generator whose seed is drawn, since hundreds of draws for each scenario would take longer than simulating it.
"""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from scenarios import Scenario
from tests.sim.chain.strategies import POLICIES
from tests.sim.chain.synthetic import ALWAYS, DAY_SHIFT, demand, item, plant, scenario, site, station, supplier, text

FEATURES = (
    "batches", "buffers", "changeovers", "crew_steps", "departures", "drones", "earliest", "expedite", "fleets", "hires",
    "imports", "learning", "limits", "milk_run", "mrp", "pipelines", "rework", "sampling", "scrap", "second_maker", "stock_policies",
    "streams", "teams", "variation", "warehouses",
)  # fmt: skip
UPSETS = ("outage", "crew_absence", "quality_hold", "demand", "import_delay", "road_closure")
BENCHES = ("a", "b", "c")
HALF = {"shifts": ["05:00-11:00"], "weekdays": ["mon", "wed", "thu", "sat"]}
SUPPLIERS = ("gate_a", "gate_b", "clinic", "ward", "annex")
SITES = {name: site("supplier") for name in SUPPLIERS}
SITES |= {"works": site("plant"), "abroad": site("abroad"), "port": site("port")}
SITES |= {"store": site("warehouse", lon=114.05), "shop": site("warehouse", lon=114.1)}
RULES = (
    {"kind": "timed", "times": ["08:00", "13:30"], "weekdays": ["mon", "thu", "fri"]},
    {"kind": "full_load", "fill_share": 0.7, "longest_wait_h": 30},
)
MRP = (
    {"kind": "mrp", "bucket_h": 12, "lead_time_h": 6},
    {"kind": "mrp", "bucket_h": 24, "lot_rule": "fixed", "order_quantity": 3, "safety_stock": 1},
    {"kind": "mrp", "bucket_h": 24, "lot_rule": "period", "periods": 2},
)


@st.composite
def scenarios_of_everything(draw: st.DrawFn) -> Scenario:
    """Draw two plants and two warehouses, three suppliers, and all that can happen between them within nine days."""
    features = draw(st.sets(st.sampled_from(FEATURES)))
    wrong = draw(st.lists(st.sampled_from(UPSETS), max_size=3))
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - no secret
    return Maker(frozenset(features), random).scenario(wrong)


class Maker:
    """Makes the sections of a scenario.

    Attributes
    ----------
    features
        What it may have; the rest is left as plain as can be.
    random
        Gives the numbers.
    """

    def __init__(self, features: frozenset[str], random: Random) -> None:
        self.features, self.random = features, random

    def some(self, feature: str, plain: Any, *others: Any) -> Any:
        """Return something plain, or, where the scenario has the feature, that or something else."""
        return self.random.choice((plain, *others)) if feature in self.features else plain

    def scenario(self, wrong: list[str]) -> Scenario:
        places = ["north", "depot", "shop"] if "warehouses" in self.features else ["north"]
        made: dict[str, Any] = {
            "end": "2023-01-13T00:00",
            "roads": {"date": "2023-01-04", "time_cv": self.some("variation", 0.0, 0.3)},
            "calendars": {"always": ALWAYS, "day": DAY_SHIFT, "half": HALF},
            "sites": SITES,
            "vehicles": self.vehicles(),
            "items": self.items(),
            "suppliers": self.suppliers(),
            "plants": {"north": self.plant("works", self.units()), "south": self.plant("annex", {})},
            "warehouses": self.warehouses() if "warehouses" in self.features else {},
            "demands": self.demands(places),
            "order_streams": {f"stream_{n}": self.stream(places) for n in range(self.some("streams", 0, 1, 2))},
            "disruptions": {},
        }
        if "milk_run" in self.features:
            stops = self.random.choice((["first"], ["first", "second"], ["second", "first"]))
            times = {"times": ["06:00", "15:00"], "place": "south", "stops": stops}
            made["milk_runs"] = {"round": {"name": text("round"), "vehicle": "van", **times}}
        if "stock_policies" not in self.features and "streams" not in self.features:
            made["warm_up_h"] = self.random.choice([0, 50])
        made["disruptions"] = {f"upset_{n}": self.upset(kind, made) for n, kind in enumerate(wrong)}
        return scenario(**made)

    def policy(self) -> dict[str, Any]:
        kinds: list[dict[str, Any]] = [{"kind": kind, **POLICIES[kind]} for kind in ("push", "push", "reorder")]
        if "stock_policies" in self.features:
            kinds += [{"kind": kind, **levels} for kind, levels in POLICIES.items()]
        kinds += MRP if "mrp" in self.features else ()
        return self.random.choice(kinds)

    def items(self) -> dict[str, Any]:
        pick = self.random.choice
        more = {"wip_limit": self.some("limits", None, 1, 3), "family": self.some("changeovers", None, "pump")}
        both = {"plants": ["north"]} if "second_maker" in self.features else {}
        opening = [0] if both else [0, 5]  # of what is kept at two places nobody knows where it would be
        unit = {"bom": {"casing": 2.0, "board": 1.0}, "plant": "south", **both, **more}
        return {
            "console": self.made(bom={"unit": pick([1.0, 2.0]), "resin": 0.3}, plant="north", **more),
            "unit": self.made(**unit),
            "casing": item(policy=self.policy(), opening_stock=pick(opening), mass_kg=pick([0, 3])),
            "board": item(policy=self.policy(), opening_stock=pick(opening), mass_kg=9),
            "resin": item(policy=self.policy(), opening_stock=pick([0, 2]), mass_kg=1),
        }

    def made(self, **more: Any) -> dict[str, Any]:
        route = [self.operation() for _ in range(self.random.randint(1, 3))]
        lot, opening = self.random.randint(1, 4), self.random.choice([0, 3])
        return item(route=route, lot_size=lot, opening_stock=opening, mass_kg=5, policy=self.policy(), **more)

    def operation(self) -> dict[str, Any]:
        pick = self.random.choice
        made: dict[str, Any] = {
            "station": pick(BENCHES),
            "work_min": pick([0, 20, 90]),
            "setup_min": pick([0, 7]),
            "setup": self.some("changeovers", "lot", "changeover"),
            "cv": self.some("variation", 0.0, 0.4),
            "scrap_rate": self.some("scrap", 0.0, 0.2),
            "wait_h": pick([0, 0, 5]),
        }
        if "rework" in self.features:
            made |= {"first_pass_yield": pick([1.0, 0.7]), "rework": {"station": pick(BENCHES), "work_min": 15}}
        if "learning" in self.features and "batches" not in self.features:
            made["learning"] = {"rate": 0.8, "scope": pick(["operation", "station"])}
            if "variation" in self.features:
                made["learning"]["forgetting"] = {"after_days": 0.5, "kept_per_30_days": 0.1}
        if "sampling" in self.features:
            made["sampling"] = pick([None, {"sample": pick([1, 3]), "accept": 0}])
        return made

    def plant(self, at: str, stock: dict[str, Any]) -> dict[str, Any]:
        teams = {
            "one": {"name": text("t"), "people": 1, "skills": ["weld"]},
            "two": {"name": text("t"), "people": 2, "skills": ["weld", "test"]},
        }
        return plant(
            self.random.choice(["always", "day"]),
            {name: self.bench() for name in BENCHES},
            site=at,
            stock=stock,
            docks=self.random.choice([1, 2]),
            receiving_min=self.random.choice([0, 40]),
            dock_calendar=self.some("departures", None, "half"),
            departures=self.some("departures", None, *RULES),
            teams=teams if "teams" in self.features else {},
        )

    def bench(self) -> dict[str, Any]:
        pick = self.random.choice
        made: dict[str, Any] = {
            "buffer_lots": self.some("buffers", None, 0, 1),
            "discipline": pick(["due", "fifo"]),
            "skill": self.some("teams", None, "weld", "test"),
            "crew_cost_cny_per_h": 10,
        }
        if "batches" in self.features and pick([True, False]):
            wait = pick([0, 2, None])
            made["batch"] = {
                "most_pieces": 5,
                "least_pieces": 1 if wait is None else pick([1, 4]),
                "longest_wait_h": wait,
            }
        if "crew_steps" in self.features:
            made["crew_steps"] = [{"date": "2023-01-06", "crews": pick([0, 1, 3])}, {"date": "2023-01-08", "crews": 2}]
        if "hires" in self.features:
            made["hires"] = [{"date": "2023-01-07", "crews": 1, "training_days": 3, "first_day_share": 0.4}]
        return station(pick([1, 2]), **made)

    def units(self) -> dict[str, Any]:
        return {} if "second_maker" in self.features else {"unit": self.filled("south")}

    def filled(self, source: str) -> dict[str, Any]:
        pick = self.random.choice
        made = {
            "from": source,
            "vehicle": self.some("drones", "truck", "drone"),
            "policy": self.policy(),
            "opening_stock": pick([0, 2]),
            "order_delay_h": pick([0, 7]),
            "lead_time_h": pick([0, 5]),
            "lot_size": pick([1, 3]),
            "min_order": pick([0, 2]),
        }
        if "pipelines" in self.features:
            made["pipeline"] = [{"pieces": 2, "at": "2023-01-05T07:00"}]
        return made

    def warehouses(self) -> dict[str, Any]:
        def store(at: str, source: str) -> dict[str, Any]:
            rule = self.some("departures", None, *RULES)
            made = {"name": text("store"), "site": at, "calendar": "always", "departures": rule}
            return {**made, "stock": {"console": self.filled(source)}}

        return {"depot": store("store", "north"), "shop": store("shop", "depot")}

    def vehicles(self) -> dict[str, Any]:
        def vehicle(kind: str, capacity_kg: float, **more: Any) -> dict[str, Any]:
            handling = {"loading_min": self.random.choice([0, 12]), "unloading_min": self.random.choice([0, 9])}
            return {"name": text(kind), "kind": kind, "capacity_kg": capacity_kg, "count": count(), **handling, **more}

        def count() -> int | None:
            found: int | None = self.some("fleets", None, 1, 2)
            return found

        return {
            "truck": vehicle("truck", 60, calendar=self.some("departures", None, "day")),
            "van": vehicle("van", 30),
            "drone": vehicle("van", 20, mode="drone", speed_kph=60),
        }

    def suppliers(self) -> dict[str, Any]:
        def offer(share: float = 1.0) -> dict[str, Any]:
            made = {
                "lot_size": self.random.choice([1, 4, 9]),
                "defect_rate": self.some("scrap", 0.0, 0.2),
                "share": share,
            }
            made |= {"lot_failure_rate": self.some("scrap", 0.0, 0.1)}
            if "expedite" in self.features:
                made["expedite"] = {
                    "vehicle": self.some("drones", "van", "drone"),
                    "production_share": 0.5,
                    "cover_h": 10,
                }
            if "sampling" in self.features:
                made["sampling"] = {"sample": 2, "accept": 0}
            if "pipelines" in self.features:
                made["pipeline"] = [{"pieces": 3, "at": "2023-01-04T19:00"}]
            return made

        def maker(at: str, items: dict[str, Any], **more: Any) -> dict[str, Any]:
            lead = {"lead_time_h": self.random.choice([0, 20]), "lead_time_cv": self.some("variation", 0.0, 0.4)}
            bays = {"docks": self.some("departures", None, 1), "departures": self.some("departures", None, *RULES)}
            rate = self.random.choice([20, 200])
            return supplier(items, site=at, capacity_per_day=rate, **lead, **bays, **more)

        sea = {"mode": "sea", "gateway": "port", "transit_h": 20, "departures_per_week": 7, "customs_h": 6}
        far = {"inbound": sea | {"time_cv": self.some("variation", 0.0, 0.2)}} if "imports" in self.features else {}
        return {
            "first": maker("gate_a", {"casing": offer(0.6), "board": offer()}),
            "second": maker("gate_b", {"casing": offer(0.4)}),
            "far": maker("abroad" if far else "gate_b", {"resin": offer()}, **far),
        }

    def demands(self, places: list[str]) -> dict[str, Any]:
        pick = self.random.choice
        made = {"order": demand(pick([1, 6]), place=pick(places), due="2023-01-12T00:00")}
        made["units"] = demand(pick([1, 3]), item="unit", place="south", due="2023-01-10T00:00", customer="ward")
        if "earliest" in self.features:
            for entry in made.values():
                entry["earliest"] = pick([None, "2023-01-08T00:00"])
        return made

    def stream(self, places: list[str]) -> dict[str, Any]:
        pick = self.random.choice
        return {
            "item": "console",
            "customer": "clinic",
            "place": pick(places),
            "vehicle": pick([None, "truck"]),
            "interval_h": pick([9, 40]),
            "interval_distribution": pick(["constant", "exponential"]),
            "quantity": {"distribution": "poisson", "mean": pick([1, 2])},
            "due_in_h": pick([0, 24]),
            "shortage": pick(["backorder", "lost"]),
            "priority": pick([0, 1]),
        }

    def upset(self, kind: str, made: dict[str, Any]) -> dict[str, Any]:
        pick = self.random.choice
        stations = [f"{name}.{bench}" for name in made["plants"] for bench in BENCHES]
        teams = [f"{name}.{team}" for name, entry in made["plants"].items() for team in entry["teams"]]
        targets = {
            "outage": [*made["suppliers"], *made["plants"], *made["warehouses"], *stations],
            "crew_absence": [*stations, *teams],
            "quality_hold": list(made["items"]),
            "demand": [*made["demands"], *made["order_streams"]],
            "import_delay": ["far"],
        }
        upset: dict[str, Any] = {"kind": kind, "capacity_share": pick([0.0, 0.5]), "factor": pick([0.0, 0.5, 2.0])}
        upset |= {"delay_h": 9.0, "en_route": pick(["reroute", "wait"])}
        if kind == "road_closure":
            upset["closure"] = {"roads": ["r"]}
        else:
            upset["target"] = pick(targets[kind])
        if pick([True, False]):
            return upset | {"from": "2023-01-06T05:00", "duration_h": pick([3, 40])}
        return upset | {"every_h": pick([20, 60]), "duration_h": pick([3, 20]), "duration_distribution": "exponential"}
