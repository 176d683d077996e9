"""Key paths in words."""

from __future__ import annotations

import pytest

from scenarios import Scenario, load, value_at
from sim.fieldwords import FIELDS, field_text
from sim.keywords import key_text, lever_text


@pytest.mark.parametrize("name", ["hanno-ecmo-ramp", "delta-monitor-year"])
def test_every_marked_number_of_a_shipped_scenario_has_words(name: str) -> None:
    scenario = load(name)
    keys = [key for key in scenario.marks if isinstance(value_at(scenario, key), float | int)]
    assert keys
    plain = [key for key in keys if "_" in key_text(scenario, key).en or key_text(scenario, key).zh.isascii()]
    assert plain == []


def test_words_tell_apart_what_is_under_one_name(hanno: Scenario) -> None:
    crews = "plants.longhua.stations.final_assembly.crew"
    assert key_text(hanno, f"{crews}s").en.endswith(": crews")
    assert key_text(hanno, f"{crews}_steps.0.crews").en.endswith(": crews from then on")
    assert key_text(hanno, "items.console.route.0.work_min").zh.endswith("：作业时间（分钟）")


def test_what_has_no_name_goes_by_its_place_or_its_id(hanno: Scenario) -> None:
    year = load("delta-monitor-year")
    assert key_text(hanno, "plants.longhua.receiving_min").zh == "主机与套包工厂（龙华）：卸货与入库（分钟）"
    assert key_text(hanno, "plants.longhua.stations.burn_in.crews").zh == "老化架：班组数"  # there is one plant
    assert (
        key_text(year, "plants.songshan.stations.moulding.crews").en == "Sensor plant (Songshan Lake), Moulding: crews"
    )
    assert key_text(year, "disruptions.typhoon.duration_h").zh == "扰动 typhoon：持续时间（小时）"


def test_a_lever_says_what_is_counted(hanno: Scenario) -> None:
    crews, day = hanno.levers[3], hanno.levers[1]
    assert lever_text(hanno, crews.key, crews.name).zh == "功能测试：班组数"
    assert lever_text(hanno, day.key, day.name) == day.name
    assert lever_text(hanno, "reach.circle_min", crews.name) == crews.name


def test_what_has_no_words_stays_as_it_is() -> None:
    assert field_text(["levers", "unheard_of"]).en == "levers.unheard_of"
    assert field_text(["bench", "crews"]) == field_text(["bench", "crews"])
    assert field_text(["bench", "crews"]).en == "bench: crews"
    assert len({text.en for text in FIELDS.values()}) > len(FIELDS) - 4  # few fields share their words
