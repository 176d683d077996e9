"""Nothing of another version, network or scenario is mixed in, and what differs is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.study.store.identity import PACKAGES, Identity
from sim.study.store.journal import Journal
from sim.travel import travel_times
from tests.sim.study.local import local
from tests.sim.study.store.journals import IDENTITY, journal_of

CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"program": "1.1"}, "version of one-hour-circle: was 1.0, now 1.1"),
    ({"scenario": "year"}, "scenario: was ramp, now year"),
    ({"scenario_sha256": "c" * 64}, "content of the scenario: was aaaaaaaaaaaa…, now cccccccccccc…"),
    ({"network": "delta"}, "road network: was circle, now delta"),
    ({"network_sha256": "d" * 64}, "content of the road network: was bbbbbbbbbbbb…, now dddddddddddd…"),
    ({"seed": 7}, "seed: was 0, now 7"),
    ({"outcomes": ("cost_cny", "late_h")}, "list of outcomes: was all, now cost_cny, late_h"),
    ({"python": "3.12"}, "Python: was 3.11, now 3.12"),
    ({"packages": {"numpy": "2.2.0"}}, "numpy: was 2.1.0, now 2.2.0"),
    ({"packages": {}}, "numpy: was 2.1.0, now none"),
]


@pytest.mark.parametrize(("changes", "words"), CHANGES)
def test_each_difference_is_told_and_refused(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    other = replace(IDENTITY, **changes)
    assert IDENTITY.differences(other) == [words]
    journal_of(tmp_path, []).close()
    with pytest.raises(InputError) as caught:
        Journal.open(tmp_path, other)
    assert words in str(caught.value)
    assert "--out" in str(caught.value)


def test_all_differences_are_told_at_once() -> None:
    assert (
        len(IDENTITY.differences(replace(IDENTITY, seed=1, network="delta", packages={"numpy": "3", "scipy": "1"})))
        == 4
    )
    assert IDENTITY.differences(IDENTITY) == []


def test_an_identity_is_read_as_it_was_written() -> None:
    kept = replace(IDENTITY, outcomes=("b", "a"))
    assert Identity.from_document(json.loads(json.dumps(kept.document()))) == kept


def test_the_identity_of_a_scenario_is_that_of_what_it_is_run_with() -> None:
    scenario = local()
    network = travel_times(scenario).network
    found = Identity.of(scenario, network, 5, ("cost_cny",))
    assert (found.scenario, found.scenario_sha256, found.seed) == ("local", scenario.sha256(), 5)
    assert (found.network_sha256, set(found.packages)) == (network.sha256(), set(PACKAGES))
    changed = Identity.of(local(end="2023-01-26T00:00"), network, 5, ("cost_cny",))
    (difference,) = found.differences(changed)
    assert difference.startswith("content of the scenario")
