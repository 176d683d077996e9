"""The report of a study: one file that a planner can mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from maps.inputs import assumptions_section
from maps.page import write_page
from maps.section import Section
from maps.study.answers import answer_section
from maps.study.head import again_section, failures_section, study_description, varied_section
from maps.study.overview import outcome_section, range_line
from maps.study.points import points_section
from maps.study.pointvalues import PointValues, point_values
from scenarios import Text, assumptions
from sim.errors import InputError
from sim.mainoutcome import main_outcome
from sim.sources.raw import ATTRIBUTION
from sim.study.answers.answer import Answer
from sim.study.study import Study

MOST_HEADLINES = 12
MOST_WITHOUT_CONTENTS = 6
"""Sections above which a report begins with a list of them."""


def study_report(study: Study, answers: Sequence[Answer], path: Path | str) -> Path:
    """Write the report of a study: one file, nothing is loaded from anywhere.

    Parameters
    ----------
    study
        The study, finished or not.
    answers
        What it says, in the order in which it is told; the outcome of the first leads.
    path
        The HTML file to write.

    Raises
    ------
    InputError
        If nothing has been simulated yet.
    sim.errors.OutputError
        If it cannot be written.
    """
    if study.runs.empty:
        raise InputError("the study has no finished run yet; go on with it first: onehour sweep … --resume")
    found = {outcome: point_values(study, outcome) for outcome in shown_outcomes(study, answers)}
    name = study.scenario.name
    title = Text(en=f"Study: {name.en}", zh=f"研究：{name.zh}")
    sections = [section for section in _sections(study, answers, found) if section is not None]
    told = study_description(study, searched=_searched(answers))
    lines, many = _headlines(study, answers, found), len(sections) > MOST_WITHOUT_CONTENTS
    return write_page(Path(path), title, told, lines, sections, credit(study), contents=many)


def credit(study: Study) -> str:
    """Return the credit of the roads on which a study hangs."""
    return str(study.manifest.get("attribution") or ATTRIBUTION)


def shown_outcomes(study: Study, answers: Sequence[Answer]) -> list[str]:
    """Return the outcomes that a report tells of: those of the answers, else those that were asked for, else the main one.

    Parameters
    ----------
    study
        The study.
    answers
        What it says.
    """
    told = [answer.outcome for answer in answers if answer.outcome in study.outcomes]
    sweep = study.scenario.sweep
    asked = [name for name in (sweep.outcomes if sweep else ()) if name in study.outcomes]
    main = main_outcome(study.scenario).name
    fallback = [main] if main in study.outcomes else list(study.outcomes[:1])
    return list(dict.fromkeys([*told, *asked])) or fallback


def _headlines(study: Study, answers: Sequence[Answer], found: dict[str, PointValues]) -> list[Text]:
    lines = []
    if len(study.failures):
        count, runs = len(study.failures), len(study.failures) + len(study.runs)
        lines.append(
            Text(
                en=f"{count:,} of {runs:,} runs failed and are left out; their errors stand below.",
                zh=f"{runs:,} 次仿真中有 {count:,} 次失败，未计入结果；错误见下文。",
            )
        )
    first = next(iter(found))
    if not _chosen(answers):
        lines += [line for line in [range_line(study, first, found[first])] if line is not None]
    told = sorted(answers, key=lambda answer: not _chosen([answer]))  # what was chosen is what was asked
    return [*lines, *(answer.sentence for answer in told)][:MOST_HEADLINES]


def _searched(answers: Sequence[Answer]) -> bool:
    return any(answer.kind == "cheapest" for answer in answers)


def _chosen(answers: Sequence[Answer]) -> bool:
    """Tell whether something was chosen: then the best mean of all is not the answer, it may miss a limit or be luck."""
    return any(answer.kind in {"cheapest", "selection"} and len(answer.table) for answer in answers)


def _sections(study: Study, answers: Sequence[Answer], found: dict[str, PointValues]) -> Iterator[Section | None]:
    yield varied_section(study)
    numbered = list(enumerate(answers))
    for place, (outcome, values) in enumerate(found.items()):
        mine = [(number, answer) for number, answer in numbered if answer.outcome == outcome]
        yield outcome_section(study, outcome, values, place, searched=_searched(answers))
        for number, answer in mine:
            yield answer_section(study, answer, number)
    for number, answer in numbered:
        if answer.outcome not in found:
            yield answer_section(study, answer, number)
    yield points_section(study, found, searched=_searched(answers))
    yield failures_section(study)
    yield assumptions_section(study.scenario) if assumptions(study.scenario) else None
    yield again_section(study)
