"""The scenario: what is simulated. One definition, used by the file loader, the simulation and the maps alike."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator, model_validator

from scenarios.base import Frozen, Id, Provenance, Text
from scenarios.calendars import Calendar
from scenarios.places import Reach, Roads, Site, Vehicle
from scenarios.production import Demand, Item, Plant
from scenarios.supply import Lever, Milestone, Outage, Supplier, Variant

DEFAULT_TIMEZONE = "Asia/Shanghai"
NAIVE_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")


class Scenario(Frozen):
    """A supply circle, its products and its demand.

    All moments are aware; one without an offset in a file is in `timezone`. Collections are keyed by id, so that every
    number has a key path (``suppliers.pcb.capacity_per_day``) for ``--set`` and ``--vary``.
    """

    format: Literal[1] = 1
    """Version of the file format."""
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)]
    name: Text
    description: Text
    timezone: str = DEFAULT_TIMEZONE
    start: AwareDatetime
    """The simulation's minute 0."""
    end: AwareDatetime
    """Nothing is simulated past this."""
    roads: Roads
    reach: Reach
    vehicles: Annotated[dict[Id, Vehicle], Field(min_length=1)]
    calendars: Annotated[dict[Id, Calendar], Field(min_length=1)]
    sites: Annotated[dict[Id, Site], Field(min_length=1)]
    items: Annotated[dict[Id, Item], Field(min_length=1)]
    suppliers: Annotated[dict[Id, Supplier], Field(min_length=1)]
    plants: Annotated[dict[Id, Plant], Field(min_length=1)]
    demands: Annotated[dict[Id, Demand], Field(min_length=1)]
    outages: dict[Id, Outage] = {}
    milestones: dict[Id, Milestone] = {}
    variants: dict[Id, Variant] = {}
    variant: Id | None = None
    """The variant in force; the loader has already applied its overrides."""
    levers: tuple[Lever, ...] = ()
    marks: dict[str, Provenance] = {}
    """Provenance of single numbers by key path, gathered by the loader from inline marks."""

    @model_validator(mode="before")
    @classmethod
    def _aware(cls, data: Any) -> Any:
        """Give every naive moment in the file the scenario's time zone."""
        if not isinstance(data, dict):
            return data
        zone = ZoneInfo(data.get("timezone", DEFAULT_TIMEZONE))
        return _with_zone(data, zone)

    @field_validator("end")
    @classmethod
    def _ends_after_start(cls, end: dt.datetime, info: ValidationInfo) -> dt.datetime:
        start = info.data.get("start")
        if start is not None and end <= start:
            message = f"the scenario ends before it starts ({start.isoformat()})"
            raise ValueError(message)
        return end

    def provenance(self, path: str) -> Provenance | None:
        """Return the mark of a number: its own, or that of the nearest entry around it.

        Parameters
        ----------
        path
            Dotted key path of the number.
        """
        if path in self.marks:
            return self.marks[path]
        found: Provenance | None = None
        node: Any = self
        for part in path.split("."):
            node = _child(node, part)
            source = getattr(node, "source", None)
            found = source if isinstance(source, Provenance) else found
        return found

    def sha256(self) -> str:
        """Return the hash of everything that the scenario says, as hexadecimal text."""
        text = json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _child(node: Any, part: str) -> Any:
    if isinstance(node, dict):
        return node.get(part)
    if isinstance(node, tuple) and part.isdigit():
        return node[int(part)] if int(part) < len(node) else None
    return getattr(node, part if part != "from" else "from_", None)


def _with_zone(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, dict):
        return {key: _with_zone(item, zone) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_zone(item, zone) for item in value]
    if isinstance(value, str) and NAIVE_MOMENT.fullmatch(value):
        return dt.datetime.fromisoformat(value).replace(tzinfo=zone)
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=zone)
    return value
