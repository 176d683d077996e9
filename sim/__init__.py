"""How it is computed: roads, travel times, isochrones, the simulation and studies of it."""

from sim.isochrones import isochrones
from sim.network import RoadNetwork
from sim.roads import list_networks, open_roads, save_roads
from sim.travel import TravelTimes, travel_times

__all__ = ["RoadNetwork", "TravelTimes", "isochrones", "list_networks", "open_roads", "save_roads", "travel_times"]
