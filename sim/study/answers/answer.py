"""What a study says: a table, a sentence in both languages, and what a picture of it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

import pandas as pd

from scenarios import Text

AnswerKind = Literal[
    "tornado", "morris", "sobol", "regional", "discovery", "comparison", "selection", "precision", "cheapest"
]

SHOWN_ROWS = 30
"""Rows that are shown in a notebook."""


@dataclass(frozen=True)
class Answer:
    """One answer about one outcome.

    Attributes
    ----------
    kind
        Which analysis.
    outcome
        Of what.
    table
        The figures; columns as the function that makes it says.
    sentence
        The answer in words.
    details
        What a picture needs over and above the table, by name.
    asked
        Whether it was asked for by itself, with a threshold or points of its own: reports keep it.
    """

    kind: AnswerKind
    outcome: str
    table: pd.DataFrame
    sentence: Text
    details: Mapping[str, object] = field(default_factory=dict)
    asked: bool = False

    def _repr_html_(self) -> str:
        """Show the sentence and the figures."""
        table = self.table.to_html(index=False, max_rows=SHOWN_ROWS, float_format="{:,.4g}".format)
        return f"<p>{escape(self.sentence.en)}</p>{table}"
