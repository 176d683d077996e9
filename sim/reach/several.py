"""What several sites reach between them: any of them, or so many of them at least."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import InputError
from sim.reach.extent import Extent, extents_at_least, extents_by_count


def union(extents: Sequence[Extent]) -> Extent:
    """Return what lies within reach of any of several sites.

    Parameters
    ----------
    extents
        Of one network, each of one site.

    Raises
    ------
    InputError
        If there is none.
    """
    _refuse_none(extents)
    return extents_at_least(extents, 1)


def overlap(extents: Sequence[Extent]) -> list[tuple[int, Extent]]:
    """Return what lies within reach of at least so many of several sites.

    Parameters
    ----------
    extents
        Of one network, each of one site.

    Returns
    -------
    list of (count, Extent)
        Of one site or more, of two or more, and so on to all of them; each holds the next one. What nobody reaches is
        an empty extent.

    Raises
    ------
    InputError
        If there is none.
    """
    _refuse_none(extents)
    return list(enumerate(extents_by_count(extents), start=1))


def _refuse_none(extents: Sequence[Extent]) -> None:
    if not extents:
        raise InputError("the reach of no sites: name one site or more")
