"""Trips that are kept on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim.kepttrips
from scenarios import Scenario
from sim.errors import OutputError
from sim.kepttrips import FOLDER, MOST_FILES, SUFFIX
from sim.timelines import Trips
from sim.travel import TravelTimes, travel_times
from tests.sim.small_roads import small_network, small_scenario

ROADS = {"date": "2023-01-01", "max_access_km": 25.0}
REACH = {"centre": "plant", "vehicle": "truck", "depart": "2023-02-01T09:00"}


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep the trips of small networks too, here."""
    monkeypatch.setenv("ONEHOUR_NETWORKS", str(tmp_path))
    monkeypatch.setattr(sim.kepttrips, "WORTH_KEEPING", 0)
    return tmp_path / FOLDER


def searches(scenario: Scenario) -> tuple[TravelTimes, bool]:
    """Return travel times, and whether anything was searched for them."""
    told: list[int] = []
    return travel_times(scenario, small_network(), lambda done, _: told.append(done)), bool(told)


def same(one: TravelTimes, two: TravelTimes) -> bool:
    tables = all(
        np.array_equal(getattr(one, name), getattr(two, name), equal_nan=True)
        for name in ("minutes", "km", "toll_cny", "state_of_hour")
    )
    return tables and one.departures == two.departures and one.state_elsewhere == two.state_elsewhere


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def test_the_second_time_nothing_is_searched_and_all_is_the_same(folder: Path) -> None:
    scenario = small_scenario(reach=REACH)  # a day of its own beside the scenario's
    first, searched = searches(scenario)
    again, searched_again = searches(scenario)
    assert (searched, searched_again, len(files(folder))) == (True, False, 1)
    assert same(first, again)
    assert first.state_elsewhere
    again.minutes[:] = 0  # as free to be worked with as computed ones


@pytest.mark.parametrize(
    "changes",
    [
        {"roads": {**ROADS, "access_speed_kph": 29.0}},
        {"roads": {**ROADS, "closures": {"bridge": {"roads": ["S31"]}}}},
        {"end": "2023-01-18T01:00"},
    ],
    ids=["access", "closure", "hours"],
)
def test_whatever_changes_the_trips_is_computed_anew(folder: Path, changes: dict[str, object]) -> None:
    searches(small_scenario())
    _, searched = searches(small_scenario(**changes))
    assert searched
    assert len(files(folder)) == 2


def test_what_changes_no_trip_is_not(folder: Path) -> None:
    searches(small_scenario())
    _, searched = searches(small_scenario(name={"en": "Another", "zh": "另一"}))
    assert not searched
    assert len(files(folder)) == 1


@pytest.mark.parametrize("damage", [slice(0, 4), slice(4000, 4001), slice(-1, None)])
def test_a_damaged_file_is_computed_anew(folder: Path, damage: slice) -> None:
    first, _ = searches(small_scenario())
    (file,) = files(folder)
    whole = bytearray(file.read_bytes())
    whole[damage] = bytes(byte ^ 1 for byte in whole[damage])
    file.write_bytes(whole)
    again, searched = searches(small_scenario())
    assert searched
    assert same(first, again)
    assert not searches(small_scenario())[1]


def test_a_folder_that_cannot_be_written_to_does_no_harm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OutputError("no room")

    monkeypatch.setattr(sim.kepttrips, "_write", full)
    times, searched = searches(small_scenario())
    assert searched
    assert np.isfinite(times.minutes).any()
    assert not files(folder)


def test_old_files_are_thrown_away(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number in range(MOST_FILES + 5):
        (folder / f"{number}{SUFFIX}").touch()
    searches(small_scenario())
    assert len(files(folder)) == MOST_FILES
    assert not searches(small_scenario())[1]


def test_small_networks_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEHOUR_NETWORKS", str(tmp_path))
    searches(small_scenario())
    assert not list(tmp_path.iterdir())


def test_all_fields_of_trips_are_kept() -> None:
    assert set(Trips.__dataclass_fields__) == {"departures", "state", *sim.kepttrips.TABLES}
