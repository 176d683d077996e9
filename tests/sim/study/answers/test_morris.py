"""Morris' elementary effects: of a plane, of his own function of twenty factors, and the coverage of the intervals."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.answers.morris import _figures, elementary_effects, morris
from sim.study.designs.trajectories import trajectories
from sim.study.space import Space
from tests.sim.study.played import Floats, study_of
from tests.sim.study.spaces import chosen, cube, listed, ranged


def twenty(x: Floats) -> Floats:
    """The function of Morris 1991, section 4: factors 1 to 10 matter, 11 to 20 hardly do; 1 to 7 bend or interact."""
    rng = np.random.default_rng(0)
    bent = np.isin(np.arange(20), (2, 4, 6))
    w = 2 * (np.where(bent, 1.1 * x / (x + 0.1), x) - 0.5)
    first = np.where(np.arange(20) < 10, 20.0, rng.standard_normal(20))
    y = rng.standard_normal() + w @ first
    for i, j in combinations(range(20), 2):
        y += (-15.0 if j < 6 else rng.standard_normal()) * w[:, i] * w[:, j]
    for i, j, k in combinations(range(5), 3):
        y -= 10 * w[:, i] * w[:, j] * w[:, k]
    return np.asarray(y + 5 * w[:, 0] * w[:, 1] * w[:, 2] * w[:, 3])


def test_a_plane_is_exact() -> None:
    space = Space((ranged("a", 0, 10), ranged("b", -1, 1), ranged("n", 1, 7, whole=True), listed("c", 2, 4, 8)))
    answer = morris(
        study_of(space, "morris", lambda x: x @ np.array([3.0, -5.0, 2.0, 0.0]), (6,), replications=2, shared=9), "y"
    )
    table = answer.table.set_index("factor")
    assert table.index.tolist() == ["a", "n", "b", "c"]
    assert table.loc[["a", "b", "n", "c"], "mu"].tolist() == pytest.approx([30, -10, 12, 0], abs=1e-9)
    assert table["mu_star"].tolist() == pytest.approx([30, 12, 10, 0], abs=1e-9)
    assert table["sigma"].tolist() == pytest.approx([0] * 4, abs=1e-9)
    assert table["effects"].tolist() == [6] * 4
    assert answer.sentence.en == (
        "a moves “y” most: by 30.0 on average over its range (95 % interval 30.0 to 30.0). Next: n (12.0) and b (10.0). "
        "It hardly depends on c."
    )
    assert answer.sentence.zh.startswith("对“y”影响最大的是“a”：在其取值范围内平均改变 30.0")


def test_the_function_of_twenty_factors() -> None:
    study = study_of(cube(20), "morris", twenty, (60,))
    table = morris(study, "y").table.set_index("factor")
    assert set(table.index[:10]) == {f"x{number}" for number in range(1, 11)}
    assert table["mu_star"].iloc[9] > 4 * table["mu_star"].iloc[10]
    straight, bent = [f"x{number}" for number in (8, 9, 10)], [f"x{number}" for number in range(1, 8)]
    assert table.loc[straight, "mu_star"].to_numpy() == pytest.approx(np.full(3, 40), abs=4)
    assert table.loc[bent, "sigma"].min() > 3 * table.loc[straight, "sigma"].max()
    assert set(table.loc[straight, "shape"]) <= {"linear", "monotone"}
    assert "linear" not in set(table.loc[bent, "shape"])


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """20 trajectories at a time out of 6000: Student's t for mu and mu*, Bonett for sigma, over the ten factors that matter."""
    space = cube(20)
    points, roles = trajectories(space, 6000, 0)
    values = twenty(points.to_numpy()).reshape(-1, 21)
    effects = elementary_effects(values, roles["move"].to_numpy().reshape(-1, 21))
    moved = roles["factor"].to_numpy().reshape(-1, 21)[:, 1:]
    hits: dict[str, list[bool]] = {"mu": [], "mu_star": [], "sigma": []}
    for name in space.names[:10]:
        own = effects[moved == name]
        truth = _figures(own)
        for part in own.reshape(-1, 20):
            found = _figures(part)
            for what, told in hits.items():
                told.append(found[f"{what}_ci95_low"] <= truth[what] <= found[f"{what}_ci95_high"])
    shares = {what: np.mean(told) for what, told in hits.items()}
    assert shares["mu"] == pytest.approx(0.95, abs=0.015)
    assert shares["mu_star"] == pytest.approx(0.95, abs=0.02)
    assert shares["sigma"] == pytest.approx(0.95, abs=0.03)


def test_choices_are_moved_whole() -> None:
    space = Space((chosen("road", "open", "shut"), listed("rule", "push", "kanban", "base_stock"), ranged("x")))
    table = morris(
        study_of(space, "morris", lambda x: 7 * x[:, 0] + 3 * (x[:, 1] == 1) + 0 * x[:, 2], (200,)), "y"
    ).table
    table = table.set_index("factor")
    assert table.loc["road", ["mu", "mu_star", "sigma"]].tolist() == pytest.approx([7, 7, 0], abs=1e-9)
    assert table.loc["rule", "mu_star"] == pytest.approx(2, abs=0.3), "two of three pairs differ by 3"
    assert table.loc["x", "shape"] == "none"


def test_no_factor_moves_it() -> None:
    answer = morris(study_of(cube(2), "morris", lambda x: np.zeros(len(x)), (4,)), "y")
    assert answer.sentence.en == "No factor moves “y”."
    assert answer.table["mu_star"].tolist() == [0, 0]


def test_chance_is_told() -> None:
    answer = morris(study_of(cube(2), "morris", lambda x: x[:, 0], (20,), replications=2, noise=1.0), "y")
    assert "more replications would take away" in answer.sentence.en


def test_what_is_missing_is_told() -> None:
    def gaps(x: Floats) -> Floats:
        return np.where(x[:, 0] > 0.9, np.nan, x[:, 1])

    answer = morris(study_of(cube(2), "morris", gaps, (40,)), "y")
    assert answer.details["missing"] == int(np.isnan(gaps(study_of(cube(2), "morris", gaps, (40,)).numbers())).sum())
    assert answer.table.set_index("factor").loc["x1", "effects"] < 40
    with pytest.raises(
        InputError, match=r"at least 4 trajectories .* x1 has 0 of 4; ask for more \(--samples 20 --resume\)"
    ):
        morris(study_of(cube(2), "morris", lambda x: np.full(len(x), np.nan), (4,)), "y")
    with pytest.raises(InputError, match="of design oat; run another with --design morris"):
        morris(study_of(cube(2), "oat", lambda x: x[:, 0]), "y")
