"""Factors as they are written on the command line, and overlays in a file of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import InputError, ScenarioError, parse_vary, read_overlays

READ: list[tuple[str, dict[str, Any]]] = [
    ("a.b=50:200", {"low": 50, "high": 200}),
    ("a.b=50:200:7", {"low": 50, "high": 200, "steps": 7}),
    ("a.b = -1.5 : 2e2", {"low": -1.5, "high": 200}),
    ("a.b", {}),
    ("a.b=1,2,3.5", {"values": (1, 2, 3.5)}),
    ("a.b=x, y", {"values": ("x", "y")}),
    ("a.b=true,false", {"values": (True, False)}),
    ("a.b=2023-01-12,2023-01-14", {"values": ("2023-01-12", "2023-01-14")}),
    ("a.b=2023-01-12T08:00,2023-01-12T09:00", {"values": ("2023-01-12T08:00", "2023-01-12T09:00")}),
    ("a.b=09:00,10:30", {"values": ("09:00", "10:30")}),
    ("a.b=08:00-12:00,09:00-13:00", {"values": ("08:00-12:00", "09:00-13:00")}),
    ("a.b=2023-01-30:2023-02-01", {"values": ("2023-01-30", "2023-01-31", "2023-02-01")}),
    ("a.b=2023-01-01:2023-01-11:3", {"values": ("2023-01-01", "2023-01-06", "2023-01-11")}),
    ("a.b=triangular(2,3,6)", {"distribution": "triangular", "low": 2, "mode": 3, "high": 6}),
    ("a.b=uniform(2, 6)", {"distribution": "uniform", "low": 2, "high": 6}),
    ("a.b=normal(60,10)", {"distribution": "normal", "mean": 60, "sd": 10}),
    ("a.b=normal(60,10,30,90)", {"distribution": "normal", "mean": 60, "sd": 10, "low": 30, "high": 90}),
    ("a.b=lognormal(60,10)", {"distribution": "lognormal", "mean": 60, "sd": 10}),
    ("a.b=log(1,100,3)", {"scale": "log", "low": 1, "high": 100, "steps": 3}),
    ("a.b=LOG(1,100)", {"scale": "log", "low": 1, "high": 100}),
    ("a.b＝50：200：7", {"low": 50, "high": 200, "steps": 7}),
    ("a.b=1，2，3", {"values": (1, 2, 3)}),
    ("a.b=triangular（2，3，6）", {"distribution": "triangular", "low": 2, "mode": 3, "high": 6}),
    ("variant=a,b", {"key": "variant", "values": ("a", "b")}),
    ("marked", {"key": "marked"}),
]
REFUSED: list[tuple[str, str, str]] = [
    ("a.b=200:50", "upside down", "write a.b=50:200"),
    ("a.b=200:50:7", "upside down", "write a.b=50:200:7"),
    ("a.b=50:50", "is empty", "widen it"),
    ("a.b=50:200:1", "'1' is no number of values", "a.b=50:200:7"),
    ("a.b=50:200:x", "'x' is no number of values", "a.b=50:200:7"),
    ("a.b=50:", "no range", "write a.b=50:200"),
    ("a.b=1,000:2,000", "no range", "1000:2000"),
    ("a.b=5", "one value varies nothing", "--set a.b=5"),
    ("a.b=nan:4", "nan and inf are no numbers", "write a.b=50:200"),
    ("a.b=1:-Inf", "nan and inf are no numbers", "write a.b=50:200"),
    ("a.b=1,Infinity", "nan and inf are no numbers", "write a.b=50:200"),
    ("a.b=50:200:²", "'²' is no number of values", "a.b=50:200:7"),
    ("a.b=1:4:100001", "'100001' is no number of values", "from 2 to 100,000"),
    ("a.b=", "is missing", "KEY=50:200"),
    ("=5", "is missing", "KEY=50:200"),
    ("", "is missing", "KEY=50:200"),
    ("a.b=1,,2", "missing between two commas", "KEY=a,b,c"),
    ("a.b=1,2,1", "1 stands here twice", "once"),
    ("a.b=1,1.0", "1.0 stands here twice", "once"),
    ("a.b=[1],2", "'[1]' is no single value", "overlays"),
    ("a.b={a: 1},2", "no single value", "overlays"),
    ("a.b=null,2", "'null' is no single value", "numbers"),
    ("a.b=.nan,2", "a value is a number", "KEY=50:200"),
    ("a.b=!x,2", "no value", "KEY=50:200"),
    ("a.b=trianglar(2,3,6)", "no distribution 'trianglar'", "did you mean triangular"),
    ("a.b=triangular(2,6)", "takes low, mode, high", "triangular(low,mode,high)"),
    ("a.b=triangular(2,9,6)", "the mode 9 does not lie between 2 and 6", "likeliest"),
    ("a.b=normal(60,a)", "all numbers", "normal(mean,sd)"),
    ("a.b=normal(60,-1)", "spreads nothing", "above 0"),
    ("a.b=normal(60,1,90)", "leaves nothing", "towards the mean"),
    ("a.b=lognormal(-60,1)", "a lognormal mean of -60", "normal"),
    ("a.b=lognormal(1,1e9)", "100 times the mean", "log"),
    ("a.b=log(0,10)", "cannot begin at 0", "above 0"),
    ("a.b=log(1,10,1)", "no number of values", "2"),
    ("a.b=2023-01-14:2023-01-12", "upside down", "a.b=2023-01-12:2023-01-14"),
    ("a.b=2023-01-14:2023-02-30", "no such day", "2023-01-10"),
    ("a.b=2023-01-14:2033-01-14", "more than 1,100 days", "shorter"),
    ("a.b=2-5", "no range", "write a.b=2:5"),
    ("a.b=2..5", "no range", "write a.b=2:5"),
    ("a.b=0.5～1", "no range", "write a.b=0.5:1"),
    ("a.b=2到5", "no range", "write a.b=2:5"),
    ("a.b=10%:40%", "a share is written as a number", "write a.b=0.1:0.4"),
    ("a.b=5％，12.5％", "a share is written as a number", "write a.b=0.05,0.125"),
    ("a.b=2023/01/10:2023/01/12", "a day is written otherwise", "a.b=2023-01-10:2023-01-16"),
    ("a.b=2023年1月10日", "a day is written otherwise", "a.b=2023-01-10:2023-01-16"),
    ("a.b=3.2.2023,4.2.2023", "a day is written otherwise", "a.b=2023-01-10:2023-01-16"),
    ("variant=dry", "one value varies nothing", "write variant=a,b, or --set variant=dry"),
    ("marked=3:4", "each in its own range", "`marked` alone"),
]


@pytest.mark.parametrize(("text", "said"), READ)
def test_what_is_written_is_what_is_varied(text: str, said: dict[str, Any]) -> None:
    assert parse_vary(text).model_dump(exclude_defaults=True) == {"key": "a.b", **said}


@pytest.mark.parametrize(("text", "wrong", "remedy"), REFUSED)
def test_what_cannot_be_read_is_refused_with_a_remedy(text: str, wrong: str, remedy: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_vary(text)
    message = str(refused.value)
    assert message.startswith(f"--vary {text}: ")
    assert wrong in message.partition("; ")[0]
    assert remedy in message.partition("; ")[2]


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_the_ends_of_a_range_come_through_to_the_last_bit(one: float, other: float) -> None:
    low, high = sorted((one, other))
    if low < high:
        factor = parse_vary(f"a.b={low!r}:{high!r}")
        assert (factor.low, factor.high) == (low, high)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        key = parse_vary(text).key
    except InputError:
        return
    assert key


# --- overlays ---------------------------------------------------------------------------------------------------------

PLAIN = """
none: {}
strike:
  disruptions.strike: {kind: outage, target: pcb, from: 2023-01-16T08:00, until: 2023-01-18T08:00}
fewer: {suppliers.pcb.capacity_per_day: {value: 20, assumption: half a line}}
"""


def overlay_file(folder: Path, text: str, name: str = "What goes wrong.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_names_of_choices_and_what_they_set(tmp_path: Path) -> None:
    factor = read_overlays(overlay_file(tmp_path, PLAIN))
    assert factor.column == factor.id == "what_goes_wrong"
    assert list(factor.choices) == ["none", "strike", "fewer"]
    assert factor.choices["none"] == {}
    assert factor.choices["fewer"] == {"suppliers.pcb.capacity_per_day": {"value": 20, "assumption": "half a line"}}


def test_a_factor_as_in_a_scenario_file(tmp_path: Path) -> None:
    text = "id: closure\nname: {en: Closure, zh: 封路}\nsource: {assumption: made up}\nchoices: {none: {}, a: {end: 2023-02-20T20:00}}"
    factor = read_overlays(overlay_file(tmp_path, text))
    assert (factor.column, factor.name and factor.name.zh, factor.source and factor.source.kind) == (
        "closure",
        "封路",
        "assumption",
    )


def test_a_file_whose_name_is_no_id(tmp_path: Path) -> None:
    assert read_overlays(overlay_file(tmp_path, PLAIN, "封路.yaml")).column == "overlay"


@pytest.mark.parametrize(
    ("text", "line", "key", "wrong", "remedy"),
    [
        ("none: {}\nstrike: 3\n", 2, "strike", "3 sets nothing", "{} for nothing"),
        ("none: {}\nstrike:\n", 2, "strike", "nothing sets nothing", "{} for nothing"),
        ("id: X y\nchoices: {a: {}}\n", 1, "id", "the id 'X y' is not allowed", "small letters"),
        ("id: x\nkey: a.b\nchoices: {a: {}}\n", 2, "key", "their own key paths", "take `key:` away"),
        ("id: x\nchocies: {a: {}}\nchoices: {b: {}}\n", 2, "chocies", "no key 'chocies'", "did you mean choices"),
        ("id: x\nchoices: {}\n", 2, "choices", "names no choices", "names of choices"),
        ("none: {}\nnone: {}\n", 2, "none", "a second time", "remove"),
        ("- a\n", 1, "", "no keys", "id"),
    ],
)
def test_mistakes_are_told_with_their_line(
    tmp_path: Path, text: str, line: int, key: str, wrong: str, remedy: str
) -> None:
    path = overlay_file(tmp_path, text)
    with pytest.raises(ScenarioError) as refused:
        read_overlays(path)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.key) == (path, line, key)
    assert wrong in problem.wrong
    assert remedy in problem.remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        read_overlays(tmp_path / "nothing.yaml")
