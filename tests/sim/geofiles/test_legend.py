"""What the colours of a layer tell."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sim.geofiles.colours import BAND_COLOURS, INSIDE, OUTSIDE, SITE_HUES, band_colour
from sim.geofiles.legend import MOST_CATEGORIES, legend
from tests.sim.geofiles.frames import MINUTES, rings


def _points(**columns: object) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))  # type: ignore[arg-type]
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(0, 0)] * count, crs=4326)


def test_cutoffs_have_the_colours_of_the_maps() -> None:
    known = legend(rings())
    assert (known.form, known.column, known.value_type) == ("categories", "minutes", "double")
    assert [each.value for each in known.classes] == [f"{minutes:g}" for minutes in MINUTES]
    assert [each.colour for each in known.classes] == list(BAND_COLOURS)
    assert known.largest_below


def test_columns_and_what_was_made_of_sites_choose() -> None:
    changes = legend(_points(change=["kept", "lost"], minutes=[30, 30]))
    assert [each.value for each in changes.classes] == ["lost", "kept"]
    inside = legend(_points(inside=[True, False], door_to_door_min=[30.0, 90.0]))
    assert [(each.value, each.colour) for each in inside.classes] == [("true", INSIDE), ("false", OUTSIDE)]
    nearest = legend(rings(tuple("abcdefghij"), combine="nearest"))
    assert (nearest.column, len(nearest.classes)) == ("site", 10)
    assert nearest.classes[8].colour == SITE_HUES[0]
    overlap = legend(rings(combine="overlap").assign(sites_at_least=[1, 2, 3, 1, 2, 3, 1, 2]))
    assert (overlap.classes[0].value, overlap.classes[0].label) == ("1", "1 or more sites")
    assert overlap.classes[-1].colour == BAND_COLOURS[0]
    surely = legend(_points(minutes=[60, 60], percentile=[50, 90]))
    assert [(each.value, each.colour) for each in surely.classes] == [
        ("90", BAND_COLOURS[0]),
        ("50", band_colour(1, 2)),
    ]
    assert legend(_points(minutes=[60, 60], percentile=[50, 50], share=[0.5, 1.0])).column == "share"
    assert legend(_points(minutes=[30, 60], share=[0.5, 1.0])).column == "minutes"
    assert legend(_points(name=["a"])).form == legend(_points(minutes=[np.nan])).form == "single"


@given(st.lists(st.floats(0.1, 2000) | st.integers(1, 40).map(lambda count: count / 4), min_size=1, max_size=60))
def test_every_time_has_one_colour(minutes: list[float]) -> None:
    known = legend(_points(minutes_median=minutes))
    assert known.column == "minutes_median"
    for value in minutes:
        if known.form == "categories":
            held = [each for each in known.classes if float(each.value) == value]
        else:
            held = [each for each in known.classes if each.lower < value <= each.upper]
        assert len(held) == 1
    assert len(known.classes) <= MOST_CATEGORIES
    assert known.form == "ranges" or len(known.classes) == len(set(minutes))
