"""Walking through tables without the type checker's doubts about every cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table as named tuples.

    Parameters
    ----------
    frame
        The table; its column names are the attributes.
    """
    yield from frame.itertuples(index=False)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries by column name."""
    return [{str(key): value for key, value in record.items()} for record in frame.to_dict("records")]


def plain(value: Any) -> Any:
    """Return a value as JSON has it: arrays and tables as lists, null where there is no number, texts for all else.

    Parameters
    ----------
    value
        A value, or nested ones; a table becomes a list by column name.
    """
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, pd.DataFrame):
        value = {str(name): value[name] for name in value.columns}
    if isinstance(value, np.ndarray | np.generic | pd.Series):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else str(value)
