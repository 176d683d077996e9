"""Factors as planners write them: ``KEY=50:200:7`` on the command line, and overlays in a file of their own."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios._factorshapes import shape_of
from scenarios._findings import did_you_mean
from scenarios._overlayfile import overlays_of
from scenarios._yaml import parse_value, read_document
from scenarios.errors import InputError
from scenarios.sweeps import MARKED, Factor

EXAMPLES = "KEY=50:200, KEY=50:200:7, KEY=a,b,c or KEY=triangular(50,90,200)"
FORMS: dict[str, tuple[tuple[str, ...], int]] = {
    "uniform": (("low", "high"), 2),
    "log": (("low", "high", "steps"), 2),
    "triangular": (("low", "mode", "high"), 3),
    "normal": (("mean", "sd", "low", "high"), 2),
    "lognormal": (("mean", "sd", "low", "high"), 2),
}
"""Name of a form to its numbers, in order, and how many of them there must be."""
WESTERN = str.maketrans("，：（）＝；％", ",:()=;%")
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
RANGE = re.compile(rf"({NUMBER}):({NUMBER})(?::(.+))?")
RANGE_LIKE = re.compile(r"[\d.eE+-]*:[\d.eE+:-]*")
NO_NUMBER = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
CLOCK = re.compile(r"\d\d:\d\d(-\d\d:\d\d)?")
OTHER_RANGE = re.compile(rf"({NUMBER})\s*(?:-|–|—|~|～|\.\.+|to|至|到)\s*({NUMBER})")
PERCENT = re.compile(rf"({NUMBER})\s*%")
OTHER_DAY = re.compile(r"\d{4}[/.年]\d{1,2}[/.月]\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}")
DAY = r"\d{4}-\d\d-\d\d"
DAYS = re.compile(rf"({DAY}):({DAY})(?::(\d+))?")
CALL = re.compile(r"([a-zA-Z]+)\((.*)\)")
MOST_DAYS = 1_100


def parse_vary(text: str) -> Factor:
    """Read a factor as given on the command line.

    Parameters
    ----------
    text
        ``KEY=LOW:HIGH`` or ``KEY=LOW:HIGH:STEPS`` (values of a grid, both ends among them); ``KEY=a,b,c``, a list of numbers,
        words, days, moments, true and false; days from one to the other, ``KEY=2023-01-10:2023-01-16``;
        ``KEY=triangular(low,mode,high)``, ``uniform(low,high)``, ``log(low,high[,steps])``, ``normal(mean,sd[,low,high])``,
        ``lognormal(mean,sd[,low,high])``; a key alone for the range of its mark in the scenario; ``variant`` or
        ``variant=a,b``; ``marked`` for all numbers whose mark has a range. Chinese punctuation is read as well.

    Raises
    ------
    InputError
        If it cannot be read, or is no range that goes up; the message names what would be right.
    """
    key, equals, written = text.translate(WESTERN).partition("=")
    key, written = key.strip(), written.strip()
    if not key or (equals and not written):
        raise _refused(text, "a key or what it is varied by is missing", f"write {EXAMPLES}")
    factor = _factor(text, key, "".join(written.split()) if ":" in written or "(" in written else written)
    for _, wrong, remedy in shape_of(factor, ()):
        raise _refused(text, wrong, _on_the_line(key, factor, remedy))
    return factor


def read_overlays(path: str | Path) -> Factor:
    """Read a factor whose choices are overlays: several key paths set at once, such as a closure or another vehicle.

    Parameters
    ----------
    path
        A YAML file. Each key is the name of a choice, what stands below it sets key paths of the scenario; ``{}`` is the
        scenario as it stands. Or a factor as in a ``sweep:`` block, with ``id``, ``name``, ``source`` and ``choices``. Without
        an ``id`` the column is named after the file.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each problem with file, line, key and remedy.
    """
    return overlays_of(read_document(Path(path).expanduser()))


def _factor(text: str, key: str, written: str) -> Factor:
    if not written:
        return Factor(key=key)
    if key == MARKED:
        raise _refused(text, "`marked` stands for all marked numbers, each in its own range", "write `marked` alone")
    if call := CALL.fullmatch(written):
        return _by_form(text, key, call[1].lower(), call[2])
    if days := DAYS.fullmatch(written):
        return Factor(key=key, values=_days(text, key, days[1], days[2], days[3]))
    if numbers := RANGE.fullmatch(written):
        steps = None if numbers[3] is None else _steps(text, key, numbers[3])
        return Factor(key=key, low=float(numbers[1]), high=float(numbers[2]), steps=steps)
    parts = [part.strip() for part in written.split(",")]
    if any(RANGE_LIKE.fullmatch(part) and not CLOCK.fullmatch(part) for part in parts):
        remedy = f"write {key}=50:200 or {key}=50:200:7, large numbers without separators: 1000:2000"
        raise _refused(text, "this is no range", remedy)
    if key != "variant" and any(NO_NUMBER.fullmatch(end) for part in parts for end in part.split(":")):
        raise _refused(text, "nan and inf are no numbers that can be set", f"write {key}=50:200 or {key}=a,b,c")
    values = [_value(text, part) for part in parts]
    _refuse_other_ways(text, key, written)
    if len(values) == 1:
        ways = f"{key}=a,b" if key == "variant" else f"{key}=LOW:HIGH, {key}=a,b,c"
        remedy = f"write {ways}, or --set {key}={written} to set it"
        raise _refused(text, "one value varies nothing", remedy)
    return _made(text, {"key": key, "values": values})


def _refuse_other_ways(text: str, key: str, written: str) -> None:
    """Refuse what is a range, a share or a day elsewhere, with how it is written here."""
    if "%" in written and all(PERCENT.fullmatch(part) for part in re.split("[:,]", written)):
        shares = PERCENT.sub(lambda share: f"{float(share[1]) / 100:g}", written)
        raise _refused(text, "a share is written as a number", f"write {key}={shares}")
    if OTHER_DAY.search(written):
        raise _refused(
            text, "a day is written otherwise", f"write {key}=2023-01-10:2023-01-16 or {key}=2023-01-10,2023-01-16"
        )
    if span := OTHER_RANGE.fullmatch(written):
        raise _refused(text, "this is no range", f"write {key}={span[1]}:{span[2]}")


def _by_form(text: str, key: str, form: str, inside: str) -> Factor:
    if form not in FORMS:
        raise _refused(text, f"there is no distribution {form!r}", did_you_mean(form, FORMS, "distributions"))
    names, least = FORMS[form]
    example = f"write {key}={form}({','.join(names[:least])})"
    parts = [part.strip() for part in inside.split(",")]
    if not least <= len(parts) <= len(names) or not all(re.fullmatch(NUMBER, part) for part in parts):
        more = f" ({' and '.join(names[least:])} may follow)" if len(names) > least else ""
        raise _refused(text, f"{form} takes {', '.join(names[:least])}{more}, all numbers", example)
    given: dict[str, Any] = dict(zip(names, map(float, parts), strict=False))
    if "steps" in given:
        given["steps"] = _steps(text, key, parts[names.index("steps")])
    kind = {"scale": "log"} if form == "log" else {"distribution": form}
    return _made(text, {"key": key, **kind, **given})


def _steps(text: str, key: str, written: str) -> int:
    if not written.isdecimal() or not 2 <= int(written) <= 100_000:  # noqa: PLR2004 - as the field allows
        wrong = f"{written!r} is no number of values"
        raise _refused(text, wrong, f"write a whole number from 2 to 100,000, such as {key}=50:200:7")
    return int(written)


def _days(text: str, key: str, first: str, last: str, steps: str | None) -> tuple[str, ...]:
    try:
        begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError as error:
        raise _refused(text, "there is no such day", "write days such as 2023-01-10") from error
    if not begin < end:
        raise _refused(text, "the range is upside down", f"write {key}={last}:{first}")
    if (end - begin).days > MOST_DAYS:
        raise _refused(text, f"these are more than {MOST_DAYS:,} days", "write a shorter range")
    count = (end - begin).days + 1 if steps is None else _steps(text, key, steps)
    places = (round(place * (end - begin).days / (count - 1)) for place in range(count))
    return tuple((begin + dt.timedelta(days=place)).isoformat() for place in dict.fromkeys(places))


def _value(text: str, written: str) -> object:
    if not written:
        raise _refused(text, "a value is missing between two commas", f"write {EXAMPLES}")
    try:
        value = parse_value(written)
    except InputError as error:
        raise _refused(text, f"{written!r} is no value", f"write {EXAMPLES}") from error
    if not isinstance(value, bool | int | float | str):
        remedy = "write numbers, words, days, true or false; several keys at once go into a file of overlays"
        raise _refused(text, f"{written!r} is no single value", remedy)
    return value


def _made(text: str, data: dict[str, Any]) -> Factor:
    try:
        return Factor.model_validate(data)
    except ValidationError as error:
        raise _refused(text, error.errors()[0]["msg"], f"write {EXAMPLES}") from error


def _on_the_line(key: str, factor: Factor, remedy: str) -> str:
    """Return a remedy as the command line writes it, where the range is upside down."""
    if factor.low is None or factor.high is None or factor.low <= factor.high or factor.distribution:
        return remedy
    steps = f":{factor.steps}" if factor.steps else ""
    return f"write {key}={factor.high:g}:{factor.low:g}{steps}"


def _refused(text: str, wrong: str, remedy: str) -> InputError:
    return InputError(f"--vary {text}: {wrong}; {remedy}")
