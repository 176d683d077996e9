"""Answers come back from disk as they went."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scenarios import Text
from sim.errors import InputError
from sim.study.answers.answer import Answer, AnswerKind
from sim.study.answersfolder import ANSWERS, SENTENCES, read_answers, with_answer, write_answers

HOURS = Text(en="six hours", zh="六小时")


def answer(kind: AnswerKind = "tornado", outcome: str = "pump@main_finish_day", low: float = 1.0) -> Answer:
    table = pd.DataFrame({"factor": ["a", "b"], "low": [low, np.nan]})
    return Answer(kind, outcome, table, HOURS, {"level": 0.95, "curve": np.array([0.0, np.nan]), "names": ["a"]})


def test_answers_come_back(tmp_path: Path) -> None:
    write_answers(tmp_path, [answer(), answer("comparison")])
    found = read_answers(tmp_path)
    assert [each.kind for each in found] == ["tornado", "comparison"]
    pd.testing.assert_frame_equal(found[0].table, answer().table)
    assert found[0].sentence == HOURS
    assert found[0].details == {"level": 0.95, "curve": [0.0, None], "names": ["a"]}
    assert np.isnan(np.asarray(found[0].details["curve"], dtype=float)).tolist() == [False, True]


def test_what_was_asked_for_is_known_as_such(tmp_path: Path) -> None:
    write_answers(tmp_path, [answer(), replace(answer("comparison"), asked=True)])
    assert [each.asked for each in read_answers(tmp_path)] == [False, True]
    path = tmp_path / ANSWERS / SENTENCES
    older = {name: {**entry, "asked": None} for name, entry in json.loads(path.read_text(encoding="utf-8")).items()}
    for entry in older.values():
        del entry["asked"]
    path.write_text(json.dumps(older), encoding="utf-8")
    assert [each.asked for each in read_answers(tmp_path)] == [False, False]


def test_older_answers_are_dropped(tmp_path: Path) -> None:
    write_answers(tmp_path, [answer(), answer("comparison")])
    write_answers(tmp_path, [answer("sobol")])
    assert [each.kind for each in read_answers(tmp_path)] == ["sobol"]
    assert sorted(path.name for path in (tmp_path / ANSWERS).iterdir()) == [
        SENTENCES,
        "sobol-pump@main_finish_day.parquet",
    ]


def test_the_same_question_again_takes_the_place_of_the_first() -> None:
    asked = with_answer([answer(), answer("comparison")], answer(low=5.0))
    assert [each.kind for each in asked] == ["tornado", "comparison"]
    assert asked[0].table["low"].iloc[0] == 5.0
    assert len(with_answer(asked, answer("selection"))) == 3


def test_a_folder_without_answers(tmp_path: Path) -> None:
    assert read_answers(tmp_path) == []


@pytest.mark.parametrize("text", ["", "[1]", '{"a": {}}', '{"tornado-x": {"kind": "tornado"}}'])
def test_damaged_answers_are_told(tmp_path: Path, text: str) -> None:
    write_answers(tmp_path, [answer()])
    (tmp_path / ANSWERS / SENTENCES).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="remove it"):
        read_answers(tmp_path)
