"""Quick changes of one number equal the thorough ones."""

from __future__ import annotations

import pytest

from scenarios import InputError, Scenario, override, value_at, with_number

KEYS = (
    "items.console.route.0.work_min",
    "items.console.route.0.learning.rate",
    "roads.time_cv",
    "items.pmp_fibre.opening_stock",
    "reach.cutoffs_min.1",
    "items.console.bom.main_unit",
)


@pytest.mark.parametrize("key", KEYS)
def test_one_number_changes_and_nothing_else(hanno: Scenario, key: str) -> None:
    value = value_at(hanno, key)
    changed = with_number(hanno, key, value + 1 if isinstance(value, int) else value * 0.9)
    assert value_at(changed, key) != value
    assert with_number(changed, key, value) == hanno


@pytest.mark.parametrize("key", KEYS[:4])
def test_it_is_what_override_gives(hanno: Scenario, key: str) -> None:
    value = value_at(hanno, key)
    other = value + 1 if isinstance(value, int) else round(value * 0.95, 6)
    quick, thorough = with_number(hanno, key, other), override(hanno, {key: other})
    for part in ("items", "roads", "suppliers", "plants", "reach", "sites"):
        assert getattr(quick, part) == getattr(thorough, part)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("items.console.route.0.learning.rate", 1.5),
        ("roads.time_cv", -0.1),
        ("items.pmp_fibre.opening_stock", 0.5),
        ("items.nothing.opening_stock", 1),
        ("items.console.route.99.work_min", 1),
        ("nonsense", 1),
    ],
)
def test_what_is_not_allowed_is_refused(hanno: Scenario, key: str, value: float) -> None:
    with pytest.raises(InputError, match=key.replace(".", r"\.")):
        with_number(hanno, key, value)
