"""Who is within so many minutes: the truth along the roads, of one place or of many."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import pandas as pd

from sim.access import Access
from sim.drawing.drawing import Mode
from sim.geofiles.frame import Isochrones
from sim.mercator import CRS
from sim.network import RoadNetwork
from sim.profiles import SpeedProfiles
from sim.reach import several
from sim.reach.cuts import cut_points
from sim.reach.extent import Extent
from sim.reach.growth import extents, sampled_days
from sim.reach.nearest import nearest_by_cutoff
from sim.reach.polygons import drawing_of, drawn, frame_of
from sim.reach.roadlayer import road_layer
from sim.reach.terms import Terms
from sim.routing import THREADS
from sim.stages import Counting

Combine = Literal["each", "union", "overlap", "nearest"]
SHOWN_ROWS, SHOWN_SITES = 20, 5
Grid = tuple[tuple[Extent, ...], ...]
"""What lies within reach, by share of departures and cutoff, both ascending."""


@dataclass(frozen=True, eq=False)
class Group:
    """What is reached of one site, or of several taken together.

    Attributes
    ----------
    site
        Its id; of several ``any of 3``, or ``2 or more of 3``.
    sites_at_least
        How many sites reach here: 1, but for overlaps.
    extents
        By share and cutoff.
    """

    site: str
    sites_at_least: int
    extents: Grid


@dataclass(frozen=True, eq=False)
class Reach:
    """What lies within so many minutes of places, exact along every road; made by `sim.reached`.

    Attributes
    ----------
    network, profiles
        The roads and the speeds on them.
    access
        The access legs of every site, by id.
    terms
        What "within so many minutes" means.
    cutoffs_min
        Ascending.
    groups
        The sites, or what was made of them.
    combine
        ``each`` site by itself, the ``union`` of all, their ``overlap``, or the roads ``nearest`` to each.
    """

    network: RoadNetwork
    profiles: SpeedProfiles
    access: Mapping[str, Access]
    terms: Terms
    cutoffs_min: tuple[float, ...]
    groups: tuple[Group, ...]
    combine: Combine = "each"

    def __repr__(self) -> str:
        """Return what it is of; a notebook shows a table."""
        sites = ", ".join(group.site for group in self.groups[:SHOWN_SITES])
        more = f" and {len(self.groups) - SHOWN_SITES} more" if len(self.groups) > SHOWN_SITES else ""
        within = ", ".join(f"{minutes:g}" for minutes in self.cutoffs_min)
        return f"<Reach {self.terms.direction} {sites}{more}, within {within} min, on {self.network.name!r}>"

    @classmethod
    def grown(
        cls,
        network: RoadNetwork,
        profiles: SpeedProfiles,
        access: Mapping[str, Access],
        terms: Terms,
        cutoffs_min: tuple[float, ...],
        progress: Counting | None = None,
    ) -> Reach:
        """Find what is within reach of every site.

        Parameters
        ----------
        network, profiles, access, terms, cutoffs_min
            As the attributes.
        progress
            Told how many of how many sites are done.
        """
        days = sampled_days(network, profiles, terms)

        def grow(site: str) -> Group:
            return Group(site, 1, _grid(extents(network, profiles, access[site], terms, cutoffs_min, days=days)))

        groups = []
        with ThreadPoolExecutor(THREADS) as pool:
            for group in pool.map(grow, access):
                groups.append(group)
                if progress:
                    progress(len(groups), len(access))
        return cls(network, profiles, access, terms, cutoffs_min, tuple(groups))

    def rows(self) -> Iterator[tuple[Group, float, float, Extent]]:
        """Yield group, share of departures, cutoff in minutes and extent, in this order."""
        for group, share, by_cutoff in self._nested():
            for cutoff_min, extent in zip(self.cutoffs_min, by_cutoff, strict=True):
                yield group, share, cutoff_min, extent

    def combined(self, combine: Combine) -> Reach:
        """Return the sites each by itself, or taken together; see `union`, `overlap` and `nearest`."""
        if combine == "each":
            return self
        together: dict[str, Callable[[], Reach]] = {
            "union": self.union,
            "overlap": self.overlap,
            "nearest": self.nearest,
        }
        return together[combine]()

    def union(self) -> Reach:
        """Return what lies within reach of any of the sites."""
        grid = _grid([several.union(found) for found in row] for row in self._by_place())
        return dataclasses.replace(self, groups=(Group(f"any of {len(self.groups)}", 1, grid),), combine="union")

    def overlap(self) -> Reach:
        """Return what lies within reach of one site or more, of two or more, and so on to all of them."""
        count = len(self.groups)
        counts = [[dict(several.overlap(found)) for found in row] for row in self._by_place()]
        groups = tuple(
            Group(f"{least} or more of {count}", least, _grid([by_count[least] for by_count in row] for row in counts))
            for least in range(1, count + 1)
        )
        return dataclasses.replace(self, groups=groups, combine="overlap")

    def nearest(self) -> Reach:
        """Return what lies within reach of each site and is nearer to it in time than to any other.

        Raises
        ------
        InputError
            If the terms ask for several departures or days: nearness is that of one.
        """
        found = nearest_by_cutoff(self.network, self.profiles, self.access, self.terms, self.cutoffs_min)
        groups = tuple(Group(site, 1, _grid([[by_site[site] for by_site in found]])) for site in self.access)
        return dataclasses.replace(self, groups=groups, combine="nearest")

    def polygons(self, mode: Mode = "exact", access_m: float | None = None, cell_m: float | None = None) -> Isochrones:
        """Return the ground within reach as polygons, see `sim.isochrones`."""
        drawing = drawing_of(self.network, self.combine, mode, access_m, cell_m)
        return frame_of(self.network, [self.terms], self.combine, drawing, [drawn(self, drawing)])

    def roads(self) -> gpd.GeoDataFrame:
        """Return the roads within reach as lines: each part once, with the smallest cutoff that reaches it.

        Columns: site, share, then those of `sim.reach.roadlayer.road_layer`.
        """
        frames = [
            road_layer(self.network, self.cutoffs_min, [extent.stretches for extent in by_cutoff])
            for _, _, by_cutoff in self._nested()
        ]
        return self._labelled(frames)

    def cuts(self) -> gpd.GeoDataFrame:
        """Return the points at which roads cross a cutoff.

        Columns: site, share, then minutes, link, at (share of the link's length) and geometry.
        """
        frames = []
        for _, _, by_cutoff in self._nested():
            found = cut_points(self.network, by_cutoff, self.cutoffs_min, self.access.values())
            columns = {"minutes": found.minutes, "link": found.link, "at": found.share}
            frames.append(gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(found.lon, found.lat), crs=CRS))
        return self._labelled(frames)

    def _nested(self) -> list[tuple[Group, float, tuple[Extent, ...]]]:
        """Return groups and shares with what lies within their cutoffs."""
        shares = self.terms.shares
        return [(group, share, group.extents[at]) for group in self.groups for at, share in enumerate(shares)]

    def _labelled(self, frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
        for (group, share, _), frame in zip(self._nested(), frames, strict=True):
            frame.insert(0, "share", share)
            frame.insert(0, "site", group.site)
        return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=CRS)

    def _repr_html_(self) -> str:
        """Show the kilometres of road within each cutoff."""
        rows = [
            (group.site, share, minutes, extent.stretches.km(self.network))
            for group, share, minutes, extent in self.rows()
        ]
        table = pd.DataFrame(rows, columns=["site", "share", "minutes", "road_km"])
        return table.to_html(index=False, max_rows=SHOWN_ROWS, float_format="{:,.1f}".format)

    def _by_place(self) -> list[list[list[Extent]]]:
        """Return the extents of all groups, by share and cutoff."""
        shares, cutoffs = range(len(self.terms.shares)), range(len(self.cutoffs_min))
        return [[[group.extents[share][cutoff] for group in self.groups] for cutoff in cutoffs] for share in shares]


def _grid(extents: Sequence[Sequence[Extent]] | Iterator[Sequence[Extent]]) -> Grid:
    return tuple(tuple(row) for row in extents)
