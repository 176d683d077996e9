from __future__ import annotations

import geopandas as gpd
import numpy as np

from sim.sources.hilbert import hilbert_order


def test_the_order_is_that_of_geopandas() -> None:
    lon, lat = np.random.default_rng(3).uniform([[112.8], [22.3]], [[114.7], [23.6]], (2, 5_000))
    theirs = gpd.GeoSeries(gpd.points_from_xy(lon, lat)).hilbert_distance(level=16)
    assert np.array_equal(hilbert_order(lon, lat), np.argsort(theirs.to_numpy(), kind="stable"))


def test_neighbours_on_the_ground_are_neighbours_in_order() -> None:
    lon, lat = np.random.default_rng(4).uniform(0, 1, (2, 10_000))
    order = hilbert_order(lon, lat)
    step = np.hypot(np.diff(lon[order]), np.diff(lat[order]))
    assert np.median(step) < 0.02  # a random order has 0.5


def test_few_or_coincident_places() -> None:
    assert hilbert_order(np.zeros(0), np.zeros(0)).size == 0
    assert hilbert_order(np.full(3, 114.0), np.full(3, 22.0)).tolist() == [0, 1, 2]
    assert sorted(hilbert_order(np.array([1.0, 0.0]), np.array([5.0, 5.0]))) == [0, 1]
