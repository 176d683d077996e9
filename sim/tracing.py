"""The whole past of a single unit: its pedigree of lots and trips, every wait in it, and the critical path through it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sim.errors import InputError
from sim.frames import rows
from sim.pasttables import replication_tables
from sim.results import Run

ROUNDING_MIN = 1e-6


class Key(NamedTuple):
    """A lot or a shipment; ``("", -1)`` is opening stock."""

    journey: str
    number: int

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.journey} {self.number}" if self.journey else "opening stock"


NOTHING = Key("", -1)


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a lot or shipment.

    Attributes
    ----------
    stage, place
        As in `sim.results.STEPS`.
    begin_min, end_min
        Minutes since the scenario's start; the end is missing (NaN) where the scenario ended first.
    critical_min
        Minutes of it on the unit's critical path.
    """

    stage: str
    place: str
    begin_min: float
    end_min: float
    critical_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Input:
    """What a lot or shipment took out of stock: of which item how much, and who had brought it."""

    item: str
    pieces: float
    source: Key


@dataclass(frozen=True, slots=True)
class Node:
    """A lot or shipment of the pedigree."""

    key: Key
    item: str
    place: str
    pieces: float
    origin: Key
    steps: tuple[Step, ...]
    inputs: tuple[Input, ...]

    @property
    def begin_min(self) -> float:
        """When it started, or was ordered."""
        return self.steps[0].begin_min if self.steps else float("nan")

    @property
    def end_min(self) -> float:
        """When it was in stock."""
        return self.steps[-1].end_min if self.steps else float("nan")

    @property
    def critical_min(self) -> float:
        """Minutes of it on the critical path."""
        return sum(step.critical_min for step in self.steps)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the critical path; `stage` is ``done`` in stock, ``none`` before anything was ordered."""

    begin_min: float
    end_min: float
    key: Key
    item: str
    stage: str
    place: str


@dataclass(frozen=True)
class Trace:
    """The past of one unit.

    Attributes
    ----------
    product, unit, replication
        Which.
    start
        Minute 0, in the scenario's time zone.
    finished_min
        When it was finished, minutes since the start.
    root
        The lot or shipment that brought it.
    nodes
        All lots and shipments of the pedigree, and those that called for them on the critical path.
    path
        The critical path from minute 0 to the finish, without gaps.
    """

    product: str
    unit: int
    replication: int
    start: dt.datetime
    finished_min: float
    root: Key
    nodes: dict[Key, Node]
    path: tuple[Span, ...]

    def moment(self, minute: float) -> dt.datetime:
        """Return a minute as a moment of the scenario's time zone."""
        return (self.start.astimezone(dt.UTC) + dt.timedelta(minutes=minute)).astimezone(self.start.tzinfo)

    def walk(self) -> Iterator[tuple[int, Input, Node | None, bool]]:
        """Yield (depth, input, node, whether it is told for the first time) from the unit down to what was bought.

        A lot or shipment that went into several others is walked into only once.
        """
        seen: set[Key] = set()
        pieces = self.nodes[self.root].pieces if self.root in self.nodes else 1.0
        stack = [(0, Input(self.product, pieces, self.root))]
        while stack:
            depth, entry = stack.pop()
            node, first = self.nodes.get(entry.source), entry.source not in seen
            yield depth, entry, node, first
            if node is not None and first:
                seen.add(entry.source)
                stack.extend((depth + 1, child) for child in reversed(node.inputs))


def trace(run: Run, product: str, unit: int, replication: int = 0) -> Trace:
    """Return the whole pedigree of one unit, back to what was bought or in stock at minute 0, with its critical path.

    Parameters
    ----------
    run
        The run.
    product
        Item id.
    unit
        Rank in the order of finishing, from 1: among the units for demands; where none asks for the product by itself, as
        for what is made to stock or for streams of orders, among the good pieces of its lots, of bought ones as received.
    replication
        Of which replication; one whose past was not kept is simulated again, exactly.

    Returns
    -------
    Trace
        Lots and shipments with their stages, and the path; times in minutes since the start, with moments by `Trace.moment`.

    Raises
    ------
    InputError
        If there is no such product, unit or replication.
    """
    tables = replication_tables(run, replication)
    finished_min, root = _unit(tables, product, unit, replication)
    past = _Past(tables)
    path = tuple(reversed(list(_path(past, product, root, finished_min))))
    nodes = past.pedigree([root, *(span.key for span in path)])
    return Trace(
        product=product,
        unit=unit,
        replication=replication,
        start=run.scenario.start,
        finished_min=finished_min,
        root=root,
        nodes={key: _marked(node, path) for key, node in nodes.items()},
        path=path,
    )


class _Past:
    """The journeys of one replication, by key."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self.rows = {Key(row.journey, row.number): row for row in rows(tables["journeys"])}
        self.steps: dict[Key, list[Step]] = {}
        for row in rows(tables["steps"]):
            step = Step(row.stage, row.place, row.begin_min, row.end_min)
            self.steps.setdefault(Key(row.journey, row.number), []).append(step)
        self.inputs: dict[Key, list[Input]] = {}
        for row in rows(tables["inputs"]):
            entry = Input(row.item, row.pieces, Key(row.source, row.source_number))
            self.inputs.setdefault(Key(row.journey, row.number), []).append(entry)

    def origin(self, key: Key) -> Key:
        row = self.rows[key]
        return Key(row.origin, row.origin_number)

    def node(self, key: Key) -> Node:
        row = self.rows[key]
        steps, inputs = tuple(self.steps.get(key, ())), tuple(self.inputs.get(key, ()))
        return Node(key, row.item, row.place, row.pieces, self.origin(key), steps, inputs)

    def pedigree(self, keys: list[Key]) -> dict[Key, Node]:
        """Return some journeys and all that went into the first of them."""
        nodes: dict[Key, Node] = {}
        waiting = [key for key in keys[:1] if key in self.rows]
        while waiting:
            key = waiting.pop()
            if key not in nodes:
                nodes[key] = self.node(key)
                waiting.extend(entry.source for entry in nodes[key].inputs if entry.source in self.rows)
        return nodes | {key: self.node(key) for key in keys[1:] if key in self.rows and key not in nodes}


def _unit(tables: dict[str, Any], product: str, unit: int, replication: int) -> tuple[float, Key]:
    """Return when a unit was finished, and what brought it."""
    units = tables["units"]
    mine = units[units["product"] == product]
    if mine.empty:
        return _piece(tables, product, unit, replication)
    if not 1 <= unit <= len(mine):
        message = f"{product!r} has no unit {unit} in replication {replication}; name one from 1 to {len(mine)}"
        raise InputError(message)
    row = mine.sort_values("finished_min", kind="stable").iloc[unit - 1]
    if row["lot"] >= 0:
        return float(row["finished_min"]), _carrier(tables, Key("lot", int(row["lot"])), row)
    return float(row["finished_min"]), _bringer(tables, row)


def _piece(tables: dict[str, Any], product: str, number: int, replication: int) -> tuple[float, Key]:
    """Return when a piece that no demand asked for by itself was finished or received, and its lot or delivery."""
    ends = tables["steps"].groupby(["journey", "number"], sort=False)["end_min"].last()
    journeys = tables["journeys"].join(ends, on=["journey", "number"])
    come = journeys[(journeys["pieces"] > 0) & journeys["end_min"].notna()]
    lots = come[come["journey"] == "lot"]
    bought = come[(come["journey"] == "shipment") & come["number"].isin(_deliveries(tables["shipments"]))]
    mine = lots[lots["item"] == product]
    mine = bought[bought["item"] == product] if mine.empty else mine
    mine = mine.sort_values(["end_min", "number"], kind="stable")
    total = int(mine["pieces"].sum())
    if not total:
        known = ", ".join(sorted({*lots["item"], *bought["item"]})) or "none"
        raise InputError(
            f"no piece of {product!r} was made or received in replication {replication}; those that were: {known}"
        )
    if number > total:
        raise InputError(f"{product!r} has no unit {number} in replication {replication}; name one from 1 to {total}")
    row = mine.iloc[int(mine["pieces"].cumsum().searchsorted(number))]
    return float(row["end_min"]), Key(str(row["journey"]), int(row["number"]))


def _deliveries(shipments: Any) -> Any:
    """Return the numbers of the shipments that suppliers sent."""
    return shipments.loc[shipments["kind"].isin(["inbound", "import"]), "shipment"]


def _carrier(tables: dict[str, Any], lot: Key, row: Any) -> Key:
    """Return the last shipment that brought pieces of a lot to the place of a unit; the lot where it was made there."""
    places = {Key(entry.journey, entry.number): entry.place for entry in rows(tables["journeys"])}
    taken = tables["inputs"][tables["inputs"]["item"] == row["product"]]
    takers: dict[Key, list[Key]] = {}
    for entry in rows(taken[taken["journey"] == "shipment"]):
        takers.setdefault(Key(entry.source, entry.source_number), []).append(Key(entry.journey, entry.number))
    waiting, seen = [lot], {lot}
    while waiting:
        key = waiting.pop(0)
        if places.get(key) == row["place"]:
            return key
        fresh = [taker for taker in takers.get(key, ()) if taker not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return lot


def _bringer(tables: dict[str, Any], row: Any) -> Key:
    """Return the delivery that brought a unit that no lot made: what the shipment to its customer was loaded from."""
    shipments = tables["shipments"]
    sent = shipments[(shipments["item"] == row["product"]) & (shipments["ordered_min"] == row["finished_min"])]
    sent = sent[sent["kind"] == "outbound"]
    if sent.empty:
        return NOTHING
    journeys = tables["journeys"]
    journey = journeys[(journeys["journey"] == "shipment") & (journeys["number"] == sent["shipment"].iloc[0])]
    return Key(str(journey["origin"].iloc[0]), int(journey["origin_number"].iloc[0])) if len(journey) else NOTHING


def _path(past: _Past, product: str, root: Key, finish: float) -> Iterator[Span]:
    """Yield the critical path from the finish back to minute 0."""
    until, key, item = finish, root, product
    while until > 0 and key in past.rows:
        item = past.rows[key].item
        steps = past.steps.get(key, [])
        if steps and steps[-1].end_min < until:
            yield Span(steps[-1].end_min, until, key, item, "done", past.rows[key].place)
            until = steps[-1].end_min
        for step in reversed(steps):
            if step.begin_min < until:
                yield Span(step.begin_min, until, key, item, step.stage, step.place)
                until = step.begin_min
        key = past.origin(key)
    if until > ROUNDING_MIN:
        yield Span(0.0, until, NOTHING, item, "none", "")


def _marked(node: Node, path: tuple[Span, ...]) -> Node:
    """Mark the steps of a node that lie on the critical path."""
    mine = {
        span.begin_min: span.end_min - span.begin_min for span in path if span.key == node.key and span.stage != "done"
    }
    if not mine:
        return node
    return replace(node, steps=tuple(replace(step, critical_min=mine.get(step.begin_min, 0.0)) for step in node.steps))
