"""Line layers of any make: classes, directions and junctions; bad layers are refused in one message."""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from sim.errors import NetworkError
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.sources.assemble import assemble
from sim.sources.line_layer import read_lines
from sim.sources.line_nodes import nodes_of
from sim.sources.raw import RawRoads

CGCS2000_GK = 4547  # CGCS2000 / 3-degree Gauss-Kruger CM 114E
METRE_DEG = 1 / 111_320


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(114 + east / 1000, 22.5 + north / 1000) for east, north in places])


CROSS = [line((0, 0), (10, 0)), line((10, 0), (20, 0)), line((10, 0), (10, 10)), line((15, -5), (15, 5))]


def table(geometry: list[Any] | None = None, crs: Any = 4326, **columns: list[Any]) -> gpd.GeoDataFrame:
    """Four lines: three meet, the last merely crosses the second."""
    shapes = CROSS if geometry is None else geometry
    return gpd.GeoDataFrame(columns or {"highway": ["primary"] * len(shapes)}, geometry=shapes, crs=crs)


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    return path


def built(raw: RawRoads) -> RoadNetwork:
    return assemble(raw, name="layer", source="layer.gpkg", attribution="nobody")


def by_way(network: RoadNetwork, column: str) -> dict[str, Any]:
    return dict(zip(network.link_id, getattr(network, column), strict=True))


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp", ".fgb", ".parquet"])
def test_every_format_is_read(tmp_path: Path, suffix: str) -> None:
    frame = table(highway=["primary", "secondary", "primary", "motorway"], name=["深南大道", None, "B", None])
    raw = read_lines(written(frame, tmp_path / f"roads{suffix}"), date=dt.date(2024, 3, 1))
    network = built(raw)
    assert (network.nodes, network.links, network.edges) == (6, 4, 8)
    assert network.date == dt.date(2024, 3, 1)
    assert sorted(network.link_name_zh) == ["", "", "", "深南大道"]
    geod = Geod(ellps="WGS84")
    assert network.link_length_m.sum() == pytest.approx(sum(geod.geometry_length(shape) for shape in CROSS))
    assert raw.notes["class_column"] == "highway"
    assert raw.notes["oneway_column"] is None


@pytest.mark.parametrize("crs", [CGCS2000_GK, 4490, 3857])
def test_any_reference_system_is_turned_into_wgs84(tmp_path: Path, crs: int) -> None:
    raw = read_lines(written(table().to_crs(crs), tmp_path / "roads.gpkg"))
    np.testing.assert_allclose(raw.point_lon[:2], [114.0, 114.01], atol=1e-7)
    np.testing.assert_allclose(raw.point_lat[:2], [22.5, 22.5], atol=1e-7)
    assert built(raw).nodes == 6


def test_layer_of_geofabrik(tmp_path: Path) -> None:
    frame = table(
        osm_id=["101", "102", "103", "104"],
        fclass=["motorway", "trunk_link", "residential", "track_grade2"],
        ref=["G4", None, None, None],
        oneway=["F", "T", "B", "B"],
        maxspeed=[100, 0, 30, 0],
        bridge=["T", "F", "F", "F"],
        tunnel=["F", "F", "T", "F"],
    )
    raw = read_lines(written(frame, tmp_path / "gis_osm_roads_free_1.shp"))
    network = built(raw)
    assert {way: ROAD_CLASSES[number] for way, number in by_way(network, "link_class").items()} == {
        "101": "motorway",
        "102": "trunk_link",
        "103": "residential",
    }
    assert by_way(network, "link_structure") == {"101": "bridge", "102": "", "103": "tunnel"}
    speeds = by_way(network, "link_maxspeed_kph")
    assert (speeds["101"], speeds["103"], math.isnan(speeds["102"])) == (100.0, 30.0, True)
    assert network.edges == 4
    turned = list(network.link_id).index("102")
    assert network.line(turned)[0].tolist() == [114.02, 22.5]
    assert raw.notes["lines_left_out"] == {"track_grade2": 1}


@pytest.mark.parametrize(
    ("codes", "edges"),
    [
        (["yes", "no", "-1", "no"], 6),
        (["true", "false", "reverse", None], 6),
        (["B", "F", "T", "b"], 6),
        (["FT", "TF", "both", ""], 6),
        ([1, 0, 0, 0], 7),
        ([True, True, False, False], 6),
    ],
)
def test_usual_codes_of_direction(tmp_path: Path, codes: list[Any], edges: int) -> None:
    frame = table(highway=["primary"] * 4, oneway=codes)
    assert built(read_lines(written(frame, tmp_path / "roads.gpkg"))).edges == edges


def test_direction_without_a_code_is_that_of_openstreetmap(tmp_path: Path) -> None:
    frame = table(highway=["motorway", "primary", "primary", "primary"], oneway=[None, "no", None, "yes"])
    assert built(read_lines(written(frame, tmp_path / "roads.gpkg"))).edges == 6


def test_named_columns_and_classes_of_its_own(tmp_path: Path) -> None:
    frame = table(
        klass=["高速公路", "国道", "ramp", "field path"],
        richtung=["yes", "no", "no", "no"],
        vmax=[120, 80, 40, 0],
        label=["广深高速", "G107", "", ""],
    )
    path = written(frame, tmp_path / "roads.gpkg")
    own = {"高速公路": "motorway", "国道": "trunk", "Ramp": "motorway_link", "field path": ""}
    columns = {"oneway_column": "RICHTUNG", "maxspeed_column": "vmax", "name_column": "label"}
    raw = read_lines(path, class_column="klass", class_map=own, **columns)  # type: ignore[arg-type]
    network = built(raw)
    assert by_way(network, "link_name_zh") == {"1": "广深高速", "2": "", "3": ""}
    assert by_way(network, "link_maxspeed_kph") == {"1": 120.0, "2": 80.0, "3": 40.0}
    assert (network.edges, raw.notes["lines_left_out"]) == (5, {"field path": 1})


def test_class_column_is_the_first_that_has_classes(tmp_path: Path) -> None:
    frame = table(type=["way"] * 4, road_class=["primary", "primary", "Trunk ", "service"])
    raw = read_lines(written(frame, tmp_path / "roads.gpkg"))
    assert raw.notes["class_column"] == "road_class"
    assert {ROAD_CLASSES[fact.road_class] for fact in raw.facts} == {"primary", "trunk", "service"}


def test_tags_that_gdal_keeps_aside_are_read(tmp_path: Path) -> None:
    aside = ['"oneway"=>"yes","maxspeed"=>"60","note"=>"say \\"no\\""', '"hgv"=>"no"', None, '"access"=>"private"']
    frame = table(highway=["primary", "primary", "primary", "service"], other_tags=aside, osm_id=["5", "6", "7", "8"])
    network = built(read_lines(written(frame, tmp_path / "lines.gpkg")))
    assert by_way(network, "link_barred") == {"5": 0, "6": 1, "7": 0}
    assert by_way(network, "link_maxspeed_kph")["5"] == 60.0
    assert network.edges == 5


def test_lists_of_osmnx_count_as_the_lowest_class(tmp_path: Path) -> None:
    frame = table(
        highway=["['trunk', 'primary']", "primary", "primary", "primary"], lanes=["['2', '3']", "1", None, None]
    )
    raw = read_lines(written(frame, tmp_path / "edges.gpkg"))
    assert {ROAD_CLASSES[fact.road_class] for fact in raw.facts} == {"primary"}
    assert sorted(fact.lanes for fact in raw.facts) == [0, 1, 2]


def test_few_unknown_classes_are_left_out_and_counted(tmp_path: Path) -> None:
    shapes = [line((step, 0), (step + 1, 0)) for step in range(200)]
    frame = table(shapes, highway=["primary"] * 197 + ["busroad", "track", None])
    raw = read_lines(written(frame, tmp_path / "roads.gpkg"))
    assert raw.way_id.size == 197
    assert raw.notes["lines_left_out"] == {"busroad": 1, "track": 1, "": 1}


def test_parts_and_third_dimension(tmp_path: Path) -> None:
    many = shapely.MultiLineString([[(114, 22.5, 3), (114.01, 22.5, 4)], [(114.01, 22.5, 4), (114.01, 22.51, 5)]])
    frame = table([many, None, shapely.LineString()], highway=["primary"] * 3, oneway=["-1", "no", "no"])
    raw = read_lines(written(frame, tmp_path / "roads.gpkg"))
    assert raw.way_id.tolist() == [1, 1]
    assert raw.point_lon[raw.first_point[:-1]].tolist() == [114.01, 114.01]
    assert raw.notes["lines_without_geometry"] == 2


def test_the_only_layer_of_lines_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "map.gpkg"
    table([shapely.Point(114, 22.5)], highway=["primary"]).to_file(path, layer="places")
    table().to_file(path, layer="roads")
    assert read_lines(path).way_id.size == 4
    table(CROSS[:1], highway=["primary"]).to_file(path, layer="plans")
    with pytest.raises(
        NetworkError, match=r"several layers; name one as layer: places \(Point\), roads \(LineString\)"
    ):
        read_lines(path)
    assert read_lines(path, layer="plans").way_id.size == 1
    with pytest.raises(NetworkError, match="there is no layer 'road'; it has places"):
        read_lines(path, layer="road")


@pytest.mark.parametrize(
    ("gap_m", "tolerance_m", "nodes"), [(0.4, 0.5, 3), (0.6, 0.5, 4), (0.4, 0.0, 4), (3.0, 5.0, 3)]
)
def test_ends_close_to_each_other_join(tmp_path: Path, gap_m: float, tolerance_m: float, nodes: int) -> None:
    shapes = [
        shapely.LineString([(114, 22.5), (114.01, 22.5)]),
        shapely.LineString([(114.01, 22.5 + gap_m * METRE_DEG), (114.01, 22.51)]),
    ]
    raw = read_lines(written(table(shapes, highway=["primary", "trunk"]), tmp_path / "r.gpkg"), tolerance_m=tolerance_m)
    assert built(raw).nodes == nodes
    assert raw.notes["points_joined"] == 4 - nodes


def test_an_end_joins_a_point_between_ends_but_a_crossing_does_not(tmp_path: Path) -> None:
    near = 0.3 * METRE_DEG
    shapes = [
        shapely.LineString([(114, 22.5), (114.005, 22.5), (114.01, 22.5)]),
        shapely.LineString([(114.005, 22.5 + near), (114.005, 22.51)]),  # ends at the middle of the first
        shapely.LineString([(114.002, 22.49), (114.005 + near, 22.5), (114.008, 22.49)]),  # only passes by
    ]
    network = built(read_lines(written(table(shapes), tmp_path / "roads.gpkg")))
    assert network.links == 5  # the end draws both passing lines to it
    passing = built(read_lines(written(table([shapes[0], shapes[2]]), tmp_path / "two.gpkg")))
    assert (passing.links, passing.nodes) == (2, 4)


def test_lines_shorter_than_the_tolerance_are_dropped(tmp_path: Path) -> None:
    short = shapely.LineString([(114.01, 22.5), (114.01 + 0.2 * METRE_DEG, 22.5)])
    raw = read_lines(written(table([*CROSS[:2], short]), tmp_path / "roads.gpkg"))
    assert raw.notes["lines_too_short"] == 1
    assert built(raw).links == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), min_size=1, max_size=40))
def test_nodes_are_the_groups_of_points_within_reach(points: list[tuple[int, int, bool]]) -> None:
    """Against plain union by all pairs, on a grid of 0.2 m."""
    east, north, is_end = (np.array(column) for column in zip(*points, strict=True))
    lat = 22.5 + north * 0.2 * METRE_DEG
    lon = 114 + east * 0.2 * METRE_DEG / math.cos(math.radians(22.5))
    found = nodes_of(lon, lat, is_end, 0.5)
    places = {(int(x), int(y)) for x, y, _ in points}
    ends = {(int(x), int(y)) for x, y, end in points if end}
    group = {place: place for place in places}
    for _ in places:
        for one in places:
            for other in places:
                if (one in ends or other in ends) and math.dist(one, other) * 0.2 < 0.5:
                    group[one] = group[other] = min(group[one], group[other])
    roots = [group[int(x), int(y)] for x, y, _ in points]
    assert [[a == b for b in found.node] for a in found.node] == [[a == b for b in roots] for a in roots]
    assert found.joined == len(places) - len(set(roots))
    assert len(set(zip(found.node, found.lon, found.lat, strict=True))) == len(set(roots))


def spoilt(change: str) -> gpd.GeoDataFrame:
    frame = table(highway=["primary"] * 4, oneway=["yes"] * 4)
    return {
        "points": table([*CROSS, shapely.Point(114, 22.5)], highway=["primary"] * 5),
        "areas": table([shape.buffer(0.001) for shape in CROSS]),
        "empty": frame.iloc[:0],
        "no class": frame.drop(columns="highway").rename(columns={"oneway": "note"}),
        "other classes": frame.assign(highway=["A", "A", "B", "primary"]),
        "no roads": frame.assign(highway=["footway"] * 4),
        "directions": frame.assign(oneway=["yes", "north", "no", "no"]),
        "letters": frame.assign(oneway=["T", "F", "F", "F"]),
        "metres": table([shapely.affinity.scale(shape, 5000, 5000, origin=(0, 0)) for shape in CROSS], crs=None),
    }[change]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("points", r"holds other things than lines \(1 Point\)"),
        ("areas", r"holds other things than lines \(4 Polygon\)"),
        ("empty", "the layer is empty"),
        (
            "no class",
            "no column that tells the class of a road .* name it as class_column \\(--class-column\\): it has note",
        ),
        ("other classes", r"not known: a \(2 lines\), b \(1 lines\); say by class_map"),
        ("no roads", "none of its 4 lines is a road for motor vehicles"),
        ("directions", "directions that are not known: north; yes is along"),
        ("letters", "only F and T, which may mean forward and backward or false and true"),
        ("metres", "no coordinate reference system is stated, but the coordinates look like metres .*a_srs"),
    ],
)
def test_bad_layers_are_refused(tmp_path: Path, change: str, message: str) -> None:
    path = written(spoilt(change), tmp_path / "bad.gpkg" if change != "metres" else tmp_path / "bad.parquet")
    with pytest.raises(NetworkError, match=message) as caught:
        read_lines(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_columns_that_are_not_there_are_named(tmp_path: Path) -> None:
    path = written(table(highway=["primary"] * 4, lanes=[1, 2, 3, 4]), tmp_path / "roads.gpkg")
    for keyword in ("class_column", "oneway_column", "maxspeed_column", "name_column"):
        with pytest.raises(NetworkError, match="there is no column 'klass'; it has highway, lanes"):
            read_lines(path, **{keyword: "klass"})  # type: ignore[arg-type]
    with pytest.raises(NetworkError, match="turns 'x' into 'highway', which is no road class; there are motorway"):
        read_lines(path, class_map={"x": "highway"})
    with pytest.raises(NetworkError, match="tolerance_m is -1; it must be from 0 to 50 metres"):
        read_lines(path, tolerance_m=-1)


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp", ".fgb", ".parquet"])
@pytest.mark.parametrize("kept", [0.0, 0.1, 0.6])
def test_truncated_files_are_refused(tmp_path: Path, suffix: str, kept: float) -> None:
    shapes = [line((step % 50, step // 50), (step % 50 + 1, step // 50)) for step in range(2000)]
    path = written(table(shapes, highway=["primary"] * 2000), tmp_path / f"roads{suffix}")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(NetworkError) as caught:
        read_lines(path)
    assert str(caught.value).startswith(str(path))


def test_no_layer_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=r"none\.gpkg: no such file; give a file of \.gpkg"):
        read_lines(tmp_path / "none.gpkg")
    with pytest.raises(NetworkError, match="is a folder; give a file of"):
        read_lines(tmp_path)
    (tmp_path / "roads.csv").write_text("highway\nprimary\n")
    with pytest.raises(NetworkError, match="not a line layer by its name"):
        read_lines(tmp_path / "roads.csv")
    pd.DataFrame({"highway": ["primary"]}).to_parquet(tmp_path / "plain.parquet")
    with pytest.raises(NetworkError, match=r"plain\.parquet: cannot be read"):
        read_lines(tmp_path / "plain.parquet")


def test_latitudes_first_are_refused(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"highway": ["primary"]}, geometry=[shapely.LineString([(22.5, 114.0), (22.6, 114.1)])], crs=4326
    )
    frame.to_file(tmp_path / "roads.gpkg")
    with pytest.raises(NetworkError, match=r"swapped \(x 22\.500 to 22\.600, y 114.* longitude comes first"):
        read_lines(tmp_path / "roads.gpkg")


def test_geojson_in_metres_is_refused(tmp_path: Path) -> None:
    shape = {"type": "LineString", "coordinates": [[500000, 2490000], [501000, 2490000]]}
    feature = {"type": "Feature", "properties": {"highway": "primary"}, "geometry": shape}
    (tmp_path / "roads.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(NetworkError, match="WGS-84 degrees are stated, but the coordinates look like metres"):
        read_lines(tmp_path / "roads.geojson")
