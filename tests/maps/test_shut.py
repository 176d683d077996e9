"""Roads that are shut, on the map."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import folium
import pytest

from maps.shut import add_shut
from scenarios import override

DELTA = (112.0, 21.0, 116.0, 25.0)


def layers(run: Any, bounds: tuple[float, float, float, float] = DELTA) -> dict[str, list[dict[str, Any]]]:
    """Return the features of each layer, by its English name."""
    chart = folium.Map()
    add_shut(chart, run, bounds)
    groups = [child for child in chart._children.values() if isinstance(child, folium.FeatureGroup)]
    return {
        group.layer_name.split(">")[1].split("<")[0]: next(iter(group._children.values())).data["features"]
        for group in groups
    }


@pytest.fixture(scope="module")
def shut(hanno_run: Any) -> Any:
    fog = {"roads": ["虎门大桥"], "from": "2023-01-16T06:00", "until": "2023-01-16T12:00"}
    return replace(hanno_run, scenario=override(hanno_run.scenario, {"roads.closures": {"fog": fog}}))


def test_a_closure_is_drawn_with_its_time(shut: Any) -> None:
    (bridge,) = layers(shut)["Closed roads"]
    assert "fog: closed 2023-01-16 06:00 – 2023-01-16 12:00" in bridge["properties"]["label"]
    assert "虎门大桥" in bridge["properties"]["label"]
    longitudes = [point[0] for line in bridge["geometry"]["coordinates"] for point in line]
    assert 113.5 < min(longitudes) < max(longitudes) < 113.7


def test_restrictions_of_the_day_are_drawn_too(hanno_run: Any) -> None:
    drawn = layers(hanno_run)
    assert "Closed roads" not in drawn
    labels = " ".join(feature["properties"]["label"] for feature in drawn["Restrictions on this day"])
    assert "gz_centre_peak: restricted 07:00-09:00, 17:00-20:00" in labels
    assert "fs_centre_day" not in labels  # this truck has a pass


def test_what_lies_outside_of_the_map_is_left_out(shut: Any) -> None:
    assert layers(shut, (100.0, 10.0, 101.0, 11.0)) == {}
