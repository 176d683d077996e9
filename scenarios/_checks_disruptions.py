"""Disruptions: what each kind strikes and needs, when it begins, and that it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from scenarios._findings import Finding, did_you_mean
from scenarios._yaml import KeyPath
from scenarios.disruptions import Disruption, DisruptionKind
from scenarios.model import Scenario

NEEDS: dict[DisruptionKind, tuple[str, ...]] = {
    "outage": ("target",),
    "road_closure": ("closure",),
    "import_delay": ("target", "delay_h"),
    "quality_hold": ("target",),
    "demand": ("target", "factor"),
    "crew_absence": ("target",),
}
MAY_HAVE: dict[DisruptionKind, tuple[str, ...]] = {
    "outage": ("capacity_share",),
    "crew_absence": ("capacity_share",),
    "road_closure": ("en_route",),
}
PARTICULAR = ("target", "capacity_share", "delay_h", "factor", "closure", "en_route")
"""Fields that not every kind has."""
EXAMPLES = {
    "target": "add target:, the id of what it strikes",
    "closure": "add closure: {roads: [G4]}",
    "delay_h": "add delay_h: 48",
    "factor": "add factor: 2 (twice as much), or factor: 0 (all cancelled)",
}


@dataclass(frozen=True)
class _Sort:
    """A sort of things that a kind can strike: its name, and the ids there are."""

    name: str
    ids: frozenset[str]


def targets(scenario: Scenario) -> Iterator[Finding]:
    """Check that a disruption strikes one thing that there is, of a sort that its kind can strike."""
    sorts = _sorts(scenario)
    for name, upset in scenario.disruptions.items():
        wanted = sorts.get(upset.kind, ())
        if upset.target is None or not wanted:
            continue
        path = ("disruptions", name, "target")
        hits = [sort.name for sort in wanted if upset.target in sort.ids]
        if not hits:
            what = _either([sort.name for sort in wanted])
            known = {key for sort in wanted for key in sort.ids}
            yield Finding(path, f"there is no {what} {upset.target!r}", did_you_mean(upset.target, known))
        elif len(hits) > 1:
            wrong = f"{upset.target} is the id of a {' and of a '.join(hits)}: it is not clear which is struck"
            yield Finding(path, wrong, "give one of them another id")
        elif upset.kind == "import_delay" and scenario.suppliers[upset.target].inbound is None:
            wrong = f"{upset.target} has no inbound leg, so nothing of it is late on the way from abroad"
            yield Finding(path, wrong, "name a supplier with `inbound:`, or make it an outage")


def fields(scenario: Scenario) -> Iterator[Finding]:
    """Check that a disruption has what its kind needs, and nothing that its kind does not heed."""
    for name, upset in scenario.disruptions.items():
        path, needs = ("disruptions", name), NEEDS[upset.kind]
        allowed = (*needs, *MAY_HAVE.get(upset.kind, ()))
        for key in PARTICULAR:
            given = getattr(upset, key) != Disruption.model_fields[key].default
            if given and key not in allowed:
                wrong = f"{key} is of no account for {upset.kind}"
                yield Finding((*path, key), wrong, f"take it away; {upset.kind} goes by {' and '.join(allowed)}")
            elif key in needs and not given:
                wrong = f"{upset.kind} needs {key}"
                yield Finding((*path, key), wrong, EXAMPLES[key])
        if "capacity_share" in allowed and upset.capacity_share == 1:
            wrong = "with all of the capacity left, it does nothing"
            yield Finding((*path, "capacity_share"), wrong, "give the share that is left, 0 or more and below 1")
        yield from _closure(path, upset)


def ends(scenario: Scenario) -> Iterator[Finding]:
    """Check that a disruption is fixed in time or comes by chance, not both, and that it ends."""
    for name, upset in scenario.disruptions.items():
        path = ("disruptions", name)
        if upset.every_h is not None:
            yield from _by_chance(path, upset, upset.from_ or scenario.start)
        else:
            yield from _fixed(path, upset)


def _fixed(path: KeyPath, upset: Disruption) -> Iterator[Finding]:
    if upset.from_ is None:
        wrong = "nothing says when it begins"
        yield Finding((*path, "from"), wrong, "add from:, or every_h: if it comes by chance")
    if upset.until is None and upset.duration_h is None:
        yield Finding((*path, "until"), "it has no end", "add until: or duration_h:")
    if upset.until is not None and upset.duration_h is not None:
        yield Finding((*path, "duration_h"), "it has two ends: until and duration_h", "take one of them away")
    if upset.duration_distribution != "constant":
        wrong = "it is fixed in time, so its duration does not vary"
        yield Finding((*path, "duration_distribution"), wrong, "take it and duration_cv away, or add every_h:")
    if upset.from_ is not None and upset.until is not None and upset.until <= upset.from_:
        wrong = f"it ends ({upset.until:%Y-%m-%d %H:%M}) before it begins ({upset.from_:%Y-%m-%d %H:%M})"
        yield Finding((*path, "until"), wrong, "exchange `from` and `until`, or correct one of them")
    if upset.every_cv > 0:
        yield Finding((*path, "every_cv"), "nothing comes again and again here", "add every_h:, or take it away")


def _by_chance(path: KeyPath, upset: Disruption, begin: dt.datetime) -> Iterator[Finding]:
    if upset.duration_h is None:
        wrong = "it comes by chance (every_h), but nothing says how long it lasts"
        yield Finding((*path, "duration_h"), wrong, "add duration_h:, the mean hours that it lasts")
    if upset.until is not None and upset.until <= begin:
        wrong = f"none can begin: until ({upset.until:%Y-%m-%d %H:%M}) is not after {begin:%Y-%m-%d %H:%M}"
        yield Finding((*path, "until"), wrong, "let it be later, or take it away")


def _closure(path: KeyPath, upset: Disruption) -> Iterator[Finding]:
    closure = upset.closure
    if closure is None:
        return
    if not (closure.roads or closure.bbox or closure.polygon or closure.classes or closure.except_classes):
        remedy = "give `roads:` (refs, names or ids), `bbox:`, `polygon:` or `classes:`"
        yield Finding((*path, "closure", "roads"), "nothing says which roads it is about", remedy)
    if not closure.road_classes():
        wrong = "its classes are all left out again, so it is about no road"
        yield Finding(
            (*path, "closure", "except_classes"), wrong, "take those that it is about out of `except_classes:`"
        )
    for key, moment in (("from", closure.from_), ("until", closure.until)):
        if moment is not None:
            wrong = "the time of the closure is that of the disruption"
            yield Finding((*path, "closure", key), wrong, f"take it away; write `{key}:` one level up")


def _sorts(scenario: Scenario) -> dict[DisruptionKind, tuple[_Sort, ...]]:
    plants = scenario.plants.items()
    suppliers = _Sort("supplier", frozenset(scenario.suppliers))
    plant, warehouse = _Sort("plant", frozenset(scenario.plants)), _Sort("warehouse", frozenset(scenario.warehouses))
    station = _Sort(
        "station (plant.station)", frozenset(f"{key}.{one}" for key, entry in plants for one in entry.stations)
    )
    team = _Sort("team (plant.team)", frozenset(f"{key}.{one}" for key, entry in plants for one in entry.teams))
    item = _Sort("item", frozenset(scenario.items))
    stream, demand = (
        _Sort("order stream", frozenset(scenario.order_streams)),
        _Sort("demand", frozenset(scenario.demands)),
    )
    return {
        "outage": (suppliers, plant, warehouse, station),
        "import_delay": (suppliers,),
        "quality_hold": (item,),
        "demand": (stream, demand, item),
        "crew_absence": (station, team),
    }


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
