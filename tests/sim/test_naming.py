"""Ids and labels in words: stations and teams, with the plant where the label names it."""

from __future__ import annotations

from sim.naming import station_text, team_text
from tests.sim.chain.synthetic import plant, scenario, station, text

TEAMS = {"crew": {"name": text("fitters"), "people": 2, "skills": ["fit"]}}


def test_stations_and_teams_are_named_alike() -> None:
    benches = {"bench": station(name=text("assembly"))}
    made = scenario(
        plants={"plant": plant(stations=benches, teams=TEAMS), "other": plant(stations=benches, teams=TEAMS)}
    )
    where = made.sites["works"].name.en
    found = [name(made, label) for name, label in ((station_text, "bench"), (team_text, "crew"))]
    assert [name.en for name in found if name] == ["assembly", "fitters"]
    found = [name(made, label) for name, label in ((station_text, "other_bench"), (team_text, "other_crew"))]
    assert [name.en for name in found if name] == [f"assembly, at {where}", f"fitters, at {where}"]
    assert station_text(made, "crew") is None
    assert team_text(made, "bench") is None
