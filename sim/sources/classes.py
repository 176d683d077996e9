"""Which road classes a network is built of."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Collection, Iterable

import numpy as np

from sim.errors import InputError
from sim.network import ROAD_CLASSES
from sim.sources.raw import RawRoads


def chosen_classes(names: Iterable[str]) -> tuple[str, ...]:
    """Return the classes of some names with their ramps, in the order of `ROAD_CLASSES`.

    Parameters
    ----------
    names
        Of `ROAD_CLASSES`; ``motorway`` brings ``motorway_link`` along, for without ramps nobody gets on.

    Raises
    ------
    InputError
        If there is no such class, or no name at all.
    """
    wanted = {name.strip() for name in names}
    for name in sorted(wanted - set(ROAD_CLASSES)):
        near = difflib.get_close_matches(name, ROAD_CLASSES, 1)
        meant = f"did you mean {near[0]}? There" if near else "there"
        raise InputError(f"there is no road class {name!r}; {meant} are {', '.join(ROAD_CLASSES)}")
    if not wanted:
        raise InputError(f"no road class is chosen; there are {', '.join(ROAD_CLASSES)}")
    return tuple(name for name in ROAD_CLASSES if name in wanted or name.removesuffix("_link") in wanted)


def only_classes(raw: RawRoads, classes: Collection[str] | None, *, service: bool) -> RawRoads:
    """Leave out the ways of other classes.

    Parameters
    ----------
    raw
        All roads.
    classes
        Of `ROAD_CLASSES`, all where missing.
    service
        False leaves service roads out whatever the classes.
    """
    wanted = set(ROAD_CLASSES if classes is None else classes) - (set() if service else {"service"})
    if len(wanted) == len(ROAD_CLASSES):
        return raw
    fact_kept = np.array([ROAD_CLASSES[fact.road_class] in wanted for fact in raw.facts], bool)
    kept = fact_kept[raw.way_fact]
    points = np.repeat(kept, np.diff(raw.first_point))
    more = kept[raw.more_way]
    first = np.zeros(int(kept.sum()) + 1, np.int64)
    np.cumsum(np.diff(raw.first_point)[kept], out=first[1:])
    return dataclasses.replace(
        raw,
        way_fact=raw.way_fact[kept],
        way_id=raw.way_id[kept],
        first_point=first,
        point_node=raw.point_node[points],
        point_lon=raw.point_lon[points],
        point_lat=raw.point_lat[points],
        way_length_m=None if raw.way_length_m is None else raw.way_length_m[kept],
        more_id=raw.more_id[more],
        more_way=(np.cumsum(kept) - 1)[raw.more_way[more]].astype(np.int32),
    )
