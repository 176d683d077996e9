"""The shipped tables: how they are read, and that what they say hangs together."""

from __future__ import annotations

import pytest

from scenarios.errors import InputError
from scenarios.tables import list_tables, read_table

AREAS = {"core", "urban", "open"}
MARKED = (
    "speeds",
    "legal_caps",
    "congestion",
    "congestion_hours",
    "urban_cores",
    "tolls",
    "truck_restrictions",
    "road_openings",
    "vehicle_kinds",
)


def test_comments_are_skipped_and_columns_named() -> None:
    rows = read_table("congestion_hours.csv")
    assert [row["day_type"] for row in rows] == ["workday", "saturday", "sunday", "holiday"]
    assert all(len(row) == 26 for row in rows)


def test_unknown_table_suggests_the_near_one() -> None:
    with pytest.raises(InputError, match=r"did you mean 'speeds\.csv'"):
        read_table("speed.csv")


def test_a_path_out_of_the_folder_is_no_table() -> None:
    with pytest.raises(InputError, match="no table"):
        read_table("../data/speeds.csv")


def test_list_by_prefix() -> None:
    names = list_tables("backbone/links_")
    assert names
    assert all(name.startswith("backbone/links_") and name.endswith(".csv") for name in names)


@pytest.mark.parametrize("name", MARKED)
def test_every_row_says_whether_it_is_fact_or_estimate(name: str) -> None:
    assert {row["mark"] for row in read_table(f"{name}.csv")} <= {"fact", "estimate", "assumption"}


def test_speeds_have_every_class_in_every_area_and_never_exceed_their_limit() -> None:
    rows = read_table("speeds.csv")
    classes = {row["class"] for row in rows}
    assert {(row["class"], row["area"]) for row in rows} == {(name, area) for name in classes for area in AREAS}
    assert len(rows) == len(classes) * len(AREAS)
    assert all(0 < float(row["free_flow_kph"]) <= float(row["limit_kph"]) <= 120 for row in rows)


def test_trucks_and_vans_never_exceed_the_legal_100_and_cars_120() -> None:
    highest: dict[str, float] = {}
    for row in read_table("legal_caps.csv"):
        highest[row["kind"]] = max(highest.get(row["kind"], 0.0), float(row["cap_kph"]))
    assert highest == {"truck": 100, "van": 100, "car": 120}


def test_motorways_keep_to_their_own_peak_factors() -> None:
    for row in read_table("congestion.csv"):
        factors = [float(row[day]) for day in ("workday", "saturday", "sunday", "holiday")]
        assert all(1 <= factor <= 2 for factor in factors)
        if row["class"] == "motorway":
            assert all(1.1 <= factor <= 1.3 for factor in factors)


def test_core_factors_come_to_the_city_index() -> None:
    core = [
        float(row["workday"])
        for row in read_table("congestion.csv")
        if (row["area"], row["class"]) != ("core", "motorway") and row["area"] == "core"
    ]
    facts = {row["city"]: float(row["peak_index"]) for row in read_table("urban_cores.csv") if row["mark"] == "fact"}
    assert sum(core) / len(core) == pytest.approx(sum(facts.values()) / len(facts), abs=0.02)


def test_hour_shares_run_from_nothing_at_night_to_one_at_the_worst_hour() -> None:
    for row in read_table("congestion_hours.csv"):
        shares = [float(row[f"h{hour:02d}"]) for hour in range(24)]
        assert min(shares) == 0
        assert max(shares) == 1
        assert shares[3] == 0


def test_urban_rings_lie_around_their_cores() -> None:
    for row in read_table("urban_cores.csv"):
        assert 0 < float(row["core_km"]) < float(row["urban_km"]) < 25
        assert 112 < float(row["lon"]) < 115.5
        assert 22 < float(row["lat"]) < 24
