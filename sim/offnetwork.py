"""What to say of places that are too far from every road."""

from __future__ import annotations

from dataclasses import dataclass

from sim.access import straight_km
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.vehicles import RoadVehicle

MANY_OFF = 5


@dataclass(frozen=True)
class OffRoad:
    """A place that is too far from every road.

    Attributes
    ----------
    site
        Its id.
    lon, lat
        Degrees.
    on_earth
        Whether these are a longitude and a latitude at all.
    km, link, road_lon, road_lat
        How far away the nearest road is, which link, and where.
    swapped
        Whether longitude and latitude the other way round lie on the network.
    """

    site: str
    lon: float
    lat: float
    on_earth: bool
    km: float
    link: int
    road_lon: float
    road_lat: float
    swapped: bool

    def told(self, network: RoadNetwork) -> str:
        """Return what is wrong with the place, and what to do."""
        what = f"site {self.site!r} at lon {self.lon}, lat {self.lat}"
        if not self.on_earth:
            text = f"{what} is no place on a map of roads: longitudes lie between -180 and 180, latitudes between -85 and 85"
        else:
            text = (
                f"{what} is {self.km:,.1f} km from the network {network.name!r}; the nearest road is "
                f"{self._road(network)} (lon {self.road_lon:.3f}, lat {self.road_lat:.3f})"
            )
        if self.swapped:
            return f"{text}. Longitude and latitude look swapped: lon {self.lat}, lat {self.lon} lies on the network"
        return f"{text}. Move the site to a road, or raise roads.max_access_km (--max-access-km)"

    def _road(self, network: RoadNetwork) -> str:
        """Return the name of the nearest road, and that of the nearer junction at its ends where it has one."""
        link = self.link
        names = (network.link_name_en[link], network.link_name_zh[link], network.link_ref[link])
        kind = ROAD_CLASSES[network.link_class[link]].replace("_", " ")
        road = next(filter(None, names), f"a {kind} road without a name")
        edge = int((network.edge_link == link).argmax())
        ends = (int(network.edge_tail[edge]), int(network.edge_head[edge]))
        node = min(ends, key=lambda end: self._km_to(network, end))
        junction = network.node_name_en[node] or network.node_name_zh[node]
        return f"{road} near {junction}" if junction else road

    def _km_to(self, network: RoadNetwork, node: int) -> float:
        at = (network.node_lon[node], network.node_lat[node])
        return float(straight_km(self.road_lon, self.road_lat, *at))


def off_message(network: RoadNetwork, off: list[OffRoad], places: int) -> str:
    """Return the message for all places that lie off a network; many mean that the network, not they, is the wrong one.

    Parameters
    ----------
    network
        The roads.
    off
        The places that lie off it.
    places
        Number of all places.
    """
    problems = [place.told(network) for place in off]
    if len(problems) < MANY_OFF:
        return "\n".join(problems)
    west, east = float(network.node_lon.min()), float(network.node_lon.max())
    south, north = float(network.node_lat.min()), float(network.node_lat.max())
    return (
        f"{len(problems)} of {places} places lie off the road network {network.name!r}, which covers "
        f"{west:.2f} to {east:.2f} E, {south:.2f} to {north:.2f} N: it is too small for them; take a network of the "
        f"whole region. The first of them: {problems[0]}"
    )


def nowhere_message(network: RoadNetwork, vehicle: RoadVehicle | None) -> str:
    """Return the message for a network on which one cannot get anywhere and back.

    Parameters
    ----------
    network
        The roads.
    vehicle
        What drives, where that is known.
    """
    who = "one"
    if vehicle is not None:
        who = f"a {vehicle.kind} of {vehicle.gross_t:g} t and {vehicle.height_m:g} m"
    return (
        f"network {network.name!r} has no roads that {who} may drive and come back: they are barred, too weak, too low, "
        "or lead one way only; take a network of a larger area or another vehicle"
    )
