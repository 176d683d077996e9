"""Walking through tables without the type checker's doubts about every cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


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
