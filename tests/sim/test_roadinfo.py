"""What `roads info` says, counted by hand on small networks."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from sim.columns import Texts
from sim.network import RoadNetwork, forward_star
from sim.roadinfo import connectedness, describe, middle
from sim.roadverdict import city_centres
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from tests.sim.small_roads import small_network
from tests.sim.sources.town import write_town


@pytest.fixture
def town(tmp_path: Path) -> RoadNetwork:
    return assemble(read_osm(write_town(tmp_path / "town.osm")), name="town", source="town.osm")


def test_counts_and_extent() -> None:
    facts = describe(small_network(one_way=(0,)))
    assert (facts["nodes"], facts["links"], facts["directed_edges"]) == (9, 10, 19)
    assert facts["road_km"] == 253.5
    assert facts["road_km_by_class"] == {"motorway": 169.5, "trunk": 12.0, "primary": 72.0}
    assert facts["bbox_wsen"] == [113.33, 22.543, 114.058, 23.13]
    assert facts["date"] == "2023-01-01"
    json.dumps(facts)


def test_connected_parts() -> None:
    facts = describe(small_network(one_way=(0,)))  # from Futian one gets away, but not back
    assert facts["share_of_nodes_in_largest_strongly_connected_part"] == pytest.approx(8 / 9, abs=1e-4)
    assert (facts["strongly_connected_parts"], facts["weakly_connected_parts"]) == (2, 1)


def test_what_was_counted_when_it_was_built_is_taken_and_right(town: RoadNetwork) -> None:
    counted = connectedness(dataclasses.replace(town, notes={}))
    assert {key: town.notes["parts"][key] for key in counted} == counted


def test_many_parallel_links_are_counted_too() -> None:
    network, rng = small_network(), np.random.default_rng(6)
    start, end = (rng.integers(0, 9, 10).astype(np.int32) for _ in range(2))
    for two_way in (np.zeros(10, bool), np.ones(10, bool)):
        both = {"start": np.concatenate([start, start]), "end": np.concatenate([end, end])}
        star = forward_star(9, two_way=np.concatenate([two_way, two_way]), **both)
        single = forward_star(9, start, end, two_way)
        many, one = (dataclasses.replace(network, **each._asdict()) for each in (star, single))
        assert connectedness(many) == connectedness(one)


def test_shares_of_tags(town: RoadNetwork) -> None:
    shares = describe(town)["share_of_links_with"]
    assert (shares["maxspeed"], shares["ref"], shares["name"], shares["lanes"]) == (0.2, 0.2, 0.2, 0.0)
    network = small_network()
    limited = dataclasses.replace(
        network,
        link_barred=np.array([1, 2, 5, *[0] * 7], np.uint8),
        link_max_t=np.array([10, *[np.nan] * 9], np.float32),
        link_max_height_m=np.array([4, 4.5, *[np.nan] * 8], np.float32),
        link_truck_maxspeed_kph=np.array([80, 80, 80, *[np.nan] * 7], np.float32),
        link_name_en=Texts.of([""] * 10),
    )
    shares = describe(limited)["share_of_links_with"]
    assert (shares["trucks barred"], shares["maxweight"], shares["maxheight"]) == (0.2, 0.1, 0.2)
    assert (shares["maxspeed for trucks"], shares["name"], shares["toll"]) == (0.3, 0.1, 0.6)
    assert shares["bridge or tunnel"] == 0.1


def test_imputed_speeds_by_class_and_length() -> None:
    signed = np.full(10, np.nan, np.float32)
    signed[0] = 100  # 22 of the 169.5 km of motorway
    imputed = describe(dataclasses.replace(small_network(), link_maxspeed_kph=signed))["speed_imputed"]
    assert imputed["share_of_links"] == 0.9
    assert imputed["share_of_km"] == pytest.approx(1 - 22 / 253.5, abs=1e-4)
    assert imputed["by_class"]["motorway"]["share_of_links"] == pytest.approx(6 / 7, abs=1e-4)
    assert imputed["by_class"]["motorway"]["share_of_km"] == pytest.approx(1 - 22 / 169.5, abs=1e-4)
    assert imputed["by_class"]["trunk"] == {"share_of_links": 1.0, "share_of_km": 1.0}


def test_what_the_building_found(town: RoadNetwork) -> None:
    found = describe(town)["found_when_built"]
    assert found["absurd_maxspeed"] == {"999": 1}
    assert found["raw_ways"] == 5
    assert "parts" not in found


def test_rules_that_come_with_the_program() -> None:
    rules = {rule["id"]: rule for rule in describe(small_network())["rules"]}
    inner = rules["dg_inner_peak"]  # the primary from Songshan Lake ends in the centre of Dongguan
    assert (inner["what"], inner["links"]) == ("restriction", 3)
    assert inner["km"] == 96.0
    assert (inner["kinds"], inner["hours"]) == (["truck"], ["07:00-09:00", "16:00-20:00"])
    assert (inner["from"], inner["until"]) == ("2020-08-25T00:00:00+08:00", "2024-11-01T00:00:00+08:00")
    assert (inner["mark"], set(inner["note"])) == ("fact", {"en", "zh"})
    assert inner["source"].startswith("http")
    assert "gz_airport_expressway" not in rules
    network = small_network()
    far_away = dataclasses.replace(network, point_lon=network.point_lon + 20)
    assert describe(far_away)["rules"] == []
    link = Texts.of(["深中通道", *[""] * 9])
    opening = describe(dataclasses.replace(network, link_name_zh=link, point_lon=network.point_lon - 0.3))["rules"]
    (link_rule,) = (rule for rule in opening if rule["what"] == "opening")
    assert link_rule["from"] == "2024-06-30T15:00:00+08:00"
    json.dumps(opening)


def test_verdicts(town: RoadNetwork) -> None:
    network = small_network()
    assert describe(network)["verdict"].startswith("main roads only, generalised: fit for a region")
    detailed = dataclasses.replace(network, generalised=False)
    assert describe(detailed)["verdict"].startswith("main roads only: fit for trips between districts")
    streets = dataclasses.replace(detailed, link_class=np.full(10, 6, np.int8))
    assert describe(streets)["verdict"].startswith("street level: fit for door-to-door times")
    cut = dataclasses.replace(small_network(one_way=(0, 1, 2)), generalised=False)
    assert "not fit for trips across it: only 77.8% of the nodes" in describe(cut)["verdict"]
    assert "fit for door-to-door" not in describe(cut)["verdict"]
    assert "\n" not in describe(town)["verdict"]


def test_city_centres() -> None:
    inside = [name for name, is_in in city_centres(small_network()).items() if is_in]
    assert "Futian" in inside
    assert "Central Zhongshan" not in inside
    assert f"has {len(inside)} of the delta's" in describe(small_network())["verdict"]
    far = dataclasses.replace(small_network(), node_lon=small_network().node_lon + 3)
    assert "no city centre of the delta lies in it" in describe(far)["verdict"]


def test_the_middle_is_a_junction() -> None:
    network = small_network()
    assert middle(network) in zip(network.node_lon.tolist(), network.node_lat.tolist(), strict=True)
