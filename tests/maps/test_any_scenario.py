"""Map, report, picture, comparison and tables of any kind of scenario, in a real Chromium without a complaint."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

import maps
import scenarios
import sim
from scenarios import Scenario
from scenarios._yaml import parse_document
from sim.headline import headlines
from sim.runfolder import manifest, read, write
from sim.study.sensitivity import sensitivity
from sim.suppliers.scenario_circle import circle
from tests.maps.test_pages import look
from tests.sim.test_mainoutcome import CASES
from tests.validation.files import file, roads

NETWORK = Path(__file__).parents[1] / "scenarios" / "data" / "network.yaml"


def network(**sections: Any) -> Scenario:
    """Return the scenario that has one of everything, with sections replaced."""
    data = {**parse_document(NETWORK.read_text(encoding="utf-8")).data, **sections}
    return scenarios.loads(json.dumps(data, default=str))


@functools.cache
def shared(*, small_one: bool) -> tuple[sim.TravelTimes, gpd.GeoDataFrame]:
    """Return the roads and the circle that all scenarios of a size have in common."""
    times = roads() if small_one else sim.travel_times(network())
    return times, circle(file() if small_one else network(), times)


def small(case: str) -> Scenario:
    return file(**CASES[case][1])


KINDS: dict[str, Callable[[], Scenario]] = {
    "one of everything": network,
    "streams alone, two plants": lambda: network(demands={}),
    **{case: lambda case=case: small(case) for case in CASES if case != "demand"},  # type: ignore[misc]
}


@pytest.fixture(scope="module", params=list(KINDS.values()), ids=list(KINDS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with all that `onehour run` writes."""
    scenario = request.param()
    times, polygons = shared(small_one=scenario.id != "network")
    run = sim.replicate(scenario, times, replications=2, seed=1, workers=1)
    run = replace(run, isochrones=polygons, sensitivity=sensitivity(scenario, times, replications=1))
    path: Path = tmp_path_factory.mktemp("run")
    maps.draw(run, path / "map.html")
    maps.ramp_picture(run, path / "ramp.png")
    maps.report(run, path / "report.html")
    maps.compare(run, run, path / "comparison.html")
    write(replace(run, manifest=manifest(run, ["onehour"], 1.0)), path)
    return path


def test_the_run_reads_back_and_has_an_answer(folder: Path) -> None:
    lines = headlines(read(folder))
    assert lines
    assert not any("@" in text or "nan" in text for line in lines for text in (line.en, line.zh))


@pytest.mark.parametrize("name", ["map", "report", "comparison"])
def test_its_pages_open_without_a_complaint(browser: Any, folder: Path, name: str) -> None:
    seen = look(browser, folder / f"{name}.html")
    assert seen.complaints == []
    text = seen.page.locator("body").inner_text()
    assert "@" not in text
    seen.page.context.close()
