"""Loading: what is right loads, what is wrong is said with file, line, key and remedy, all in one go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scenarios import InputError, ScenarioError, dump, list_scenarios, load, loads
from tests.scenarios.samples import SMALL, line_of, only, problems, small, written


def test_the_small_scenario_loads_with_its_variant_applied() -> None:
    scenario = small()
    assert scenario.variant == "late"
    assert scenario.start == dt.datetime(2023, 1, 13, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert scenario.plants["main"].stations["assembly"].crews == 9


def test_inline_marks_become_provenance_of_single_numbers() -> None:
    scenario = small()
    mark = scenario.marks["suppliers.pcb.capacity_per_day"]
    assert scenario.suppliers["pcb"].capacity_per_day == 40
    assert (mark.kind, mark.low, mark.high) == ("assumption", 20, 60)
    nearest = scenario.provenance("suppliers.fibres.capacity_per_day")
    assert nearest is not None
    assert nearest.note == "for tests only"


def test_moments_without_offset_are_in_the_time_zone_of_the_scenario(tmp_path: Path) -> None:
    path = written(tmp_path, ("due: 2023-02-03T18:00", "due: 2023-02-03T10:00Z"))
    assert load(path).demands["consoles"].due == small().demands["consoles"].due
    assert load(path).demands["consoles"].due.tzinfo == ZoneInfo("Asia/Shanghai")


def test_shipped_names_load_and_are_listed() -> None:
    names = [name for name, _, _ in list_scenarios()]
    assert names == ["delta-monitor-year", "hanno-ecmo-ramp"]
    assert load("hanno-ecmo-ramp").id == "hanno-ecmo-ramp"


# --- bad input, one thing at a time -----------------------------------------------------------------------------------

BAD = [
    # (replaced, by, text on the offending line, key, said, remedy)
    ("    capacity_per_day: 500", "    capacity_per_dya: 500", "capacity_per_dya", "suppliers.fibres.capacity_per_dya",
     "no key 'capacity_per_dya'", "did you mean capacity_per_day"),
    ("    capacity_per_day: 500", "    capacity_per_day: -500", "-500", "suppliers.fibres.capacity_per_day",
     "-500 is too small", "more than 0"),
    ("    capacity_per_day: 500", "    capacity_per_day: 1e400", "1e400", "suppliers.fibres.capacity_per_day",
     "no finite number", "number such as"),
    ("    capacity_per_day: 500", '    capacity_per_day: "500"', '"500"', "suppliers.fibres.capacity_per_day",
     "no number", "without quotes"),
    ("    capacity_per_day: 500", "    capacity_per_day: true", "day: true", "suppliers.fibres.capacity_per_day",
     "no number", "number such as"),
    ("    capacity_per_day: 500", "    capacity_per_day: {value: 500}", "{value: 500}",
     "suppliers.fibres.capacity_per_day", "without fact, estimate or assumption", "assumption:"),
    ("    capacity_per_day: 500", "    capacity_per_day: {value: 500, fact: a b c, estimate: d e f}", "a b c",
     "suppliers.fibres.capacity_per_day", "no value with a mark", "assumption:"),
    ("    capacity_per_day: 500", "    capacity_per_day: {value: 500, estimate: guess, low: 600, high: 700}", "600",
     "suppliers.fibres.capacity_per_day", "does not lie between", "widen"),
    ("    capacity_per_day: 500", "    capacity_per_day: {value: 500, estimate: guess, low: 400}", "400",
     "suppliers.fibres.capacity_per_day", "belong together", "both"),
    ("crews: 2}", "crews: 2.5}", "crews: 2.5", "plants.main.stations.test.crews", "no whole number", "12"),
    ("critical: true", "critical: 1", "critical: 1", "items.fibre.critical", "neither true nor false", "true or false"),
    ("    lot_size: 5", "    lot_sise: 5", "lot_sise", "items.console.lot_sise", "no key", "did you mean lot_size"),
    ("kind: van,", "kind: lorry,", "lorry", "vehicles.van.kind", "not among the choices", "'truck'"),
    ("lon: 113.80, lat: 22.81", "lat: 113.80, lon: 22.81", "dongguan:", "sites.dongguan.lat", "113.8 is a longitude",
     "swapped"),
    ("lon: 113.80, lat: 22.81", "lon: 103.80, lat: 22.81", "dongguan:", "sites.dongguan.lon", "outside the bundled",
     "lon and lat"),
    ("site: dongguan\n", "site: donguan\n", "donguan", "suppliers.pcb.site", "no site 'donguan'", "did you mean dongguan"),
    ("    site: plant_site\n    calendar: surge", "    site: plant_site\n    calendar: surg", "calendar: surg",
     "plants.main.calendar", "no calendar 'surg'", "did you mean surge"),
    ("centre: plant_site, vehicle: van", "centre: plant_site, vehicle: vam", "reach:", "reach.vehicle", "no vehicle",
     "did you mean van"),
    ("{station: test, work_min: 60", "{station: tets, work_min: 60", "tets", "items.console.route.1.station",
     "no station of plant main 'tets'", "did you mean test"),
    ("bom: {board: 2, fibre: 1.5}", "bom: {board: 2, fibr: 1.5}", "fibr:", "items.console.bom.fibr", "no item 'fibr'",
     "did you mean fibre"),
    ("gateway: airport", "gateway: hospital", "gateway: hospital", "suppliers.fibres.inbound.gateway",
     "no place to arrive by air", "kind airport"),
    ("    inbound: {mode: air, gateway: airport, transit_h: 60, customs_h: 24}\n", "", "  fibres:", "suppliers.fibres",
     "abroad", "add inbound"),
    ("    site: wuppertal", "    site: hospital", "inbound: ", "suppliers.fibres.inbound", "no site abroad", "abroad"),
    (", rework: {station: assembly, work_min: 30}", "", "station: test,", "items.console.route.1", "nothing is said",
     "add rework"),
    ("due: 2023-02-03T18:00", "due: 2022-02-03T18:00", "2022-02-03", "demands.consoles.due", "before the scenario starts",
     "choose a moment"),
    ("due: 2023-02-03T18:00", "due: 2024-02-03T18:00", "2024-02-03", "demands.consoles.due", "after the scenario ends",
     "choose a moment"),
    ("due: 2023-02-03T18:00", "due: 2023-02-03T18:00\n    earliest: 2023-02-04T00:00", "earliest", "demands.consoles.earliest",
     "after it is due (2023-02-03 18:00)", "no later than due"),
    ("due: 2023-02-03T18:00", "due: 2023-02-03T18:00\n    earliest: 2022-02-03T00:00", "earliest", "demands.consoles.earliest",
     "before the scenario starts", "choose a moment"),
    ("due: 2023-02-03T18:00", "due: 2023-02-30T18:00", "2023-02-30", "demands.consoles.due", "no moment", "such as"),
    ("due: 2023-02-03T18:00", "due: 20230203", "20230203", "demands.consoles.due", "not right", "2023-01-21T08:00"),
    ("due: 2023-02-03T18:00", "due: 2023-02-03", "due: 2023-02-03", "demands.consoles.due", "no time of day", "T08:00"),
    ("end: 2023-02-28T20:00", "end: 2022-02-28T20:00", "end: 2022", "end", "not right", "before it starts"),
    ("end: 2023-02-28T20:00", "end: 2026-02-28T20:00", "end: 2026", "end", "not right", "at most 1,100 days"),
    ("end: 2023-02-28T20:00", "end: 9999-12-31T23:59", "end: 9999", "end", "not right", "let it end by 2026-01-10"),
    ("value: 300, fact", "value: 1_000_001, fact", "value: 1_000_001", "demands.consoles.quantity", "too large",
     "at most 1000000"),
    ("reach: {centre: plant_site,", "reach: {circle_min: 1441, centre: plant_site,", "reach:", "reach.circle_min",
     "too large", "at most 1440"),
    ("reach: {centre: plant_site,", "reach: {cutoffs_min: [15, 2000], centre: plant_site,", "reach:",
     "reach.cutoffs_min.1", "too large", "at most 1440"),
    ("      start: 2023-01-13T08:00", "      variant: early", "variant: early", "variants.late.set.variant",
     "cannot choose a variant", "take it away"),
    ("      start: 2023-01-13T08:00", "      roads.time_cv: null", "time_cv: null", "variants.late.set.roads.time_cv",
     "a value is missing", "cannot be null"),
    ('["08:00-12:00", "13:00-20:00"]', '["08:00-14:00", "13:00-20:00"]', "surge:", "calendars.surge.shifts",
     "overlap", "when the one before has ended"),
    ('["08:00-12:00", "13:00-20:00"]', '["08:00-12:00", "20:00-13:00"]', "surge:", "calendars.surge.shifts.1",
     "not right", "ends after it starts"),
    ("variant: late\nlevers", "variant: lat\nlevers", "variant: lat", "variant", "no variant 'lat'", "did you mean late"),
    ("{key: plants.main.stations.assembly.crews,", "{key: plants.main.stations.assembly.crew,", "- {key:", "levers.0.key",
     "no key 'crew'", "did you mean crews"),
    ("      start: 2023-01-13T08:00", "      strat: 2023-01-13T08:00", "strat", "variants.late.set.strat", "no key 'strat'",
     "did you mean start"),
    ("plants.main.stations.assembly.crews: 3}", "plants.main.stations.assembly.crews: 0}", "early:",
     "variants.early.set.plants.main.stations.assembly.crews", "0 is too small", "at least 1"),
    ("id: small", "id: Small One", "id: Small One", "id", "not allowed", "small letters"),
    ("  board: {name: {en: Board, zh: 电路板},", "  board: {name: Board,", "  board: {", "items.board.name", "no mapping",
     "key: value"),
    ("name: {en: Boards, zh: 电路板厂}", "name: {en: Boards, Shajing, zh: 电路板厂}", "Shajing",
     "suppliers.pcb.name.Shajing", "no key 'Shajing'", "quotes"),
    ("    capacity_per_day: 500\n", "", "  fibres:", "suppliers.fibres.capacity_per_day", "missing",
     "add `capacity_per_day:`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "on_line", "key", "said", "remedy"), BAD)
def test_bad_input_is_named_with_line_key_and_remedy(
    tmp_path: Path, old: str, new: str, on_line: str, key: str, said: str, remedy: str
) -> None:
    path = written(tmp_path, (old, new))
    problem = only(path)
    assert problem.key == key
    assert problem.file == path
    assert problem.line == line_of(path, on_line)
    assert said in problem.wrong
    assert remedy in problem.remedy
    assert str(problem).startswith(f"{path}:{problem.line}: {key}: ")


@pytest.mark.parametrize(("old", "new"), [row[:2] for row in BAD])
def test_messages_are_plain_words(tmp_path: Path, old: str, new: str) -> None:
    text = str(only(written(tmp_path, (old, new)))).lower()
    for jargon in ("pydantic", "errors.", "input should", "type=", "validation error", "traceback", "none"):
        assert jargon not in text


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("capacity_kg: 900", "capacity_kg: 0", "vehicles.van.capacity_kg"),
        ("capacity_kg: 900", 'capacity_kg: "900"', "vehicles.van.capacity_kg"),
        ("value: 300, fact", "value: 0, fact", "demands.consoles.quantity"),
        ("reach: {centre: plant_site,", "reach: {cutoffs_min: [0], centre: plant_site,", "reach.cutoffs_min.0"),
        ("items: {fibre: {lot_size: 100}}", "items: {fibre: {lot_size: 100, share: 0}}", "suppliers.fibres.items.fibre.share"),
        ("    inbound: {", "    inbuond: {", "suppliers.fibres.inbuond"),
        ("    inbound: {mode: air, gateway: airport, transit_h: 60, customs_h: 24}", "    inbound: air",
         "suppliers.fibres.inbound"),
        ("    route:\n", "    rout:\n", "items.console.rout"),
        ("    plant: main\n", "    plant: 3\n", "items.console.plant"),
        ("kind: abroad", "kind: abrod", "sites.wuppertal.kind"),
    ],
)  # fmt: skip
def test_what_follows_from_a_mistake_is_not_told(tmp_path: Path, old: str, new: str, key: str) -> None:
    milestone = "milestones: {last: {name: {en: L, zh: 末}, item: console, unit: 300, at: 2023-02-03T18:00}}\n"
    path = written(tmp_path, (old, new), ("mass_kg: 0.5", "mass_kg: 85"), add=milestone)
    assert only(path).key == key


def test_what_does_not_follow_from_a_mistake_is_told_with_it(tmp_path: Path) -> None:
    changes = (("capacity_kg: 900", "capacity_kg: 0"), ("site: dongguan\n", "site: donguan\n"),
               ("reach: {centre: plant_site,", "reach: {cutoffs_min: [0, -1], centre: plant_side,"))  # fmt: skip
    found = [problem.key for problem in problems(written(tmp_path, *changes))]
    assert found == [
        "reach.cutoffs_min.0",
        "reach.cutoffs_min.1",
        "reach.centre",
        "vehicles.van.capacity_kg",
        "suppliers.pcb.site",
    ]


def test_a_part_that_nobody_supplies(tmp_path: Path) -> None:
    path = written(tmp_path, ("bom: {board: 2, fibre: 1.5}", "bom: {board: 2, fibre: 1.5, screw: 8}"),
                   ("  fibre: {name:", "  screw: {name: {en: Screw, zh: 螺丝}}\n  fibre: {name:"))  # fmt: skip
    problem = only(path)
    assert problem.key == "items.screw"
    assert problem.line == line_of(path, "screw: {name")
    assert "nobody supplies screw" in problem.wrong
    assert "supplier" in problem.remedy


def test_a_part_that_is_made_and_bought(tmp_path: Path) -> None:
    path = written(
        tmp_path, ("items: {fibre: {lot_size: 100}}", "items: {fibre: {lot_size: 100}, console: {lot_size: 1}}")
    )
    assert "both made" in only(path).wrong


def test_shares_that_do_not_add_up(tmp_path: Path) -> None:
    path = written(tmp_path, ("items: {fibre: {lot_size: 100}}",
                              "items: {fibre: {lot_size: 100}, board: {lot_size: 100, share: 0.2}}"))  # fmt: skip
    problem = only(path)
    assert problem.key == "suppliers.fibres.items.board.share"
    assert "add up to 1.2: 1 (pcb) + 0.2 (fibres)" in problem.wrong


def test_a_cyclic_bill_of_materials_is_shown_as_a_cycle(tmp_path: Path) -> None:
    step = "{station: assembly, work_min: 1}"
    made = f"plant: main, route: [{step}]"
    path = written(
        tmp_path,
        (
            "  board: {name: {en: Board, zh: 电路板},",
            f"  board: {{name: {{en: Board, zh: 电路板}}, bom: {{chip: 1}}, {made},",
        ),
        ("  fibre: {name:", f"  chip: {{name: {{en: Chip, zh: 芯片}}, bom: {{console: 1}}, {made}}}\n  fibre: {{name:"),
        ("items: {board: {lot_size: 20, price_cny: 100}}", "items: {fibre: {lot_size: 20, share: 0.5}}"),
        ("items: {fibre: {lot_size: 100}}", "items: {fibre: {lot_size: 100, share: 0.5}}"),
    )
    problem = only(path)
    assert "console → board → chip → console" in problem.wrong
    assert problem.line == line_of(path, "bom: {board: 2")


def test_a_reversed_outage_and_a_reversed_closure(tmp_path: Path) -> None:
    outage = "outages:\n  fire: {supplier: pcb, from: 2023-01-20T00:00, until: 2023-01-10T00:00}\n"
    fog = "fog: {roads: [G4], from: 2023-01-20T00:00, until: 2023-01-10T00:00}"
    path = written(tmp_path, ("roads: {date:", f"roads: {{closures: {{{fog}}}, date:"), add=outage)
    assert [(problem.key, problem.line) for problem in problems(path)] == [
        ("roads.closures.fog.until", line_of(path, "closures")),
        ("outages.fire.until", line_of(path, "fire")),
    ]


def test_a_milestone_beyond_the_demand(tmp_path: Path) -> None:
    milestone = "  last: {name: {en: L, zh: 末}, item: console, unit: 301, at: 2023-02-03T18:00}"
    path = written(tmp_path, add=f"milestones:\n{milestone}\n")
    assert only(path).key == "milestones.last.unit"


def test_a_lever_that_is_no_single_value(tmp_path: Path) -> None:
    path = written(tmp_path, ("{key: plants.main.stations.assembly.crews,", "{key: plants.main.stations.assembly,"))
    assert "no single value" in only(path).wrong


def test_an_unknown_time_zone(tmp_path: Path) -> None:
    path = written(tmp_path, ("id: small\n", "id: small\ntimezone: Asia/Shenzhen\n"))
    found = {problem.key: problem for problem in problems(path)}
    assert found["timezone"].line == 3
    assert "Asia/Shanghai" in found["timezone"].remedy


def test_several_problems_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        ("site: dongguan\n", "site: donguan\n"),
        ("    capacity_per_day: 500", "    capacity_per_day: -500"),
        ("    lot_size: 5", "    lot_sise: 5"),
        ("  early: {name: {en: Early, zh: 早}, set: {start: 2023-01-04T08:00,", "  early: {name: {en: Early, zh: 早}, set: {"),
        ("due: 2023-02-03T18:00", "due: 2024-02-03T18:00"),
        ("centre: plant_site", "centre: plant_side"),
        add="color: red\n",
    )  # fmt: skip
    found = problems(path)
    assert [problem.key for problem in found] == [
        "reach.centre",
        "items.console.lot_sise",
        "suppliers.pcb.site",
        "suppliers.fibres.capacity_per_day",
        "demands.consoles.due",
        "color",
    ]
    lines = [problem.line for problem in found]
    assert lines == sorted(line for line in lines if line)


def test_a_duplicate_key_and_a_wrong_value_come_together(tmp_path: Path) -> None:
    path = written(tmp_path, ("    capacity_per_day: 500", "    capacity_per_day: 500\n    capacity_per_day: -1"),
                   ("site: dongguan\n", "site: donguan\n"))  # fmt: skip
    assert [problem.key for problem in problems(path)] == ["suppliers.pcb.site", "suppliers.fibres.capacity_per_day"]


def test_no_such_scenario_names_the_nearest() -> None:
    problem = only("hanno-ecmo-rampe")
    assert "did you mean hanno-ecmo-ramp" in problem.remedy
    assert "shipped scenarios: " in only("zzz").remedy


def test_errors_are_input_errors() -> None:
    with pytest.raises(InputError):
        load("no-such-scenario")
    with pytest.raises(ScenarioError, match="folder"):
        load(SMALL.parent)


def test_bad_text_never_gets_past_the_error_tree() -> None:
    """Drop each line of the sample in turn: it loads, or it is refused in words."""
    lines = SMALL.read_text(encoding="utf-8").splitlines(keepends=True)
    refused: list[str] = []
    for index in range(len(lines)):
        try:
            loads("".join(lines[:index] + lines[index + 1 :]))
        except ScenarioError as error:
            refused += [problem.remedy for problem in error.problems]
    assert all(refused)
    assert len(refused) > len(lines) // 2


# --- dump -------------------------------------------------------------------------------------------------------------


def test_a_dump_is_complete_and_loads_to_an_equal_scenario() -> None:
    scenario = small()
    text = dump(scenario)
    assert loads(text) == scenario
    assert "access_detour: 1.3" in text  # a default is written out
    assert dump(loads(text)) == text


def test_a_dump_whose_variant_was_changed_by_hand_is_resolved_again() -> None:
    text = dump(small()).replace("\nvariant: late\n", "\nvariant: early\n")
    assert loads(text) == load(SMALL, {"variant": "early"})
