"""Rules of the roads: each says which roads it is about, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios._findings import Finding, did_you_mean
from scenarios.model import Scenario
from scenarios.roadrules import RoadChoice
from scenarios.tables import read_table

SHIPPED = "truck_restrictions.csv"


def road_choices(scenario: Scenario) -> Iterator[Finding]:
    """Check that every closure, opening and restriction says which roads it is about, and an opening also when."""
    roads = scenario.roads
    parts: dict[str, Mapping[str, RoadChoice]] = {
        "closures": roads.closures,
        "openings": roads.openings,
        "restrictions": roads.restrictions,
    }
    for part, rules in parts.items():
        for name, rule in rules.items():
            said = (rule.roads, rule.bbox, rule.polygon, rule.classes, rule.except_classes)
            if not any(said):
                wrong = "nothing says which roads it is about"
                remedy = "give `roads:` (refs, names or ids), `bbox:`, `polygon:` or `classes:`"
                yield Finding(("roads", part, name, "roads"), wrong, remedy)
            if not rule.road_classes():
                wrong = "its classes are all left out again, so it is about no road"
                remedy = "take those that it is about out of `except_classes:`"
                yield Finding(("roads", part, name, "except_classes"), wrong, remedy)
    for name, opening in roads.openings.items():
        if opening.from_ is None and opening.until is None:
            wrong = "the opening has neither a first moment nor an end, so it opens nothing"
            yield Finding(("roads", "openings", name, "from"), wrong, "give `from:`, `until:` or both")


def exemptions(scenario: Scenario) -> Iterator[Finding]:
    """Check that vehicles are exempt from restrictions that there are: the scenario's own or shipped ones."""
    known = {*scenario.roads.restrictions, *(row["id"] for row in read_table(SHIPPED))}
    for name, vehicle in scenario.vehicles.items():
        for index, key in enumerate(vehicle.exempt_from):
            if key not in known:
                wrong = f"there is no restriction {key!r}"
                remedy = did_you_mean(key, known, "known restrictions")
                yield Finding(("vehicles", name, "exempt_from", str(index)), wrong, remedy)
