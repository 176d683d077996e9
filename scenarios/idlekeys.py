"""Keys of policies that say something, but that the kind of policy does not look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.model import Scenario
    from scenarios.policies import Policy

REVIEWS = frozenset({"review_h", "first_review"})
LOOKED_AT: dict[str, frozenset[str]] = {
    "push": frozenset({"margin", "safety_stock"}),
    "reorder": frozenset({"reorder_point", "order_up_to", "safety_stock"}),
    "mrp": frozenset({"safety_stock", "lead_time_h", "bucket_h", "lot_rule", "order_quantity", "periods"}),
    "s_S": REVIEWS | {"reorder_point", "order_up_to"},
    "R_Q": REVIEWS | {"reorder_point", "order_quantity"},
    "T_Q": REVIEWS | {"order_quantity"},
    "T_S": REVIEWS | {"order_up_to"},
    "base_stock": REVIEWS | {"order_up_to"},
    "kanban": frozenset({"cards", "card_pieces"}),
}


def idle_keys(scenario: Scenario) -> list[tuple[str, str]]:
    """Return (key path, kind of policy) of all that policies say and their kind does not look at.

    They are no mistakes, since another `kind` may be tried with ``--set``, but a planner may believe in them: the lead time
    of an `s_S` policy is that of the supplier, not `lead_time_h`.
    """
    return [
        (f"{path}.{name}", policy.kind)
        for path, policy in _policies(scenario)
        for name, field in type(policy).model_fields.items()
        if name not in LOOKED_AT[policy.kind] | {"kind", "source"} and getattr(policy, name) != field.default
    ]


def _policies(scenario: Scenario) -> Iterator[tuple[str, Policy]]:
    for item, entry in scenario.items.items():
        yield f"items.{item}.policy", entry.policy
    for kind, places in (("plants", scenario.plants), ("warehouses", scenario.warehouses)):
        for place, keeper in places.items():
            for item, stocking in keeper.stock.items():
                if stocking.policy is not None:
                    yield f"{kind}.{place}.stock.{item}.policy", stocking.policy
