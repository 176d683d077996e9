"""What a factor of a sweep must say, and what does not go together in it, whatever the scenario."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._findings import Finding, shown
from scenarios._yaml import KeyPath
from scenarios.sweeps import MARKED, Factor

NEEDS: dict[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
}
NUMBERS = ("low", "high", "mode", "mean", "sd")
WIDEST = 100
LONGEST_NAME = 64
EXAMPLE = "low: 50, high: 200"
NOTHING = Finding(
    ("sweep",),
    "nothing is varied",
    f"add a factor under `levers:` or `uncertainties:`, such as {{key: suppliers.pcb.capacity_per_day, {EXAMPLE}}}",
)
"""A sweep without factors."""


def shape_of(factor: Factor, path: KeyPath) -> Iterator[Finding]:
    """Yield what is wrong with a factor in itself.

    Parameters
    ----------
    factor
        Any factor.
    path
        Where it stands.
    """
    yield from _what(factor, path)
    if factor.choices or factor.values:
        yield from _listed(factor, path)
    elif factor.distribution is not None:
        yield from _by_chance(factor, path)
    else:
        yield from _range(factor, path)


def _what(factor: Factor, path: KeyPath) -> Iterator[Finding]:
    """Check what is varied: a key path, or choices with an id."""
    if factor.choices and factor.key is not None:
        yield Finding((*path, "key"), "choices name their own key paths", "take `key:` away and give an `id:`")
    elif factor.choices and factor.id is None:
        yield Finding(path, "the choices have no id", "add `id:`, the name of their column in the tables")
    elif not factor.choices and not factor.key:
        remedy = "add `key:`, such as suppliers.pcb.capacity_per_day, or `choices:`"
        yield Finding(path, "nothing is said of what is varied", remedy)
    elif not factor.choices and factor.id is not None:
        yield Finding((*path, "id"), "an id belongs to choices", "take it away: the column is named as the key path")
    if factor.key == MARKED and (factor.values or _given(factor) or factor.distribution or factor.steps):
        remedy = "name one key, or write `key: marked` alone"
        yield Finding(path, "`marked` stands for all marked numbers, each in its own range", remedy)


def _listed(factor: Factor, path: KeyPath) -> Iterator[Finding]:
    """Check a list of values or choices: nothing that belongs to a range, nothing twice."""
    way = "choices" if factor.choices else "values"
    if factor.choices and factor.values:
        yield Finding((*path, "values"), "there are both values and choices", "keep one of the two")
    others = [*_given(factor), *(name for name in ("distribution", "steps") if getattr(factor, name) is not None)]
    others += ["scale"] if factor.scale != "linear" else []
    for name in factor.choices:
        if not 1 <= len(name) <= LONGEST_NAME:
            wrong = f"{shown(name)} is no name of a choice"
            yield Finding((*path, "choices", name), wrong, f"write 1 to {LONGEST_NAME} characters, in any language")
    for name in others:
        yield Finding((*path, name), f"{name} belongs to a range, and there are {way}", "keep one of the two")
    seen: set[tuple[bool, object]] = set()
    for index, value in enumerate(factor.values):
        if (isinstance(value, bool), value) in seen:  # true is 1 to Python, not to a planner
            yield Finding((*path, "values", str(index)), f"{shown(value)} stands here twice", "name every value once")
        seen.add((isinstance(value, bool), value))


def _range(factor: Factor, path: KeyPath) -> Iterator[Finding]:
    for name in ("mode", "mean", "sd"):
        if getattr(factor, name) is not None:
            kinds = "triangular" if name == "mode" else "normal or lognormal"
            yield Finding((*path, name), f"{name} belongs to a distribution", f"add `distribution: {kinds}`")
    missing = [name for name in ("low", "high") if getattr(factor, name) is None]
    if len(missing) == 1:
        yield Finding(path, f"the range has no {missing[0]}", f"give both ends, such as {EXAMPLE}")
    yield from _ends(factor, path)
    if factor.scale == "log" and factor.low is not None and factor.low <= 0:
        remedy = "let it begin above 0, or take `scale: log` away"
        yield Finding((*path, "low"), f"ratios cannot begin at {factor.low:g}", remedy)


def _by_chance(factor: Factor, path: KeyPath) -> Iterator[Finding]:
    kind = factor.distribution or ""
    needs = NEEDS[kind]
    missing = [name for name in needs if getattr(factor, name) is None]
    if missing:
        wrong = f"a {kind} distribution needs {', '.join(needs)}; {' and '.join(missing)} is missing"
        yield Finding((*path, "distribution"), wrong, f"add `{missing[0]}:`")
    allowed = (*needs, "low", "high")
    for name in (name for name in _given(factor) if name not in allowed):
        yield Finding((*path, name), f"{name} does not belong to a {kind} distribution", "take it away")
    if factor.scale == "log" and kind != "uniform":
        yield Finding((*path, "scale"), f"a {kind} distribution has no scale", "take it away, or write `lognormal`")
    elif factor.scale == "log" and factor.low is not None and factor.low <= 0:
        yield Finding((*path, "low"), f"ratios cannot begin at {factor.low:g}", "let it begin above 0")
    if factor.sd is not None and factor.sd <= 0:
        yield Finding((*path, "sd"), f"a standard deviation of {factor.sd:g} spreads nothing", "write one above 0")
    elif kind == "lognormal" and factor.mean is not None and factor.mean <= 0:
        yield Finding((*path, "mean"), f"a lognormal mean of {factor.mean:g}", "write one above 0, or use `normal`")
    elif kind == "lognormal" and not missing and (factor.sd or 0) > WIDEST * (factor.mean or 0):
        wrong = f"a standard deviation of {WIDEST} times the mean and more"
        yield Finding((*path, "sd"), wrong, "write a smaller one, or a range with `scale: log`")
    elif not missing:
        yield from _ends(factor, path)
        yield from _mode(factor, path)


def _ends(factor: Factor, path: KeyPath) -> Iterator[Finding]:
    low, high = factor.span
    if low < high or low != low or high != high:  # noqa: PLR0124 - an end that is not known is NaN
        return
    where = "high" if factor.low is None else "low"
    if low == high:
        yield Finding((*path, where), f"the range from {low:g} to {high:g} is empty", f"widen it, such as {EXAMPLE}")
    elif factor.low is None or factor.high is None:
        yield Finding((*path, where), "the cut leaves nothing of the distribution", "move it towards the mean")
    else:
        wrong = f"the range is upside down: {low:g} is more than {high:g}"
        yield Finding((*path, where), wrong, f"write low: {high:g}, high: {low:g}")


def _mode(factor: Factor, path: KeyPath) -> Iterator[Finding]:
    low, high = factor.span
    if factor.mode is not None and low < high and not low <= factor.mode <= high:
        wrong = f"the mode {factor.mode:g} does not lie between {low:g} and {high:g}"
        yield Finding((*path, "mode"), wrong, "write the likeliest value, between low and high")


def _given(factor: Factor) -> list[str]:
    return [name for name in NUMBERS if getattr(factor, name) is not None]
