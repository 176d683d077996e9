"""The state of docks and fleets."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from simpy import Event


@dataclass(slots=True)
class Slots:
    """Equal places with a queue in order of arrival: docks of a plant, vehicles for hire."""

    free: float
    queue: deque[Event] = field(default_factory=deque)
