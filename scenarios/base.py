"""What every part of the scenario model is built on: frozen models, ids, two-language text, provenance.

Numbers are taken as they are written: ``"12"`` and ``true`` are no numbers, ``5.0`` is no count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ITEM_ID_PATTERN = r"^[a-z][a-z0-9_]*$"


def _no_number(value: object) -> object:
    """Refuse a number for a day or a moment, lest it is read as seconds since 1970."""
    if isinstance(value, int | float):
        message = "a day reads 2023-01-21, a moment 2023-01-21T08:00"
        raise ValueError(message)  # noqa: TRY004 - pydantic gathers ValueError only
    return value


Id = Annotated[str, Field(pattern=ITEM_ID_PATTERN, max_length=64)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Minutes = Annotated[Number, Field(ge=0, le=600_000)]
Hours = Annotated[Number, Field(ge=0, le=10_000)]
Share = Annotated[Number, Field(ge=0, le=1)]
Amount = Annotated[Number, Field(ge=0, le=1e12)]
Positive = Annotated[Number, Field(gt=0, le=1e12)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]
PositiveCount = Annotated[int, Field(ge=1, le=1_000_000_000, strict=True)]
Day = Annotated[dt.date, BeforeValidator(_no_number)]
Moment = Annotated[AwareDatetime, BeforeValidator(_no_number)]
Kind = Literal["fact", "estimate", "assumption"]
KINDS: tuple[Kind, ...] = ("fact", "estimate", "assumption")


class Frozen(BaseModel):
    """Base of the scenario's models: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True)


class Text(Frozen):
    """A text in both languages."""

    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]


def child(node: object, part: str) -> Any:
    """Return what one part of a key path leads to, in a scenario or in its plain data; None where it leads nowhere.

    Parameters
    ----------
    node
        A model, a collection by id, or a list.
    part
        A field as files write it (``from``, not ``from_``), an id, or an index.
    """
    if isinstance(node, Mapping):
        return node.get(part)
    if isinstance(node, list | tuple):
        return node[int(part)] if part.isdigit() and int(part) < len(node) else None
    if isinstance(node, Frozen):
        names = {field.alias or name: name for name, field in type(node).model_fields.items()}
        return getattr(node, names[part]) if part in names else None
    return None


class Provenance(Frozen):
    """Where a number comes from.

    Written short in files: ``{fact: "https://…"}``, ``{estimate: "because …"}``, ``{assumption: "stands for …"}``;
    ``zh: "…"`` beside it says the same in Chinese.
    """

    kind: Kind
    note: Annotated[str, Field(min_length=3)]
    """The source's address for a fact, the reasoning for an estimate, what it stands for in an assumption."""
    zh: Annotated[str, Field(min_length=2)] | None = None
    """The note in Chinese, for readers of Chinese; they get `note` where it is missing."""
    low: Number | None = None
    """Lowest plausible value; with `high` it makes the number part of the sensitivity analysis."""
    high: Number | None = None
    """Highest plausible value."""

    def text(self) -> Text:
        """Return the note in both languages; the note as it stands where it has no Chinese."""
        return Text(en=self.note, zh=self.zh or self.note)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: object) -> object:
        if isinstance(data, dict) and "kind" not in data:
            kinds = [kind for kind in KINDS if kind in data]
            if len(kinds) != 1:
                message = "a source names exactly one of fact, estimate, assumption"
                raise ValueError(message)
            rest = {key: value for key, value in data.items() if key != kinds[0]}
            return {"kind": kinds[0], "note": data[kinds[0]], **rest}
        return data


class Sourced(Frozen):
    """A model whose numbers share one provenance, unless a number carries its own mark."""

    source: Provenance | None = None
    """Where the numbers of this entry come from."""
