"""What the colours of a layer of reach tell: by which column, in which classes, in which colours."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from sim.geofiles.colours import CHANGES, INSIDE, OUTSIDE, SITE_HUES, band_colour
from sim.geofiles.frame import KEY

Form = Literal["categories", "ranges", "single"]
MOST_CATEGORIES = 24
CUTOFF_DIGITS = 2
"""Times of more digits are no cutoffs that someone asked for."""
STEP_MIN, MOST_STEPS = 15.0, 12
MINUTES = ("minutes", "minutes_median", "door_to_door_min")
"""Columns of minutes, the first that is there is drawn."""


@dataclass(frozen=True)
class LegendClass:
    """One colour: of a value, or of what lies above `lower` up to `upper`."""

    label: str
    colour: str
    value: str = ""
    lower: float = 0.0
    upper: float = 0.0


@dataclass(frozen=True)
class Legend:
    """What the colours of a layer tell.

    Attributes
    ----------
    form
        Colours by value, by ranges of a number, or one colour for all.
    column
        By which column; empty for one colour.
    classes
        In the order of the legend.
    value_type
        ``double``, ``string`` or ``bool``, where the colours are by value.
    largest_below
        Whether large values are drawn first, so that areas of small ones lie above them.
    """

    form: Form
    column: str = ""
    classes: tuple[LegendClass, ...] = ()
    value_type: str = "string"
    largest_below: bool = False


def legend(frame: gpd.GeoDataFrame) -> Legend:
    """Return what the colours of a layer tell, by the columns that it has.

    Parameters
    ----------
    frame
        Coloured by ``change`` or ``inside``, if it has such a column; by ``site`` where each has an area of its own; by
        ``sites_at_least`` where sites are counted; by ``percentile`` or ``share`` where these tell apart polygons of one
        cutoff; else by its minutes.
    """
    combine = frame.attrs.get(KEY, {}).get("combine", "each")
    if "change" in frame.columns:
        present = set(frame["change"])
        classes = [LegendClass(name, colour, name) for name, colour in CHANGES.items() if name in present]
        return Legend("categories", "change", tuple(classes))
    if "inside" in frame.columns:
        classes = [LegendClass("inside", INSIDE, "true"), LegendClass("outside", OUTSIDE, "false")]
        return Legend("categories", "inside", tuple(classes), "bool")
    if combine == "nearest" and "site" in frame.columns:
        sites = enumerate(dict.fromkeys(frame["site"].astype(str)))
        classes = [LegendClass(site, SITE_HUES[number % len(SITE_HUES)], site) for number, site in sites]
        return Legend("categories", "site", tuple(classes))
    if combine == "overlap" and "sites_at_least" in frame.columns:
        return _counted(frame["sites_at_least"])
    if surely := _surely(frame):
        return surely
    column = next((name for name in MINUTES if name in frame.columns), None)
    return _timed(frame[column]) if column else Legend("single")


def _counted(column: pd.Series[int]) -> Legend:
    """Return colours that are darker where more sites reach."""
    counts = sorted(set(column), reverse=True)
    classes = [
        LegendClass(f"{count:g} or more sites", band_colour(rank, len(counts)), f"{count:g}")
        for rank, count in enumerate(counts)
    ]
    return Legend("categories", str(column.name), tuple(classes[::-1]), "double")


def _surely(frame: gpd.GeoDataFrame) -> Legend | None:
    """Return colours that are darker where one gets more surely, if nothing but that tells the polygons of one cutoff apart."""
    if "minutes" not in frame.columns or len(set(frame["minutes"])) != 1:
        return None
    for column, said, scale in (("percentile", "on {:g} % of days", 1), ("share", "at {:g} % of departures", 100)):
        values = sorted(set(frame[column]), reverse=True) if column in frame.columns else []
        if 1 < len(values) <= MOST_CATEGORIES:
            classes = [
                LegendClass(said.format(scale * value), band_colour(rank, len(values)), f"{value:.15g}")
                for rank, value in enumerate(values)
            ]
            return Legend("categories", column, tuple(classes), "double")
    return None


def _timed(column: pd.Series[float]) -> Legend:
    """Return colours by minutes: by the cutoffs, or by steps where times are of all lengths."""
    values = np.unique(column.to_numpy(np.float64))
    values = values[np.isfinite(values)]
    if not values.size:
        return Legend("single")
    if values.size <= MOST_CATEGORIES and (values == np.round(values, CUTOFF_DIGITS)).all():
        classes = [
            LegendClass(f"{value:g} min", band_colour(rank, values.size), f"{value:.15g}")
            for rank, value in enumerate(values)
        ]
        return Legend("categories", str(column.name), tuple(classes), "double", largest_below=True)
    steps = min(MOST_STEPS, max(1, int(np.ceil(values[-1] / STEP_MIN))))
    ends = [*(STEP_MIN * np.arange(steps)).tolist(), max(float(values[-1]), STEP_MIN * steps)]
    classes = [
        LegendClass(f"{low:g} to {high:.4g} min", band_colour(rank, steps), lower=low, upper=high)
        for rank, (low, high) in enumerate(itertools.pairwise(ends))
    ]
    return Legend("ranges", str(column.name), tuple(classes), largest_below=True)
