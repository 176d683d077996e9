from __future__ import annotations

import pytest

from sim.network import BARRED
from sim.sources.osm_tags import EVERY_KIND
from sim.sources.vehicle_rules import barred, blocks

TRUCK, VAN, CAR = BARRED["truck"], BARRED["van"], BARRED["car"]


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ({}, 0),
        ({"hgv": "no"}, TRUCK),
        ({"goods": "no"}, VAN),
        ({"motorcar": "no"}, CAR),
        ({"access": "private"}, EVERY_KIND),
        ({"motor_vehicle": "no"}, EVERY_KIND),
        ({"access": "no", "motor_vehicle": "yes"}, 0),
        ({"access": "no", "hgv": "designated"}, VAN | CAR),
        ({"vehicle": "no", "motorcar": "yes"}, TRUCK | VAN),
        ({"access": "yes", "vehicle": "private", "hgv": "delivery"}, VAN | CAR),
        ({"access": "destination"}, 0),
        ({"access": "customers"}, 0),
        ({"motor_vehicle": "agricultural;forestry"}, EVERY_KIND),
        ({"motor_vehicle": "agricultural;delivery"}, 0),
        ({"access": "who knows"}, 0),
    ],
)
def test_the_most_specific_key_decides_for_each_kind(tags: dict[str, str], kinds: int) -> None:
    assert barred(tags) == kinds


@pytest.mark.parametrize(
    ("tags", "blocked"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "block"}, True),
        ({"barrier": "jersey_barrier"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "bollard", "access": "no", "motor_vehicle": "permissive"}, False),
        ({"barrier": "bollard", "hgv": "no"}, True),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "gate", "motor_vehicle": "no"}, True),
        ({"barrier": "gate", "hgv": "no"}, False),
        ({"barrier": "gate", "locked": "yes"}, True),
        ({"barrier": "lift_gate"}, False),
        ({"barrier": "toll_booth"}, False),
        ({"barrier": "kerb"}, False),
        ({"barrier": "yes"}, False),
    ],
)
def test_barriers(tags: dict[str, str], blocked: bool) -> None:
    assert blocks(tags) is blocked
