"""Colours of isochrones: the four of the palette, or finer steps between its ends."""

from __future__ import annotations

import pytest

from maps.style import BAND_COLOURS, band_colour


@pytest.mark.parametrize("bands", [1, 2, 3, 4])
def test_few_bands_take_the_palette(bands: int) -> None:
    assert [band_colour(rank, bands) for rank in range(bands)] == list(BAND_COLOURS[:bands])


@pytest.mark.parametrize("bands", [5, 7, 12])
def test_many_bands_all_differ(bands: int) -> None:
    colours = [band_colour(rank, bands) for rank in range(bands)]
    assert len(set(colours)) == bands
    assert (colours[0], colours[-1]) == (BAND_COLOURS[0], BAND_COLOURS[-1])
