"""What a point comes to, and how much of it is chance."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.answers.pointmeans import point_means
from sim.study.study import Study
from tests.sim.study.played import Floats, study_of
from tests.sim.study.spaces import cube


def test_means_over_the_replications_that_were_run() -> None:
    study = study_of(cube(1), "grid", lambda x: x[:, 0], replications=3, shared=4.0)
    some = study.runs[~((study.runs["point"] == 1) & (study.runs["replication"] == 2)) & (study.runs["point"] != 4)]
    found = point_means(Study(study.scenario, study.space, study.design, some, study.failures), "y")
    values = study.values("y")
    assert found.mean[0] == pytest.approx(values[0].mean())
    assert found.mean[1] == pytest.approx(values[1, :2].mean())
    assert np.isnan(found.mean[4])
    assert found.run.tolist() == [3, 2, 3, 3, 0]
    assert not found.unreached.any()


def test_what_is_not_reached_in_one_replication_is_not_reached() -> None:
    def late(x: Floats) -> Floats:
        return np.where(x[:, 0] > 0.6, np.nan, x[:, 0])

    found = point_means(study_of(cube(1), "grid", late, replications=2), "y")
    assert found.unreached.tolist() == [False, False, False, True, True]
    assert np.isnan(found.mean).tolist() == found.unreached.tolist()


def test_chance_that_is_shared_does_not_count() -> None:
    space = cube(1)
    shared = point_means(study_of(space, "lhs", lambda x: x[:, 0], (50,), replications=4, shared=9.0), "y")
    assert shared.noise_share() == pytest.approx(0, abs=1e-12)
    own = point_means(study_of(space, "lhs", lambda x: 0 * x[:, 0], (400,), replications=4, shared=9.0, noise=2.0), "y")
    assert own.noise == pytest.approx(1, rel=0.15), "variance 4 over 4 replications"
    assert own.noise_share() == pytest.approx(1, abs=0.15)


def test_one_replication_says_nothing_of_chance() -> None:
    found = point_means(study_of(cube(1), "lhs", lambda x: x[:, 0], (50,)), "y")
    assert np.isnan(found.noise)
    assert np.isnan(found.noise_share())
    same = point_means(study_of(cube(1), "lhs", lambda x: 0 * x[:, 0], (50,), replications=2), "y")
    assert np.isnan(same.noise_share())
