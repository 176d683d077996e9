"""What every part of the scenario model is built on: frozen models, ids, two-language text, provenance."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ITEM_ID_PATTERN = r"^[a-z][a-z0-9_]*$"

Id = Annotated[str, Field(pattern=ITEM_ID_PATTERN, max_length=64)]
Minutes = Annotated[float, Field(ge=0, le=600_000, allow_inf_nan=False)]
Hours = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
PositiveCount = Annotated[int, Field(ge=1)]
Kind = Literal["fact", "estimate", "assumption"]
KINDS: tuple[Kind, ...] = ("fact", "estimate", "assumption")


class Frozen(BaseModel):
    """Base of the scenario's models: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True)


class Provenance(Frozen):
    """Where a number comes from.

    Written short in files: ``{fact: "https://…"}``, ``{estimate: "because …"}``, ``{assumption: "stands for …"}``.
    """

    kind: Kind
    note: Annotated[str, Field(min_length=3)]
    """The source's address for a fact, the reasoning for an estimate, what it stands for in an assumption."""
    low: float | None = None
    """Lowest plausible value; with `high` it makes the number part of the sensitivity analysis."""
    high: float | None = None
    """Highest plausible value."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:
        if isinstance(data, dict) and "kind" not in data:
            kinds = [kind for kind in KINDS if kind in data]
            if len(kinds) == 1:
                rest = {key: value for key, value in data.items() if key != kinds[0]}
                return {"kind": kinds[0], "note": data[kinds[0]], **rest}
        return data


class Sourced(Frozen):
    """A model whose numbers share one provenance, unless a number carries its own mark."""

    source: Provenance | None = None
    """Where the numbers of this entry come from."""


class Text(Frozen):
    """A text in both languages."""

    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]
