"""Loading a scenario file: YAML, marks, fields, checks across entries, variant, overrides. Errors come all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from scenarios._emit import emit
from scenarios._findings import Finding, did_you_mean
from scenarios._marks import lift
from scenarios._tree import as_data
from scenarios._validate import validate
from scenarios._yaml import Document, KeyPath, parse_document, read_document
from scenarios.catalogue import shipped_file, shipped_names
from scenarios.errors import Problem, ScenarioError
from scenarios.model import Scenario
from scenarios.overrides import override, resolve


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
    base, found = validate(data)
    findings += found
    if base is not None and not findings:
        findings += _trials(base)
    if base is None or findings or document.problems:
        problems = (*document.problems, *_located(findings, document))
        raise ScenarioError(tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)))
    in_force = base.resolved is not None and base.resolved.variant == base.variant
    stands = in_force or (base.variant is None and base.resolved is None)
    return base if stands and not overrides else override(base, overrides)


def _trials(base: Scenario) -> Iterator[Finding]:
    """Yield what is wrong with each of the variants, by trying it."""
    for name, variant in base.variants.items():
        _, findings = resolve(base, {"variant": name})
        for path, wrong, remedy in findings:
            key = ".".join(path)
            causes = [cause for cause in variant.set if key == cause or key.startswith(f"{cause}.")]
            place: KeyPath = ("variants", name, "set", *causes[:1])
            yield Finding(place, wrong if causes else f"with this variant, {key}: {wrong}", remedy)


def _located(findings: list[Finding], document: Document) -> Iterator[Problem]:
    for path, wrong, remedy in findings:
        yield Problem(document.file, document.line(path), ".".join(path), wrong, remedy)
