"""How it is computed: roads, travel times, isochrones, the simulation and studies of it.

The names are loaded when they are first used, so that the command line answers at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.geofiles.frame import Isochrones
    from sim.matrix import travel_time_matrix
    from sim.matrixtable import TravelTimeMatrix
    from sim.mrptable import mrp_table
    from sim.network import RoadNetwork
    from sim.reach.changes import reach_difference
    from sim.reach.difference import road_difference
    from sim.reach.isochrone import isochrones, reached
    from sim.reach.reach import Reach
    from sim.results import Run
    from sim.roads import list_networks, open_roads, save_roads
    from sim.simulation import simulate
    from sim.sources.build import build_roads
    from sim.sources.osmnx_graph import from_osmnx, to_osmnx
    from sim.study.comparison import compare_runs
    from sim.study.laboratory import Workers
    from sim.study.resilience import resilience
    from sim.study.resiliencetable import Resilience
    from sim.study.runs import replicate
    from sim.study.sensitivity import sensitivity
    from sim.study.stopping import Precision
    from sim.study.study import Study
    from sim.study.studyfolder import read_study
    from sim.study.sweeping import sweep
    from sim.study.warmup import suggested_warm_up_h
    from sim.suppliers.scenario_circle import circle
    from sim.suppliers.supplier_circle import SupplierCircle, supplier_circle
    from sim.suppliers.suppliers import coverage, reach_table
    from sim.tracing import Trace, trace
    from sim.travel import TravelTimes, travel_times
    from sim.vehicles import RoadVehicle, road_vehicle

__all__ = [
    "Isochrones",
    "Precision",
    "Reach",
    "Resilience",
    "RoadNetwork",
    "RoadVehicle",
    "Run",
    "Study",
    "SupplierCircle",
    "Trace",
    "TravelTimeMatrix",
    "TravelTimes",
    "Workers",
    "build_roads",
    "circle",
    "compare_runs",
    "coverage",
    "from_osmnx",
    "isochrones",
    "list_networks",
    "mrp_table",
    "open_roads",
    "reach_difference",
    "reach_table",
    "reached",
    "read_study",
    "replicate",
    "resilience",
    "road_difference",
    "road_vehicle",
    "save_roads",
    "sensitivity",
    "simulate",
    "suggested_warm_up_h",
    "supplier_circle",
    "sweep",
    "to_osmnx",
    "trace",
    "travel_time_matrix",
    "travel_times",
]

_HOMES = {
    "Isochrones": "sim.geofiles.frame",
    "Reach": "sim.reach.reach",
    "Resilience": "sim.study.resiliencetable",
    "RoadNetwork": "sim.network",
    "RoadVehicle": "sim.vehicles",
    "Run": "sim.results",
    "Study": "sim.study.study",
    "Trace": "sim.tracing",
    "Workers": "sim.study.laboratory",
    "SupplierCircle": "sim.suppliers.supplier_circle",
    "TravelTimeMatrix": "sim.matrixtable",
    "TravelTimes": "sim.travel",
    "build_roads": "sim.sources.build",
    "circle": "sim.suppliers.scenario_circle",
    "coverage": "sim.suppliers.suppliers",
    "from_osmnx": "sim.sources.osmnx_graph",
    "isochrones": "sim.reach.isochrone",
    "list_networks": "sim.roads",
    "mrp_table": "sim.mrptable",
    "open_roads": "sim.roads",
    "reach_difference": "sim.reach.changes",
    "reach_table": "sim.suppliers.suppliers",
    "reached": "sim.reach.isochrone",
    "read_study": "sim.study.studyfolder",
    "replicate": "sim.study.runs",
    "sweep": "sim.study.sweeping",
    "resilience": "sim.study.resilience",
    "road_difference": "sim.reach.difference",
    "road_vehicle": "sim.vehicles",
    "save_roads": "sim.roads",
    "Precision": "sim.study.stopping",
    "compare_runs": "sim.study.comparison",
    "suggested_warm_up_h": "sim.study.warmup",
    "sensitivity": "sim.study.sensitivity",
    "simulate": "sim.simulation",
    "supplier_circle": "sim.suppliers.supplier_circle",
    "to_osmnx": "sim.sources.osmnx_graph",
    "trace": "sim.tracing",
    "travel_time_matrix": "sim.matrix",
    "travel_times": "sim.travel",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
