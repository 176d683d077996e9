"""What the check prints for the people who write the tables."""

from __future__ import annotations

from collections.abc import Iterator

from .findings import Findings
from .lengths import Length
from .places import Place
from .wholeness import polyline_km


def listing(found: Findings, area: str | None) -> Iterator[str]:
    """Say line by line what is wrong, worst first, then the verdicts; only one area's faults if it is given."""
    yield from _format(found, area)
    yield from _places(found, area)
    yield from _lengths(found, area)
    yield from _hubs(found)
    yield from _totals(found)
    yield "\n== Verdict (whole network)"
    for verdict in found.verdicts:
        yield f"  {'ok    ' if verdict.met else 'MISSED'} {verdict.text}"
    yield f"  hub pairs on the reference with its {found.mended} known cuts left open: {found.unmended} (not counted)"


def _mine(area: str | None, place: str) -> bool:
    return area is None or place.split(":", maxsplit=1)[0].endswith(f"_{area}.csv") or ":" not in place


def _format(found: Findings, area: str | None) -> Iterator[str]:
    for title, rows in (("Format problems", found.tables.problems), ("Hints (not counted)", found.tables.hints)):
        shown = [problem for problem in rows if _mine(area, problem.place)]
        yield f"\n== {title}: {len(shown)}"
        yield from (f"  {problem}" for problem in shown)


def place_line(place: Place) -> str:
    """Say where the road of a junction's class is, seen from the junction."""
    if not place.verifiable:
        near = ", ".join(place.classes_near) or f"nearest {place.road_class} {place.words}"
        return f"{place.junction.id}: {near}"
    near = "; within 500 m: " + (", ".join(place.classes_near) or "no reference road")
    return f"{place.junction.id} ({place.road_class}): nearest {place.road_class} {place.words}{near}"


def length_line(length: Length, drawn_km: float) -> str:
    """Say how a link's length compares with the reference's path."""
    link = length.link
    if not length.reference_km > 0:
        return f"{link.label}: {link.length_km} km (drawn {drawn_km:.2f}), no path between its ends in the reference"
    passes = f"; the path passes {', '.join(length.passes[:6])}" if length.passes else ""
    return (
        f"{link.label} {link.road_class}: ours {link.length_km} km (drawn {drawn_km:.2f}), reference {length.reference_km:.2f} km "
        f"({length.error:+.0%}), {length.share_own:.0%} of the path on {link.road_class}{passes}"
    )


def _places(found: Findings, area: str | None) -> Iterator[str]:
    mine = [place for place in found.places if _mine(area, place.junction.place)]
    measured = [place for place in mine if place.verifiable]
    bad = sorted((place for place in measured if not place.good), key=lambda place: -place.distance_m)
    yield f"\n== Junctions over 500 m from a reference road of their class: {len(bad)} of {len(measured)}"
    yield from (f"  {place.junction.place}: {place_line(place)}" for place in bad)
    rest = [place for place in mine if not place.verifiable]
    yield f"\n== Junctions not counted (no link, or only newer or secondary ones): {len(rest)}, to any road"
    yield from (f"  {place.junction.place}: {place_line(place)}" for place in rest)


def _lengths(found: Findings, area: str | None) -> Iterator[str]:
    def line(length: Length) -> str:
        return length_line(length, polyline_km(length.link, found.tables.junctions))

    mine = [length for length in found.lengths.measured if _mine(area, length.link.place)]
    bad = sorted((length for length in mine if not length.good), key=lambda length: -abs(length.error))
    yield f"\n== Links whose length is over 10 % off: {len(bad)} of {len(mine)}"
    yield from (f"  {length.link.place}: {line(length)}" for length in bad)
    rest = [(link, why) for link, why in found.lengths.unverifiable if _mine(area, link.place)]
    yield f"\n== Links that cannot be verified: {len(rest)}"
    yield from (f"  {link.place}: {link.label}: {why}" for link, why in rest)


def _hubs(found: Findings) -> Iterator[str]:
    bad = sorted((pair for pair in found.pairs if abs(pair.error) > 0.1), key=lambda pair: -abs(pair.error))
    yield f"\n== Hub pairs over 10 % off: {len(bad)} of {len(found.pairs)}"
    for pair in bad:
        yield f"  {pair.start} - {pair.end}: {pair.error:+.1%}"
        for name, route in (("ours", pair.ours), ("reference", pair.reference)):
            yield f"    {name}: {route.minutes:.1f} min; {route.words}; passes {', '.join(route.passes[1:-1])}"


def _totals(found: Findings) -> Iterator[str]:
    junctions, links = found.tables.junctions, found.tables.links
    km = sum(link.length_km for link in links)
    ratio = len(links) / max(len(junctions), 1)
    yield f"\n== Totals: {len(junctions)} junctions, {len(links)} links ({ratio:.2f} a junction), {km:.0f} km"
    yield "  junctions by degree: " + ", ".join(f"{d}: {n}" for d, n in sorted(found.degrees.items()))
    for area in sorted({junction.area for junction in junctions.values()}):
        places = [place for place in found.places if place.junction.area == area and place.verifiable]
        lengths = [length for length in found.lengths.measured if length.link.area == area]
        yield (
            f"  {area}: {sum(j.area == area for j in junctions.values())} junctions, "
            f"{sum(place.good for place in places)} of {len(places)} placed; "
            f"{sum(link.area == area for link in links)} links, "
            f"{sum(length.good for length in lengths)} of {len(lengths)} lengths fit"
        )
