"""Making and enlarging designs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from scenarios.base import Text
from scenarios.sweeps import DesignKind
from sim.errors import InputError
from sim.study.designs.columns import column, points, without_roles
from sim.study.designs.design import Design
from sim.study.designs.factorial import STEPS, factorial, factorial_size
from sim.study.designs.hypercube import latin_hypercube
from sim.study.designs.onebyone import one_by_one, one_by_one_size
from sim.study.designs.owntable import own_table, own_table_size
from sim.study.designs.saltelli import BLOCKS, balanced, saltelli
from sim.study.designs.trajectories import LEVELS, trajectories
from sim.study.space import Space

SAMPLED: tuple[DesignKind, ...] = ("lhs", "sobol", "morris")
"""Designs that are as large as is asked for, and can be made larger."""
STEPPED: tuple[DesignKind, ...] = ("grid", "morris")
"""Designs that look at so many values of a range as is asked for."""
USUAL = {"lhs": 100, "sobol": 256, "morris": 20}
"""Samples where nothing is said."""
MOST_POINTS = 5_000_000
"""A table of more points does not fit into the memory of a laptop."""


def make_design(
    space: Space,
    kind: DesignKind,
    samples: Sequence[int] = (),
    seed: int = 0,
    *,
    steps: int | None = None,
    table: str | Path | None = None,
) -> Design:
    """Return the points of a study.

    Parameters
    ----------
    space
        The factors.
    kind
        How points are chosen.
    samples
        How many in all, one number for each time that the design was made larger: points of ``lhs``, base samples of ``sobol``
        (the next power of two is used), trajectories of ``morris``. ``lhs``, ``sobol`` and ``morris`` of (64, 128) begin with
        all points of (64,). Not used by the others.
    seed
        Of the design.
    steps
        ``grid``: values of a range that names no number of its own; ``morris``: levels of a range. `STEPS` and `LEVELS` where
        missing.
    table
        ``table``: the file, see `sim.study.designs.owntable`.

    Raises
    ------
    InputError
        If there is no factor, the design has too many points, the samples are missing or become fewer, or what the kind needs is
        missing or wrong.
    """
    count = number_of_points(space, kind, samples, steps, table=table)
    if count > MOST_POINTS:
        raise InputError(
            f"a design {kind} of these factors has {count:,} points, and more than {MOST_POINTS:,} cannot be kept in mind; take "
            "fewer values or samples, or look at the factors that matter first (design morris)"
        )
    used = _used(kind, samples)
    if kind == "lhs":
        found, roles = _hypercube(space, used, seed), without_roles(count)
    elif kind == "sobol":
        found, roles = saltelli(space, used[-1], seed)
    elif kind == "morris":
        found, roles = trajectories(space, used[-1], seed, LEVELS if steps is None else steps)
    elif kind == "oat":
        found, roles = one_by_one(space)
    elif kind == "table":
        found, roles = own_table(space, _named(table))
    else:
        found, roles = factorial(space, STEPS if steps is None else steps), without_roles(count)
    return Design(kind, found, roles, used, seed)


def number_of_points(
    space: Space,
    kind: DesignKind,
    samples: Sequence[int] = (),
    steps: int | None = None,
    *,
    table: str | Path | None = None,
) -> int:
    """Return how many points a design has, without making it.

    Parameters
    ----------
    space, kind, samples, steps, table
        As for `make_design`.

    Raises
    ------
    InputError
        As for `make_design`, where that shows already.
    """
    if not space.axes:
        raise InputError(
            "nothing is varied; name at least one factor with --vary KEY=LOW:HIGH, or a `sweep:` block in the scenario"
        )
    used = _used(kind, samples)
    if kind == "lhs":
        return used[-1]
    if kind == "sobol":
        return used[-1] * (len(space.axes) + BLOCKS)
    if kind == "morris":
        return used[-1] * (len(space.axes) + 1)
    if kind == "oat":
        return one_by_one_size(space)
    if kind == "table":
        return own_table_size(_named(table))
    return factorial_size(space, STEPS if steps is None else steps)


def refuse_idle(kind: DesignKind, samples: int | None, steps: int | None) -> None:
    """Refuse numbers that a design does not look at.

    Parameters
    ----------
    kind
        How points are chosen.
    samples, steps
        Asked for; None where nothing is.

    Raises
    ------
    InputError
        If it takes no samples, or no steps.
    """
    if samples is not None and kind not in SAMPLED:
        message = f"a design {kind} takes no samples; choose --design lhs, sobol or morris, or say --steps"
        raise InputError(message)
    if steps is not None and kind not in STEPPED:
        message = f"a design {kind} takes no steps; leave --steps away, or choose --design grid"
        raise InputError(message)


def rounding(kind: DesignKind, samples: int) -> Text | None:
    """Say that more samples are used than were asked for; None where they are not.

    Parameters
    ----------
    kind
        How points are chosen.
    samples
        Asked for.
    """
    if kind != "sobol" or balanced(samples) == samples:
        return None
    return Text(
        en=f"A Sobol' sequence is balanced at powers of two: {balanced(samples):,} samples are used, not {samples:,}.",
        zh=f"Sobol' 序列在样本数为 2 的幂时才均衡：实际使用 {balanced(samples):,} 个样本，而不是 {samples:,} 个。",
    )


def _used(kind: DesignKind, samples: Sequence[int]) -> tuple[int, ...]:
    """Return the samples that are used, one number for each enlargement."""
    if kind not in SAMPLED:
        return ()
    if not samples or min(samples) < 1:
        raise InputError(f"a design {kind} needs to know how many samples; add --samples {USUAL[kind]}")
    counts = [balanced(count) if kind == "sobol" else count for count in samples]
    for before, asked in pairwise(counts):
        if asked < before:
            raise InputError(
                f"this design has {before:,} samples already and cannot shrink to {asked:,}; ask for --samples {before} or more, or "
                "name a new folder"
            )
    return tuple(dict.fromkeys(counts))


def _hypercube(space: Space, samples: tuple[int, ...], seed: int) -> pd.DataFrame:
    shares = latin_hypercube(len(space.axes), samples, seed)
    values = {
        axis.name: [axis.at(share) for share in shares[:, place].tolist()] for place, axis in enumerate(space.axes)
    }
    return points({name: column(own) for name, own in values.items()})


def _named(table: str | Path | None) -> str | Path:
    if table is None:
        raise InputError(
            "a design of one's own needs its table; add --table FILE, a CSV or Parquet file with a column per factor"
        )
    return table
