"""A small road network and scenario, made by hand: what the tests of the road half share."""

from __future__ import annotations

import datetime as dt

import numpy as np

from scenarios import Scenario
from sim.columns import Texts
from sim.network import ROAD_CLASSES, RoadNetwork, forward_star, without_rules

PLACES: dict[str, tuple[str, float, float]] = {
    "futian": ("福田", 114.058, 22.543),
    "longhua": ("龙华", 114.020, 22.720),
    "guangming": ("光明", 113.930, 22.750),
    "songshan_lake": ("松山湖", 113.885, 22.920),
    "humen": ("虎门", 113.675, 22.815),
    "dongguan": ("东莞", 113.750, 23.020),
    "tianhe": ("天河", 113.330, 23.130),
    "nansha": ("南沙", 113.530, 22.800),
    "west": ("虎门大桥西", 113.600, 22.790),
}
LINKS: tuple[tuple[str, str, str, str, float, bool], ...] = (
    ("futian", "longhua", "S28", "motorway", 22.0, False),
    ("longhua", "guangming", "S31", "trunk", 12.0, False),
    ("guangming", "songshan_lake", "S31", "motorway", 22.0, True),
    ("guangming", "humen", "G94", "motorway", 33.0, True),
    ("songshan_lake", "dongguan", "G0422", "primary", 20.0, False),
    ("dongguan", "tianhe", "G4", "motorway", 50.0, True),
    ("humen", "dongguan", "G4", "motorway", 26.0, True),
    ("humen", "west", "S20", "motorway", 8.5, True),
    ("west", "nansha", "S20", "motorway", 8.0, True),
    ("nansha", "tianhe", "S105", "primary", 52.0, False),
)


def small_network(*, one_way: tuple[int, ...] = ()) -> RoadNetwork:
    """Return nine places of the delta and ten links; those in `one_way` may only be driven as written."""
    ids = list(PLACES)
    start, end = (np.array([ids.index(str(link[at])) for link in LINKS], np.int32) for at in (0, 1))
    lon, lat = (np.array([place[at] for place in PLACES.values()], dtype=np.float64) for at in (1, 2))
    two_way = np.ones(len(LINKS), bool)
    two_way[list(one_way)] = False
    star = forward_star(len(ids), start, end, two_way)
    lines = np.stack([start, end], axis=1).ravel()
    return RoadNetwork(
        name="small",
        source="made by hand",
        attribution="made by hand",
        date=dt.date(2023, 1, 1),
        generalised=True,
        node_id=Texts.of(ids),
        node_name_en=Texts.of([name.replace("_", " ").title() for name in ids]),
        node_name_zh=Texts.of([place[0] for place in PLACES.values()]),
        node_lon=lon,
        node_lat=lat,
        **star._asdict(),
        link_id=Texts.of([f"{link[0]}--{link[1]}" for link in LINKS]),
        link_ref=Texts.of([link[2] for link in LINKS]),
        link_name_en=Texts.of(["Humen Bridge" if link[:2] == ("humen", "west") else "" for link in LINKS]),
        link_name_zh=Texts.of(["虎门大桥" if link[:2] == ("humen", "west") else "" for link in LINKS]),
        link_class=np.array([ROAD_CLASSES.index(link[3]) for link in LINKS], np.int8),
        link_length_m=np.array([link[4] * 1000 for link in LINKS]),
        **without_rules(len(LINKS)),
        link_lanes=np.full(len(LINKS), 6, np.int8),
        link_toll=np.array([link[5] for link in LINKS]),
        link_structure=Texts.of(["bridge" if link[:2] == ("humen", "west") else "" for link in LINKS]),
        point_lon=lon[lines],
        point_lat=lat[lines],
        first_point=np.arange(0, 2 * len(LINKS) + 1, 2, dtype=np.int32),
    )


def text(english: str) -> dict[str, str]:
    """Return a two-language text."""
    return {"en": english, "zh": english}


def small_scenario(**changes: object) -> Scenario:
    """Return a scenario of two days with a plant in Longhua, three suppliers, a hospital and an imported part."""
    sites = {
        "plant": ("plant", 114.022, 22.722),
        "pcb": ("supplier", 113.930, 22.752),
        "moulds": ("supplier", 113.800, 22.810),
        "motors": ("supplier", 113.340, 23.120),
        "airport": ("airport", 113.885, 22.925),
        "hospital": ("hospital", 114.050, 22.550),
        "wuppertal": ("abroad", 7.15, 51.26),
    }
    suppliers = {"pcb": "pcb", "moulds": "moulds", "motors": "motors", "fibre": "wuppertal"}
    step = {"station": "line", "work_min": 5.0}
    product = {
        "name": text("Console"),
        "bom": {f"{key}_part": 1 for key in suppliers},
        "plant": "main",
        "route": [step],
    }
    parts = {f"{key}_part": {"name": text(key), "value_cny": 100.0} for key in suppliers}
    inbound = {"mode": "air", "gateway": "airport", "transit_h": 72}
    data: dict[str, object] = {
        "id": "small",
        "name": text("Small"),
        "description": text("Small"),
        "start": "2023-01-16T08:00",
        "end": "2023-01-18T08:00",
        "roads": {"date": "2023-01-01", "max_access_km": 25.0},
        "reach": {
            "centre": "plant",
            "vehicle": "truck",
            "depart": "2023-01-16T08:00",
            "loading_min": 5,
            "unloading_min": 5,
        },
        "vehicles": {
            "truck": {"name": text("Truck"), "kind": "truck", "capacity_kg": 2000, "toll_class": 2},
            "van": {"name": text("Van"), "kind": "van", "capacity_kg": 500},
        },
        "calendars": {"day": {}},
        "sites": {
            key: {"name": text(key), "kind": kind, "lon": lon, "lat": lat} for key, (kind, lon, lat) in sites.items()
        },
        "items": {"console": product, **parts},
        "suppliers": {
            key: {
                "name": text(key),
                "site": site,
                "calendar": "day",
                "vehicle": "truck",
                "capacity_per_day": 100,
                "items": {f"{key}_part": {"lot_size": 10, "price_cny": 100.0}},
                **({"inbound": inbound} if site == "wuppertal" else {}),
            }
            for key, site in suppliers.items()
        },
        "plants": {
            "main": {"site": "plant", "calendar": "day", "stations": {"line": {"name": text("Line"), "crews": 2}}}
        },
        "demands": {
            "first": {
                "item": "console",
                "quantity": 10,
                "due": "2023-01-17T18:00",
                "customer": "hospital",
                "vehicle": "van",
            }
        },
    }
    return Scenario.model_validate({**data, **changes})
