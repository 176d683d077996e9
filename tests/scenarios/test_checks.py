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
from tests.scenarios.slips import BAD


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
