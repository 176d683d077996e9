"""A strip of 24 hours: when a supplier is inside the circle, on usual days and on bad ones."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import pandas as pd
from markupsafe import Markup

from maps.style import AMBER, IMPORT, INSIDE, OUTSIDE
from sim.frames import rows

State = Literal["sure", "usual", "near", "far", "import", "none"]
STATE_COLOURS: dict[State, str] = {
    "sure": INSIDE,
    "usual": AMBER,
    "near": "#ef9a9a",
    "far": OUTSIDE,
    "import": "#b39ac9",
    "none": "#d5d8d6",
}
NEAR_MIN = 15.0
"""So little outside is near."""
HOURS = 24
HEIGHT = 14


class Hour(NamedTuple):
    """What is known of one hour: minutes on half and on 90 of 100 days, NaN where no road leads, and what that is."""

    p50_min: float
    p90_min: float
    state: State


def hours_of_day(table: pd.DataFrame, cutoff_min: float, *, imported: bool) -> list[Hour]:
    """Return the hours of a day.

    Parameters
    ----------
    table
        Rows of `SupplierCircle.hours` of one supplier, plant and day.
    cutoff_min
        The minutes that count as inside.
    imported
        Whether the parts come from abroad; then they are never inside.
    """
    by_hour = {int(row.hour): row for row in rows(table)}
    found = []
    for hour in range(HOURS):
        row = by_hour.get(hour)
        p50, p90 = (
            (math.nan, math.nan) if row is None else (float(row.door_to_door_min_p50), float(row.door_to_door_min_p90))
        )
        found.append(Hour(p50, p90, "import" if imported else _state(p50, p90, cutoff_min)))
    return found


def hour_strip(hours: Sequence[Hour], *, titles: bool, marked: int | None = None) -> Markup:
    """Draw a strip of hours as inline SVG, as wide as there is room.

    Parameters
    ----------
    hours
        The 24 hours.
    titles
        Whether each hour tells its minutes where one points at it; else hours alike are one bar, which is shorter.
    marked
        An hour to frame.
    """
    bars = [_bar(hour, 1, one.state, _title(hour, one)) for hour, one in enumerate(hours)] if titles else _alike(hours)
    frame = (
        Markup('<rect x="{}" y="0.7" width="9" height="{}" fill="none" stroke="#111" stroke-width="1.4"/>').format(
            10 * marked + 0.5, HEIGHT - 1.4
        )
        if marked is not None
        else Markup("")
    )
    return Markup(
        '<svg class="strip" viewBox="0 0 240 {}" preserveAspectRatio="none" role="img" aria-hidden="true">{}{}</svg>'
    ).format(HEIGHT, Markup("").join(bars), frame)


def hour_scale() -> Markup:
    """Return the hours that stand over strips."""
    hours = Markup("").join(Markup("<i>{}</i>").format(hour) for hour in range(0, HOURS + 1, 6))
    return Markup('<span class="scale" aria-hidden="true">{}</span>').format(hours)


def state_colour(state: State) -> str:
    """Return the colour of a supplier on the map; an import has the one it has on all maps."""
    return IMPORT if state == "import" else STATE_COLOURS[state]


def _state(p50_min: float, p90_min: float, cutoff_min: float) -> State:
    if math.isnan(p50_min):
        return "none"
    if p50_min > cutoff_min:
        return "near" if p50_min <= cutoff_min + NEAR_MIN else "far"
    return "sure" if p90_min <= cutoff_min else "usual"


def _alike(hours: Sequence[Hour]) -> list[Markup]:
    bars, begin = [], 0
    for state, group in itertools.groupby(hours, key=lambda hour: hour.state):
        length = len(list(group))
        bars.append(_bar(begin, length, state, ""))
        begin += length
    return bars


def _bar(hour: int, length: int, state: State, title: str) -> Markup:
    told = Markup("<title>{}</title>").format(title) if title else Markup("")
    return Markup('<rect x="{}" width="{}" height="{}" fill="{}">{}</rect>').format(
        10 * hour, 10 * length - 0.8, HEIGHT, STATE_COLOURS[state], told
    )


def _title(hour: int, one: Hour) -> str:
    if math.isnan(one.p50_min):
        return f"{hour:02d}:00 -"
    return f"{hour:02d}:00 {one.p50_min:.0f} min (90%: {one.p90_min:.0f})"
