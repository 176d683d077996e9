"""Small studies with known outcomes: real factors of a small scenario, real designs, outcomes from a formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios import Scenario, Text
from scenarios.sweeps import Factor, Sweep
from sim.study.designs.design import Design
from sim.study.designs.making import make_design
from sim.study.space import space
from sim.study.study import Study
from tests.validation import files

NASTY = "<img src=x onerror=alert(1)>`${alert(2)}`{{7*7}}{% raw %}</script>"
WORK = Factor(key="items.console.route.0.work_min", name=Text(en="work", zh="作业时间"), low=30.0, high=120.0)
CREWS = Factor(key="plants.plant.stations.bench.crews", name=Text(en="crews", zh="班组数"), low=1, high=5)
RATE = Factor(
    key="suppliers.press.capacity_per_day", name=Text(en="capacity", zh="日产能"), low=50, high=5000, scale="log"
)
LOT = Factor(key="suppliers.press.items.part.lot_size", values=(1, 5, 20))
ROADS = Factor(
    id="roads",
    name=Text(en="roads", zh="道路"),
    choices={"as they are": {}, "slow trucks": {"vehicles.truck.capacity_kg": 900}},
)
Formula = Callable[[npt.NDArray[np.float64], np.random.Generator, int], npt.NDArray[np.float64]]


def scenario(**more: Any) -> Scenario:
    """Return the scenario whose factors are varied."""
    return files.file(suppliers={"press": files.supplier({"part": {"lot_size": 1}})}, **more)


def finish(numbers: npt.NDArray[np.float64], noise: np.random.Generator, replications: int) -> npt.NDArray[np.float64]:
    """Return finish days: later with more work (first factor), sooner with more crews (second), and noise in common."""
    work, crews = numbers[:, 0], numbers[:, 1] if numbers.shape[1] > 1 else 1.0
    day = 10 + 10 * (work / 60) / np.sqrt(np.maximum(crews, 1.0))
    return (
        np.asarray(day)[:, None]
        + noise.normal(0, 0.3, (1, replications))
        + noise.normal(0, 0.1, (len(day), replications))
    )


def study(
    kind: str,
    factors: tuple[Factor, ...],
    samples: int = 8,
    replications: int = 4,
    formula: Formula = finish,
    **more: Any,
) -> Study:
    """Return a study whose finish day of consoles follows a formula; `more` replaces sections of the scenario."""
    base = scenario(**more)
    sweep = Sweep(design=kind, levers=factors[:-1], uncertainties=factors[-1:], replications=replications)
    found = space(base, sweep)
    design = make_design(found, kind, (samples,), 1)
    return of_design(base, sweep, design, replications, formula)


def of_design(base: Scenario, sweep: Sweep, design: Design, replications: int, formula: Formula = finish) -> Study:
    """Return the study of a design."""
    empty = pd.DataFrame({"point": [], "replication": []}, dtype=int)
    found = Study(base.model_copy(update={"sweep": sweep}), space(base, sweep), design, empty, failed())
    points = len(design.points)
    day = formula(found.numbers(), np.random.default_rng(1), replications)
    runs = pd.DataFrame(
        {
            "point": np.repeat(np.arange(points), replications),
            "replication": np.tile(np.arange(replications), points),
            "console_finish_day": day.ravel(),
            "truck_km": 100 + 2 * day.ravel(),
            "console_on_time_share": np.clip(1 - day.ravel() / 60, 0, 1),
        }
    )
    manifest = {"command": "onehour sweep small --vary …", "attribution": "© OpenStreetMap contributors"}
    return Study(found.scenario, found.space, design, runs, failed(), 7, manifest)


def failed(*rows: tuple[int, int, str]) -> pd.DataFrame:
    """Return the table of runs that failed."""
    return pd.DataFrame(rows, columns=["point", "replication", "error"]).astype({"point": int, "replication": int})
