"""Which layers a table of isochrones becomes."""

from __future__ import annotations

import pytest

from maps.reachlayers import MOST_SHOWN, blend, kind_of, reach_layers, site_colour
from maps.reachwords import clipped_warning, compared, reach_meaning
from scenarios import Text
from sim.geofiles.frame import Isochrones
from tests.maps.frames import box, frame
from tests.sim.small_roads import small_network


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


def test_the_largest_error_of_all_outlines_is_told() -> None:
    network = small_network()
    table = frame(*(box("North", minutes, outline_error_m=minutes) for minutes in (30, 60, 45)))
    told = reach_meaning(table, network, 80.0)
    assert "at most 60 m off" in told.en
    assert "误差至多 60 m" in told.zh


def test_colours_of_places_differ() -> None:
    assert len({site_colour(number) for number in range(60)}) == 60
    assert blend("#000000", "#ffffff", 0.5) in {"#808080", "#7f7f7f"}


def test_of_several_shares_of_departures_the_surest_is_shown() -> None:
    table = frame(*(box("North", 60, share=share) for share in (0.5, 0.9)))
    assert [layer.show for layer in reach_layers(table, {}).layers] == [False, True]


def test_the_warning_tells_from_which_cutoff_on_whose_reach_is_clipped() -> None:
    clip = {"clipped": "north (S31, G94 and 2 more), west"}
    table = frame(box("North", 30), box("North", 60, **clip), box("South", 30, **clip), box("South", 60, **clip))
    text = clipped_warning(table, {"South": Text(en="South", zh="南厂")})
    assert text is not None
    assert "from 30 min on, the reach of South; from 60 min on, the reach of North." in text.en
    assert "自 30 分钟起，南厂的可达范围；自 60 分钟起，North的可达范围" in text.zh
    assert "北 (S31, G94等，另 2 条), 西" in text.zh
    together = clipped_warning(table, {}, "overlap")
    assert together is not None
    assert "from 30 min on, the reach of the places." in together.en


def test_sides_that_differ_are_named_once() -> None:
    table = frame(box("North", 60, clipped="west (G4), east"), box("South", 60, clipped="east (S3)"))
    text = clipped_warning(table, {})
    assert text is not None
    assert "Where: east, west." in text.en
    assert clipped_warning(frame(box("North", 60)), {}) is None


def test_a_comparison_says_with_what() -> None:
    table = frame(box("North", 60, change="lost"))
    known = {"vehicle": "truck", "moments": ["2023-01-16T08:00:00+08:00"]}
    other = known | {"moments": ["2023-01-16T03:00:00+08:00"]}
    told = compared(Isochrones(table, parameters=known | {"versus": other}), "")
    assert told == Text(en="Compared with the same, but at 2023-01-16 03:00", zh="对比情形：时刻 2023-01-16 03:00")
    closed = compared(table, "closed=G4")
    assert closed is not None
    assert closed.en.endswith("closed: G4")
    assert compared(frame(box("North", 60)), "") is None
