"""What a planner is told of places where a vehicle may not drive at the hours asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.bannedsites import BannedPlace
from sim.vehicles import RoadVehicle

MOST_NAMED = 5


def ban_lines(banned: Sequence[BannedPlace], vehicle: RoadVehicle) -> Iterator[str]:
    """Yield a line per restriction that holds at some of the places, and one on what can be done.

    Parameters
    ----------
    banned
        The places inside restrictions.
    vehicle
        What drives.
    """
    by_rule: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in banned:
        by_rule.setdefault((each.restriction, each.hours), []).append(each.place)
    for (restriction, hours), places in by_rule.items():
        more = f" and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
        lies = "lies" if len(places) == 1 else "lie"
        yield (
            f"{', '.join(places[:MOST_NAMED])}{more} {lies} inside the restriction {restriction} ({', '.join(hours)}): "
            f"no {vehicle.kind} may drive there then, so trips wait until it ends, or begin or end on a road around it"
        )
    if by_rule:
        yield (
            "Other hours or another --vehicle show the roads without it; a --scenario may give its vehicle a pass "
            "(exempt_from) or leave the restrictions out (roads.shipped_restrictions: false)"
        )
