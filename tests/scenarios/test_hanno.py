"""The shipped ramp says what it must, and where every number comes from."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from scenarios import Scenario, dump, load, loads, override, unsourced
from scenarios.catalogue import shipped_file, shipped_names
from scenarios.provenance import by_kind
from scenarios.sources import numbers

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAME = "hanno-ecmo-ramp"
SHANGHAI = ZoneInfo("Asia/Shanghai")
HOLIDAY = tuple(dt.date(2023, 1, day) for day in range(21, 28))
VARIANTS = {
    "decision": dt.datetime(2023, 1, 4, 8, tzinfo=SHANGHAI),
    "certificate": dt.datetime(2023, 1, 6, 8, tzinfo=SHANGHAI),
    "last_21_days": dt.datetime(2023, 1, 13, 8, tzinfo=SHANGHAI),
}


def bought_in(scenario: Scenario, name: str) -> dict[str, float]:
    """Return the bought pieces in one piece of an item."""
    item = scenario.items[name]
    if not item.route:
        return {name: 1.0}
    pieces: dict[str, float] = {}
    for component, amount in item.bom.items():
        for part, each in bought_in(scenario, component).items():
            pieces[part] = pieces.get(part, 0.0) + amount * each
    return pieces


def test_every_number_says_where_it_comes_from(hanno: Scenario) -> None:
    assert len(list(numbers(hanno))) > 500
    assert unsourced(hanno) == []


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_is_sourced_and_named_as_its_file(name: str) -> None:
    scenario = load(name)
    assert scenario.id == name
    assert unsourced(scenario) == []


@pytest.mark.parametrize("name", shipped_names())
def test_every_note_of_a_shipped_scenario_has_its_chinese(name: str) -> None:
    base = load(name)
    for variant in (None, *base.variants):
        scenario = override(base, {"variant": variant})
        marks = [row for kind in ("assumption", "estimate") for row in by_kind(scenario, kind)]
        assert marks
        assert [key for key, mark in marks if not (mark.zh and CHINESE.search(mark.zh))] == []


def test_facts_name_an_address(hanno: Scenario) -> None:
    facts = [mark for mark in hanno.marks.values() if mark.kind == "fact"]
    assert len(facts) >= 6
    assert all(mark.note.startswith("http") for mark in facts)


def test_the_console_and_the_kit_have_the_registered_parts(hanno: Scenario) -> None:
    made = {"main_unit", "pump_drive", "emergency_drive", "battery_pack", "flow_bubble_sensor"}
    assert made <= hanno.items["console"].bom.keys()
    assert all(hanno.items[name].route and hanno.items[name].bom for name in made)
    assert {"oxygenator", "tubing_set", "priming_set", "oxygen_tubing"} <= hanno.items["kit"].bom.keys()
    assert "pump_head" in hanno.items["tubing_set"].bom


def test_part_families_and_pieces(hanno: Scenario) -> None:
    families = [name for name, item in hanno.items.items() if not item.route]
    assert len(families) >= 45
    assert 150 <= sum(bought_in(hanno, "console").values()) <= 250
    used = bought_in(hanno, "console").keys() | bought_in(hanno, "kit").keys()
    assert used == set(families)


def test_supplier_sites_lie_in_the_delta_and_are_assumptions(hanno: Scenario) -> None:
    sites = {supplier.site: hanno.sites[supplier.site] for supplier in hanno.suppliers.values()}
    on_the_road = {name: site for name, site in sites.items() if site.kind != "abroad"}
    assert len(on_the_road) >= 28
    cities = {site.city.en for site in on_the_road.values() if site.city}
    assert cities == {"Shenzhen", "Dongguan", "Guangzhou", "Huizhou", "Foshan", "Zhongshan"}
    for site in sites.values():
        assert site.source is not None
        assert site.source.kind == "assumption"


def test_the_fibre_flies_in_with_an_opening_stock_and_has_no_second_source(hanno: Scenario) -> None:
    (maker,) = [supplier for supplier in hanno.suppliers.values() if "pmp_fibre" in supplier.items]
    assert maker.inbound is not None
    assert (maker.inbound.mode, hanno.sites[maker.inbound.gateway].kind) == ("air", "airport")
    assert hanno.items["pmp_fibre"].opening_stock > 0
    assert hanno.items["pmp_fibre"].critical


def test_the_holiday_is_the_state_councils(hanno: Scenario) -> None:
    for name in ("surge", "supplier"):
        calendar = hanno.calendars[name]
        assert calendar.closed == HOLIDAY
        assert calendar.worked == (dt.date(2023, 1, 28), dt.date(2023, 1, 29))
        assert hanno.marks[f"calendars.{name}.closed"].kind == "fact"
    assert dt.date(2023, 1, 18) in hanno.calendars["supplier_long_holiday"].closed


def test_sterilisation_has_its_release_wait(hanno: Scenario) -> None:
    step = next(step for step in hanno.items["kit"].route if step.station == "sterilisation")
    assert step.wait_h >= 96


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_three_readings_are_one_switch(variant: str) -> None:
    scenario = load(NAME, {"variant": variant})
    assert scenario.start == VARIANTS[variant]
    assert scenario.demands["consoles"].quantity == 300
    assert scenario.demands["consoles"].due.date() == dt.date(2023, 2, 3)
    assert {lever.key for lever in scenario.levers} <= scenario.variants[variant].set.keys()
    assert unsourced(scenario) == []
    assert loads(dump(scenario)) == scenario


def test_the_default_reading_is_the_certificate(hanno: Scenario) -> None:
    assert hanno.variant == "certificate"


def test_both_learning_models_are_named(hanno: Scenario) -> None:
    learning = hanno.items["console"].route[0].learning
    assert learning is not None
    assert learning.model == "unit_time"
    assert "model: unit_time" in shipped_file(NAME).read_text(encoding="utf-8")


def test_important_assumptions_have_a_range(hanno: Scenario) -> None:
    ranged = [key for key, mark in hanno.marks.items() if mark.low is not None]
    assert 15 <= len(ranged) <= 30
