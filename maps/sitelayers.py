"""The places that isochrones are of, and the points where the road network ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import folium

from maps.labels import add_name
from maps.reachlayers import site_colour
from maps.style import CLOSED, PLANT
from maps.text import both, word
from scenarios import Text
from sim.access import Position
from sim.reach.clipped import Clipped

MOST_NAMES = 60
"""Of more places the names are told only where one points at them."""
MOST_EDGE_POINTS = 400
EDGE = Text(en="The road network ends here; the reach does not", zh="路网在此截止，实际可达范围并未到此为止")


def add_sites_of(
    chart: folium.Map, places: Mapping[str, Position], names: Mapping[str, Text], colours: Sequence[str] = ()
) -> None:
    """Mark places with their names.

    Parameters
    ----------
    chart
        The map.
    places
        Longitude and latitude, degrees, by id.
    names
        Names in both languages, by id; others go by their id.
    colours
        One a place; that of a plant where there are none.
    """
    group = folium.FeatureGroup(name=str(word("asked_places")))
    for number, (site, (lon, lat)) in enumerate(places.items()):
        name = names.get(site, Text(en=site, zh=site))
        colour = colours[number] if number < len(colours) else PLANT
        folium.CircleMarker(
            (lat, lon), 7, tooltip=str(both(name)), color="#fff", weight=2, fill_color=colour, fill_opacity=1
        ).add_to(group)
        if len(places) <= MOST_NAMES:
            add_name(group, name, (lon, lat), "site")
    group.add_to(chart)


def site_colours(places: Mapping[str, Position], sites: Sequence[str]) -> list[str]:
    """Return the colour of each place: that of its layer; none where layers are not those of places.

    Parameters
    ----------
    places
        The places.
    sites
        Whose layers there are, in order.
    """
    order = list(dict.fromkeys(sites))
    if len(order) < 2 or not set(places) <= set(order):  # noqa: PLR2004 - a single place has no colour of its own
        return []
    return [site_colour(order.index(place)) for place in places]


def add_edges(chart: folium.Map, edges: Mapping[str, Clipped]) -> None:
    """Mark where a reach runs into the edge of the road network.

    Parameters
    ----------
    chart
        The map.
    edges
        Where, by place.
    """
    points = list(
        dict.fromkeys(
            (round(float(lon), 4), round(float(lat), 4))
            for found in edges.values()
            for lon, lat in zip(found.lon, found.lat, strict=True)
        )
    )
    if not points:
        return
    step = -(-len(points) // MOST_EDGE_POINTS)
    group = folium.FeatureGroup(name=str(word("network_ends")))
    for lon, lat in points[::step]:
        folium.CircleMarker(
            (lat, lon), 5, tooltip=str(both(EDGE)), color=CLOSED, weight=2, fill_color="#fff", fill_opacity=1
        ).add_to(group)
    group.add_to(chart)
