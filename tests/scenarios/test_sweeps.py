"""The sweep of a scenario file: what it may say, what is told of mistakes, and that no run hangs on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import (
    Factor,
    Scenario,
    ScenarioError,
    Sweep,
    assumptions,
    differences,
    dump,
    json_schema,
    load,
    loads,
    override,
    unsourced,
)
from scenarios.varied import varied
from tests.scenarios.samples import NETWORK, SMALL, line_of, only, problems, small, written

CAPACITY = "suppliers.pcb.capacity_per_day"
CREWS = "plants.main.stations.assembly.crews"
SOURCE = "source: {assumption: as tried here}"
WHOLE = f"""
sweep:
  design: sobol
  samples: 64
  replications: 3
  outcomes: [console_finish_day]
  levers:
    - {{key: {CREWS}, low: 2, high: 12, steps: 6, {SOURCE}}}
    - {{key: demands.consoles.due, values: [2023-02-03T18:00, 2023-02-05T18:00+08:00]}}
    - id: trouble
      name: {{en: Trouble, zh: 意外}}
      choices:
        none: {{}}
        strike:
          disruptions.strike: {{kind: outage, target: pcb, from: 2023-01-16T08:00, until: 2023-01-18T08:00}}
          suppliers.fibres.capacity_per_day: {{value: 100, assumption: they help out}}
      {SOURCE}
  uncertainties:
    - key: {CAPACITY}
    - {{key: roads.time_cv, distribution: triangular, low: 0.1, mode: {{value: 0.15, estimate: usual}}, high: 0.3, {SOURCE}}}
"""


def swept(folder: Path, text: str, sample: Path = SMALL) -> Path:
    return written(folder, add=text, sample=sample)


def test_a_sweep_says_what_is_varied(tmp_path: Path) -> None:
    scenario = load(swept(tmp_path, WHOLE))
    sweep = scenario.sweep
    assert sweep is not None
    assert (sweep.design, sweep.samples, sweep.replications) == ("sobol", 64, 3)
    assert [factor.column for factor in sweep.levers] == [CREWS, "demands.consoles.due", "trouble"]
    found = {each.factor.column: each for each in varied(scenario, sweep)}
    assert found["trouble"].base == "none"
    assert (found[CREWS].base, found[CREWS].whole) == (9, True)
    assert found[CREWS].factor.name == scenario.levers[0].name
    assert found[CAPACITY].factor.span == (20, 60)
    assert found[CAPACITY].factor.source == scenario.marks[CAPACITY].model_copy(update={"low": None, "high": None})
    assert found["demands.consoles.due"].factor.values == ("2023-02-03T18:00:00+08:00", "2023-02-05T18:00:00+08:00")
    assert unsourced(scenario) == []


def test_it_comes_back_from_its_dump(tmp_path: Path) -> None:
    scenario = load(swept(tmp_path, WHOLE))
    assert loads(dump(scenario)) == scenario


def test_a_scenario_is_the_same_with_any_sweep_or_none(tmp_path: Path) -> None:
    with_sweep = load(swept(tmp_path, WHOLE))
    assert with_sweep != small()
    assert with_sweep.sha256() == small().sha256()
    assert assumptions(with_sweep) == assumptions(small())
    assert differences(with_sweep, small()) == []


def test_numbers_of_factors_say_where_they_come_from(tmp_path: Path) -> None:
    text = f"\nsweep: {{levers: [{{key: {CREWS}, low: {{value: 2, assumption: the least}}, high: 12, steps: 5}}]}}\n"
    assert unsourced(load(swept(tmp_path, text))) == ["sweep.levers.0.high"]


def test_the_schema_knows_the_sweep() -> None:
    schema = json_schema()
    factor = schema["$defs"]["Factor"]["properties"]
    assert {"key", "low", "high", "values", "choices", "distribution", "source"} <= factor.keys()
    assert "three standard deviations" in factor["distribution"]["description"]
    assert schema["properties"]["sweep"]["anyOf"][0] == {"$ref": "#/$defs/Sweep"}


BAD: list[tuple[str, str, str, str]] = [
    # a factor (or a line of the sweep), key within the sweep, said, remedy
    (f"{{key: {CREWS}, low: 12, high: 2}}", "levers.0.low", "upside down: 12 is more than 2", "low: 2, high: 12"),
    (f"{{key: {CREWS}, low: 2}}", "levers.0", "the range has no high", "both ends"),
    (f"{{key: {CREWS}, low: 2, high: 2}}", "levers.0.low", "is empty", "widen"),
    (f"{{key: {CREWS}, low: 2.5, high: 4}}", "levers.0.low", "2.5 is no whole number", "write 2"),
    (f"{{key: {CREWS}, low: 0, high: 400}}", "levers.0.low", "0 is too small", "at least 1"),
    (f"{{key: {CREWS}, values: [1, 2, x]}}", "levers.0.values.2", "'x' is no whole number", "whole number"),
    (f"{{key: {CREWS}, values: [1, 2.5]}}", "levers.0.values.1", "2.5 is no whole number", "whole number"),
    (f"{{key: {CREWS}, values: [1, 2, 1]}}", "levers.0.values.2", "1 stands here twice", "once"),
    (f"{{key: {CREWS}, values: [1, null]}}", "levers.0.values.1", "is not right", "a value is a number"),
    (f"{{key: {CREWS}, values: [1, 2], steps: 3}}", "levers.0.steps", "steps belongs to a range", "one of the two"),
    (f"{{key: {CREWS}, low: 2, high: 4, steps: 1}}", "levers.0.steps", "1 is too small", "at least 2"),
    (f"{{key: {CREWS}, mode: 3, low: 2, high: 4}}", "levers.0.mode", "belongs to a distribution", "triangular"),
    (f"{{key: {CREWS}, distribution: triangular, low: 2, high: 4}}", "levers.0.distribution", "mode is missing", "`mode:`"),
    (f"{{key: {CREWS}, distribution: normal, mean: 9, sd: 2, mode: 3}}", "levers.0.mode", "does not belong", "away"),
    (f"{{key: {CREWS}, distribution: normal, mean: 9, sd: 5}}", "levers.0.distribution", "-6 is too small", "at least 1"),
    (f"{{key: {CREWS}, distribution: normel, mean: 9, sd: 5}}", "levers.0.distribution", "'normel'", "did you mean normal"),
    (f"{{key: {CREWS}, scale: log, low: 0, high: 9}}", "levers.0.low", "ratios cannot begin at 0", "above 0"),
    (f"{{key: {CREWS}, id: crews, low: 2, high: 9}}", "levers.0.id", "an id belongs to choices", "away"),
    (f"{{key: {CREWS}, lwo: 2, high: 9}}", "levers.0.lwo", "no key 'lwo'", "did you mean low"),
    ("{low: 2, high: 9}", "levers.0", "nothing is said of what is varied", "add `key:`"),
    ("{key: suppliers.pbc.capacity_per_day, low: 2, high: 9}", "levers.0.key", "no key 'pbc' in suppliers", "did you mean pcb"),
    ("{key: pcb.capacity_per_day, low: 2, high: 9}", "levers.0.key", "no key 'pcb' in a scenario",
     "write the whole path: suppliers.pcb.capacity_per_day"),
    ("{key: capacity_per_day, low: 2, high: 9}", "levers.0.key", "no key 'capacity_per_day'", "suppliers.pcb.capacity_per_day or "),
    ("{key: suppliers.pcb, low: 2, high: 9}", "levers.0.key", "suppliers.pcb is no single value", "suppliers.pcb.capacity_per_day"),
    ("{key: items.console.route, low: 2, high: 9}", "levers.0.key", "no single value", "items.console.route.0"),
    ("{key: items, low: 2, high: 9}", "levers.0.key", "items is no single value", "items.console"),
    ("{key: sweep.samples, low: 2, high: 9}", "levers.0.key", "cannot be varied", "name a number"),
    ("{key: marked, low: 2, high: 9}", "levers.0", "each in its own range", "`key: marked` alone"),
    ("{key: suppliers.fibres.capacity_per_day}", "levers.0", "no range is given", "such as suppliers.fibres.capacity_per_day=250:1000"),
    ("{key: suppliers.pcb.site, low: 2, high: 9}", "levers.0.low", "is no number and has no range", "values: [a, b]"),
    ("{key: start, low: 2, high: 9}", "levers.0.low", "is no number and has no range", "2023-01-12"),
    ("{key: suppliers.pcb.site, values: [dongguan, donguan]}", "levers.0.values.1", "no site 'donguan'", "did you mean dongguan"),
    ("{key: start, values: [2023-01-10T08:00, 2023-03-10T08:00]}", "levers.0.values.1", "end: 2023-02-28", "ends before it starts"),
    ("{key: variant, values: [late, erly]}", "levers.0.values.1", "there is no variant 'erly'", "did you mean early"),
    ("{key: variant, low: 1, high: 2}", "levers.0", "variants have no range", "values: [late, early]"),
    ("{choices: {a: {}, b: {end: 2023-02-20T20:00}}}", "levers.0", "the choices have no id", "add `id:`"),
    ("{id: x, choices: {a: {}, b: 3}}", "levers.0.choices.b", "3 is no mapping", "key: value"),
    ('{id: x, choices: {a: {}, "": {end: 2023-02-20T20:00}}}', "levers.0.choices.", "no name of a choice", "1 to 64"),
    ("{id: x, choices: {a: {}, b: {suppliers: {pcb: {capacity_per_day: 3}}}}}", "levers.0.choices.b.suppliers",
     "in place of all that is in suppliers", "such as `suppliers.pcb.capacity_per_day: …`"),
    ("{key: suppliers.pcb.distribution}", "levers.0", "no range is given", "suppliers.pcb.distribution=constant,lognormal,"),
    ('{id: x, choices: {a: {}, b: {"": 3}}}', "levers.0.choices.b.", "no key '' in a scenario", "keys here"),
    ("{key: a..b, low: 1, high: 2}", "levers.0.key", "no key 'a' in a scenario", "keys here"),
    ("{id: x, key: end, choices: {a: {}}}", "levers.0.key", "choices name their own key paths", "`id:`"),
    ("{id: x, choices: {a: {}, b: {suppliers.pbc.site: x}}}", "levers.0.choices.b.suppliers.pbc.site", "no key 'pbc'", "pcb"),
    ("{id: x, choices: {a: {}, b: {roads.time_cv: -1}}}", "levers.0.choices.b.roads.time_cv", "-1 is too small", "at least 0"),
    ("{id: x, choices: {a: {}, b: {suppliers.fibres.inbound: {mode: air, gateway: airprot, transit_h: 3}}}}",
     "levers.0.choices.b.suppliers.fibres.inbound", "with x = 'b', suppliers.fibres.inbound.gateway: there is no site 'airprot'",
     "did you mean airport"),
    (f"{{key: {CREWS}, low: 2, high: {{value: 9, assumption: most, low: 8, high: 10}}}}", "levers.0.high", "a range of its own", "mark"),
]  # fmt: skip


@pytest.mark.parametrize(("factor", "key", "said", "remedy"), BAD, ids=[f"{row[1]} {row[2]}" for row in BAD])
def test_one_slip_is_one_message(tmp_path: Path, factor: str, key: str, said: str, remedy: str) -> None:
    path = swept(tmp_path, f"\nsweep:\n  levers:\n    - {factor}\n")
    found = problems(path)
    assert len(found) == 1, found
    assert found[0].key == f"sweep.{key}"
    assert said in found[0].wrong
    assert remedy in found[0].remedy
    assert found[0].line == line_of(path, factor)


@pytest.mark.parametrize(
    "sweep",
    [
        "3",
        "{levers: 3}",
        "{levers: [variant]}",
        "{samples: 0}",
        "{levers: [{key: 3}]}",
        "{levers: [{id: x, choices: {a: 3}}]}",
    ],
)
def test_a_slip_in_the_sweep_hides_none_elsewhere(tmp_path: Path, sweep: str) -> None:
    slip = ("vehicle: van\n    capacity_per_day: 500", "vehicle: vna\n    capacity_per_day: 500")
    keys = [problem.key for problem in problems(written(tmp_path, slip, add=f"\nsweep: {sweep}\n"))]
    assert keys[0] == "suppliers.fibres.vehicle"
    assert keys[1].startswith("sweep")


@pytest.mark.parametrize(
    ("text", "key", "said", "remedy"),
    [
        ("sweep: {}", "sweep", "nothing is varied", "add a factor"),
        ("sweep: {desing: lhs, levers: [{key: variant}]}", "sweep.desing", "no key 'desing'", "did you mean design"),
        ("sweep: {design: lsh, levers: [{key: variant}]}", "sweep.design", "'lsh' is not among", "did you mean lhs"),
        ("sweep: {samples: 0, levers: [{key: variant}]}", "sweep.samples", "0 is too small", "at least 1"),
        ("sweep: {replications: 1.5, levers: [{key: variant}]}", "sweep.replications", "no whole number", "whole"),
        ("sweep: {design: table, levers: [{key: variant}]}", "sweep.design", "and there is none", "add `table:`"),
        ("sweep: {table: a.csv, levers: [{key: variant}]}", "sweep.table", "a grid takes no table", "design: table"),
        ("sweep: {levers: {key: variant}}", "sweep.levers", "is no list", "- "),
        ("sweep: {levers: [variant]}", "sweep.levers.0", "is no mapping", "key: value"),
        ("sweep: 3", "sweep", "3 is no mapping", "key: value"),
        (
            f"sweep: {{levers: [{{key: {CREWS}, low: 2, high: 9}}], uncertainties: [{{key: {CREWS}, values: [3, 4]}}]}}",
            "sweep.uncertainties.0", "is varied twice", "choices",
        ),
        (
            "sweep: {levers: [{key: roads.time_cv, low: 0.1, high: 0.2}, {id: x, choices: {a: {}, b: {roads: {date: 2023-01-06}}}}]}",
            "sweep.levers.1", "roads is varied by two factors (the other is roads.time_cv)", "one",
        ),
        (
            "sweep: {levers: [{id: x, choices: {a: {}}}, {id: x, choices: {b: {}}}]}",
            "sweep.levers.1.id", "two factors x", "an id of its own",
        ),
    ],
)  # fmt: skip
def test_slips_in_the_sweep_itself(tmp_path: Path, text: str, key: str, said: str, remedy: str) -> None:
    problem = only(swept(tmp_path, f"\n{text}\n"))
    assert problem.key == key
    assert said in problem.wrong
    assert remedy in problem.remedy


def test_all_slips_of_a_sweep_come_in_one_go(tmp_path: Path) -> None:
    """Those of its shape and those that only trying shows; a slip elsewhere as well."""
    text = f"""
sweep:
  design: table
  levers:
    - {{key: suppliers.pbc.capacity_per_day, low: 2, high: 9}}
    - {{key: {CAPACITY}, low: 70, high: 60}}
    - {{key: {CREWS}, low: -4, high: 9}}
"""
    found = [problem.key for problem in problems(swept(tmp_path, text))]
    assert found == ["sweep.design", "sweep.levers.0.key", "sweep.levers.1.low", "sweep.levers.2.low"]
    elsewhere = written(
        tmp_path, ("vehicle: van\n    capacity_per_day: 500", "vehicle: vna\n    capacity_per_day: 500"), add=text
    )
    assert {"sweep.design", "sweep.levers.1.low", "suppliers.fibres.vehicle"} <= {
        problem.key for problem in problems(elsewhere)
    }


def test_two_numbers_may_go_together_where_neither_can_go_alone(tmp_path: Path) -> None:
    """The order-up-to level stands at 200: a reorder point of 300 is right only beside levels above it."""
    policy = "items.seal.policy"
    both = f"""
sweep:
  levers:
    - {{key: {policy}.reorder_point, low: 100, high: 300}}
    - {{key: {policy}.order_up_to, low: 320, high: 500}}
"""
    assert load(swept(tmp_path, both, NETWORK)).sweep is not None
    alone = f"\nsweep: {{levers: [{{key: {policy}.reorder_point, low: 100, high: 300}}]}}\n"
    problem = only(swept(tmp_path, alone, NETWORK))
    assert problem.key == "sweep.levers.0.high"
    assert f"with {policy}.reorder_point = 300" in problem.wrong


def test_the_sweep_is_tried_on_the_variant_in_force(tmp_path: Path) -> None:
    """The variant, not the base, marks the crews with a range."""
    text = f"\nsweep: {{levers: [{{key: {CREWS}}}]}}\n"
    scenario = load(swept(tmp_path, text))
    assert scenario.sweep is not None
    assert varied(scenario, scenario.sweep)[0].factor.span == (7, 12)
    problem = only(written(tmp_path, ("variant: late", "variant: early"), add=text))
    assert "no range is given" in problem.wrong


def test_what_a_user_sets_may_take_away_what_the_sweep_is_about(tmp_path: Path) -> None:
    """The run is right; only a study of it is not."""
    scenario = load(
        swept(tmp_path, f"\nsweep: {{levers: [{{key: roads.time_cv, low: 0.1, high: 0.3}}, {{key: {CAPACITY}}}]}}\n")
    )
    changed = override(scenario, {CAPACITY: 30})
    assert loads(dump(changed)) == changed
    assert changed.sweep is not None
    with pytest.raises(ScenarioError, match=f"sweep: {CAPACITY}: no range is given"):
        varied(changed, changed.sweep)


def test_the_sweep_cannot_be_set_with_a_key_path() -> None:
    with pytest.raises(ScenarioError, match=r"sweep\.samples: this cannot be set"):
        override(small(), {"sweep.samples": 3})


def test_a_table_is_looked_for_beside_the_file(tmp_path: Path) -> None:
    scenario = load(swept(tmp_path, "\nsweep: {design: table, table: points.csv}\n"))
    assert scenario.sweep is not None
    assert scenario.sweep.table == str(tmp_path / "points.csv")
    assert loads(dump(scenario)) == scenario
    assert varied(scenario, scenario.sweep) == ()


def test_moments_in_choices_are_kept_as_text(tmp_path: Path) -> None:
    scenario = load(swept(tmp_path, WHOLE))
    assert scenario.sweep is not None
    choice = scenario.sweep.levers[2].choices["strike"]["disruptions.strike"]
    assert isinstance(choice, dict)
    assert choice["from"] == "2023-01-16T08:00:00+08:00"


def test_many_numbers_of_a_list_are_tried_at_their_ends() -> None:
    numbers = tuple(range(1, 2_000))
    (found,) = varied(small(), Sweep(levers=(Factor(key=CREWS, values=numbers),)))
    assert found.factor.values == numbers
    with pytest.raises(ScenarioError, match="0 is too small"):
        varied(small(), Sweep(levers=(Factor(key=CREWS, values=(*numbers, 0)),)))


def test_a_truth_alone_is_both_truths(hanno: Scenario) -> None:
    (found,) = varied(hanno, Sweep(levers=(Factor(key="items.pmp_fibre.critical"),)))
    assert found.factor.values == (False, True)
    assert found.base is True


def test_what_is_wrong_with_every_value_of_a_list_is_told_once() -> None:
    days = tuple(f"2023-01-1{digit}" for digit in range(1, 8))
    with pytest.raises(ScenarioError) as refused:
        varied(small(), Sweep(levers=(Factor(key="start", values=days),)))
    (problem,) = refused.value.problems
    others = "'2023-01-12', '2023-01-13', '2023-01-14' and 3 more"
    assert problem.wrong == f"'2023-01-11' has no time of day (and the same for {others})"


def test_a_check_that_fails_for_each_start_is_told_once() -> None:
    late = tuple(f"2099-01-0{digit}T08:00" for digit in range(1, 4))
    with pytest.raises(ScenarioError) as refused:
        varied(small(), Sweep(levers=(Factor(key="start", values=late),)))
    (problem,) = [each for each in refused.value.problems if "ends before it starts" in each.remedy]
    assert "(and the same for '2099-01-02T08:00', '2099-01-03T08:00')" in problem.wrong


def test_different_slips_in_a_list_are_all_told() -> None:
    with pytest.raises(ScenarioError) as refused:
        varied(small(), Sweep(levers=(Factor(key=CREWS, values=(0, "many", -1, 2)),)))
    first, second = refused.value.problems
    assert "0 is too small (and the same for -1)" in first.wrong
    assert "many" in second.wrong
