"""A scenario as plain nested data, complete and in the form of a file."""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Mapping
from typing import Any

from scenarios._schema import fields_of
from scenarios.base import Frozen, Provenance


def as_data(value: object) -> Any:
    """Return models, moments and numbers as plain data that reads back to an equal value.

    Keys whose value is None are left out, unless they must be written: else None is the default wherever it is allowed.

    Parameters
    ----------
    value
        A model or anything inside one.
    """
    if isinstance(value, Provenance):
        rest = {"zh": value.zh, "low": value.low, "high": value.high}
        return {value.kind: value.note} | {key: item for key, item in rest.items() if item is not None}
    if isinstance(value, Frozen):
        fields = zip(fields_of(type(value)).items(), type(value).model_fields, strict=True)
        pairs = ((key, info, getattr(value, name)) for (key, info), name in fields)
        return {key: as_data(item) for key, info, item in pairs if item is not None or info.is_required()}
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    if isinstance(value, dt.date):  # a moment is a day too
        return value.isoformat()
    return _plain_number(value)


def _plain_number(value: object) -> object:
    """Turn the numbers of other libraries into Python's."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    return value
