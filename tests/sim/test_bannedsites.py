"""Sites inside areas that are shut to their vehicles."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from scenarios import Scenario, dump, load
from sim.bannedsites import BannedSite, banned_sites
from sim.cli import cli
from sim.travel import travel_times
from tests.sim.small_roads import small_network, small_scenario

AROUND_MOTORS = [113.30, 23.10, 113.36, 23.16]


def banned(rule: dict[str, object], **truck: object) -> Scenario:
    roads = {"date": "2023-01-01", "max_access_km": 25.0, "shipped_restrictions": False, "restrictions": {"ring": rule}}
    made = small_scenario(roads=roads)
    trucks = {key: vehicle.model_copy(update=truck) for key, vehicle in made.vehicles.items()}
    return made.model_copy(update={"vehicles": trucks})


def test_a_site_inside_is_named_with_its_vehicle_and_hours() -> None:
    inside = BannedSite("motors", "truck", "ring", ("07:00-09:00",))
    assert banned_sites(banned({"bbox": AROUND_MOTORS, "hours": ["07:00-09:00"]})) == (inside,)
    with_motorways = {"bbox": AROUND_MOTORS, "hours": ["07:00-09:00"], "except_classes": ["motorway"]}
    assert banned_sites(banned(with_motorways)) == (inside,)


@pytest.mark.parametrize(
    "rule",
    [
        {"bbox": [114.2, 23.1, 114.3, 23.2]},
        {"bbox": AROUND_MOTORS, "polygon": [[114, 23], [114.1, 23], [114, 23.1]]},
        {"bbox": AROUND_MOTORS, "roads": ["S105"]},
        {"bbox": AROUND_MOTORS, "kinds": ["van"]},
        {"bbox": AROUND_MOTORS, "min_gross_t": 12.0},
        {"bbox": AROUND_MOTORS, "until": "2023-01-10T00:00+08:00"},
    ],
)
def test_what_is_not_about_the_site_or_the_vehicle_is_not_named(rule: dict[str, object]) -> None:
    assert banned_sites(banned(rule)) == ()


def test_with_a_pass_nobody_waits() -> None:
    """Without one a truck stands until nine o'clock, and for ever where the area is shut all day."""
    hours = {"bbox": AROUND_MOTORS, "hours": ["07:00-09:00"]}
    free, waits, never = (
        travel_times(scenario, small_network()).by_hour("truck", "motors", "plant")[:25]
        for scenario in (
            banned(hours, exempt_from=("ring",)),
            banned(hours),
            banned({"bbox": AROUND_MOTORS}),
        )
    )
    assert banned_sites(banned(hours, exempt_from=("ring",))) == ()
    assert np.isfinite(free).all()
    assert waits[0] > free[0] + 45  # at eight o'clock: an hour until nine, and a quicker road then
    assert waits[1:22] == pytest.approx(free[1:22])
    assert np.isnan(never).all()


def test_check_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        dump(load("hanno-ecmo-ramp", {"suppliers.bags_guicheng.vehicle": "truck", "vehicles.truck.exempt_from": []})),
        encoding="utf-8",
    )
    said = CliRunner().invoke(cli, ["check", str(path)], prog_name="onehour")
    assert said.exit_code == 0, said.output
    assert "guicheng lies inside the restriction fs_centre_day (06:00-24:00): truck waits until it ends" in said.output
    assert "vehicles.truck.exempt_from: [fs_centre_day]" in said.output
    facts = json.loads(CliRunner().invoke(cli, ["check", str(path), "--json"], prog_name="onehour").output)
    assert {row["restriction"] for row in facts["sites_inside_restrictions"]} == {"fs_centre_day", "fs_centre_night"}


def test_the_shipped_scenario_waits_nowhere() -> None:
    assert banned_sites(load("hanno-ecmo-ramp")) == ()
