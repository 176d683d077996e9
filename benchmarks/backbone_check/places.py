"""How far each junction is from the nearest reference road of its class."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import shapely

from .geometry import direction, project
from .reference import CLASS_CODES, Reference
from .tables import CLASSES, Junction, Tables

NEAR_M = 500.0
NEAR_UNKNOWN_M = 2000.0  # told of a junction that has no class yet


@dataclass(frozen=True)
class Place:
    """A junction against the reference: the shift (dx east, dy north) leads from it to the road."""

    junction: Junction
    road_class: str
    distance_m: float
    dx_m: float
    dy_m: float
    classes_near: tuple[str, ...]
    verifiable: bool

    @property
    def good(self) -> bool:
        """Tell whether the road is near enough."""
        return self.distance_m <= NEAR_M

    @property
    def words(self) -> str:
        """Say the shift in words."""
        where = direction(self.dx_m, self.dy_m)
        return f"{self.distance_m:.0f} m {where} (dx {self.dx_m:+.0f} m, dy {self.dy_m:+.0f} m)"


def junction_classes(tables: Tables, day: dt.date) -> dict[str, str]:
    """Give the best class of the links open on a day, for each junction that has any."""
    best: dict[str, str] = {}
    for link in tables.links:
        if link.is_open(day):
            for name in (link.start, link.end):
                held = best.get(name)
                if held is None or CLASSES.index(link.road_class) < CLASSES.index(held):
                    best[name] = link.road_class
    return best


def measure_places(tables: Tables, reference: Reference, classes: dict[str, str]) -> list[Place]:
    """Measure every junction to the nearest reference road of its class (point to line, in metres).

    A junction without a class (or of one that the reference lacks) is measured to the nearest road of any class, named
    in `road_class`, with `verifiable` false.
    """
    junctions = list(tables.junctions.values())
    if not junctions:
        return []
    points = shapely.points(project([j.lon for j in junctions], [j.lat for j in junctions]))
    shifts = {c: s for c in CLASSES if (s := _shifts(points, reference, c)) is not None}
    places = []
    for i, junction in enumerate(junctions):
        distance = {c: float(np.hypot(*shift[i])) for c, shift in shifts.items()}
        own = classes.get(junction.id, "")
        road_class = own if own in shifts else min(distance, key=distance.__getitem__)
        dx, dy = map(float, shifts[road_class][i])
        reach = NEAR_M if own in shifts else NEAR_UNKNOWN_M
        near = tuple(f"{c} {distance[c]:.0f} m {direction(*shifts[c][i])}" for c in distance if distance[c] <= reach)
        places.append(Place(junction, road_class, distance[road_class], dx, dy, near, own in shifts))
    return places


def _shifts(points: np.ndarray, reference: Reference, road_class: str) -> np.ndarray | None:
    """Shift (n, 2) from each point to the nearest road of a class; None if the reference has no such road."""
    lines = reference.lines(reference.of_class((CLASS_CODES[road_class],)))
    if len(lines) == 0:
        return None
    nearest = shapely.STRtree(lines).nearest(points)
    ends = shapely.get_coordinates(shapely.shortest_line(points, lines[nearest])).reshape(-1, 2, 2)
    return np.asarray(ends[:, 1] - ends[:, 0])
