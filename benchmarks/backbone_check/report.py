"""The committed report of the check, as Markdown."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

import numpy as np

from .findings import Findings
from .lengths import Length
from .places import NEAR_M, Place
from .tables import CLASSES
from .wholeness import polyline_km

DRAWN = 0.03
HUB_VERDICT = 2
ROUNDABOUT_WAY = -0.35

HEAD = """\
# The bundled backbone roads against real roads

Written by `benchmarks/check_backbone.py --report docs/backbone-check.md`; do not edit by hand.
"""
METHOD = f"""\
## What is compared

The tables in `scenarios/data/backbone/` are a compilation of facts, written down road by road. The reference is a file
of real OpenStreetMap motorways, trunks and primaries of the delta (112.5-115.0 E, 22.1-23.8 N), state of {{day}},
© OpenStreetMap contributors, ODbL. It is used to measure with and is not part of this project. It has flaws of its own:
lines are simplified to about 70 m; the two carriageways of a road are two parallel lines; every crossing is a junction,
though about a third are overpasses; ramps, secondary roads and directions are missing; gaps are bridged by straight
joins of up to 350 m, but where both carriageways break off in one point the road is cut, with no way over.

**The reference is mended before use** where it is plainly cut: two ends of roads of one class that face each other
within 350 m, although the roads between them take over 1 km, get a straight join of 30 km/h (most of these gaps are one
drawing step, 70 m, where a little bridge was left out); and one interchange whose ramps are missing is joined by hand
(the north end of the Longda Expressway). {{mended}} joins in all. Figures without the mending stand next to those with it.

Names, classes and connections were written down from knowledge of the region; positions and bends were then set and
corrected by eye, with pictures of the reference in view and with the help of these very figures. So the figures say how
well the tables agree with the reference, not how well they would do against roads that nobody looked at while writing.

- **Junctions.** The distance from a junction to the nearest reference road of its class, point to line. A junction's
  class is the best class of the links that meet there, roads opened after the reference's date left out. Good is
  {NEAR_M:.0f} m or less.
- **Links.** Each end is moved to the reference: to every spot within 800 m where a road of the link's class comes no
  nearer on either side (so one spot a carriageway, one a crossing road; a road of any class only if the link's has
  none). Between the spots of the two ends the cheapest path is taken, where a kilometre of the link's class costs 1, of
  a join 1.5, of another class and of the moves at the ends 3. The true length of that path, without the moves, is the
  reference length. Our length is not used to choose it. Good is an error of 10 % or less. Tried on 400 stretches of each
  class of the reference itself (2 to 12 km, straight on at every crossing), the method finds all but one of the
  lengths within 10 %; with the ends shifted at random by about 150 m, 98 to 99 %.
- **Hubs.** Quickest routes between all pairs of twelve hubs on both networks at equal speeds (motorway 100, trunk 60,
  primary 50, secondary 40, others 30 km/h), no traffic, no turn costs. In the reference a hub stands on the nearest
  node of a road of the hub's class.

Limits: a link with an end over 800 m from any reference road, a secondary link and a road opened later cannot be
verified and are not counted. Where the reference lacks the road itself the path follows another one, and a right length
may look wrong (and the other way round). The false junctions make the reference a little too quick.
"""


def markdown(found: Findings) -> str:
    """Write the report: method, figures, what is off and the likely cause."""
    parts = [HEAD, METHOD.format(day=found.day, mended=found.mended)]
    parts.extend("\n".join(section(found)) for section in (_figures, _hubs, _off))
    return "\n".join(parts).rstrip() + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    head = list(head)
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"
    yield ""


def _share(good: int, total: int) -> str:
    return f"{good} of {total} ({good / total:.1%})" if total else "none"


def _figures(found: Findings) -> Iterator[str]:
    yield "## Figures\n"
    yield from _table(("required", "met"), ((v.text, "yes" if v.met else "**no**") for v in found.verdicts))
    yield f"On the reference as it stands, with its cuts, the hub pairs come to: {found.unmended}."
    yield "So the last figure is met only on the mended reference.\n" if not _met_unmended(found) else ""
    distances = [place.distance_m for place in found.places if place.verifiable]
    errors = [abs(length.error) for length in found.lengths.measured]
    if distances and errors:
        rare = np.quantile(distances, 0.9), np.quantile(errors, 0.9)
        yield f"Distance of junctions: median {np.median(distances):.0f} m, worst tenth over {rare[0]:.0f} m."
        drawn = sum(
            abs(link.length_km / polyline_km(link, found.tables.junctions) - 1) <= DRAWN for link in found.tables.links
        )
        yield f"{_share(drawn, len(found.tables.links))} of the lengths are within {DRAWN:.0%} of the drawn line's length."
        yield f"Error of lengths: median {np.median(errors):.1%}, worst tenth over {rare[1]:.1%}.\n"
    yield from _by_area(found)
    yield from _by_class(found)
    degrees = sorted(found.degrees.items())
    yield f"Links a junction: {len(found.tables.links) / max(len(found.tables.junctions), 1):.2f}.\n"
    yield from _table(("links at a junction", *(str(d) for d, _ in degrees)), [("junctions", *(n for _, n in degrees))])


def _met_unmended(found: Findings) -> bool:
    return dataclasses.replace(found, pairs=found.pairs_unmended).verdicts[HUB_VERDICT].met


def _by_area(found: Findings) -> Iterator[str]:
    rows = []
    for area in sorted({junction.area for junction in found.tables.junctions.values()}):
        places = [place for place in found.places if place.junction.area == area]
        known = [place for place in places if place.verifiable]
        lengths = [length for length in found.lengths.measured if length.link.area == area]
        links = [link for link in found.tables.links if link.area == area]
        rows.append(
            (
                *(area, len(places), _share(sum(place.good for place in known), len(known))),
                *(len(links), f"{sum(link.length_km for link in links):.0f}"),
                *(_share(sum(length.good for length in lengths), len(lengths)), len(links) - len(lengths)),
            )
        )
    yield from _table(
        ("area", "junctions", "within 500 m", "links", "km", "lengths within 10 %", "links that cannot be verified"),
        rows,
    )


def _by_class(found: Findings) -> Iterator[str]:
    rows = []
    for road_class in CLASSES:
        lengths = [length for length in found.lengths.measured if length.link.road_class == road_class]
        links = [link for link in found.tables.links if link.road_class == road_class]
        known = [place for place in found.places if place.verifiable and place.road_class == road_class]
        rows.append(
            (
                *(road_class, _share(sum(place.good for place in known), len(known))),
                *(len(links), f"{sum(link.length_km for link in links):.0f}"),
                _share(sum(length.good for length in lengths), len(lengths)),
            )
        )
    yield from _table(("class", "junctions within 500 m", "links", "km", "lengths within 10 %"), rows)


def _hubs(found: Findings) -> Iterator[str]:
    yield "## Hub to hub\n"
    pairs = sorted(zip(found.pairs, found.pairs_unmended, strict=True), key=lambda both: -abs(both[0].error))
    head = (
        "from",
        "to",
        "our min",
        "reference min",
        "error",
        "error unmended",
        "our km by class",
        "reference km by class",
    )
    yield from _table(
        head,
        (
            (
                *(p.start, p.end, f"{p.ours.minutes:.1f}", f"{p.reference.minutes:.1f}", f"{p.error:+.1%}"),
                *(f"{cut.error:+.1%}", p.ours.words, p.reference.words),
            )
            for p, cut in pairs
        ),
    )


def place_cause(place: Place) -> str:
    """Guess why a junction is off."""
    if place.classes_near:
        return "another class runs here in the reference: " + ", ".join(place.classes_near)
    return "no reference road within 500 m: place off, or road missing there"


def length_cause(length: Length) -> str:
    """Guess why a length is off."""
    if not length.reference_km > 0:
        return "no path in the reference, or a very long way round: road missing there, or cut"
    if length.share_own < 0.7:
        share = f"only {length.share_own:.0%} of the reference path is {length.link.road_class}"
        return f"{share}: road missing or of another class"
    if length.error < ROUNDABOUT_WAY:
        return "the reference goes a long way round: road missing there, or cut"
    if length.link.length_km < 2.5:
        return "short: an end some hundred metres along the road suffices"
    return "length or an end's place"


def _off(found: Findings) -> Iterator[str]:
    yield "## What is off, and the likely cause\n"
    yield "The causes are guessed by rule from the figures, not looked into one by one. The entries stand because the"
    yield "reference is not the truth either; they are open to correction by knowledge.\n"
    for area in sorted({junction.area for junction in found.tables.junctions.values()}):
        places = [p for p in found.places if p.verifiable and not p.good and p.junction.area == area]
        lengths = [x for x in found.lengths.measured if not x.good and x.link.area == area]
        yield f"### {area}\n"
        if places:
            rows = sorted(places, key=lambda p: -p.distance_m)
            yield from _table(
                ("junction", "class", "off", "likely cause"),
                ((p.junction.id, p.road_class, f"{p.distance_m:.0f} m", place_cause(p)) for p in rows),
            )
        if lengths:
            worst = sorted(lengths, key=lambda x: -abs(x.error))
            yield from _table(
                ("link", "class", "our km", "reference km", "error", "likely cause"),
                (
                    (
                        *(x.link.label, x.link.road_class, x.link.length_km),
                        *((f"{x.reference_km:.2f}", f"{x.error:+.0%}") if x.reference_km > 0 else ("-", "-")),
                        length_cause(x),
                    )
                    for x in worst
                ),
            )
    yield "### Links that cannot be verified\n"
    yield from (f"- {link.label}: {why}" for link, why in found.lengths.unverifiable)
