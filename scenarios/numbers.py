"""Another value for one number, quickly: for the thousands of small changes that an analysis makes."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from scenarios.errors import InputError
from scenarios.model import Scenario

WRONG = (KeyError, IndexError, AttributeError, ValueError, TypeError)
"""What `put` raises where there is no such key, or the entry does not allow the value."""


def with_number(scenario: Scenario, key: str, value: float) -> Scenario:
    """Return the scenario with another value for one number.

    Only the entry that holds the number is checked again; `scenarios.override` checks the whole scenario and keeps book
    of who set what, at a hundred times the cost.

    Parameters
    ----------
    scenario
        Where to start.
    key
        Dotted key path of a number that exists.
    value
        The new value.

    Raises
    ------
    InputError
        If there is no such number, or the entry does not allow the value.
    """
    try:
        return put(scenario, key, value)
    except WRONG as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "there is no such number"
        message = f"{key} cannot be {value:g}: {reason}; change the range or the key"
        raise InputError(message) from error


def put(scenario: Scenario, key: str, value: object) -> Scenario:
    """Return the scenario with another value at one key path; only the entry that holds it is checked again.

    Parameters
    ----------
    scenario
        Where to start.
    key
        Dotted key path of a value that exists.
    value
        As the entry takes it; 4.0 is 4.

    Raises
    ------
    KeyError, IndexError, AttributeError, ValueError, TypeError
        If there is no such key, or the entry does not allow the value.
    """
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    changed: Scenario = _put(scenario, key.split("."), whole)
    return changed


def _put(node: Any, path: list[str], value: object) -> Any:
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(node, dict):
        return {**node, part: _put(node[part], rest, value)}
    if isinstance(node, tuple):
        place = int(part)
        return (*node[:place], _put(node[place], rest, value), *node[place + 1 :])
    name = "from_" if part == "from" else part
    child = _put(getattr(node, name), rest, value)
    if isinstance(child, BaseModel):
        return node.model_copy(update={name: child})
    fields = type(node).model_fields
    data = {field.alias or key: getattr(node, key) for key, field in fields.items()}
    return type(node).model_validate({**data, fields[name].alias or name: child})
