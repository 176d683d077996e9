"""Finding the roads that a rule is about: names, refs, ids, boxes, polygons."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scenarios.roadrules import RoadChoice, RoadClass
from sim.backbone import backbone
from sim.columns import Numbers, Texts
from sim.errors import InputError
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.selectors import chosen_links, matching_links, present_links
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from tests.sim.small_roads import small_network

AROUND_HUMEN = (113.59, 22.78, 113.68, 22.82)


def found(network: RoadNetwork, **choice: object) -> list[int]:
    return [int(link) for link in np.flatnonzero(chosen_links(network, RoadChoice.model_validate(choice)))]


@pytest.mark.parametrize("name", ["虎门大桥", "humen bridge", "humen--west", " HUMEN BRIDGE "])
def test_a_link_is_found_by_either_name_or_id(name: str) -> None:
    assert np.flatnonzero(matching_links(small_network(), [name])).tolist() == [7]


def test_a_ref_means_all_its_links_and_each_of_several_refs_counts() -> None:
    network = small_network()
    assert np.flatnonzero(matching_links(network, ["s20", "S28"])).tolist() == [0, 7, 8]
    shared = dataclasses.replace(network, link_ref=Texts.of(["G4;G15", *list(network.link_ref)[1:]]))
    assert matching_links(shared, ["G15"])[0]
    assert matching_links(shared, ["G4"])[[0, 5, 6]].all()


def test_numbers_are_ids_of_links_and_of_the_ways_they_were_merged_from() -> None:
    network = dataclasses.replace(
        small_network(),
        link_id=Numbers(np.arange(10) + 700),
        way_id=np.array([900, 901, 901]),
        way_link=np.array([3, 4, 5], np.int32),
    )
    assert found(network, roads=["703"]) == [3]
    assert found(network, roads=["901", "900"]) == [3, 4, 5]
    for unknown in ("9", "9" * 30, "-703", "²"):
        with pytest.raises(InputError, match="has no road"):
            matching_links(network, [unknown])


def test_unknown_road_suggests_near_ones() -> None:
    with pytest.raises(InputError, match="did you mean 'humen bridge'"):
        matching_links(small_network(), ["Human Bridge"])
    with pytest.raises(InputError, match=r"give a ref \(G4\), a name or a link id"):
        matching_links(small_network(), ["xyzzy"])


def test_a_word_that_no_link_has_any_more_fits_nothing() -> None:
    network = small_network()
    without = dataclasses.replace(network, link_ref=network.link_ref.take(np.zeros(10, np.int64)))
    with pytest.raises(InputError, match="has no road 'G94'"):
        matching_links(without, ["G94"])


def test_an_area_has_every_link_with_any_part_inside() -> None:
    network = small_network()
    assert found(network, bbox=AROUND_HUMEN) == [3, 6, 7, 8]
    inside = (113.62, 22.79, 113.63, 22.81)  # between the ends of the bridge: no point of its line is inside
    assert found(network, bbox=inside) == [7]
    beside = (113.60, 22.81, 113.62, 22.83)  # its line's own box touches this one, the line does not
    assert not present_links(network, RoadChoice(bbox=beside)).any()


def test_several_criteria_must_all_hold() -> None:
    network = small_network()
    assert found(network, roads=["G4", "S20"], bbox=AROUND_HUMEN) == [6, 7, 8]
    triangle = ((113.59, 22.78), (113.61, 22.78), (113.60, 22.80))
    assert found(network, roads=["G4", "S20"], bbox=AROUND_HUMEN, polygon=triangle) == [7, 8]
    with pytest.raises(InputError, match="no road of S28 in this area"):
        found(network, roads=["S28"], bbox=AROUND_HUMEN)
    with pytest.raises(InputError, match="no road in this area"):
        found(network, bbox=(100, 20, 101, 21))


def test_classes_choose_links_and_leave_links_out() -> None:
    network = small_network()  # link 1 is a trunk, 4 and 9 are primaries, all others motorways
    assert found(network, classes=["primary"]) == [4, 9]
    assert found(network, classes=["trunk", "primary", "service"]) == [1, 4, 9]
    assert found(network, except_classes=["motorway"]) == [1, 4, 9]
    assert found(network, classes=["primary", "motorway"], except_classes=["motorway"]) == [4, 9]
    assert len(found(network, except_classes=["motorway_link"])) == 10  # a ramp is a class of its own


def test_classes_hold_along_with_roads_and_areas() -> None:
    network = small_network()
    around_dongguan = (113.74, 23.01, 113.76, 23.03)
    assert found(network, bbox=around_dongguan) == [4, 5, 6]
    assert found(network, bbox=around_dongguan, except_classes=["motorway"]) == [4]
    assert found(network, bbox=around_dongguan, roads=["G4"], classes=["motorway"]) == [5, 6]
    assert found(network, roads=["S31"], classes=["trunk"]) == [1]
    triangle = ((113.74, 23.01), (113.76, 23.01), (113.75, 23.03))
    assert found(network, polygon=triangle, bbox=around_dongguan, classes=["primary"]) == [4]
    assert not present_links(network, RoadChoice(polygon=triangle, classes=("trunk",))).any()


def test_classes_that_fit_nothing_are_said_with_those_that_the_network_has() -> None:
    with pytest.raises(InputError, match=r"no road of S28 with one of the classes trunk.*it has motorway, trunk, prim"):
        found(small_network(), roads=["S28"], classes=["trunk"])
    with pytest.raises(InputError, match="no road in this area with one of the classes secondary, tertiary;"):
        found(small_network(), bbox=AROUND_HUMEN, classes=["secondary", "tertiary"])


def test_a_polygon_that_crosses_itself_has_both_its_halves() -> None:
    bow = ((113.5, 22.7), (113.7, 22.9), (113.7, 22.7), (113.5, 22.9))
    assert {7, 8} <= set(found(small_network(), polygon=bow))


def test_what_a_network_lacks_is_passed_over_for_shipped_rules() -> None:
    network = small_network()
    assert not present_links(network, RoadChoice(roads=("G999",))).any()
    assert np.flatnonzero(present_links(network, RoadChoice(roads=("G999", "S28")))).tolist() == [0]


@given(
    st.floats(112.5, 114.5),
    st.floats(21.8, 23.8),
    st.floats(0.01, 1.0),
    st.floats(0.01, 1.0),
    st.sampled_from(["", "G4"]),
    st.sets(st.sampled_from(["motorway", "trunk", "primary"])),
)
def test_areas_agree_with_one_line_after_the_other(
    west: float, south: float, width: float, height: float, ref: str, left_out: set[RoadClass]
) -> None:
    network = backbone(dt.date(2023, 1, 16))
    box = (west, south, west + width, south + height)
    named = matching_links(network, [ref]) if ref else np.ones(network.links, bool)
    area = shapely.box(*box)
    expected = [
        bool(named[link])
        and ROAD_CLASSES[network.link_class[link]] not in left_out
        and area.intersects(shapely.LineString(network.line(link)))
        for link in range(network.links)
    ]
    choice = RoadChoice(roads=(ref,) if ref else (), bbox=box, except_classes=tuple(left_out))
    assert present_links(network, choice).tolist() == expected


def test_a_real_extract_is_searched_by_way_ref_and_area(osm_data: Path) -> None:
    raw = read_osm(osm_data / "guangzhou-fringe.osm.pbf", date=dt.date(2023, 8, 18))
    network = assemble(raw, name="fringe", source="test")
    motorway = matching_links(network, ["G45"])
    assert motorway.any()
    assert matching_links(network, ["大广高速"])[motorway].mean() > 0.9
    way = next(iter(network.way_id[network.way_link == np.flatnonzero(motorway)[0]]), None)
    sought = str(way) if way is not None else network.link_id[int(np.flatnonzero(motorway)[0])]
    assert matching_links(network, [sought])[np.flatnonzero(motorway)[0]]
    west, east = np.quantile(network.point_lon, [0.4, 0.6])
    part = present_links(network, RoadChoice(roads=("G45",), bbox=(west, 22.0, east, 25.0)))
    assert 0 < part.sum() < motorway.sum()
    assert not part[~motorway].any()
