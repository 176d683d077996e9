"""Loading a scenario file: YAML, marks, fields, checks across entries, variant, overrides. Errors come all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios._emit import emit
from scenarios._findings import Finding, did_you_mean
from scenarios._marks import lift
from scenarios._tree import as_data
from scenarios._validate import validate
from scenarios._yaml import Document, KeyPath, parse_document, read_document
from scenarios.catalogue import shipped_file, shipped_names
from scenarios.errors import Problem, ScenarioError
from scenarios.model import SWEEP, Scenario
from scenarios.overrides import override, resolve
from scenarios.sweeps import Sweep
from scenarios.varied import resolve_sweep


def load(source: str | Path, overrides: Mapping[str, object] | None = None) -> Scenario:
    """Load a scenario.

    The variant in force is applied first, then the overrides. A file written by `dump` is taken as it stands, unless
    its ``variant`` has been changed by hand since.

    Parameters
    ----------
    source
        The name of a shipped scenario, or the path of a YAML file.
    overrides
        Key path to value, see `override`.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each problem with file, line, key path and remedy.
    """
    return _build(read_document(_find(source)), overrides or {})


def loads(text: str, overrides: Mapping[str, object] | None = None) -> Scenario:
    """Load a scenario from YAML text.

    Parameters
    ----------
    text
        The YAML text.
    overrides
        Key path to value, see `override`.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    return _build(parse_document(text, Path("scenario.yaml")), overrides or {})


def dump(scenario: Scenario) -> str:
    """Return a scenario as complete YAML text that loads to an equal scenario.

    Parameters
    ----------
    scenario
        Any scenario.
    """
    return "# A resolved scenario: complete, with the variant and all overrides applied.\n" + emit(as_data(scenario))


def _find(source: str | Path) -> Path:
    names = shipped_names()
    if isinstance(source, str) and source in names:
        return shipped_file(source)
    path = Path(source).expanduser()
    if not path.exists() and not path.is_symlink():
        wrong = f"there is neither a shipped scenario nor a file {str(source)!r}"
        problem = Problem(path, None, "", wrong, did_you_mean(str(source), names, "shipped scenarios"))
        raise ScenarioError((problem,))
    return path


def _build(document: Document, overrides: Mapping[str, object]) -> Scenario:
    data, marks, findings = lift(document.data)
    block = data.get("marks")
    data["marks"] = {
        **(block if isinstance(block, dict) else {}),
        **{key: as_data(mark) for key, mark in marks.items()},
    }
    _place_table(data, document.file)
    base, found = validate(data)
    findings += found
    if base is not None and not findings:
        findings += _trials(base)
    findings += _sweep(data, base, findings)
    if base is None or findings or document.problems:
        problems = (*document.problems, *_located(findings, document))
        raise ScenarioError(tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)))
    in_force = base.resolved is not None and base.resolved.variant == base.variant
    stands = in_force or (base.variant is None and base.resolved is None)
    return base if stands and not overrides else override(base, overrides)


def _place_table(data: dict[str, Any], file: Path | None) -> None:
    """Let the table of a sweep be looked for beside the scenario file."""
    sweep = data.get("sweep")
    if file is not None and isinstance(sweep, dict) and isinstance(sweep.get("table"), str):
        data["sweep"] = {**sweep, "table": str(file.parent / sweep["table"])}


def _trials(base: Scenario) -> Iterator[Finding]:
    """Yield what is wrong with each of the variants, by trying it."""
    for name, variant in base.variants.items():
        _, findings = resolve(base, {"variant": name})
        for path, wrong, remedy in findings:
            key = ".".join(path)
            causes = [cause for cause in variant.set if key == cause or key.startswith(f"{cause}.")]
            place: KeyPath = ("variants", name, "set", *causes[:1])
            yield Finding(place, wrong if causes else f"with this variant, {key}: {wrong}", remedy)


def _sweep(data: dict[str, Any], base: Scenario | None, before: list[Finding]) -> list[Finding]:
    """Return what is wrong with the sweep, by trying it on the variant in force; nothing that was found before.

    A resolved scenario may be one whose user has changed what the sweep of the file was about: it can be run all the same.
    """
    if any(path[:1] != ("sweep",) for path, _, _ in before) or "sweep" not in data:
        return []
    if base is None:  # the sweep alone is wrong: all that is wrong with it is to be told in one go
        marks = {key: mark for key, mark in data["marks"].items() if not key.startswith(SWEEP)}
        base = validate({**data, "sweep": None, "marks": marks})[0]
    try:
        sweep = None if data["sweep"] is None else Sweep.model_validate(data["sweep"])
    except ValidationError:
        return []
    if base is None or sweep is None or base.resolved is not None:
        return []
    tried = resolve_sweep(base if base.variant is None else override(base, {}), sweep)[1]
    return [finding for finding in tried if finding not in before]


def _located(findings: list[Finding], document: Document) -> Iterator[Problem]:
    for path, wrong, remedy in findings:
        yield Problem(document.file, document.line(path), ".".join(path), wrong, remedy)
