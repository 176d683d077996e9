"""Keys that a kind of policy does not look at."""

from __future__ import annotations

import pytest

from scenarios import idle_keys, override
from scenarios.idlekeys import LOOKED_AT
from scenarios.policies import Policy
from tests.scenarios.samples import small


def test_a_key_of_another_kind_is_named_with_its_path() -> None:
    item = next(iter(small().items))
    changed = override(small(), {f"items.{item}.policy": {"kind": "push", "margin": 0.1, "lead_time_h": 72}})
    assert idle_keys(changed) == [(f"items.{item}.policy.lead_time_h", "push")]


def test_nothing_is_named_where_all_is_looked_at() -> None:
    assert idle_keys(small()) == []


@pytest.mark.parametrize("kind", LOOKED_AT)
def test_what_a_policy_must_have_is_looked_at(kind: str) -> None:
    assert set(Policy.model_fields) >= LOOKED_AT[kind]
