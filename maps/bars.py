"""A tiny bar chart of the hours of a day, as inline SVG."""

from __future__ import annotations

import math

from markupsafe import Markup

from maps.style import INSIDE, NEUTRAL, OUTSIDE

WIDTH, HEIGHT = 264, 54
BAR = WIDTH / 24


def hour_bars(minutes: list[float], circle_min: float) -> Markup:
    """Draw door-to-door minutes by the hour, with a line at the circle's cutoff.

    Parameters
    ----------
    minutes
        24 values; NaN is left out.
    circle_min
        The cutoff, minutes.
    """
    known = [value for value in minutes if not math.isnan(value)]
    top = max([*known, circle_min]) * 1.1
    bars = [_bar(hour, value, top, circle_min) for hour, value in enumerate(minutes) if not math.isnan(value)]
    line = HEIGHT * (1 - circle_min / top)
    ticks = Markup("").join(
        Markup('<text x="{:.0f}" y="{}" font-size="9" fill="{}">{:02d}</text>').format(
            hour * BAR, HEIGHT + 10, NEUTRAL, hour
        )
        for hour in (0, 6, 12, 18)
    )
    return Markup(
        '<svg viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img">{bars}'
        '<line x1="0" x2="{w}" y1="{y:.1f}" y2="{y:.1f}" stroke="#222" stroke-dasharray="3 2"/>{ticks}</svg>'
    ).format(w=WIDTH, h=HEIGHT + 12, bars=Markup("").join(bars), y=line, ticks=ticks)


def _bar(hour: int, value: float, top: float, circle_min: float) -> Markup:
    height = HEIGHT * value / top
    colour = INSIDE if value <= circle_min else OUTSIDE
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"><title>{:02d}:00 {:.0f} min</title></rect>'
    ).format(hour * BAR, HEIGHT - height, BAR - 1.5, height, colour, hour, value)
