from __future__ import annotations

import math

import pytest

from scenarios.errors import InputError
from sim.network import BARRED, ROAD_CLASSES
from sim.sources.fact_table import FactTable
from sim.sources.osm_tags import FACT_KEYS, WayFacts, maxspeed_kph, wanted_highways, way_facts

ROAD = {"highway": "primary"}


def facts(**tags: str) -> WayFacts:
    found = way_facts(ROAD | {key.replace("__", ":"): value for key, value in tags.items()})
    assert found is not None
    return found


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "footway"},
        {"highway": "construction"},
        {"highway": "service", "area": "yes"},
        {"highway": "service", "access": "private"},
        {"highway": "primary", "motor_vehicle": "no"},
        {"highway": "primary", "oneway": "reversible"},
        {"highway": "primary", "oneway": "alternating"},
    ],
)
def test_not_for_motor_vehicles(tags: dict[str, str]) -> None:
    assert way_facts(tags) is None


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, 0),
        ({"oneway": "yes"}, 1),
        ({"oneway": "1"}, 1),
        ({"oneway": "-1"}, -1),
        ({"oneway": "reverse"}, -1),
        ({"oneway": "no"}, 0),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, 0),
        ({"highway": "motorway"}, 1),
        ({"highway": "motorway", "oneway": "no"}, 0),
        ({"highway": "motorway", "oneway": "-1"}, -1),
        ({"highway": "motorway_link"}, 0),
        ({"highway": "motorway_link", "oneway": "yes"}, 1),
        ({"junction": "roundabout"}, 1),
        ({"junction": "circular"}, 1),
        ({"junction": "roundabout", "oneway": "0"}, 0),
        ({"junction": "yes"}, 0),
    ],
)
def test_direction(tags: dict[str, str], direction: int) -> None:
    found = way_facts(ROAD | tags)
    assert found is not None
    assert found.direction == direction


def test_speeds_signed_for_one_direction() -> None:
    assert facts(maxspeed="60", maxspeed__forward="40").maxspeed_kph == 60
    assert facts(oneway="yes", maxspeed__forward="40", maxspeed__backward="30").maxspeed_kph == 40
    assert facts(oneway="-1", maxspeed__forward="40", maxspeed__backward="30").maxspeed_kph == 30
    assert facts(maxspeed__forward="40", maxspeed__backward="30").maxspeed_kph == 30
    assert facts(maxspeed="80", maxspeed__hgv="60").truck_maxspeed_kph == 60


def test_limits_and_kinds_of_vehicle() -> None:
    found = facts(maxweight="20", maxweightrating="12", maxheight="4.5", hgv="no")
    assert (found.max_t, found.max_height_m, found.barred) == (12, 4.5, BARRED["truck"])


def test_names_go_by_their_script() -> None:
    assert (facts(name="滨海大道").name_zh, facts(name="滨海大道").name_en) == ("滨海大道", "")
    assert (facts(name="Binhai Road").name_zh, facts(name="Binhai Road").name_en) == ("", "Binhai Road")
    assert facts(name="滨海大道", name__en="Binhai Road").name_en == "Binhai Road"


def test_equal_tags_give_equal_facts_though_numbers_are_unknown() -> None:
    odd = facts(maxspeed="fast", maxweight="none", maxspeed__hgv="999", maxheight="default")
    assert odd == facts()
    assert hash(odd) == hash(facts())
    assert id(odd.maxspeed_kph) == id(math.nan)


def test_no_key_is_looked_at_that_readers_do_not_ask_for() -> None:
    class Watched(dict[str, str]):
        asked: set[str] = set()  # noqa: RUF012

        def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
            self.asked.add(key)
            return super().get(key, default)

        def __contains__(self, key: object) -> bool:
            self.asked.add(str(key))
            return super().__contains__(key)

    way_facts(Watched(ROAD))
    way_facts(Watched(ROAD | {"oneway": "yes", "maxspeed": "50"}))
    assert {"highway", "access", "name"} < Watched.asked <= set(FACT_KEYS)


def test_wanted_classes() -> None:
    assert wanted_highways() == {*ROAD_CLASSES, "road"}
    assert wanted_highways(service=False) == {*ROAD_CLASSES, "road"} - {"service"}
    assert wanted_highways(["motorway", "unclassified"]) == {"motorway", "unclassified", "road"}
    with pytest.raises(InputError, match=r"motorroad.*there are motorway"):
        wanted_highways(["motorroad"])
    with pytest.raises(InputError, match="no road class is left"):
        wanted_highways(["service"], service=False)


def test_a_fact_table_understands_each_set_of_tags_once_and_counts_what_is_odd() -> None:
    table = FactTable(wanted_highways(["primary"]))
    along = table.of_tags(ROAD | {"oneway": "yes", "name": "x"})
    against = table.of_tags(ROAD | {"oneway": "-1", "name": "x"})
    assert along is not None
    assert against is not None
    assert along.fact == against.fact
    assert (along.turned, against.turned) == (False, True)
    other = table.of_tags(ROAD | {"oneway": "yes", "name": "y"})
    assert other is not None
    assert other.fact != along.fact
    assert [each.direction for each in table.facts] == [1, 1]
    for tags in ({"maxspeed": "800"}, {"maxspeed": "800", "name": "y"}, {"maxspeed": "2"}):
        table.of_tags(ROAD | tags)
    assert table.of_tags({"highway": "secondary", "maxspeed": "800"}) is None
    assert table.of_tags(ROAD | {"oneway": "reversible"}) is None
    assert table.of_tags(ROAD | {"access": "no"}) is None
    assert table.notes() == {"absurd_maxspeed": {"800": 2, "2": 1}, "changing_direction": 1, "shut_ways": 1}


def test_maxspeed_alone() -> None:
    assert maxspeed_kph("50 mph") == pytest.approx(80.4672)
    assert id(maxspeed_kph("300")) == id(math.nan)
