"""What a closure, an hour or a vehicle takes away from a reach, or gives to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd
import shapely

from sim.errors import InputError
from sim.network import Floats
from sim.reach.extent import Around, Extent
from sim.reach.stretches import common, without

if TYPE_CHECKING:
    from sim.reach.reach import Group, Reach

Change = Literal["lost", "gained", "kept"]
CHANGES: tuple[Change, ...] = ("lost", "gained", "kept")


class Difference(NamedTuple):
    """What was within reach before and is not after, the other way round, and what is both times."""

    lost: Extent
    gained: Extent
    kept: Extent


def difference(before: Extent, after: Extent) -> Difference:
    """Return what lies within one reach and not within another, along the roads.

    Ground around a junction or a door that both reach is kept as far as both get; the ring by which one of them gets farther
    has no roads and is in none of the three: `lost_ground` of the two polygons has it.

    Parameters
    ----------
    before, after
        Of one network.
    """
    radii = (before.node_radius_m, after.node_radius_m)
    places = tuple({place[:2]: place for place in extent.around} for extent in (before, after))
    return Difference(
        Extent(without(before.stretches, after.stretches), _only(*radii), _apart(*places)),
        Extent(without(after.stretches, before.stretches), _only(*radii[::-1]), _apart(*places[::-1])),
        Extent(common([before.stretches, after.stretches]), _both(*radii), _shared(*places)),
    )


def road_difference(before: Reach, after: Reach) -> pd.DataFrame:
    """Return how many kilometres of road are lost, gained and kept from one reach to another.

    Parameters
    ----------
    before, after
        Of the same network object, sites, shares and cutoffs.

    Returns
    -------
    DataFrame
        A row for each site (or group of sites), share, cutoff and change: site, sites_at_least, share, minutes, change,
        road_km.

    Raises
    ------
    InputError
        If the two are not of the same network, sites, shares and cutoffs.
    """
    first, second = ({_key(*row[:3]): row[3] for row in reach.rows()} for reach in (before, after))
    if before.network is not after.network or first.keys() != second.keys():
        raise InputError(
            "only reaches of the same network, sites, shares and cutoffs can be compared: ask for both alike"
        )
    rows = [
        (*key, change, extent.stretches.km(before.network))
        for key, was in first.items()
        for change, extent in zip(CHANGES, difference(was, second[key]), strict=True)
    ]
    return pd.DataFrame(rows, columns=["site", "sites_at_least", "share", "minutes", "change", "road_km"])


def _key(group: Group, share: float, cutoff_min: float) -> tuple[str, int, float, float]:
    return group.site, group.sites_at_least, share, cutoff_min


def lost_ground(before: shapely.Geometry, after: shapely.Geometry) -> shapely.Geometry:
    """Return the part of a polygon that lies outside of another one, as polygons alone.

    Parameters
    ----------
    before, after
        Valid polygons in the same coordinates.
    """
    left = shapely.difference(before, after)
    pieces = shapely.get_parts(left)
    # two outlines that run along each other may leave lines and points
    areas = pieces[shapely.get_dimensions(pieces) == 2]  # noqa: PLR2004
    return left if areas.size == pieces.size else shapely.union_all(areas)


def _only(these: Floats | None, others: Floats | None) -> Floats | None:
    """Return the radii around junctions from which one gets off the road here and not there."""
    if these is None or others is None:
        return these
    return np.where(others > 0, 0.0, these)


def _both(these: Floats | None, others: Floats | None) -> Floats | None:
    """Return the radii around junctions that both have."""
    return None if these is None or others is None else np.minimum(these, others)


Doors = dict[tuple[float, float], Around]


def _apart(these: Doors, others: Doors) -> tuple[Around, ...]:
    return tuple(place for key, place in these.items() if key not in others)


def _shared(these: Doors, others: Doors) -> tuple[Around, ...]:
    return tuple(min(place, others[key]) for key, place in these.items() if key in others)
