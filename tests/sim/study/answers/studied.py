"""Studies whose outcomes are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from scenarios import Text
from scenarios.sweeps import Factor, Value
from sim.study.designs.design import Design
from sim.study.space import Axis, Space
from sim.study.study import Study
from tests.sim.study.local import local

SCENARIO = local()
PRESS = "suppliers.press.capacity_per_day"
LEAD = "suppliers.etch.lead_time_h"


def capacity(low: float = 2, high: float = 20) -> Axis:
    name = Text(en="press capacity", zh="冲压产能")
    return Axis(Factor(key=PRESS, name=name, low=low, high=high), "lever", 10.0)


def lead_time(low: float = 6, high: float = 18) -> Axis:
    return Axis(Factor(key=LEAD, low=low, high=high), "uncertainty", 12.0)


def plan(*names: str) -> Axis:
    choices: dict[str, dict[str, object]] = {
        name: {} if name == "none" else {LEAD: float(6 + at)} for at, name in enumerate(names)
    }
    return Axis(Factor(id="plan", choices=choices), "lever", names[0])


def study_of(
    axes: Sequence[Axis], columns: Mapping[str, Sequence[Value]], outcomes: Mapping[str, np.ndarray], kind: str = "lhs"
) -> Study:
    """Return a study of some points whose outcomes are given, shape (points, replications)."""
    points, replications = next(iter(outcomes.values())).shape
    place, number = np.indices((points, replications)).reshape(2, -1)
    table = pd.DataFrame(dict(columns))[[axis.name for axis in axes]]
    runs = pd.DataFrame(
        {"point": place, "replication": number, **{name: found.ravel() for name, found in outcomes.items()}}
    )
    empty = pd.DataFrame({"point": [], "replication": [], "error": []}).astype(
        {"point": int, "replication": int, "error": str}
    )
    return Study(SCENARIO, Space(tuple(axes)), Design(kind, table, pd.DataFrame(index=table.index)), runs, empty)  # type: ignore[arg-type]
