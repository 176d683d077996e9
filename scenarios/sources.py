"""Which numbers of a scenario say where they come from, and which do not."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic.fields import FieldInfo

from scenarios._marks import is_marked
from scenarios._schema import fields_of
from scenarios._yaml import KeyPath
from scenarios.base import Frozen, Provenance
from scenarios.model import Scenario

NOT_INPUT = ("format", "variants", "marks", "resolved")
"""What holds no numbers of the simulated world, or marks them itself."""
OF_SEARCHES = ("samples", "replications", "steps")
"""Numbers of a sweep that say how closely is looked, not what may be."""


def unsourced(scenario: Scenario) -> list[str]:
    """Return the key paths of the numbers that neither carry a mark nor lie in an entry with a `source`.

    A number left at its default needs no mark: the documentation of scenario files says what the defaults stand for.

    Parameters
    ----------
    scenario
        Any scenario.
    """
    paths = (".".join(path) for path in numbers(scenario))
    return [path for path in paths if scenario.provenance(path) is None]


def numbers(scenario: Scenario) -> Iterator[KeyPath]:
    """Yield the key path of every number that differs from its default.

    Parameters
    ----------
    scenario
        Any scenario.
    """
    for key, info, value in _fields(scenario):
        if key == "sweep":
            yield from (path for path in _numbers(value, info, (key,)) if path[-1] not in OF_SEARCHES)
        elif key not in NOT_INPUT:
            yield from _numbers(value, info, (key,))


def _numbers(value: object, info: FieldInfo | None, path: KeyPath) -> Iterator[KeyPath]:
    if (
        isinstance(value, Provenance)
        or is_marked(value)
        or (info is not None and not info.is_required() and value == info.default)
    ):
        return
    if isinstance(value, Frozen):
        for key, inner, item in _fields(value):
            yield from _numbers(item, inner, (*path, key))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(item, None, (*path, str(key)))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _numbers(item, None, (*path, str(index)))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def _fields(model: Frozen) -> Iterator[tuple[str, FieldInfo, object]]:
    names = zip(fields_of(type(model)).items(), type(model).model_fields, strict=True)
    for (key, info), name in names:
        yield key, info, getattr(model, name)
