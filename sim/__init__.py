"""How it is computed: roads, travel times, isochrones, the simulation and studies of it."""

from sim.isochrones import isochrones
from sim.network import RoadNetwork
from sim.results import Run
from sim.roads import list_networks, open_roads, save_roads
from sim.simulation import simulate
from sim.study.runs import replicate
from sim.travel import TravelTimes, travel_times

__all__ = [
    "RoadNetwork",
    "Run",
    "TravelTimes",
    "isochrones",
    "list_networks",
    "open_roads",
    "replicate",
    "save_roads",
    "simulate",
    "travel_times",
]
