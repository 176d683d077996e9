"""The check of the backbone tables: that it finds what is wrong in small made-up ones, and that the shipped ones pass."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyproj import Geod

from benchmarks.backbone_check.findings import Findings, check
from benchmarks.backbone_check.hubs import HUBS
from benchmarks.backbone_check.lengths import measure_lengths
from benchmarks.backbone_check.listing import listing
from benchmarks.backbone_check.mending import mend
from benchmarks.backbone_check.reference import FILE_NAME, REFERENCE_DATE, read_reference
from benchmarks.backbone_check.report import markdown
from benchmarks.backbone_check.tables import JUNCTION_COLUMNS, LINK_COLUMNS, Problem, read_tables
from benchmarks.backbone_check.wholeness import check_whole

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "scenarios" / "data" / "backbone"

# The made-up land: a motorway of two carriageways 60 m apart along 23.000 N from 113.000 to 113.400 E (41.0 km), crossed at
# 113.100 by a trunk that runs north to 23.100 (11.2 km) after a bend, and at 113.300 by a primary of one straight piece.
NODES = {
    **{i: (113.0 + i / 100, 23.0) for i in range(41)},
    **{100 + i: (113.0 + i / 100, 23.0006) for i in range(41)},
    200: (113.1, 22.98),
    201: (113.1, 23.05),
    202: (113.11, 23.1),
    300: (113.3, 22.9),
    301: (113.3, 23.1),
}
WAYS = (
    (list(range(41)), "motorway"),
    (list(range(100, 141)), "motorway"),
    ([200, 10, 110, 201, 202], "trunk"),
    ([300, 30, 130, 301], "primary"),
)
JUNCTIONS = {
    "gz_west": (113.0, 23.0),
    "gz_mid": (113.1, 23.0),
    "gz_east": (113.3, 23.001),
    "gz_end": (113.4, 23.0),
    "gz_north": (113.11, 23.1),
    "gz_south": (113.3, 22.9),
}
LINKS = {
    ("gz_west", "gz_mid"): ("motorway", "10.2"),
    ("gz_mid", "gz_east"): ("motorway", "20.5"),
    ("gz_east", "gz_end"): ("motorway", "10.2"),
    ("gz_mid", "gz_north"): ("trunk", "11.2"),
    ("gz_east", "gz_south"): ("primary", "11.2"),
}


def reference(folder: Path) -> Path:
    nodes = "".join(f'<node id="{i + 1}" version="1" lon="{x}" lat="{y}"/>' for i, (x, y) in NODES.items())
    ways = ""
    for number, (refs, road_class) in enumerate(WAYS, start=1):
        points = "".join(f'<nd ref="{ref + 1}"/>' for ref in refs)
        tags = f'<tag k="highway" v="{road_class}"/><tag k="oneway" v="no"/>'
        ways += f'<way id="{number}" version="1">{points}{tags}</way>'
    path = folder / "roads.osm"
    path.write_text(f'<osm version="0.6">{nodes}{ways}</osm>')
    return path


def junction_row(name: str, lon: float, lat: float) -> str:
    return f"{name},路口,Crossing,{lon:.3f},{lat:.3f},guangzhou,interchange"


def link_row(start: str, end: str, road_class: str, length: str, opened: str = "") -> str:
    return f"{start},{end},S1,一路,First Road,{road_class},{length},6,no,,{opened},,"


def write(folder: Path, junctions: list[str], links: list[str]) -> Path:
    (folder / "junctions_land.csv").write_text("\n".join(["# a land", ",".join(JUNCTION_COLUMNS), *junctions]))
    (folder / "links_land.csv").write_text("\n".join(["# a land", ",".join(LINK_COLUMNS), *links]))
    return folder


def find(
    folder: Path,
    moved: dict[str, tuple[float, float]] | None = None,
    changed: dict[tuple[str, str], tuple[str, ...]] | None = None,
) -> Findings:
    """Check the land's tables with some entries changed."""
    junctions = [junction_row(name, *at) for name, at in (JUNCTIONS | (moved or {})).items()]
    links = [link_row(*ends, *facts) for ends, facts in (LINKS | (changed or {})).items()]
    return check(write(folder, junctions, links), reference(folder))


def geodesic_km(*points: tuple[float, float]) -> float:
    lon, lat = zip(*points, strict=True)
    return float(Geod(ellps="WGS84").line_length(lon, lat)) / 1000


def off(found: Findings) -> tuple[set[str], set[tuple[str, str]]]:
    """Name the junctions and links that the check finds wrong."""
    places = {place.junction.id for place in found.places if place.verifiable and not place.good}
    return places, {(x.link.start, x.link.end) for x in found.lengths.measured if not x.good}


def test_right_tables_pass(tmp_path: Path) -> None:
    found = find(tmp_path)
    assert off(found) == (set(), set())
    assert len(found.lengths.measured) == len(LINKS)
    assert not [problem for problem in found.tables.problems if problem.place != "hubs"]
    shares = {length.share_own for length in found.lengths.measured}
    assert shares == {1.0}


def test_reference_lengths_are_those_of_the_land(tmp_path: Path) -> None:
    km = {(x.link.start, x.link.end): x.reference_km for x in find(tmp_path).lengths.measured}
    assert km["gz_west", "gz_mid"] == pytest.approx(geodesic_km((113.0, 23.0), (113.1, 23.0)), rel=1e-3)
    assert km["gz_mid", "gz_east"] == pytest.approx(geodesic_km((113.1, 23.0), (113.3, 23.0)), rel=1e-3)
    assert km["gz_mid", "gz_north"] == pytest.approx(
        geodesic_km((113.1, 23.0), (113.1, 23.05), (113.11, 23.1)), rel=1e-3
    )
    one_segment = geodesic_km((113.3, 22.9), (113.3, 23.001))
    assert km["gz_east", "gz_south"] == pytest.approx(one_segment, rel=1e-3)


def test_a_misplaced_junction_is_found_with_its_direction(tmp_path: Path) -> None:
    found = find(tmp_path, moved={"gz_west": (113.02, 22.99)})
    assert off(found)[0] == {"gz_west"}
    place = next(place for place in found.places if not place.good)
    assert place.distance_m == pytest.approx(1108, abs=5)
    assert place.dy_m == pytest.approx(1108, abs=5)
    assert " N (" in place.words
    assert any("gz_west (motorway): nearest motorway 1108 m N" in line for line in listing(found, "land"))


def test_a_junction_on_a_road_of_another_class_is_found(tmp_path: Path) -> None:
    found = find(tmp_path, changed={("gz_mid", "gz_north"): ("motorway", "11.2")})
    assert off(found)[0] == {"gz_north"}
    assert "trunk" in next(place for place in found.places if not place.good).classes_near[0]


@pytest.mark.parametrize(("length", "wrong"), [("20.5", False), ("22.3", False), ("24.6", True), ("22.8", True)])
def test_a_wrong_length_is_found(tmp_path: Path, length: str, wrong: bool) -> None:
    found = find(tmp_path, changed={("gz_mid", "gz_east"): ("motorway", length)})
    assert off(found)[1] == ({("gz_mid", "gz_east")} if wrong else set())


def test_a_length_is_not_fitted_to_ours(tmp_path: Path) -> None:
    """The reference length stays what it is, whatever we say."""
    one = find(tmp_path).lengths.measured
    other = find(tmp_path, changed={("gz_mid", "gz_east"): ("motorway", "26.0")}).lengths.measured
    assert [x.reference_km for x in one] == [x.reference_km for x in other]


def test_later_and_far_links_are_listed_not_counted(tmp_path: Path) -> None:
    later = {("gz_west", "gz_north"): ("motorway", "17.0", "2024-06-30")}
    found = find(tmp_path, moved={"gz_south": (113.25, 22.88)}, changed=later)
    reasons = {(link.start, link.end): why for link, why in found.lengths.unverifiable}
    assert set(reasons) == {("gz_west", "gz_north"), ("gz_east", "gz_south")}
    assert "not open" in reasons["gz_west", "gz_north"]
    assert "gz_south" in reasons["gz_east", "gz_south"]


def test_hub_times(tmp_path: Path) -> None:
    def hubs(length: str) -> Findings:
        names = {"gz_west": HUBS[0], "gz_mid": HUBS[1], "gz_east": HUBS[2]}
        junctions = [
            junction_row(names.get(name, name), *at).replace("guangzhou", "shenzhen" if name in names else "guangzhou")
            for name, at in JUNCTIONS.items()
        ]
        links = [link_row(names.get(a, a), names.get(b, b), *facts) for (a, b), facts in LINKS.items()]
        links[1] = links[1].replace("20.5", length)
        return check(write(tmp_path, junctions, links), reference(tmp_path))

    right, wrong = hubs("20.5"), hubs("26.0")
    assert len(right.pairs) == 3
    assert max(abs(pair.error) for pair in right.pairs) < 0.01
    assert right.pairs[0].reference.minutes == pytest.approx(10.253 / 100 * 60, rel=0.002)
    assert [pair.error for pair in wrong.pairs] == pytest.approx([0.0, 0.178, 0.269], abs=0.01)
    assert right.verdicts[2].met
    assert not wrong.verdicts[2].met


def test_a_cut_road_is_mended_and_both_figures_told(tmp_path: Path) -> None:
    """Both carriageways break off in one point and go on 80 m further: the motorway must still be drivable."""
    whole = reference(tmp_path).read_text()
    gap = '<node id="901" version="1" lon="113.2000" lat="23.0003"/><node id="902" version="1" lon="113.2008" lat="23.0003"/>'
    west = "".join(f'<nd ref="{i + 1}"/>' for i in range(20)), "".join(f'<nd ref="{i + 101}"/>' for i in range(20))
    east = (
        "".join(f'<nd ref="{i + 1}"/>' for i in range(21, 41)),
        "".join(f'<nd ref="{i + 101}"/>' for i in range(21, 41)),
    )
    tag = '<tag k="highway" v="motorway"/></way>'
    ways = [f'<way id="{91 + n}" version="1">{part}<nd ref="901"/>{tag}' for n, part in enumerate(west)]
    ways += [f'<way id="{93 + n}" version="1"><nd ref="902"/>{part}{tag}' for n, part in enumerate(east)]
    before, after = whole.split('<way id="1"')[0], whole[whole.index('<way id="3"') :]
    path = tmp_path / "cut.osm"
    path.write_text(before + gap + "".join(ways) + after)
    as_filed = read_reference(path)
    mended, joins = mend(as_filed)
    assert joins == 1
    assert mended.length_m[-1] == pytest.approx(82, abs=2)
    links = [link_row(*ends, *facts) for ends, facts in LINKS.items()]
    tables = read_tables(write(tmp_path, [junction_row(name, *at) for name, at in JUNCTIONS.items()], links))
    for roads, good in ((as_filed, False), (mended, True)):
        lengths = {(x.link.start, x.link.end): x for x in measure_lengths(tables, roads, REFERENCE_DATE).measured}
        assert lengths["gz_mid", "gz_east"].good is good
    whole_roads = read_reference(reference(tmp_path))
    assert mend(whole_roads)[1] == 0


GOOD_JUNCTION = junction_row("gz_a", 113.1, 23.0)
GOOD_LINK = link_row("gz_a", "gz_b", "motorway", "10.3")


@pytest.mark.parametrize(
    ("table", "good", "bad", "wanted"),
    [
        ("junctions", "gz_a,", "GZ-a,", "lower_snake"),
        ("junctions", "gz_a,", "gz_b,", "already in junctions_land.csv:3"),
        ("junctions", "guangzhou", "shenzhen", "gz_ stands for guangzhou"),
        ("junctions", "interchange", "roundabout", "one of"),
        ("junctions", "113.100", "113.1", "exactly 3 decimals"),
        ("junctions", "113.100,23.000", "23.000,113.100", "comes first"),
        ("junctions", "113.100", "119.100", "outside the box"),
        ("junctions", "路口", "", "name_zh"),
        ("junctions", ",interchange", "", "7 are needed"),
        ("links", "gz_b,", "gz_nowhere,", "no known junction"),
        ("links", "gz_b,", "gz_a,", "two different ends"),
        ("links", "motorway", "freeway", "one of"),
        ("links", "10.3", "10.33", "kilometres to 0.1"),
        ("links", "10.3", "9.9", "drawn line"),
        ("links", ",6,", ",six,", "lanes of both directions"),
        ("links", ",no,", ",free,", "one of"),
        ("links", "no,,", "no,ford,", "one of"),
        ("links", "no,,,", "no,,30 June 2024,", "YYYY-MM-DD"),
        ("links", "no,,,,", "no,,,,113.150", "lon lat;lon lat"),
        ("links", "no,,,,", "no,,,,23.000 113.150", "comes first"),
    ],
)
def test_format_faults_name_line_and_remedy(tmp_path: Path, table: str, good: str, bad: str, wanted: str) -> None:
    junctions = [junction_row("gz_b", 113.2, 23.0), GOOD_JUNCTION]
    links = [GOOD_LINK]
    assert good in GOOD_JUNCTION + GOOD_LINK
    if table == "junctions":
        junctions[1] = GOOD_JUNCTION.replace(good, bad, 1)
    else:
        links[0] = GOOD_LINK.replace(good, bad, 1)
    problems = format_problems(write(tmp_path, junctions, links))
    line = {"junctions": 4, "links": 3}[table]
    assert any(p.place == f"{table}_land.csv:{line}" and wanted in str(p) for p in problems), problems


def format_problems(folder: Path) -> list[Problem]:
    tables = read_tables(folder)
    check_whole(tables)
    return [problem for problem in tables.problems if problem.place != "hubs"]


def test_whole_tables_are_looked_at(tmp_path: Path) -> None:
    junctions = [junction_row(f"gz_{name}", 113.1 + i / 10, 23.0) for i, name in enumerate("abcdefg")]
    links = [link_row(f"gz_{a}", f"gz_{b}", "motorway", "10.3") for a, b in ("ab", "bc", "ba", "de")]
    assert format_problems(write(tmp_path, junctions[:2], links[:1])) == []
    text = "\n".join(map(str, format_problems(write(tmp_path, junctions, links))))
    assert "links_land.csv:5: gz_b - gz_a (S1) is already in links_land.csv:3" in text
    assert "gz_f has no link" in text
    assert "2 junctions are cut off from the rest: gz_d, gz_e" in text


def test_report_tells_figures_and_faults(tmp_path: Path) -> None:
    changed = {("gz_mid", "gz_east"): ("motorway", "26.0")}
    text = markdown(find(tmp_path, moved={"gz_west": (113.02, 22.99)}, changed=changed))
    assert "| gz_west | motorway | 1108 m |" in text
    assert "| gz_mid - gz_east (S1) | motorway | 26.0 | 20.51 | +27% |" in text
    assert "5 of 6 (83.3%)" in text


def test_shipped_tables_are_in_order() -> None:
    tables = read_tables(SHIPPED)
    check_whole(tables)
    assert [str(problem) for problem in tables.problems] == []
    assert len(tables.junctions) >= 350
    assert len(tables.links) >= 550


def test_shipped_tables_agree_with_real_roads() -> None:
    folder = os.environ.get("ONEHOUR_OSM_DATA")
    if not folder:
        pytest.skip("ONEHOUR_OSM_DATA is not set: no real roads to check against")
    found = check(SHIPPED, Path(folder) / FILE_NAME)
    assert [verdict.text for verdict in found.verdicts if not verdict.met] == []


def test_command_says_what_it_needs() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "check_backbone.py")]
    environment = {key: value for key, value in os.environ.items() if key != "ONEHOUR_OSM_DATA"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert "ONEHOUR_OSM_DATA" in done.stderr
