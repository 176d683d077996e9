"""Checks across entries: one slip in a network of everything, one message with line, key, what is wrong and what is right."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest

from scenarios import Problem, Scenario, ScenarioError, dump, load, loads
from scenarios._checks_sizes import sizes
from scenarios._marks import lift
from scenarios._yaml import read_document
from scenarios.checks import check
from scenarios.policies import Stocking
from tests.scenarios.samples import NETWORK, only, written

Row = tuple[str, str, str, str, str, str]
# (replaced, by, text on the offending line, key, said, remedy)
REFERENCES: list[Row] = [
    ("    site: yard", "    site: yrad", "yrad", "warehouses.depot.site", "no site 'yrad'", "did you mean yard"),
    ("    calendar: always", "    calendar: alweys", "alweys", "warehouses.depot.calendar", "no calendar", "always"),
    ("    site: works\n    calendar: by_day\n    dock_calendar: gate", "    site: works\n    calendar: by_day\n    dock_calendar: gaet",
     "gaet", "plants.main.dock_calendar", "no calendar 'gaet'", "did you mean gate"),
    ("vehicle: truck\n    dock_calendar: gate", "vehicle: truck\n    dock_calendar: gates", "gates",
     "suppliers.rings.dock_calendar", "no calendar 'gates'", "gate"),
    ("customs_calendar: customs", "customs_calendar: custom", "calendar: custom\n", "suppliers.overseas.inbound.customs_calendar",
     "no calendar 'custom'", "did you mean customs"),
    ("5000, calendar: by_day", "5000, calendar: by_night", "by_night", "vehicles.truck.calendar", "no calendar", "by_day"),
    ("plants: [second]", "plants: [secund]", "secund", "items.motor.plants.0", "no plant 'secund'", "did you mean second"),
    ("plants: [second]", "plants: [main]", "plants: [main]", "items.motor.plants.0", "named twice", "once"),
    ("        from: main", "        from: mian", "mian", "warehouses.depot.stock.pump.from", "no plant or warehouse 'mian'", "main"),
    ("        from: main\n        vehicle: truck", "        from: main\n        vehicle: trunk", "trunk",
     "warehouses.depot.stock.pump.vehicle", "no vehicle 'trunk'", "did you mean truck"),
    ("        from: main\n        vehicle: truck\n", "        from: main\n", "from: main", "warehouses.depot.stock.pump.from",
     "nothing says what brings it", "add `vehicle:`"),
    ("      pump: {backorder", "      pmup: {backorder", "pmup", "plants.main.stock.pmup", "no item 'pmup'", "did you mean pump"),
    ("place: depot", "place: dept", "dept", "order_streams.clinics.place", "no plant or warehouse 'dept'", "did you mean depot"),
    ("    item: filter", "    item: filler", "filler", "order_streams.spares.item", "no item 'filler'", "did you mean filter"),
    ("    item: pump\n    customer: clinic", "    item: pump\n    customer: clinik", "clinik", "order_streams.clinics.customer",
     "no site 'clinik'", "did you mean clinic"),
    ("vehicle: truck\n    interval_h", "vehicle: tram\n    interval_h", "tram", "order_streams.spares.vehicle", "no vehicle", "truck"),
    ("place: main, stops", "place: mean, stops", "stops", "milk_runs.round.place", "no plant or warehouse 'mean'", "main"),
    ("stops: [rings]", "stops: [wings]", "wings", "milk_runs.round.stops.0", "no supplier 'wings'", "did you mean rings"),
    ("stops: [rings]", "stops: [rings, rings]", "stops", "milk_runs.round.stops.1", "twice", "once"),
    ("vehicle: drone", "vehicle: done", "done", "suppliers.rings.items.seal.expedite.vehicle", "no vehicle 'done'", "drone"),
    ("skill: assembly", "skill: assemble", "assemble", "plants.main.stations.line.skill", "nobody at main", "did you mean assembly"),
    ("target: main.line", "target: main.lime", "lime", "disruptions.fire.target", "station (plant.station) 'main.lime'", "main.line"),
    ("target: main.fitters", "target: main.fitter", "flu:", "disruptions.flu.target", "no station (plant.station) or team", "main.fitters"),
    ("demand, target: clinics", "demand, target: clinic", "surge:", "disruptions.surge.target", "order stream, demand or item",
     "did you mean clinics"),
    ("quality_hold, target: seal", "quality_hold, target: rings", "hold:", "disruptions.hold.target", "no item 'rings'", "seal"),
    ("import_delay, target: overseas", "import_delay, target: rings", "fog:", "disruptions.fog.target", "no inbound leg", "outage"),
]  # fmt: skip
WAYS: list[Row] = [
    ("        from: main\n        vehicle: truck\n", "", "pump:\n        policy", "warehouses.depot.stock.pump",
     "made at main and nothing brings it", "from: main"),
    ("        from: main", "        from: depot", "from: depot", "warehouses.depot.stock.pump.from", "depot ← depot", "make it or buy it"),
    ("filter: {lot_size: 50}", "# none", "  filter: {name", "items.filter", "nobody supplies filter", "supplier"),
    ("rank: 2", "rank: 1", "rank: 1,", "suppliers.overseas.items.seal.rank", "rings and overseas both have rank 1", "of its own"),
    ("at: 2023-02-10T08:00", "at: 2023-02-01T08:00", "2023-02-01", "suppliers.overseas.items.seal.pipeline.0.at", "before the scenario",
     "opening_stock"),
    ("      pump: {backorder", "      pump: {vehicle: truck, backorder", "pump: {vehicle", "plants.main.stock.pump.vehicle",
     "no place that it comes from", "add `from:`"),
]  # fmt: skip
POLICIES: list[Row] = [
    ("order_up_to: 200, review_h", "order_up_to: 50, review_h", "s_S", "items.seal.policy.order_up_to", "not above reorder_point 50",
     "larger"),
    (", order_quantity: 20", "", "R_Q", "warehouses.depot.stock.pump.policy.order_quantity", "R_Q orders order_quantity", "1 or more"),
    ("kind: T_S, order_up_to: 100, review_h: 24", "kind: T_S, order_up_to: 100", "T_S", "warehouses.depot.stock.filter.policy.review_h",
     "at reviews, but none", "review_h: 24"),
    ("kind: T_S, order_up_to: 100, review_h: 24", "kind: T_Q, review_h: 24", "T_Q",
     "warehouses.depot.stock.filter.policy.order_quantity", "T_Q orders order_quantity", "1 or more"),
    ("kind: T_S, order_up_to: 100, review_h: 24", "kind: mrp, lot_rule: fixed", "mrp",
     "warehouses.depot.stock.filter.policy.order_quantity", "mrp in fixed lots", "1 or more"),
    ("kind: kanban, cards: 4,", "kind: kanban,", "kanban", "items.motor.policy.cards", "there are none", "cards"),
    ("cards: 4, card_pieces: 20", "cards: 3, card_pieces: 5", "kanban", "items.motor.policy.cards", "one order brings 20", "more cards"),
    ("    lot_size: 20\n    policy: {kind: kanban, cards: 4, card_pieces: 20", ("    lot_size: 4\n    policy: {kind: kanban, cards: 2, "
     "card_pieces: 4"), "kanban", "items.motor.policy.cards", "less than the 10 that one lot of pump takes", "more cards"),
    ("order_up_to: 200, review_h: 24", "order_up_to: 200, review_h: 24, first_review: 2024-01-01T00:00", "s_S",
     "items.seal.policy.first_review", "when the scenario has ended", "before 2023-04-03"),
]  # fmt: skip
TIMES: list[Row] = [
    ('by_day:\n    shifts: ["08:00-12:00", "13:00-20:00"]', 'by_day:\n    shifts: ["08:00-14:00", "13:00-20:00"]', "08:00-14:00",
     "calendars.by_day.shifts", "overlap", "when the one before has ended"),
    ('{shifts: ["20:00-22:00"]', '{shifts: ["20:00-22:00", "21:00-23:00"]', "21:00", "calendars.by_day.overtime.0.shifts", "overlap",
     "when the one before"),
    ("until: 2023-03-01}", "from: 2023-03-02, until: 2023-03-01}", "overtime", "calendars.by_day.overtime.0.until", "before its first",
     "exchange"),
    ("warm_up_h: 24", "warm_up_h: 2000", "warm_up_h", "warm_up_h", "nothing is left of the 1344 h", "shorter"),
    ("until: 2023-03-20", "until: 2023-02-01", "until: 2023-02-01", "order_streams.spares.until", "before its first order", "later"),
    ("until: 2023-03-20T00:00", "first: 2023-05-01T00:00", "2023-05-01", "order_streams.spares.first", "does not lie in", "before 2023-04"),
    ("crew_steps: [{date: 2023-02-20, crews: 4}]", "crew_steps: [{date: 2023-02-20, crews: 4}, {date: 2023-02-19, crews: 1}]",
     "crew_steps", "plants.main.stations.line.crew_steps.1.date", "not after 2023-02-20", "in order"),
    ("steps: [{date: 2023-02-20, crews: 8}]", "steps: [{date: 2023-02-20, crews: 8}, {date: 2023-02-20, crews: 1}]",
     "steps: [{date: 2023-02-20, crews: 8}", "plants.main.teams.fitters.steps.1.date", "not after", "in order"),
]  # fmt: skip
CHANCE: list[Row] = [
    ("distribution: gamma, cv: 0.5}", "distribution: uniform, cv: 0.6}", "uniform", "items.pump.route.0.rework.cv", "cannot vary by 0.6",
     "at most 0.58"),
    ("distribution: gamma, cv: 0.5}", "distribution: triangular, cv: 0.5}", "triangular", "items.pump.route.0.rework.cv", "cannot vary",
     "at most 0.41"),
    ("distribution: gamma, cv: 0.5}", "cv: 0.5}", "rework", "items.pump.route.0.rework.cv", "a constant does not vary", "lognormal"),
    ("interval_distribution: gamma", "interval_distribution: exponential", "interval_cv", "order_streams.spares.interval_cv",
     "of 1, not 0.5", "gamma"),
    ("mean: 2, cv: 1}", "mean: 2, cv: 0.5}", "negative_binomial", "order_streams.clinics.quantity.cv", "varies by more than 0.707",
     "poisson"),
    ("{distribution: negative_binomial, mean: 2, cv: 1}", "{distribution: geometric, mean: 0.5}", "geometric",
     "order_streams.clinics.quantity.mean", "1 or more", "poisson"),
    ("{distribution: negative_binomial, mean: 2, cv: 1}", "{distribution: poisson, mean: 2, cv: 1}", "poisson",
     "order_streams.clinics.quantity.cv", "no coefficient of variation", "negative_binomial"),
    ("{distribution: negative_binomial, mean: 2, cv: 1}", "2.5", "quantity: 2.5", "order_streams.clinics.quantity.mean",
     "no whole number of pieces", "whole pieces"),
    ("{distribution: negative_binomial, mean: 2, cv: 1}", "0", "quantity: 0", "order_streams.clinics.quantity.mean", "0 pieces", "above 0"),
    ("{distribution: negative_binomial, mean: 2, cv: 1}", "{mean: 2, values: [1]}", "values: [1]", "order_streams.clinics.quantity.values",
     "belong to a table", "distribution: table"),
    ("values: [1, 5], weights: [3, 1]", "weights: [3, 1]", "weights", "order_streams.spares.quantity.values", "without values", "values:"),
    ("weights: [3, 1]", "weights: [3]", "weights", "order_streams.spares.quantity.weights", "2 values and 1 weights", "one weight"),
    ("weights: [3, 1]", "weights: [0, 0]", "weights", "order_streams.spares.quantity.weights", "0 pieces", "above 0"),
]  # fmt: skip
SHOP: list[Row] = [
    ("least_pieces: 20}", "least_pieces: 50}", "least_pieces: 50", "plants.main.stations.oven.batch.least_pieces", "more than most_pieces",
     "no more"),
    ("most_pieces: 40, least_pieces: 20", "most_pieces: 8", "most_pieces: 8", "plants.main.stations.oven.batch.most_pieces",
     "does not fit", "10 or more"),
    ("buffer_lots: 3\n        batch: {most_pieces: 40, least_pieces: 20", ("buffer_lots: 0\n        batch: {most_pieces: 40, "
     "least_pieces: 20"), "least_pieces: 20", "plants.main.stations.oven.batch.least_pieces", "never fills", "raise buffer_lots"),
    ("    lot_size: 10\n", "    lot_size: 10\n    wip_limit: 1\n", "least_pieces: 20", "plants.main.stations.oven.batch.least_pieces",
     "by wip_limit", "longest_wait_h"),
    ("sample: 5, accept: 1", "sample: 5, accept: 5", "accept: 5", "items.pump.route.0.sampling.accept", "every lot passes", "less than"),
    ("        learning: {rate: 0.9, scope: shared, group: pumps}\n", "        learning: {rate: 0.9, scope: shared}\n", "scope: shared}\n",
     "items.pump.route.0.learning.group", "names no group", "add group"),
    ("        learning: {rate: 0.9, scope: shared, group: pumps}\n", "        learning: {rate: 0.9, group: pumps}\n", "0.9, group",
     "items.pump.route.0.learning.group", "scope is operation", "scope: shared"),
    ("        learning: {rate: 0.9, scope: shared, group: pumps}\n", ("        learning: {rate: 0.9, scope: shared, group: pumps, "
     "forgetting: {}}\n"), "work_min: 5, learning", "items.motor.route.0.learning.forgetting", "forgets otherwise", "the same"),
    ("station: oven, work_min: 60", "station: oven, learning: {rate: 0.9}, work_min: 60", "station: oven", "items.pump.route.1.learning",
     "nobody learns at 'oven'", "take learning away"),
]  # fmt: skip
TRANSPORT: list[Row] = [
    ("    mode: drone\n", "", "speed_kph: 60", "vehicles.drone.speed_kph", "speed_kph and range_km are for drones", "mode: drone"),
    ("        from: main\n", "", "vehicle: truck\n        policy", "warehouses.depot.stock.pump.vehicle", "no place that it comes from",
     "add `from:`"),
    ("    speed_kph: 60\n", "", "  drone:", "vehicles.drone.speed_kph", "without a speed", "speed_kph: 60"),
    ("kind: truck, capacity_kg", "kind: truck, range_km: 50, capacity_kg", "range_km: 50", "vehicles.truck.range_km", "for drones",
     "mode: drone"),
    ("range_km: 90", "range_km: 60", "expedite", "suppliers.rings.items.seal.expedite.vehicle", "and back are 73.2 km by air",
     "vehicles.drone.range_km"),
    ("    mass_kg: 0.1", "    mass_kg: 6", "expedite", "suppliers.rings.items.seal.expedite.vehicle", "heavier than a drone", "larger"),
    ("{vehicle: drone, cost_cny_per_shipment: 200}", "{cost_cny_per_shipment: 200}", "expedite", "suppliers.rings.items.seal.expedite",
     "what is faster", "vehicle:"),
    ('kind: timed, times: ["09:00"]', "kind: timed", "kind: timed", "suppliers.rings.departures.times", "without times", "times:"),
    ('kind: timed, times: ["09:00"]', 'times: ["09:00"]', "departures: {times", "suppliers.rings.departures.times", "at_once", "timed"),
    ("fill_share: 0.01", "fill_share: 0.9", "full_load", "plants.main.departures.longest_wait_h", "full at 4,500 kg",
     "longest_wait_h: 24"),
    ("    mass_kg: 3\n", "", "full_load", "plants.main.departures.longest_wait_h", "pump has no mass_kg", "items.pump.mass_kg"),
]  # fmt: skip
DISRUPTIONS: list[Row] = [
    ("target: main.line, from: 2023-02-20T08:00, duration_h: 24", "target: main.line, from: 2023-02-20T08:00", "fire:",
     "disruptions.fire.until", "no end", "duration_h"),
    ("target: main.line, from: 2023-02-20T08:00, duration_h: 24", "target: main.line, duration_h: 24", "fire:", "disruptions.fire.from",
     "when it begins", "every_h"),
    ("target: main.line, from", "target: main.line, until: 2023-02-21T08:00, from", "fire:", "disruptions.fire.duration_h", "two ends",
     "one of them"),
    ("target: main.line, from", "target: main.line, every_h: 100, until: 2023-02-20T08:00, from", "fire:", "disruptions.fire.until",
     "is not after 2023-02-20 08:00", "let it be later"),
    ("every_h: 400, duration_h: 48", "every_h: 400, until: 2023-02-06T00:00, duration_h: 48", "flu:", "disruptions.flu.until",
     "none can begin", "take it away"),
    ("every_h: 400, duration_h: 48", "every_h: 400", "flu:", "disruptions.flu.duration_h", "how long it lasts", "mean hours"),
    ("target: main.line, from", "from", "fire:", "disruptions.fire.target", "outage needs target", "the id"),
    ("target: main.line, from", "target: main.line, delay_h: 4, from", "fire:", "disruptions.fire.delay_h", "of no account for outage",
     "capacity_share"),
    ("capacity_share: 0.5, source", "capacity_share: 1, source", "flu:", "disruptions.flu.capacity_share", "does nothing", "below 1"),
    ("road_closure, closure: {roads: [G4]}", "road_closure", "rain:", "disruptions.rain.closure", "needs closure", "roads: [G4]"),
    ("closure: {roads: [G4]}", "closure: {}", "rain:", "disruptions.rain.closure.roads", "which roads", "`bbox:`"),
    ("closure: {roads: [G4]}", "closure: {roads: [G4], until: 2023-03-01T00:00}", "rain:", "disruptions.rain.closure.until",
     "that of the disruption", "one level up"),
    (", delay_h: 24", "", "fog:", "disruptions.fog.delay_h", "needs delay_h", "48"),
    (", factor: 2", "", "surge:", "disruptions.surge.factor", "needs factor", "factor: 2"),
    ("from: 2023-03-01T00:00, until: 2023-03-08", "from: 2023-03-09T00:00, until: 2023-03-08", "surge:", "disruptions.surge.until",
     "before it begins", "exchange"),
    ("target: seal, from: 2023-02-08T08:00, duration_h: 24", "target: seal, from: 2023-02-08T08:00, duration_h: 24, duration_cv: 0.4",
     "hold:", "disruptions.hold.duration_cv", "a constant does not vary", "lognormal"),
    ("target: seal, from: 2023-02-08T08:00, duration_h: 24", ("target: seal, from: 2023-02-08T08:00, duration_h: 24, "
     "duration_distribution: gamma"), "hold:", "disruptions.hold.duration_distribution", "fixed in time", "every_h"),
]  # fmt: skip
SIZES: list[Row] = [
    ("    interval_h: 12\n", "    interval_h: 0.0001\n", "0.0001", "order_streams.spares.interval_h", "at most 5,000,000", "longer"),
    ("review_h: 24}\n    sourcing", "review_h: 0.0001}\n    sourcing", "0.0001", "items.seal.policy.review_h", "at most 5,000,000",
     "longer"),
    ("every_h: 400, duration_h: 48", "every_h: 0.01, duration_h: 0.01", "flu:", "disruptions.flu.every_h", "at most 40,000", "longer"),
    ("bom: {motor: 1, seal: 2}", "bom: {motor: 1, seal: 100000000}", "  seal:", "items.seal", "at most 1,000,000,000", "in larger units"),
]  # fmt: skip
BAD = REFERENCES + WAYS + POLICIES + TIMES + CHANCE + SHOP + TRANSPORT + DISRUPTIONS + SIZES


def test_the_network_is_right_and_comes_back_from_its_dump() -> None:
    network = load(NETWORK)
    assert loads(dump(network)) == network


@pytest.mark.parametrize(
    ("old", "new", "on_line", "key", "said", "remedy"), BAD, ids=[f"{row[3]} {row[4]}" for row in BAD]
)
def test_one_slip_is_one_message(
    tmp_path: Path, old: str, new: str, on_line: str, key: str, said: str, remedy: str
) -> None:
    path = written(tmp_path, (old, new), sample=NETWORK)
    problem = only(path)
    assert problem.key == key
    assert said in problem.wrong
    assert remedy in problem.remedy
    text = path.read_text(encoding="utf-8")
    assert problem.line == text[: text.index(on_line)].count("\n") + 1


# --- what takes more than one change ----------------------------------------------------------------------------------


def data() -> dict[str, Any]:
    return dict(read_document(NETWORK).data)


def refused(changed: dict[str, Any]) -> Problem:
    with pytest.raises(ScenarioError) as found:
        loads(json.dumps(changed))
    (problem,) = found.value.problems
    return problem


def test_a_scenario_in_which_nobody_wants_anything() -> None:
    network = data()
    del network["demands"], network["order_streams"], network["disruptions"]["surge"]
    problem = refused(network)
    assert problem.key == "demands"
    assert "nobody wants anything" in problem.wrong
    assert "`order_streams:`" in problem.remedy


def test_order_streams_alone_and_demands_alone_are_enough() -> None:
    without_demands, without_streams = data(), data()
    del without_demands["demands"], without_streams["order_streams"], without_streams["disruptions"]["surge"]
    assert not loads(json.dumps(without_demands)).demands
    assert not loads(json.dumps(without_streams)).order_streams


def stock_network() -> dict[str, Any]:
    """Return a depot that buys and sells one item: no plant."""
    network = data()
    for key in ("milk_runs", "disruptions", "demands", "plants"):
        del network[key]
    network["items"] = {"filter": network["items"]["filter"]}
    network["suppliers"] = {"rings": {**network["suppliers"]["rings"], "items": {"filter": {"lot_size": 50}}}}
    network["warehouses"]["depot"]["stock"].pop("pump")
    network["order_streams"] = {"spares": network["order_streams"]["spares"]}
    return network


def test_a_network_of_stocks_needs_no_plant() -> None:
    scenario = loads(json.dumps(stock_network()))
    assert not scenario.plants
    assert loads(dump(scenario)) == scenario


def test_neither_plant_nor_warehouse() -> None:
    network = stock_network()
    del network["warehouses"]
    assert "neither a plant nor a warehouse" in refused(network).wrong


def test_a_plant_and_a_warehouse_of_one_id() -> None:
    network = data()
    depot = network["warehouses"]["depot"]
    network["warehouses"]["second"] = {**depot, "stock": {"pump": depot["stock"]["pump"]}}
    assert refused(network).key == "warehouses.second"


def test_a_bought_item_that_may_be_served_from_several_places() -> None:
    network = stock_network()
    depot = network["warehouses"]["depot"]
    network["warehouses"]["other"] = depot
    problem = refused(network)
    assert problem.key == "order_streams.spares"
    assert "which place serves it" in problem.wrong
    assert "depot, other" in problem.remedy
    network["order_streams"]["spares"]["place"] = "depot"
    assert loads(json.dumps(network)).order_streams["spares"].place == "depot"


def test_a_cycle_of_places_is_shown_as_a_cycle() -> None:
    network = stock_network()
    depot = network["warehouses"]["depot"]
    chain = {"depot": "north", "north": "south", "south": "depot"}
    stocks = {name: {"filter": {"from": origin, "vehicle": "truck"}} for name, origin in chain.items()}
    network["warehouses"] = {name: {**depot, "stock": stock} for name, stock in stocks.items()}
    network["order_streams"]["spares"]["place"] = "depot"
    problem = refused(network)
    assert problem.key == "warehouses.depot.stock.filter.from"
    assert "depot ← north ← south ← depot" in problem.wrong


def test_a_component_made_elsewhere_that_nothing_brings() -> None:
    network = data()
    network["items"]["motor"].update(plant="second", plants=[])
    problem = refused(network)
    assert problem.key == "items.pump.bom.motor"
    assert "needed at main, but it is made at second" in problem.wrong
    assert "plants.main.stock.motor: {from: second" in problem.remedy
    network["plants"]["main"]["stock"]["motor"] = {"from": "second", "vehicle": "truck"}
    assert loads(json.dumps(network)).plants["main"].stock["motor"].from_ == "second"


def test_shares_need_not_add_up_where_nothing_is_split() -> None:
    network = data()
    for sourcing in ("primary_backup", "cheapest", "soonest"):
        network["items"]["seal"]["sourcing"] = sourcing
        assert loads(json.dumps(network)).items["seal"].sourcing == sourcing
    network["items"]["seal"]["sourcing"] = "split"
    assert "add up to 2: 1 (rings) + 1 (overseas)" in refused(network).wrong


@pytest.mark.parametrize(
    ("calendar", "user"), [("gate", "dock_calendar"), ("customs", "customs_calendar"), ("by_day", "calendar")]
)
def test_a_calendar_without_working_time(calendar: str, user: str) -> None:
    network = data()
    first = dt.date(2023, 2, 6)
    network["calendars"][calendar]["closed"] = [(first + dt.timedelta(days=n)).isoformat() for n in range(60)]
    network["calendars"][calendar].pop("overtime", None)
    problem = refused(network)
    assert problem.key == f"calendars.{calendar}.closed"
    assert "no working time from 2023-02-06 00:00 to 2023-04-03 00:00" in problem.wrong
    assert user in problem.wrong


def test_overtime_is_working_time_and_holidays_are_not() -> None:
    network = data()
    network |= {"start": "2023-01-21T00:00", "end": "2023-01-27T00:00", "demands": {}, "warm_up_h": 0}
    del network["order_streams"]["spares"]["until"], network["disruptions"]
    network["suppliers"]["overseas"]["items"]["seal"].pop("pipeline")
    network["plants"]["main"]["departures"] = {}
    problem = refused(network)  # the Spring Festival
    assert problem.key == "calendars.gate"
    network["calendars"]["gate"]["overtime"] = [{"shifts": ["10:00-12:00"]}]
    assert loads(json.dumps(network)).calendars["gate"].overtime


@pytest.mark.parametrize("people", ["crews", "team"])
def test_nobody_ever_works_there(people: str) -> None:
    network = data()
    line = network["plants"]["main"]["stations"]["line"]
    nobody = [{"date": "2023-02-01", "crews": 0}]
    line.pop("hires")
    if people == "crews":
        line["crew_steps"] = nobody
    else:
        network["plants"]["main"]["teams"]["fitters"]["steps"] = nobody
    problem = refused(network)
    assert problem.key == f"plants.main.stations.line.{'crew_steps' if people == 'crews' else 'skill'}"
    assert "within the scenario" in problem.wrong


def test_crews_that_come_later_are_crews() -> None:
    network = data()
    network["plants"]["main"]["stations"]["line"]["crew_steps"] = [{"date": "2023-02-01", "crews": 0}]
    assert loads(json.dumps(network))  # of those who are hired


def test_an_outage_of_an_id_that_two_have() -> None:
    network = data()
    network["suppliers"]["main"] = {
        **network["suppliers"]["rings"],
        "items": {"filter": {"lot_size": 50, "share": 0.5}},
    }
    network["suppliers"]["rings"]["items"]["filter"]["share"] = 0.5
    network["disruptions"]["fire"]["target"] = "main"
    problem = refused(network)
    assert problem.key == "disruptions.fire.target"
    assert "a supplier and of a plant" in problem.wrong


def test_a_batch_larger_than_all_that_is_ever_made() -> None:
    network = data()
    del network["order_streams"], network["disruptions"]["surge"]
    network["warehouses"]["depot"]["stock"].pop("pump")
    network["items"]["pump"]["policy"] = {}
    network["plants"]["main"]["stations"]["oven"] |= {
        "batch": {"most_pieces": 80, "least_pieces": 60},
        "buffer_lots": 9,
    }
    network["plants"]["main"]["departures"] = {}
    problem = refused(network)
    assert problem.key == "plants.main.stations.oven.batch.least_pieces"
    assert "only about 40 pieces of pump are ever made" in problem.wrong


def test_half_a_scenario_is_refused_in_words_or_loads() -> None:
    """Drop every fourth line of the sample in turn; nothing but `ScenarioError` comes out."""
    lines = NETWORK.read_text(encoding="utf-8").splitlines(keepends=True)
    remedies: list[str] = []
    for index in range(1, len(lines), 4):
        try:
            loads("".join(lines[:index] + lines[index + 1 :]))
        except ScenarioError as error:
            remedies += [problem.remedy for problem in error.problems]
    assert remedies
    assert all(remedies)


def test_too_many_lots() -> None:
    network = data()
    network["demands"]["first_pumps"]["quantity"] = 1_000_000
    network["items"]["pump"]["lot_size"] = network["items"]["motor"]["lot_size"] = 1
    network["plants"]["main"]["stations"]["oven"].pop("batch")
    problem = refused(network)
    assert "lots would come within the scenario" in problem.wrong
    assert "at most 2,000,000" in problem.wrong


def test_too_many_items_at_places() -> None:
    scenario = loads(json.dumps(stock_network()))
    items = {f"part_{number}": scenario.items["filter"] for number in range(101)}
    depot = scenario.warehouses["depot"]
    kept = depot.model_copy(update={"stock": dict.fromkeys(items, Stocking())})
    places = {f"depot_{number}": kept for number in range(1_000)}
    vast = scenario.model_copy(update={"items": {**scenario.items, **items}, "warehouses": places})
    (finding,) = list(sizes(vast))
    assert "101,000 items at places are more than the 100,000" in finding.wrong


def test_a_large_chain_is_checked_in_no_time() -> None:
    """2,000 stages and 16,000 arcs: each stage takes eight of those after it."""
    network = data()
    network["items"] = {f"stage_{n}": {"name": {"en": "Stage", "zh": "段"}} for n in range(2_000)}
    for n in range(1_990):
        bom = {f"stage_{n + 1 + step}": 0.1 for step in range(8)}
        network["items"][f"stage_{n}"] |= {"plant": "second", "bom": bom, "route": [{"station": "line", "work_min": 1}]}
    offers = {f"stage_{n}": {"lot_size": 10} for n in range(1_990, 2_000)}
    network["suppliers"] = {"rings": {**network["suppliers"]["rings"], "items": offers}}
    network["demands"]["first_pumps"]["item"] = "stage_0"
    for key in ("warehouses", "order_streams", "milk_runs", "disruptions"):
        del network[key]
    network["plants"]["main"].pop("stock")
    scenario = Scenario.model_validate(lift(network)[0])
    began = time.perf_counter()
    assert check(scenario) == []
    assert time.perf_counter() - began < 2


def test_a_whole_number_with_an_exponent_is_told_how_to_be_written(tmp_path: Path) -> None:
    problem = only(written(tmp_path, ("quantity: {value: 300,", "quantity: {value: 3e2,")))
    assert (problem.wrong, problem.remedy) == ("300 is not written as a whole number", "write 300")
