"""The facts of a road network as lines of text."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scenarios.roadrules import DAY_TYPES

_FOUND = {
    "absurd_maxspeed": "ways with an absurd maxspeed, taken as not signed",
    "missing_nodes": "nodes missing in the source (roads are cut there)",
    "severed": "barriers that sever a road",
    "barriers_at_junctions": "barriers at junctions (they sever nothing)",
    "shut_ways": "ways shut to motor vehicles, left out",
    "changing_direction": "ways that change their direction, left out",
    "raw_ways": "ways in the source",
    "raw_nodes": "points in the source",
    "chains_merged": "nodes merged away between like links",
}
_WEIGHTS = {"min_load_t": "load", "min_gross_t": "gross"}


def lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """Return what `sim.roadinfo.describe` found, for reading.

    Parameters
    ----------
    facts
        As `describe` returns them.
    """
    yield f"{facts['name']}: {facts['verdict']}"
    yield _row("source", f"{facts['source']}, of {facts['date']}")
    yield _row("counts", _counts(facts))
    yield _row("bounding box (W,S,E,N)", ",".join(map(str, facts["bbox_wsen"])))
    yield _row("connected", _connected(facts))
    yield _row("links with", _shares(facts["share_of_links_with"]))
    imputed = facts["speed_imputed"]
    yield _row(
        "speed by class, not signed", f"{imputed['share_of_links']:.1%} of links, {imputed['share_of_km']:.1%} of km"
    )
    yield from _classes(facts)
    yield from (_row("found when built", line) for line in _found(facts["found_when_built"]))
    yield from _rules(facts["rules"])
    if built_from := facts["built_from"]:
        settings = {key: value for key, value in built_from["settings"].items() if value not in (None, {}, [])}
        yield _row("built from", built_from["source"])
        yield _row("settings", ", ".join(f"{key} {_plain(value)}" for key, value in settings.items()))
    yield _row("credit", facts["attribution"])


def built_lines(facts: Mapping[str, Any], at: tuple[float, float]) -> Iterator[str]:
    """Return what a build has come to, for reading.

    Parameters
    ----------
    facts
        As `describe` returns them, with `file` and `built_now`.
    at
        Longitude and latitude of a place in it.
    """
    name = facts["name"]
    if not facts["built_now"]:
        yield f"{name}: already built from this source with these settings (--force builds it again)"
    yield f"{name}: {_counts(facts)}; {facts['file']}"
    yield f"  {_connected(facts)}"
    yield from (f"  {line}" for line in _found(facts["found_when_built"]))
    yield f"  {facts['verdict']}"
    yield "Next:"
    yield f"  {shlex.join(['onehour', 'roads', 'info', name])}"
    place = f"{at[0]:.4f},{at[1]:.4f}"
    yield f"  {shlex.join(['onehour', 'isochrone', '--at', place, '--roads', name, '--out', f'{name}.html'])}"
    credit = facts["attribution"]
    yield f"{credit}{', ODbL 1.0' if 'OpenStreetMap' in credit else ''}: keep this credit on what you draw from it."


def _counts(facts: Mapping[str, Any]) -> str:
    return (
        f"{facts['nodes']:,} nodes, {facts['links']:,} links, {facts['directed_edges']:,} edges, "
        f"{facts['road_km']:,} km of road"
    )


def _connected(facts: Mapping[str, Any]) -> str:
    share = facts["share_of_nodes_in_largest_strongly_connected_part"]
    return (
        f"{share:.1%} of the nodes can all reach each other; strongly connected parts: "
        f"{facts['strongly_connected_parts']:,}, separate pieces: {facts['weakly_connected_parts']:,}"
    )


def _classes(facts: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {'road class':<16} {'km':>10} {'speed by class: links':>24} {'km':>7}"
    for name, km in facts["road_km_by_class"].items():
        share = facts["speed_imputed"]["by_class"][name]
        yield f"  {name:<16} {km:>10,.1f} {share['share_of_links']:>24.1%} {share['share_of_km']:>7.1%}"


def _rules(rules: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Return the restrictions and openings that come with the program and are about these roads, of all years."""
    if not rules:
        yield _row("rules by the clock", "none of those that come with the program is about these roads")
        return
    yield _row("rules by the clock", f"{len(rules)} of those that come with the program; each holds in its own years")
    yield f"  {'id':<26} {'km':>7}  {'trucks from':<14} {'hours':<32} {'from':<10} {'until':<10} mark"
    for rule in rules:
        least = (f"{rule[key]:g} t {word}" for key, word in _WEIGHTS.items() if rule.get(key) is not None)
        days = [] if len(rule.get("days", DAY_TYPES)) == len(DAY_TYPES) else rule["days"]
        hours = " ".join([*days, *rule.get("hours", ["open"])])
        first, last = ((rule[key] or "")[:10] for key in ("from", "until"))
        km = f"{rule['km']:,.1f}"
        yield f"  {rule['id']:<26} {km:>7}  {', '.join(least):<14} {hours:<32} {first:<10} {last:<10} {rule['mark']}"


def _found(notes: Mapping[str, Any]) -> Iterator[str]:
    """Return what the building found; known notes in words, others by their key, none where nothing was found."""
    for key, value in notes.items():
        if not value:
            continue
        text = _FOUND.get(key, key.replace("_", " "))
        if isinstance(value, Mapping):
            numbers = [each for each in value.values() if isinstance(each, int) and not isinstance(each, bool)]
            total = f" ({sum(numbers):,})" if len(numbers) == len(value) else ""
            yield f"{text}{total}: {', '.join(f'{name} ({_plain(each)})' for name, each in value.items())}"
        else:
            yield f"{text}: {_plain(value)}"


def _shares(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {share:.1%}" for name, share in shares.items())


def _plain(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row(title: str, text: str) -> str:
    return f"  {title:<27} {text}"
