"""Studies of functions instead of scenarios: what comes out at every point is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.sweeps import DesignKind
from sim.study.designs.design import Design
from sim.study.designs.making import make_design
from sim.study.space import Space
from sim.study.study import Study
from tests.sim.study.local import local

Floats = npt.NDArray[np.float64]
Function = Callable[[Floats], Floats]
"""Takes factors as numbers, shape (points, factors), and returns an outcome a point; NaN is not reached."""
SCENARIO = local()


def ishigami(x: Floats) -> Floats:
    """T. Ishigami, T. Homma, First International Symposium on Uncertainty Modeling and Analysis (1990) 398-403, a = 7, b = 0.1."""
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def played(
    design: Design,
    space: Space,
    function: Function,
    *,
    outcome: str = "y",
    replications: int = 1,
    noise: float = 0.0,
    shared: float = 0.0,
    seed: int = 0,
) -> Study:
    """Return a study: `shared` is the spread of what all points have in common in a replication, `noise` of what they have not."""
    study = Study(SCENARIO, space, design, pd.DataFrame(), pd.DataFrame(columns=["point", "replication", "error"]))
    rng = np.random.default_rng(seed)
    means, count = function(study.numbers()), len(design.points)
    values = (
        means[:, np.newaxis]
        + shared * rng.standard_normal(replications)
        + noise * rng.standard_normal((count, replications))
    )
    runs = pd.DataFrame(
        {
            "point": np.repeat(np.arange(count), replications),
            "replication": np.tile(np.arange(replications), count),
            outcome: values.reshape(-1),
        }
    )
    return Study(SCENARIO, space, design, runs, study.failures)


def study_of(space: Space, kind: DesignKind, function: Function, samples: Sequence[int] = (), **how: object) -> Study:
    return played(make_design(space, kind, samples), space, function, **how)  # type: ignore[arg-type]
