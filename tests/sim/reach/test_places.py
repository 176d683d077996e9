"""Who is asked about: words for places, read as a planner writes them, and refused where they mean two things."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenarios
from scenarios import Scenario
from sim.errors import InputError
from sim.reach.places import asked_places, names_of

FUTIAN = "114.057,22.543"


def test_points_sites_and_files(hanno: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("编号,经度,纬度\n龙华,114.03,22.70\nfutian,114.057,22.543\n", encoding="gb18030")
    site = next(key for key, each in hanno.sites.items() if each.kind != "abroad")
    found = asked_places([FUTIAN, f"{FUTIAN}=futian", "114.1， 22.6=港 口"], [site, f"{site}=again"], [file], hanno)
    assert list(found) == [site, "again", FUTIAN, "futian", "港 口", "龙华"]
    assert found[site] == found["again"] == (hanno.sites[site].lon, hanno.sites[site].lat)
    assert found["港 口"] == (114.1, 22.6)
    assert names_of(found, hanno) == {site: (hanno.sites[site].name.en, hanno.sites[site].name.zh)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("114.05", ["LON,LAT", "114.057,22.543"]),
        ("114.05,22.5,3", ["LON,LAT"]),
        ("a,b", ["LON,LAT"]),
        ("", ["LON,LAT"]),
        ("nan,22", ["no degrees"]),
        ("22.54,114.05", ["look swapped", "did you mean --at 114.05,22.54?"]),
        ("22.54,114.05=Futian", ["look swapped"]),
        ("200,100", ["between -180 and 180"]),
        ("113,500", ["between -180 and 180"]),
        ("114.05,22.54=", ["no name behind the ="]),
    ],
)
def test_degrees_that_are_none(text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as told:
        asked_places([text], [], [])
    assert f"--at {text}" in str(told.value)
    assert all(word in str(told.value) for word in words)


def test_one_name_for_two_places(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"another place is called 'x' already: --at 114,22=x .* --at 114.5,22=x_2"):
        asked_places(["114,22=x", "114.5,22=x"], [], [])
    file = tmp_path / "places.csv"
    file.write_text("id,lon,lat\nx,114.5,22\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"places.csv: another place .* in the file"):
        asked_places(["114,22=x"], [], [file])


def test_a_name_in_two_scenarios(hanno: Scenario, tmp_path: Path) -> None:
    site = next(key for key, each in hanno.sites.items() if each.kind == "supplier")
    other = tmp_path / "other.yaml"
    moved = scenarios.override(hanno, {f"sites.{site}.lat": hanno.sites[site].lat + 0.01})
    other.write_text(scenarios.dump(moved), encoding="utf-8")
    words = [f"hanno-ecmo-ramp:{site}", f"{other}:{site}"]
    with pytest.raises(InputError, match=f"--site {other}:{site}=.*|another place is called") as told:
        asked_places([], words, [])
    assert f"--site hanno-ecmo-ramp:{site} at" in str(told.value)
    assert f"--site {other}:{site}={site}_2" in str(told.value)
    assert list(asked_places([], [words[0], f"{words[1]}={site}_2"], [])) == [site, f"{site}_2"]
    assert list(asked_places([], [words[0], words[0]], [])) == [site]


def test_sites_that_are_none(hanno: Scenario) -> None:
    with pytest.raises(InputError, match="no such site in hanno-ecmo-ramp; there are "):
        asked_places([], ["nowhere"], [], hanno)
    with pytest.raises(InputError, match="abroad"):
        asked_places([], ["fibre_maker"], [], hanno)
    with pytest.raises(InputError, match="--site SCENARIO:plant"):
        asked_places([], ["plant"], [])
    with pytest.raises(InputError, match="no-such-scenario"):
        asked_places([], ["no-such-scenario:plant"], [])
    with pytest.raises(InputError, match="no place is named"):
        asked_places([], [], [], hanno)
