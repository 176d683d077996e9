"""Places from files: the usual formats and column names, and every mistake by its line."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from sim.errors import InputError
from sim.placefile import read_places

PLACES = {"a": (113.93, 22.75), "2": (114.05, 22.54)}
FRAME = pd.DataFrame({"id": list(PLACES), "lon": [113.93, 114.05], "lat": [22.75, 22.54]})
POINTS = gpd.GeoDataFrame(FRAME[["id"]], geometry=gpd.points_from_xy(FRAME["lon"], FRAME["lat"]), crs="EPSG:4326")


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "places.csv"
    path.write_bytes(text.encode(encoding))
    return path


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_places(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "id,lon,lat\na,113.93,22.75\n2,114.05,22.54\n",
        "\ufeffID;Longitude;Latitude;note\r\na;113.93;22.75;\r\n\r\n2;114.05;22.54;x\r\n",
        "lat\tlng\tname\n22.75\t113.93\ta\n22.54\t114.05\t2\n",
        'Y,X,site\n" 22.75",113.93, a\n22.54,114.05,2\n',
    ],
)
def test_csv_with_usual_names_and_separators(tmp_path: Path, text: str) -> None:
    assert read_places(csv_file(tmp_path, text)) == PLACES


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_chinese_headers_and_encoding(tmp_path: Path, encoding: str) -> None:
    path = csv_file(tmp_path, "名称,经度,纬度\n光明,113.93,22.75\n", encoding)
    assert read_places(path) == {"光明": (113.93, 22.75)}


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet"])
def test_points_of_any_system(tmp_path: Path, suffix: str) -> None:
    for number, frame in enumerate((POINTS, POINTS.to_crs("EPSG:32649"))):
        path = tmp_path / f"places{number}{suffix}"
        written = frame if suffix != ".geojson" else frame.to_crs("EPSG:4326")
        written.to_parquet(path) if suffix == ".parquet" else written.to_file(path)
        for key, at in read_places(path).items():
            assert at == pytest.approx(PLACES[key], abs=1e-9)


def test_parquet_columns_and_whole_numbers_as_ids(tmp_path: Path) -> None:
    path = tmp_path / "places.parquet"
    FRAME.assign(id=[1.0, 2.0]).rename(columns={"lon": "x", "lat": "y"}).to_parquet(path)
    assert list(read_places(path)) == ["1", "2"]


def test_all_mistakes_at_once_with_their_lines(tmp_path: Path) -> None:
    rows = [
        "id,lon,lat",
        "a,113.93,22.75",
        "b,east,22.75",
        "a,113.9,22.7",
        ",113.9,22.7",
        "c,22.75,113.93",
        "d,500,1",
        "e,113",
    ]
    path = csv_file(tmp_path, "\n".join(rows))
    lines = refused(path).splitlines()
    assert [line.removeprefix(f"{path}:").split(":")[0] for line in lines] == ["3", "4", "5", "6", "7", "8"]
    for line, words in zip(
        lines,
        (
            "longitude 'east' is not a number",
            "id 'a' stands in line 2 already",
            "no id",
            "look swapped",
            "no degrees",
            "latitude ''",
        ),
        strict=True,
    ):
        assert words in line


def test_very_many_mistakes_are_counted(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "id,lon,lat\n" + "a,x,y\n" * 30)
    lines = refused(path).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 10 more"


def test_missing_columns_name_those_that_are_there(tmp_path: Path) -> None:
    text = refused(csv_file(tmp_path, "id,east,north\na,1,2\n"))
    assert "there is no column 'lon' (nor lng, long" in text
    assert "there are 'id', 'east', 'north'" in text
    path = tmp_path / "places.geojson"
    POINTS.rename(columns={"id": "firm"}).to_file(path)
    assert "no column 'id'" in refused(path)


def test_what_is_no_file_of_places(tmp_path: Path) -> None:
    assert "there is no such file" in refused(tmp_path / "none.csv")
    assert "this is a folder" in refused(tmp_path)
    (tmp_path / "places.xlsx").write_bytes(b"PK")
    assert "places are read from .csv, .geojson, .gpkg or .parquet files" in refused(tmp_path / "places.xlsx")
    assert "there are no places in it" in refused(csv_file(tmp_path, "id,lon,lat\n"))
    assert "there is no column 'id'" in refused(csv_file(tmp_path, ""))
    for suffix in (".geojson", ".gpkg", ".parquet"):
        path = tmp_path / f"broken{suffix}"
        path.write_bytes(b"\x00\x01 nonsense")
        assert "cannot be read as" in refused(path)
    (tmp_path / "places.csv").write_bytes(b"\xff\xfe\x00\x00i\x00d\x00")
    assert "this is not text" in refused(tmp_path / "places.csv")


def test_lines_are_no_places(tmp_path: Path) -> None:
    path = tmp_path / "lines.geojson"
    POINTS.assign(geometry=shapely.LineString([(113.9, 22.7), (114.0, 22.7)])).to_file(path)
    assert "row 1: this is a LineString; places are points" in refused(path)
    features = [{"type": "Feature", "properties": {"id": "a"}, "geometry": None}]
    point = {"type": "Point", "coordinates": [113.93, 22.75]}
    features.insert(0, {"type": "Feature", "properties": {"id": "b"}, "geometry": point})  # type: ignore[dict-item]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert "row 2: this is no point" in refused(path)
