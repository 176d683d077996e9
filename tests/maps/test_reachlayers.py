"""Which layers a table of isochrones becomes."""

from __future__ import annotations

import pytest

from maps.reachlayers import MOST_SHOWN, blend, kind_of, reach_layers, site_colour
from scenarios import Text
from sim.reach.frame import Isochrones
from tests.maps.frames import box, frame


def test_a_layer_a_place_and_a_step_a_moment() -> None:
    hours = [f"2023-01-16T{hour:02d}:00:00+08:00" for hour in (9, 8)]
    table = frame(*(box(site, m, depart=at) for at in hours for site in ("North", "South") for m in (30, 60)))
    found = reach_layers(table, {"North": Text(en="North", zh="北厂")})
    assert found.kind == "each"
    assert [layer.label.zh for layer in found.layers] == ["北厂", "South"]
    assert found.moments == tuple(sorted(hours))
    first = found.layers[0].steps[0]
    assert [(piece.grade, table.iloc[piece.row]["minutes"]) for piece in first] == [(0, 30), (1, 60)]
    assert {table.iloc[piece.row]["depart"] for piece in first} == {hours[1]}


def test_what_differs_is_in_the_name_of_the_layer() -> None:
    table = frame(*(box("North", 60, share=share) for share in (0.5, 1.0)))
    assert [layer.label.en for layer in reach_layers(table, {}).layers] == [
        "North · at 50 % of departures",
        "North · at 100 % of departures",
    ]


def test_overlaps_lie_by_number_of_places_with_the_most_on_top() -> None:
    table = frame(*(box(f"{k} or more of 3", m, sites_at_least=k) for m in (30, 60) for k in (1, 2, 3)))
    found = reach_layers(table, {})
    assert found.kind == "overlap"
    assert [head.en for head in found.heads] == ["≥ 3", "≥ 2", "≥ 1"]
    assert [layer.show for layer in found.layers] == [False, True]


def test_what_changed_has_the_colours_of_change() -> None:
    table = frame(*(box("North", 60, change=change) for change in ("kept", "lost")))
    (layer,) = reach_layers(table, {}).layers
    assert layer.label.en == "North · within 60 min"
    assert [text.en for text in reach_layers(table, {}).grades] == ["lost", "kept"]
    assert layer.colours[0] == "#c62828"


@pytest.mark.parametrize("combine", ["each", "union", "nearest"])
def test_the_parameters_tell_what_was_made_of_the_places(combine: str) -> None:
    table = Isochrones(frame(box("North", 60)), parameters={"combine": combine})
    assert kind_of(table) == combine


def test_of_many_places_that_overlap_one_is_shown_and_of_areas_side_by_side_all() -> None:
    table = frame(*(box(f"p{number}", 60) for number in range(MOST_SHOWN + 1)))
    assert sum(layer.show for layer in reach_layers(table, {}).layers) == 1
    near = Isochrones(table, parameters={"combine": "nearest"})
    assert all(layer.show for layer in reach_layers(near, {}).layers)


def test_colours_of_places_differ() -> None:
    assert len({site_colour(number) for number in range(60)}) == 60
    assert blend("#000000", "#ffffff", 0.5) in {"#808080", "#7f7f7f"}
