"""What a study says by itself depends on its design."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.sweeps import DesignKind
from sim.errors import InputError
from sim.study.answers.all_of import answers
from sim.study.answers.discovery import discovery
from sim.study.answers.limits import Limit
from sim.study.answers.regional import regional
from sim.study.answersfolder import read_answers, write_answers
from sim.study.space import Space
from tests.sim.study.played import Floats, study_of
from tests.sim.study.spaces import chosen, cube, ranged

SPACE = Space((ranged("a", 0, 10), ranged("b"), chosen("road", "open", "shut")))


def late(x: Floats) -> Floats:
    return np.asarray(x[:, 0] + 10 * x[:, 2])


@pytest.mark.parametrize(
    ("kind", "samples", "kinds"),
    [
        ("oat", (), ["tornado"]),
        ("morris", (6,), ["morris"]),
        ("sobol", (64,), ["sobol", "regional", "discovery"]),
        ("lhs", (200,), ["regional", "discovery"]),
        ("lhs", (10,), ["comparison"]),
        ("lhs", (20,), ["comparison", "regional"]),
    ],
)
def test_each_design_says_what_it_can(kind: DesignKind, samples: tuple[int, ...], kinds: list[str]) -> None:
    study = study_of(SPACE, kind, late, samples, replications=2, noise=0.1)
    found = answers(study, ["y"])
    assert [answer.kind for answer in found] == kinds
    for answer in found:
        assert answer.outcome == "y"
        assert len(answer.table)
        assert "road" in answer.sentence.en + answer.sentence.zh


def test_a_grid_is_compared_while_it_is_small() -> None:
    small = study_of(cube(2), "grid", lambda x: x[:, 0], replications=2, noise=0.1)
    assert [answer.kind for answer in answers(small, ["y"])] == ["regional"]
    one = study_of(cube(1), "grid", lambda x: x[:, 0], replications=2, noise=0.1)
    assert [answer.kind for answer in answers(one, ["y"])] == ["comparison"]


def test_the_points_of_a_search_are_no_sample_of_the_space() -> None:
    """It looks where it is good: what sets bad points apart there is how it searched."""
    swept = study_of(SPACE, "lhs", late, (200,), replications=2, noise=0.1)
    study = replace(swept, design=replace(swept.design, kind="table"), searched=True)
    assert answers(study, ["y"]) == []
    with pytest.raises(InputError, match="where a search"):
        regional(study, "y")
    with pytest.raises(InputError, match="--design lhs"):
        discovery(study, Limit("y", at_most=True, value=10.0))


def test_what_cannot_be_told_says_why() -> None:
    study = study_of(SPACE, "sobol", late, (4,))
    (answer,) = [answer for answer in answers(study, ["y"]) if answer.kind == "sobol"]
    assert answer.table.empty
    assert answer.sentence.en.startswith("No answer yet: Sobol' indices need at least 16 samples")
    assert answer.sentence.zh.startswith("暂无结论：")
    with pytest.raises(InputError, match="no outcome 'z'"):
        answers(study, ["y", "z"])


@pytest.mark.parametrize(
    ("kind", "samples"), [("oat", ()), ("morris", (6,)), ("sobol", (4,)), ("sobol", (64,)), ("lhs", (60,))]
)
def test_answers_are_kept_and_come_back(
    kind: DesignKind, samples: tuple[int, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("study")
    found = answers(study_of(SPACE, kind, late, samples, replications=2, noise=0.1), ["y"])
    write_answers(folder, found)
    for before, after in zip(found, read_answers(folder), strict=True):
        assert after.sentence == before.sentence
        assert after.table.columns.tolist() == before.table.columns.tolist()
        assert len(after.table) == len(before.table)


@pytest.mark.parametrize(
    ("kind", "samples", "words"),
    [
        ("oat", (), "No factor alone moves"),
        ("morris", (6,), "No factor moves"),
        ("sobol", (64,), "is the same everywhere"),
        ("lhs", (10,), ""),
    ],
)
def test_rounding_is_no_difference(kind: DesignKind, samples: tuple[int, ...], words: str) -> None:
    """Costs that are added up in another order differ by 1e-13, in every replication alike."""
    study = study_of(SPACE, kind, lambda x: 1796 + 2.5e-13 * np.round(2 * x[:, 1] - 1), samples, replications=3)
    assert study.runs["y"].nunique() > 1
    (answer,) = answers(study, ["y"])
    assert words in answer.sentence.en
    if kind == "lhs":
        assert (answer.table["verdict"] == "open").all()
