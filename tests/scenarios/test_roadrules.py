"""Closures, openings and restrictions in a scenario file: what is right, and how what is wrong is said."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from scenarios import Problem, dump, json_schema, load, loads
from scenarios.roadrules import ROAD_CLASSES, RoadRestriction, hours_min
from scenarios.transport import Vehicle
from tests.scenarios.samples import SMALL, line_of, only, problems, small, written

GUIDES = Path(__file__).parents[2] / "docs"
ROADS = "roads: {date: 2023-01-06, source: &made_up {assumption: for tests only}}"


def with_roads(folder: Path, *lines: str) -> Path:
    """Write the small scenario with further lines under `roads`."""
    head = "roads:\n  date: 2023-01-06\n  source: &made_up {assumption: for tests only}"
    return written(folder, (ROADS, "\n".join([head, *(f"  {line}" for line in lines)])))


def refused(folder: Path, *lines: str) -> Problem:
    """Return why the small scenario is refused with further lines under `roads`; it must be for one reason."""
    return only(with_roads(folder, *lines))


def test_all_rules_load_and_come_back_from_a_dump(tmp_path: Path) -> None:
    path = with_roads(
        tmp_path,
        "closures: {fog: {bbox: [113.6, 22.7, 113.8, 22.9], roads: [G4], from: 2023-01-20T00:00}}",
        "openings: {link: {polygon: [[113, 22], [114, 22], [113.5, 23]], from: 2023-01-10T15:00}}",
        "restrictions:",
        "  day: {roads: [东风路], bbox: [113.2, 23.0, 113.4, 23.2], min_load_t: 1.5, hours: ['07:00-22:00']}",
        "  night: {bbox: [113.2, 23.0, 113.4, 23.2], kinds: [truck, van], days: [workday], hours: ['22:00-06:00'],",
        "    min_gross_t: {value: 4.5, fact: 'https://example.org'}, until: 2023-02-01T00:00}",
        "shipped_restrictions: false",
    )
    roads = loads(path.read_text(encoding="utf-8")).roads
    assert roads.closures["fog"].bbox == (113.6, 22.7, 113.8, 22.9)
    assert [list(point) for point in roads.openings["link"].polygon or ()] == [[113, 22], [114, 22], [113.5, 23]]
    assert list(roads.restrictions["day"].kinds) == ["truck"]
    assert roads.restrictions["night"].min_gross_t == pytest.approx(4.5)
    assert roads.restrictions["night"].spans_min() == ((22 * 60, 30 * 60),)
    assert (roads.shipped_restrictions, roads.shipped_openings) == (False, True)
    scenario = loads(path.read_text(encoding="utf-8"))
    assert loads(dump(scenario)) == scenario


@pytest.mark.parametrize("name", ["guide.md", "guide.zh-CN.md"])
def test_the_rules_of_the_guide_load(tmp_path: Path, name: str) -> None:
    text = (GUIDES / name).read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(roads:\n.*?)```", text, flags=re.DOTALL)
    path = written(tmp_path, (ROADS, f"{shown}  source: &made_up {{assumption: for tests only}}"))
    roads = load(path).roads
    assert (len(roads.closures), len(roads.openings), len(roads.restrictions)) == (1, 1, 1)
    fields = {
        "roads",
        "bbox",
        "polygon",
        "classes",
        "except_classes",
        "min_load_t",
        "min_gross_t",
        "days",
        "hours",
        "shipped_openings",
    }
    assert all(
        f"`{field}`" in text for field in fields | {"shipped_restrictions", "gross_t", "height_m", "exempt_from"}
    )


def test_shipped_rules_are_in_force_unless_switched_off() -> None:
    assert small().roads.shipped_restrictions
    assert small().roads.shipped_openings


@pytest.mark.parametrize("part", ["closures", "openings", "restrictions"])
def test_a_rule_says_which_roads_it_is_about(tmp_path: Path, part: str) -> None:
    path = with_roads(tmp_path, f"{part}:", "  some: {from: 2023-01-10T00:00}")
    problem = only(path)
    assert problem.key == f"roads.{part}.some.roads"
    assert problem.line == line_of(path, "some:")
    assert "which roads" in problem.wrong
    assert "bbox" in problem.remedy


@pytest.mark.parametrize("part", ["closures", "openings", "restrictions"])
def test_every_rule_takes_classes(tmp_path: Path, part: str) -> None:
    lines = (f"{part}:", "  some: {classes: [primary], except_classes: [motorway_link], from: 2023-01-10T00:00}")
    roads = loads(with_roads(tmp_path, *lines).read_text(encoding="utf-8")).roads
    rule = getattr(roads, part)["some"]
    assert rule.road_classes() == ("primary",)
    others = rule.model_copy(update={"classes": ()}).road_classes()
    assert others == tuple(name for name in ROAD_CLASSES if name != "motorway_link")


@pytest.mark.parametrize(("key", "rest"), [("classes", ""), ("except_classes", ", roads: [G4]")])
def test_an_unknown_class_is_one_problem_that_says_what_is_meant(tmp_path: Path, key: str, rest: str) -> None:
    path = with_roads(tmp_path, "closures:", f"  fog: {{{key}: [trunk, motorways]{rest}, from: 2023-01-10T00:00}}")
    problem = only(path)
    assert problem.key == f"roads.closures.fog.{key}.1"
    assert problem.line == line_of(path, "motorways")
    assert "motorways" in problem.wrong
    assert problem.remedy.startswith("did you mean motorway")
    far = refused(tmp_path, "closures:", f"  fog: {{{key}: [xyzzy]{rest}, from: 2023-01-10T00:00}}")
    assert "'living_street'" in far.remedy


def test_classes_that_are_all_left_out_again(tmp_path: Path) -> None:
    problem = refused(tmp_path, "closures: {fog: {classes: [trunk], except_classes: [trunk, primary]}}")
    assert problem.key == "roads.closures.fog.except_classes"
    assert "no road" in problem.wrong


def test_an_opening_says_when(tmp_path: Path) -> None:
    problem = refused(tmp_path, "openings: {link: {roads: [G4]}}")
    assert problem.key == "roads.openings.link.from"
    assert "neither" in problem.wrong


@pytest.mark.parametrize(
    ("box", "word"),
    [
        ("[113.8, 22.7, 113.6, 22.9]", "west must be less than east"),
        ("[113.6, 22.9, 113.8, 22.7]", "south less than north"),
        ("[22.7, 113.6, 22.9, 113.8]", "latitudes within 90"),
        ("[113.6, 22.9, 113.8]", "west, south, east, north"),
        ("[113.6, 22.9, 113.8, east]", "number"),
    ],
)
def test_a_wrong_box_is_one_problem_with_its_line(tmp_path: Path, box: str, word: str) -> None:
    path = with_roads(tmp_path, "closures:", "  fog:", f"    bbox: {box}", "    from: 2023-01-10T00:00")
    problem = only(path)
    assert problem.key.startswith("roads.closures.fog.bbox")
    assert problem.line == line_of(path, "bbox")
    assert word in problem.remedy + problem.wrong


@pytest.mark.parametrize(
    ("polygon", "word"),
    [
        ("[[113, 22], [114, 22]]", "at least three different points"),
        ("[[113, 22], [114, 22], [113, 22]]", "at least three different points"),
        ("[[113, 22], [114, 22], [113]]", "longitude, latitude"),
        ("[[22, 113], [22, 114], [23, 113]]", "longitude, latitude"),
        ("[[113, 22], [114, x], [113, 23]]", "number"),
    ],
)
def test_a_wrong_polygon_is_one_problem_with_its_line(tmp_path: Path, polygon: str, word: str) -> None:
    path = with_roads(tmp_path, "closures:", "  fog:", f"    polygon: {polygon}")
    problem = only(path)
    assert problem.key.startswith("roads.closures.fog.polygon")
    assert problem.line == line_of(path, "polygon")
    assert word in problem.remedy + problem.wrong


@pytest.mark.parametrize(
    ("hours", "word"),
    [
        ("25:00-26:00", "no time of day '25:00'"),
        ("07:00", "a time of day reads 08:00"),
        ("7-22", "a time of day reads 08:00"),
        ("07:60-08:00", "no time of day"),
        ("07:00-07:00", "the whole day"),
    ],
)
def test_wrong_hours(tmp_path: Path, hours: str, word: str) -> None:
    path = with_roads(tmp_path, "restrictions:", "  day:", "    roads: [G4]", f"    hours: ['{hours}']")
    problem = only(path)
    assert problem.key == "roads.restrictions.day.hours.0"
    assert problem.line == line_of(path, "hours")
    assert word in problem.remedy


@pytest.mark.parametrize("part", ["closures", "openings", "restrictions"])
def test_until_before_from(tmp_path: Path, part: str) -> None:
    path = with_roads(
        tmp_path, f"{part}:", "  x:", "    roads: [G4]", "    from: 2023-01-20T00:00", "    until: 2023-01-10T00:00"
    )
    problem = only(path)
    assert problem.key == f"roads.{part}.x.until"
    assert problem.line == line_of(path, "until: 2023-01-10")


def test_unknown_kinds_days_and_tonnes_come_all_at_once(tmp_path: Path) -> None:
    path = with_roads(
        tmp_path,
        "restrictions:",
        "  day: {roads: [G4], kinds: [lorry], days: [monday], min_load_t: -1, hours: []}",
        "closures: {fog: {bbox: [114, 22, 113, 23]}}",
    )
    found = {problem.key for problem in problems(path)}
    assert found == {
        "roads.restrictions.day.kinds.0",
        "roads.restrictions.day.days.0",
        "roads.restrictions.day.min_load_t",
        "roads.restrictions.day.hours",
        "roads.closures.fog.bbox",
    }


def test_gross_weight_and_height_of_a_vehicle_are_positive(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    start = text.index("capacity_kg")
    old = text[start : text.index("\n", start)]
    for wrong in ("gross_t: 0", "height_m: -1"):
        key = wrong.partition(":")[0]
        path = tmp_path / f"{key}.yaml"
        path.write_text(text.replace(old, f"{wrong}, {old}", 1), encoding="utf-8")
        assert only(path).key.endswith(key)


def test_a_vehicle_is_exempt_from_restrictions_that_there_are(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    start = text.index("capacity_kg")
    old = text[start : text.index("\n", start)]
    own = f"{ROADS[:-1]}, restrictions: {{ring: {{roads: [G4]}}}}}}"
    for number, (keys, wrong) in enumerate(
        (("ring, gz_centre_peak", None), ("ring, gz_center_peak", "gz_center_peak"))
    ):
        path = tmp_path / f"{number}.yaml"
        changed = text.replace(old, f"exempt_from: [{keys}], {old}", 1).replace(ROADS, own)
        path.write_text(changed, encoding="utf-8")
        if wrong is None:
            assert next(list(vehicle.exempt_from) for vehicle in load(path).vehicles.values()) == keys.split(", ")
            continue
        problem = only(path)
        assert problem.key.endswith(".exempt_from.1")
        assert wrong in problem.wrong
        assert "did you mean gz_centre_peak" in problem.remedy


def test_the_schema_knows_the_rules() -> None:
    definitions = json_schema()["$defs"]
    closure = definitions["RoadClosure"]["properties"]
    assert {"roads", "bbox", "polygon", "classes", "except_classes", "from", "until"} <= set(closure)
    assert closure["classes"]["anyOf"][0]["items"]["enum"] == list(ROAD_CLASSES)
    assert {"openings", "restrictions", "shipped_restrictions"} <= set(definitions["Roads"]["properties"])
    assert {"gross_t", "height_m", "exempt_from"} <= set(definitions["Vehicle"]["properties"])
    assert definitions["RoadRestriction"]["properties"]["hours"]["description"]
    assert "gross_t" in Vehicle.model_fields


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    rule = RoadRestriction(roads=("G4",), hours=("22:00-06:00", "00:00-24:00"))
    assert "truck" in rule.kinds
    assert rule.spans_min() == ((1320, 1800), (0, 1440))
    assert hours_min("07:30-09:00") == (450, 540)
    assert rule.from_ is None
    assert RoadRestriction.model_validate({"roads": ["G4"], "from": "2023-01-01T00:00Z"}).from_ == dt.datetime(
        2023, 1, 1, tzinfo=dt.UTC
    )
