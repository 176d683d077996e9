"""What a study says: its answers are worked out, kept, drawn into its report and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from sim.cli.answered import answer_document, failed_line, say
from sim.cli.common import print_json, progress
from sim.cli.studywork import outcomes_of
from sim.errors import InputError, OutputError, RunError

if TYPE_CHECKING:
    from scenarios import Text
    from sim.study.answers.answer import Answer
    from sim.study.study import Study

REPORT = "report.html"
CHOICES = ("selection", "cheapest")
"""Answers for which more was run."""


def conclude(
    folder: Path, outcomes: Sequence[str] = (), *, out: Path | None = None, keep: bool = False, as_json: bool = False
) -> None:
    """Work out what a study says, keep it, write the report and tell it.

    Parameters
    ----------
    folder
        Of a study whose runs are through.
    outcomes
        Which are answered for; see `outcomes_of` where none is named.
    out
        The report; DIR/report.html where missing.
    keep
        Tell again what was asked for, and what was chosen by runs of its own; else it is dropped, since the study has changed.
    as_json
        Print JSON instead of sentences.

    Raises
    ------
    RunError
        If all runs failed.
    InputError
        If there is no such outcome.
    """
    from sim.study.answers.all_of import answers as all_answers
    from sim.study.answersfolder import with_answer

    asked = _asked(folder) if keep else []
    study, wanted = opened(folder, outcomes, beside=[answer.outcome for answer in asked])
    with progress("answers and report") as advance:
        answers = all_answers(study, wanted)
        for answer in asked:
            answers = with_answer(answers, _again(study, answer))
        advance(1, 2)
        target, lost = _kept(folder, study, answers, out)
        advance(2, 2)
    tell(folder, study, wanted, answers, target, as_json=as_json)
    _told_of(lost, target)


def _asked(folder: Path) -> list[Answer]:
    """Return what was asked for, and what was chosen by runs of its own."""
    from sim.study.answersfolder import read_answers

    return [answer for answer in read_answers(folder) if answer.asked or answer.kind in CHOICES]


def _again(study: Study, answer: Answer) -> Answer:
    """Work out boxes again, as they were asked for: there may be more runs by now. All else stays as it was told."""
    from sim.study.answers.discovery import discovery
    from sim.study.answers.limits import Limit

    if answer.kind != "discovery":
        return answer
    limit = cast("dict[str, Any]", answer.details["limit"])
    try:
        return replace(discovery(study, Limit(**limit)), asked=True)
    except InputError:  # with what was run since there are too few on one side
        return answer


def answered(folder: Path, answer: Answer, *, as_json: bool = False) -> None:
    """Tell an answer that was asked for, keep it, and write the report with it.

    Parameters
    ----------
    folder
        Of the study.
    answer
        What was found.
    as_json
        Print JSON instead of the sentence.
    """
    from sim.study.answersfolder import read_answers, with_answer

    answers = with_answer(read_answers(folder), replace(answer, asked=True))
    study, _ = opened(folder, list(dict.fromkeys(each.outcome for each in answers)))
    target, lost = _kept(folder, study, answers, None)
    if as_json:
        print_json({"folder": str(folder), **answer_document(answer), "report": str(target) if target else None})
    else:
        say(answer.sentence)
        _say_where(target)
    _told_of(lost, target)


def _kept(
    folder: Path, study: Study, answers: Sequence[Answer], out: Path | None
) -> tuple[Path | None, OutputError | None]:
    """Keep answers and write the report; return where it is, and what could not be written: answers are told all the same."""
    from sim.study.answersfolder import write_answers

    lost = None
    try:
        write_answers(folder, answers)
    except OutputError as error:
        lost = error
    try:
        return (None if lost and out is None else written(study, answers, out or folder / REPORT)), lost
    except OutputError as error:
        return None, error


def _say_where(target: Path | None) -> None:
    if target is not None:
        click.echo(f"{target.name:<12} {target.resolve()}")


def _told_of(lost: OutputError | None, target: Path | None) -> None:
    """Say that answers could not be kept, once they were told.

    Raises
    ------
    OutputError
        If there is no report of them either.
    """
    if lost is None:
        return
    if target is None:
        raise lost
    click.echo(f"warning: the answers are in the report, and not kept in the study: {lost}", err=True)


def opened(folder: Path, outcomes: Sequence[str] = (), *, beside: Sequence[str] = ()) -> tuple[Study, list[str]]:
    """Return a study and the outcomes that are answered for; it holds those beside them, too.

    Raises
    ------
    RunError
        If all of its runs failed.
    InputError
        If it is not through, or there is no such outcome.
    """
    from sim.study.studyfolder import known_outcomes, read_record, read_study

    wanted = list(outcomes) or outcomes_of(read_record(folder)[0], known_outcomes(folder))
    study = read_study(folder, dict.fromkeys([*wanted, *beside]))
    if not len(study.runs):
        raise RunError(f"no run of {folder} came to an end; {failed_line(study)}")
    return study, wanted


def written(study: Study, answers: Sequence[Answer], path: Path) -> Path:
    """Write the report of a study and return where it is."""
    import maps

    return maps.study_report(study, answers, path)


def tell(
    folder: Path,
    study: Study,
    outcomes: Sequence[str],
    answers: Sequence[Answer],
    target: Path | None,
    *,
    as_json: bool,
) -> None:
    """Print what a study says, outcome by outcome, and where its report is, if it is."""
    failed = failed_line(study)
    if failed:
        click.echo(f"warning: {failed}; they are left out of all answers", err=True)
    ranges = _ranges(study, outcomes)
    if as_json:
        document = {
            "folder": str(folder),
            "points": len(study.design.points),
            "runs": len(study.runs),
            "failed": len(study.failures),
            "ranges": {outcome: line.model_dump() for outcome, line in ranges.items()},
            "answers": [answer_document(answer) for answer in answers],
            "report": str(target) if target else None,
        }
        print_json(document)
        return
    for outcome in dict.fromkeys([*outcomes, *(answer.outcome for answer in answers)]):
        lines = [ranges[outcome]] if outcome in ranges else []
        lines += [answer.sentence for answer in answers if answer.outcome == outcome]
        for line in lines:
            say(line)
        click.echo("")
    _say_where(target)


def _ranges(study: Study, outcomes: Sequence[str]) -> dict[str, Text]:
    from maps.study.overview import range_line
    from maps.study.pointvalues import point_values

    lines = {outcome: range_line(study, outcome, point_values(study, outcome)) for outcome in outcomes}
    return {outcome: line for outcome, line in lines.items() if line is not None}
