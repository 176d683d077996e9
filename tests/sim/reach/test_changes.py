"""What is lost and gained between two tables of isochrones."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely

import sim
from sim.closures import Closure
from sim.errors import InputError
from sim.geofiles.frame import Isochrones
from sim.network import RoadNetwork
from sim.reach.changes import reach_difference
from sim.selectors import matching_links

LONGHUA = {"longhua": (114.03, 22.70)}
MORNING = dt.datetime(2023, 1, 16, 8)  # noqa: DTZ001 - local


@pytest.fixture(scope="module")
def roads() -> RoadNetwork:
    return sim.open_roads("backbone", MORNING.date())


@pytest.fixture(scope="module")
def morning(roads: RoadNetwork) -> Isochrones:
    return sim.isochrones(roads, LONGHUA, cutoffs_min=[20, 40], depart=MORNING, mode="fast")


def test_ground_is_kept_lost_or_gained(roads: RoadNetwork, morning: Isochrones) -> None:
    noon = sim.isochrones(roads, LONGHUA, cutoffs_min=[20, 40], depart=MORNING.replace(hour=12), mode="fast")
    found = reach_difference(morning, noon)
    assert set(found["change"]) <= {"lost", "gained", "kept"}
    assert found.geometry.is_valid.all()
    for minutes, rows in found.groupby("minutes"):
        areas = dict(zip(rows["change"], rows["area_km2"], strict=True))
        shapes = dict(zip(rows["change"], rows.geometry, strict=True))
        first, second = (frame[frame["minutes"] == minutes].iloc[0] for frame in (morning, noon))
        assert areas["kept"] + areas.get("lost", 0) == pytest.approx(first["area_km2"], rel=2e-3)
        assert areas["kept"] + areas["gained"] == pytest.approx(second["area_km2"], rel=2e-3)
        assert shapes["gained"].intersection(first.geometry).area == pytest.approx(0, abs=1e-9)
    assert found.parameters["versus"]["moments"] == ["2023-01-16T12:00:00+08:00"]


def test_a_closure_takes_and_never_gives(roads: RoadNetwork, morning: Isochrones) -> None:
    shut = {"x": Closure(matching_links(roads, ["Meiguan Expressway"]), None, None)}
    after = sim.isochrones(roads, LONGHUA, cutoffs_min=[20, 40], depart=MORNING, mode="fast", closures=shut)
    found = reach_difference(morning, after)
    assert set(found["change"]) == {"lost", "kept"}
    other = reach_difference(after, morning)
    assert set(other["change"]) == {"gained", "kept"}
    lost, gained = (
        frame[frame["change"] == change]["area_km2"].tolist() for frame, change in ((found, "lost"), (other, "gained"))
    )
    assert lost == pytest.approx(gained)


def test_what_the_edge_of_the_roads_cuts_is_said(morning: Isochrones) -> None:
    clipped = [{20.0: "", 40.0: "south (G94)"}[minutes] for minutes in morning["minutes"]]
    whole = morning[morning["minutes"] == 20].geometry.iloc[0]
    larger, smaller = morning.assign(clipped=clipped), morning.assign(geometry=whole)
    for before, after, change in ((larger, smaller, "lost"), (smaller, larger, "gained")):
        found = reach_difference(before, after)
        told = {(row.minutes, row.change): row.clipped for row in found.itertuples()}
        assert told == {(20, "kept"): "", (40, change): "south (G94)", (40, "kept"): "south (G94)"}


def test_the_same_twice_is_kept_whole(morning: Isochrones) -> None:
    found = reach_difference(morning, morning)
    assert found["change"].tolist() == ["kept", "kept"]
    assert found["area_km2"].tolist() == pytest.approx(morning["area_km2"].tolist())


def test_slivers_of_the_drawing_are_left_out(morning: Isochrones) -> None:
    nudged = morning.copy()
    nudged["geometry"] = [shapely.buffer(shape, 5e-6) for shape in morning.geometry]  # half a metre
    assert reach_difference(morning, nudged)["change"].tolist() == ["kept", "kept"]


def test_tables_of_different_questions_are_refused(morning: Isochrones) -> None:
    for other in (morning[morning["minutes"] == 20], morning.assign(site="elsewhere")):
        with pytest.raises(InputError, match="ask for both alike"):
            reach_difference(morning, other)
        with pytest.raises(InputError, match="ask for both alike"):
            reach_difference(other, morning)
