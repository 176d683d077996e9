"""Isochrones as a frame: what stays with it, and how it shows itself."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest

from sim.geofiles.frame import Isochrones, caption, parameters_of
from sim.reach.terms import Terms
from sim.vehicles import road_vehicle
from tests.sim.geofiles.frames import MINUTES, NETWORK, rings

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    "change",
    [
        Isochrones.copy,
        copy.deepcopy,
        lambda frame: frame[frame["minutes"] > 20],
        lambda frame: frame.head(3),
        lambda frame: frame.to_crs(3857),
        lambda frame: frame.sort_values("minutes"),
        lambda frame: frame.assign(area_km2=1.0),
        lambda frame: frame[["site", "geometry"]],
        lambda frame: frame.reset_index(drop=True),
        lambda frame: pd.concat([frame, frame], ignore_index=True),
        Isochrones,
    ],
)
def test_parameters_stay(change: Callable[[Isochrones], Isochrones]) -> None:
    frame = rings()
    changed = change(frame)
    assert type(changed) is Isochrones
    assert changed.parameters == frame.parameters != {}


def test_parameters_of_different_frames_are_told_of_neither() -> None:
    both = pd.concat([rings(), rings(access_m=5.0)])
    assert isinstance(both, Isochrones)
    assert both.parameters == {}


def test_a_copy_has_parameters_of_its_own() -> None:
    frame = rings()
    frame.copy().parameters["mode"] = "fast"
    assert frame.parameters["mode"] == "exact"


def test_without_places_it_is_a_plain_table() -> None:
    assert type(rings()[["site", "minutes"]]) is pd.DataFrame


def test_parameters_come_back_from_a_file(tmp_path: Path) -> None:
    frame = rings()
    frame.to_parquet(tmp_path / "reach.parquet")
    assert Isochrones(gpd.read_parquet(tmp_path / "reach.parquet")).parameters == frame.parameters


def test_parameters_are_plain_and_complete() -> None:
    moments = [dt.datetime(2023, 1, 16, hour, tzinfo=dt.UTC) for hour in (8, 9)]
    terms = [Terms(moment, road_vehicle("van"), samples=50, percentile=90, handling_min=20.0) for moment in moments]
    known = parameters_of(NETWORK, terms, mode="fast", access_m=100.0, tolerance_m=3.0, cell_m=25.0, combine="union")
    assert json.loads(json.dumps(known)) == known
    assert known["moments"] == ["2023-01-16T08:00:00+00:00", "2023-01-16T09:00:00+00:00"]
    assert (known["network"], known["date"], known["attribution"]) == ("hand", "2023-01-01", "made by hand")
    assert (known["vehicle"], known["percentile"], known["samples"], known["handling_min"]) == ("van", 90, 50, 20.0)
    assert (known["mode"], known["access_m"], known["cell_m"], known["combine"]) == ("fast", 100.0, 25.0, "union")


def test_caption_says_what_it_is() -> None:
    assert caption(rings()) == (
        "Within 15, 30, 45, 60 minutes by truck to 2 sites, leaving at 2023-01-16 08:00. "
        "Network hand, 2023-01-01; exact outlines, 100 m off the road; made by hand."
    )
    told = {"percentile": 90.0, "samples": 100, "handling_min": 20.0, "arrive": True, "direction": "from"}
    told |= {"window_min": 60.0, "combine": "nearest", "moments": [f"2023-01-16T0{hour}:00" for hour in range(5)]}
    words = caption(rings(("a",), **told))
    assert "by truck from the nearest of 1 site, arriving by 2023-01-16 00:00," in words
    assert "02:00 and 2 more, and each 10 minutes for 60, on 90 of 100 days (100 sampled)" in words
    assert "20 minutes of handling included" in words
    assert "any of the sites" in caption(rings(combine="union"))
    assert "so many of the sites" in caption(rings(combine="overlap"))


def test_it_shows_itself_without_the_internet() -> None:
    page = rings(("<b>north</b>",), attribution="<script>1</script>")._repr_html_()
    assert "<b>" not in page
    assert "<script>" not in page
    assert "&lt;b&gt;north" in page
    assert page.count("http") == page.count("http://www.w3.org/2000/svg") == 1
    drawing = ET.fromstring(page[: page.index("</svg>") + 6])  # noqa: S314 - our own
    assert len(drawing.findall(f"{SVG}path")) == len(MINUTES)
    assert "<table" in page


def test_default_columns_are_not_shown() -> None:
    frame = rings().assign(share=1.0, clipped="", sites_at_least=[1, 2] * 4)
    page = frame._repr_html_()
    assert "<th>sites_at_least</th>" in page
    assert "<th>share</th>" not in page
    assert "<th>clipped</th>" not in page


@pytest.mark.parametrize("frame", [Isochrones(), rings().head(0)])
def test_nothing_shows_itself_too(frame: Isochrones) -> None:
    page = frame._repr_html_()
    assert "Within no minutes" in page
    assert "<svg" not in page
