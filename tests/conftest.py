"""What many tests share: the shipped ramp, run once, and a real browser."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

import scenarios
from scenarios import Scenario

SHIPPED = "hanno-ecmo-ramp"

# by hand as in the continuous checks: an example that takes long on a busy machine is no fault
settings.register_profile("default", settings.get_profile("default"), deadline=None)


@pytest.fixture(scope="session")
def osm_data() -> Path:
    """The folder of real OpenStreetMap extracts."""
    folder = os.environ.get("ONEHOUR_OSM_DATA")
    if not folder:
        pytest.skip("ONEHOUR_OSM_DATA names no folder of OpenStreetMap extracts")
    return Path(folder)


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> None:
    """A shell starts what runs in the background deaf to Ctrl-C, and so would be all that the tests start."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _english_is_spoken() -> Iterator[None]:
    """Whatever the language of whoever runs the tests: some commands answer in it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        yield


@pytest.fixture(scope="session", autouse=True)
def _networks_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests build out of the user's own folder of networks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONEHOUR_NETWORKS", str(tmp_path_factory.mktemp("networks")))
        yield


@pytest.fixture(scope="session")
def hanno() -> Scenario:
    return scenarios.load(SHIPPED)


@pytest.fixture(scope="session")
def hanno_run(hanno: Scenario) -> object:
    """Three replications of the shipped ramp, with isochrones and sensitivity."""
    from sim.study.runs import replicate
    from sim.study.sensitivity import sensitivity
    from sim.suppliers.scenario_circle import circle
    from sim.travel import travel_times

    times = travel_times(hanno)
    run = replicate(hanno, times, replications=3, seed=7)
    table = sensitivity(hanno, times, seed=7, replications=1)
    return replace(run, isochrones=circle(hanno, times), sensitivity=table)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("ONEHOUR_REQUIRE_CHROMIUM"):
            pytest.fail("ONEHOUR_REQUIRE_CHROMIUM is set, and there is no chromium on the PATH")
        pytest.skip("no chromium on the PATH: pages are not looked at")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()
