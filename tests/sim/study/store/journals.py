"""Journals and runs without any scenario, for tests of the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from scenarios.sweeps import Factor
from sim.study.designs.design import Design
from sim.study.engines.work import Played
from sim.study.space import Axis, Settings, Space
from sim.study.store.identity import Identity
from sim.study.store.journal import Journal

IDENTITY = Identity(
    program="1.0",
    scenario="ramp",
    scenario_sha256="a" * 64,
    network="circle",
    network_sha256="b" * 64,
    seed=0,
    outcomes=(),
    python="3.11",
    packages={"numpy": "2.1.0"},
)
SPACE = Space(
    (Axis(Factor(key="lathes", low=0, high=9), "lever", 1.0), Axis(Factor(key="plan", values=("a", "b")), "lever", "a"))
)


def design(*rows: Sequence[object]) -> Design:
    """Return a design of some points: lathes and plan of each."""
    return Design("table", pd.DataFrame(list(rows), columns=["lathes", "plan"]), pd.DataFrame(index=range(len(rows))))


def settings_of(points: Design) -> list[Settings]:
    return [SPACE.settings(row) for row in points.points.itertuples(index=False, name=None)]


def done(point: int, replication: int, **outcomes: float) -> Played:
    return Played(point, replication, outcomes or {"cost_cny": 10.0 * point + replication})


def failed(point: int, replication: int, error: str = "no road", attempts: int = 3) -> Played:
    return Played(point, replication, None, error, attempts=attempts)


def journal_of(folder: Path, batches: Iterable[Sequence[Played]], points: int = 4) -> Journal:
    """Return an open journal with points 1, 2, … and some runs."""
    journal = Journal.create(folder, IDENTITY)
    assert journal.point_numbers([{"a": number} for number in range(points)]) == list(range(1, points + 1))
    for batch in batches:
        journal.record(batch)
    return journal
