from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.sources.osm_units import lane_count, metres, speed, tonnes

NOTHING = math.nan


@pytest.mark.parametrize(
    ("text", "kph"),
    [
        ("60", 60),
        ("60 km/h", 60),
        ("60kmh", 60),
        ("40 mph", 64.37376),
        ("10 knots", 18.52),
        ("60;80", 60),
        ("120|100|80", 80),
        ("walk", 7),
        ("CN:urban", NOTHING),
        ("none", NOTHING),
        ("signals", NOTHING),
        ("", NOTHING),
        ("80;800", 80),
    ],
)
def test_speeds(text: str, kph: float) -> None:
    read = speed(text)
    assert read.kph == pytest.approx(kph, nan_ok=True)
    assert not read.absurd


@pytest.mark.parametrize("text", ["1", "4.9", "141", "800", "60 zone", "-5", "100 mph", "1;2"])
def test_absurd_speeds_are_told_from_unsigned_ones(text: str) -> None:
    read = speed(text)
    assert math.isnan(read.kph)
    assert read.absurd


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", 10),
        ("3.5 t", 3.5),
        ("7,5t", 7.5),
        ("2 st", 1.81436948),
        ("8000 lbs", 3.62873896),
        ("900 kg", 0.9),
        ("default", NOTHING),
        ("none", NOTHING),
        ("0", NOTHING),
        ("", NOTHING),
    ],
)
def test_weights(text: str, expected: float) -> None:
    assert tonnes(text) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.5", 4.5),
        ("4,5 m", 4.5),
        ("450 cm", 4.5),
        ("14 ft", 4.2672),
        ("13'6\"", 4.1148),
        ("13 ft 6 in", 4.1148),
        ("7'", 2.1336),
        ("default", NOTHING),
        ("below_default", NOTHING),
        ("0", NOTHING),
    ],
)
def test_heights(text: str, expected: float) -> None:
    assert metres(text) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "lanes"), [("3", 3), ("2;3", 2), ("1.5", 1), ("", 0), ("many", 0), ("99", 0), ("-2", 0)]
)
def test_lanes(text: str, lanes: int) -> None:
    assert lane_count(text) == lanes


@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    assert math.isnan(kph := speed(text).kph) or 5 <= kph <= 140
    assert not tonnes(text) <= 0
    assert not metres(text) <= 0
    assert 0 <= lane_count(text) <= 32
