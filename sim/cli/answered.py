"""Answers of studies in the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli.common import in_chinese
from sim.frames import plain, records

if TYPE_CHECKING:
    import pandas as pd

    from scenarios import Text
    from sim.study.answers.answer import Answer
    from sim.study.study import Study


def say(text: Text, *, err: bool = False) -> None:
    """Print a sentence in the terminal's language."""
    click.echo(text.zh if in_chinese() else text.en, err=err)


def answer_document(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON has it: kind, outcome, sentence in both languages, the table row by row."""
    return {
        "kind": answer.kind,
        "outcome": answer.outcome,
        "sentence": answer.sentence.model_dump(),
        "table": plain_rows(answer.table),
    }


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON has them: null where there is no number."""
    return [{key: plain(value) for key, value in row.items()} for row in records(table)]


def failed_line(study: Study) -> str:
    """Return how many runs failed for good and why, most often first; empty where none did."""
    failures = study.failures
    if not len(failures):
        return ""
    common = str(failures["error"].value_counts().index[0])
    return f"{len(failures):,} of {len(study.runs) + len(failures):,} runs failed, most often: {common}"
