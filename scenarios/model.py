"""The scenario: what is simulated. One definition, used by the file loader, the simulation and the maps alike."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationInfo, field_validator, model_validator

from scenarios.base import Amount, Frozen, Hours, Id, Moment, Provenance, Text, child
from scenarios.calendars import Calendar
from scenarios.demands import Demand, OrderStream
from scenarios.disruptions import Disruption, Outage
from scenarios.places import Reach, Roads, Site
from scenarios.production import Item, Plant, Warehouse
from scenarios.supply import Lever, Milestone, Resolution, Supplier, Variant
from scenarios.sweeps import Sweep
from scenarios.transport import MilkRun, Vehicle

DEFAULT_TIMEZONE = "Asia/Shanghai"
LONGEST_DAYS = 1_100
"""Three years and a bit: past this a run would not end in a planner's time."""
SWEEP = "sweep."
"""How the key paths of a study's own numbers begin."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?")


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
    start: Moment
    """The simulation's minute 0."""
    end: Moment
    """Nothing is simulated past this, at most 1,100 days after the start. What ends or comes at this very moment counts, but no
    working hours go on: nothing is unloaded or started then."""
    roads: Roads
    reach: Reach
    vehicles: Annotated[dict[Id, Vehicle], Field(min_length=1)]
    calendars: Annotated[dict[Id, Calendar], Field(min_length=1)]
    sites: Annotated[dict[Id, Site], Field(min_length=1)]
    items: Annotated[dict[Id, Item], Field(min_length=1)]
    suppliers: dict[Id, Supplier] = {}
    plants: dict[Id, Plant] = {}
    """At least one plant or warehouse there must be."""
    warehouses: dict[Id, Warehouse] = {}
    demands: dict[Id, Demand] = {}
    order_streams: dict[Id, OrderStream] = {}
    milk_runs: dict[Id, MilkRun] = {}
    outages: dict[Id, Outage] = {}
    disruptions: dict[Id, Disruption] = {}
    warm_up_h: Hours = 0.0
    """Hours from the start that the measures by rate and mean leave out."""
    holding_rate_per_year: Amount = 0.0
    """Cost of a year in stock as a share of an item's `value_cny`, for items without a holding cost of their own."""
    milestones: dict[Id, Milestone] = {}
    variants: dict[Id, Variant] = {}
    variant: Id | None = None
    """The variant in force; the loader has already applied its overrides (see `resolved`)."""
    levers: tuple[Lever, ...] = ()
    sweep: Sweep | None = None
    """A study of this scenario, as `onehour sweep` does it. It is no part of what is simulated: a run is the same without it."""
    marks: dict[str, Provenance] = {}
    """Provenance of single numbers by key path, gathered by the loader from inline marks."""
    resolved: Resolution | None = None
    """What variant and user replaced; written by the program, None in a file that a planner writes."""

    @model_validator(mode="before")
    @classmethod
    def _aware(cls, data: object) -> object:
        """Put every moment into the scenario's time zone; one without an offset is read as being in it."""
        if not isinstance(data, dict):
            return data
        zone = _zone(data.get("timezone", DEFAULT_TIMEZONE))
        return _with_zone(data, zone) if zone else data

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, timezone: str) -> str:
        if _zone(timezone) is None:
            message = "a time zone reads Asia/Shanghai"
            raise ValueError(message)
        return timezone

    @field_validator("end")
    @classmethod
    def _ends_after_start(cls, end: dt.datetime, info: ValidationInfo) -> dt.datetime:
        start = info.data.get("start")
        if start is not None and end <= start:
            message = f"the scenario ends before it starts ({start.isoformat()})"
            raise ValueError(message)
        if start is not None and end - start > dt.timedelta(days=LONGEST_DAYS):
            latest = start + dt.timedelta(days=LONGEST_DAYS)
            message = f"a scenario lasts at most {LONGEST_DAYS:,} days: let it end by {latest:%Y-%m-%d %H:%M}"
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
        node: object = self
        for part in path.split("."):
            node = child(node, part)
            source = getattr(node, "source", None)
            found = source if isinstance(source, Provenance) else found
        return found

    def sha256(self) -> str:
        """Return the hash of everything that the scenario says but its sweep, as hexadecimal text."""
        data = self.model_dump(mode="json", by_alias=True, exclude={"sweep"})
        data["marks"] = {key: mark for key, mark in data["marks"].items() if not key.startswith(SWEEP)}
        text = json.dumps(data, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def in_zone(text: str, timezone: str) -> dt.datetime | str:
    """Return a moment in a time zone, as scenarios read it; the text where it is none.

    Parameters
    ----------
    text
        Such as ``2023-01-21T08:00``, with or without an offset.
    timezone
        Name of a zone that there is.
    """
    return _in_zone(text, ZoneInfo(timezone)) if MOMENT.fullmatch(text) else text


def _with_zone(value: object, zone: ZoneInfo) -> object:
    if isinstance(value, dict):
        return {key: _with_zone(item, zone) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_zone(item, zone) for item in value]
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return _in_zone(value, zone)
    if isinstance(value, dt.datetime):
        return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)
    return value


def _in_zone(text: str, zone: ZoneInfo) -> dt.datetime | str:
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError):  # no such day or hour: the field says so
        return text


def _zone(name: object) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if isinstance(name, str) else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
