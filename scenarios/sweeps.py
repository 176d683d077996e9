"""What a study varies: levers that planners hold and uncertainties that they do not, and how the space is searched."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from scenarios.base import Count, Frozen, Id, Number, Sourced, Text

Value = StrictBool | int | float | str
"""What a key path can be set to: a number, a word, a moment as text."""
DesignKind = Literal["grid", "lhs", "sobol", "morris", "oat", "table"]
"""Full factorial; Latin hypercube; Saltelli's sample of a Sobol' sequence; Morris' trajectories; one at a time; a table."""
Role = Literal["lever", "uncertainty"]


class Factor(Sourced):
    """One thing that is varied: a number between two ends, by chance, a list of values, or whole overlays.

    Exactly one of these: `low` and `high` (with or without `distribution`), `distribution` with its numbers, `values`,
    `choices`.
    """

    key: str | None = None
    """Key path, such as ``suppliers.pcb.capacity_per_day``; not with `choices`."""
    id: Id | None = None
    """Name of the column where there are `choices`."""
    name: Text | None = None
    """In words; the key path where missing."""
    low: Number | None = None
    high: Number | None = None
    steps: Annotated[int, Field(ge=2)] | None = None
    """Values of a grid, both ends among them."""
    scale: Literal["linear", "log"] = "linear"
    distribution: Literal["uniform", "triangular", "normal", "lognormal"] | None = None
    """``triangular`` takes low, mode and high, ``normal`` and ``lognormal`` mean and sd, cut off at low and high where given."""
    mode: Number | None = None
    mean: Number | None = None
    sd: Number | None = None
    values: tuple[Value, ...] = ()
    choices: dict[str, dict[str, object]] = {}
    """Name of a choice to what it sets: key path to value, or nothing for the scenario as it stands."""

    @property
    def column(self) -> str:
        """Name of the column in designs and tables: the key path, or the id."""
        return self.key or self.id or ""


class Sweep(Frozen):
    """A study of a scenario: what is varied, where it is looked at, how often, and what is kept."""

    design: DesignKind = "grid"
    samples: Count | None = None
    """Points of a Latin hypercube, base samples of Sobol', trajectories of Morris."""
    replications: Annotated[int, Field(ge=1)] = 1
    """Replications of every point, on common random numbers."""
    levers: tuple[Factor, ...] = ()
    uncertainties: tuple[Factor, ...] = ()
    outcomes: tuple[str, ...] = ()
    """Outcomes that are kept; all where none is named."""
    table: str | None = None
    """Design ``table``: a CSV or Parquet file with a column per factor, relative to the scenario file."""
