"""Isochrones as a GeoDataFrame that knows how it came about, and shows itself in a notebook."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from sim.drawing.drawing import Mode
from sim.geofiles.thumbnail import thumbnail
from sim.network import RoadNetwork
from sim.reach.terms import Terms

KEY = "parameters"
"""Under which the parameters stand in the frame's `attrs`."""
SHOWN_ROWS = 8
SHOWN_COLUMNS = ("site", "minutes", "share", "sites_at_least", "depart", "arrive", "clipped", "area_km2")
SHOWN_MOMENTS = 3
MEDIAN = 50.0


class Isochrones(gpd.GeoDataFrame):  # type: ignore[misc]  # geopandas carries no types
    """Polygons of what lies within so many minutes, with the parameters that they were made with.

    A `geopandas.GeoDataFrame` in all else. The parameters are plain values, ready for JSON, and stay with copies, parts
    and GeoParquet files; frames put together keep them where all have the same.

    Parameters
    ----------
    data, args, kwargs
        As `geopandas.GeoDataFrame` takes them.
    parameters
        How the polygons came about, see `parameters_of`; those of `data` where None.
    """

    def __init__(
        self, data: Any = None, *args: Any, parameters: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, *args, **kwargs)
        if parameters is not None:
            self.attrs: dict[Any, Any] = {**self.attrs, KEY: dict(parameters)}

    @property
    def parameters(self) -> dict[str, Any]:
        """How the polygons came about, by name; empty where it is not known."""
        known: dict[str, Any] = self.attrs.get(KEY, {})
        return known

    def _repr_html_(self) -> str:
        """Show a small drawing, what it is in words, and the first rows."""
        columns = [name for name in SHOWN_COLUMNS if name in self.columns and _says_something(self[name])]
        table = pd.DataFrame(self[columns]).to_html(index=False, max_rows=SHOWN_ROWS, float_format="{:,.1f}".format)
        return f"{thumbnail(self)}<p>{html.escape(caption(self))}</p>{table}"


def parameters_of(
    network: RoadNetwork,
    terms: Sequence[Terms],
    *,
    mode: Mode | None = None,
    access_m: float | None = None,
    tolerance_m: float | None = None,
    cell_m: float | None = None,
    combine: str = "each",
) -> dict[str, Any]:
    """Return how polygons, or a table, came about as plain values, ready for JSON.

    Parameters
    ----------
    network
        The roads.
    terms
        What "within so many minutes" meant; they differ only in their moment. At least one.
    mode
        How the polygons were drawn; None where nothing is drawn, and then nothing is told of it.
    access_m, tolerance_m, cell_m
        How far off the road one gets, how far an outline may lie off, and the cells of the fast mode, metres.
    combine
        What was made of several sites: ``each``, ``union``, ``overlap`` or ``nearest``.

    Returns
    -------
    dict
        ``network, date, attribution, vehicle, load_t, direction, arrive, moments`` (ISO 8601), ``percentile, samples,
        seed, time_cv, window_min, step_min, shares, handling_min, combine, mode, access_m, tolerance_m, cell_m``.
    """
    first = terms[0]
    drawn = {"mode": mode, "access_m": access_m, "tolerance_m": tolerance_m, "cell_m": cell_m} if mode else {}
    return {
        "network": network.name,
        "date": network.date.isoformat(),
        "attribution": network.attribution,
        "vehicle": first.vehicle.kind,
        "load_t": first.vehicle.load_t,
        "direction": first.direction,
        "arrive": first.arrive,
        "moments": [each.moment.isoformat() for each in terms],
        "percentile": first.percentile,
        "samples": first.samples,
        "seed": first.seed,
        "time_cv": first.time_cv,
        "window_min": first.window_min,
        "step_min": first.step_min,
        "shares": list(first.shares),
        "handling_min": first.handling_min,
        "combine": combine,
    } | drawn


def caption(frame: Isochrones) -> str:
    """Return in a sentence or two what the polygons of a frame are.

    Parameters
    ----------
    frame
        The polygons; what its parameters do not tell is left out.
    """
    known = frame.parameters
    within = ", ".join(f"{minutes:g}" for minutes in sorted(set(frame.get("minutes", pd.Series(dtype=float)))))
    how = f" by {known['vehicle']}" if "vehicle" in known else ""
    toward = {"to": "to", "from": "from"}.get(known.get("direction", ""), "of")
    words = [f"Within {within or 'no'} minutes{how} {toward} {_which(frame)}"]
    words += [part for part in (_moments(known), _surely(known), _handled(known)) if part]
    roads = f"network {known['network']}, {known.get('date', 'no date')}" if "network" in known else ""
    drawn = f"{known['mode']} outlines, {known.get('access_m', 0):g} m off the road" if "mode" in known else ""
    rest = "; ".join(part for part in (roads, drawn, known.get("attribution", "")) if part)
    return f"{', '.join(words)}.{f' {rest[0].upper()}{rest[1:]}.' if rest else ''}"


def _which(frame: Isochrones) -> str:
    """Return of which sites, in words."""
    combine = frame.parameters.get("combine", "each")
    if combine in {"union", "overlap"}:
        return "any of the sites" if combine == "union" else "so many of the sites"
    sites = frame["site"].nunique() if "site" in frame.columns else 0
    return f"{'the nearest of ' if combine == 'nearest' else ''}{sites} {'site' if sites == 1 else 'sites'}"


def _moments(known: Mapping[str, Any]) -> str:
    moments = [str(moment)[:16].replace("T", " ") for moment in known.get("moments", [])]
    if not moments:
        return ""
    more = f" and {len(moments) - SHOWN_MOMENTS} more" if len(moments) > SHOWN_MOMENTS else ""
    shown = f"{'arriving by' if known.get('arrive') else 'leaving at'} {', '.join(moments[:SHOWN_MOMENTS])}{more}"
    window = f", and each {known['step_min']:g} minutes for {known['window_min']:g}" if known.get("window_min") else ""
    return shown + window


def _surely(known: Mapping[str, Any]) -> str:
    percentile = float(known.get("percentile", MEDIAN))
    if percentile == MEDIAN and not known.get("samples"):
        return ""
    sampled = f" ({known['samples']} sampled)" if known.get("samples") else ""
    return f"on {percentile:g} of 100 days{sampled}"


def _handled(known: Mapping[str, Any]) -> str:
    return f"{known['handling_min']:g} minutes of handling included" if known.get("handling_min") else ""


def _says_something(column: pd.Series[Any]) -> bool:
    """Say whether a column differs from row to row, or stands for more than its default."""
    values = set(column.astype(str))
    return column.name in {"site", "minutes", "area_km2"} or len(values) > 1 or not values <= {"", "1", "1.0"}
