"""Studies and answers show themselves in a notebook; names in them are text."""

from __future__ import annotations

from sim.study.answers.tornado import tornado
from tests.maps.study.studies import CREWS, ROADS, WORK, study


def test_a_study_shows_its_points_and_means() -> None:
    text = study("grid", (WORK, CREWS))._repr_html_()
    assert "25 points, 100 runs, 0 failed" in text
    for column in (WORK.key, CREWS.key, "console_finish_day"):
        assert f"<th>{column}</th>" in text


def test_an_answer_shows_its_sentence_and_figures() -> None:
    nasty = ROADS.model_copy(update={"choices": {"<b>as it is</b>": {}, "other": {"vehicles.truck.capacity_kg": 900}}})
    text = tornado(study("oat", (WORK, CREWS, nasty), replications=6), "console_finish_day")._repr_html_()
    assert "work moves" in text
    assert "<b>" not in text
    assert "&lt;b" in text
