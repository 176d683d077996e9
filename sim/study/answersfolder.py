"""The answers that a study has given so far, kept beside its tables: a table each, and their sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios import Text
from sim.errors import InputError, OutputError
from sim.frames import plain
from sim.output import replacing
from sim.study.answers.answer import Answer

ANSWERS = "answers"
SENTENCES = "answers.json"


def write_answers(folder: Path, answers: Sequence[Answer]) -> None:
    """Keep some answers; those that were kept before are dropped.

    Parameters
    ----------
    folder
        Of the study.
    answers
        In the order in which they are told.

    Raises
    ------
    sim.errors.OutputError
        If they cannot be written.
    """
    home = folder / ANSWERS
    try:
        home.mkdir(exist_ok=True)
    except OSError as error:
        message = f"cannot write {home}: {error.strerror or error}; name another place with --out"
        raise OutputError(message) from error
    named = {_name(answer): answer for answer in answers}
    for name, answer in named.items():
        with replacing(home / f"{name}.parquet") as path:
            table = pa.Table.from_pandas(answer.table, preserve_index=False).replace_schema_metadata(None)
            pq.write_table(table, path, compression="zstd")
    document = {name: _document(answer) for name, answer in named.items()}
    with replacing(home / SENTENCES) as path:
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    for old in home.glob("*.parquet"):
        if old.stem not in named:
            old.unlink()


def read_answers(folder: Path) -> list[Answer]:
    """Return the answers that a study has given so far, in their order; none where it has given none.

    Arrays in their details come back as lists.

    Raises
    ------
    InputError
        If they are damaged.
    """
    home = folder / ANSWERS
    if not (home / SENTENCES).is_file():
        return []
    try:
        document = json.loads((home / SENTENCES).read_text(encoding="utf-8"))
        return [
            Answer(
                kind=entry["kind"],
                outcome=entry["outcome"],
                table=pd.read_parquet(home / f"{name}.parquet"),
                sentence=Text(**entry["sentence"]),
                details=entry["details"],
                asked=entry.get("asked", False),
            )
            for name, entry in document.items()
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{home} is damaged ({error}); remove it and ask again: onehour study report {folder}"
        raise InputError(message) from error


def with_answer(answers: Sequence[Answer], answer: Answer) -> list[Answer]:
    """Return some answers with another one, in the place of one of the same kind about the same outcome."""
    same = [_name(each) == _name(answer) for each in answers]
    if not any(same):
        return [*answers, answer]
    return [answer if here else each for each, here in zip(answers, same, strict=True)]


def _name(answer: Answer) -> str:
    return f"{answer.kind}-{answer.outcome}"


def _document(answer: Answer) -> dict[str, Any]:
    return {
        "kind": answer.kind,
        "outcome": answer.outcome,
        "sentence": answer.sentence.model_dump(),
        "details": plain(answer.details),
        "asked": answer.asked,
    }
