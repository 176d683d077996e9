"""Values of factors as they are read."""

from __future__ import annotations

import math

import numpy as np

from scenarios import Text

LARGE = 1000
"""From here on a number is written without decimals."""
YES = Text(en="yes", zh="是")
NO = Text(en="no", zh="否")
TRUTH = {"True": YES, "False": NO}


def number_text(value: float) -> str:
    """Write a number with four digits that count, or all before the point; "-" where it is missing."""
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.4g}"


def plain_text(value: object) -> str:
    """Write a value as it stands in tables: a number by `number_text`, all else as it is."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        return str(value)
    return number_text(float(value))


def value_text(value: object) -> Text:
    """Put a value, or what `plain_text` made of it, into words: true and false are yes and no."""
    text = plain_text(value) or "-"
    return TRUTH.get(text) or Text(en=text, zh=text)
