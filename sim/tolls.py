"""What trucks pay on toll roads."""

from __future__ import annotations

import numpy as np

from scenarios.tables import read_table
from sim.errors import InputError
from sim.network import Floats, RoadNetwork


def link_tolls(network: RoadNetwork, toll_class: int) -> Floats:
    """Return the toll of every link in yuan, shape (links,); 0 on free roads.

    Toll = km x rate by number of lanes x factor of the vehicle class. A one-way link is taken for one of the two
    carriageways of its road, so its lanes count twice. A few crossings have a fee of their own for the whole stretch,
    which the links of each direction share by length.

    Parameters
    ----------
    network
        The roads.
    toll_class
        JT/T 489-2019 class of truck, 1 to 6.

    Raises
    ------
    InputError
        If there is no such class.
    """
    rows = read_table("tolls.csv")
    factors = {int(row["key"]): float(row["value"]) for row in rows if row["kind"] == "class"}
    if toll_class not in factors:
        message = f"there is no toll class {toll_class}; there are {', '.join(map(str, factors))}"
        raise InputError(message)
    km = network.link_length_m / 1000
    directions = np.bincount(network.edge_link, minlength=network.links)
    road_lanes = np.where(directions == 1, 2, 1) * network.link_lanes
    rate = np.zeros(network.links)
    for lanes, value in sorted((int(row["key"]), float(row["value"])) for row in rows if row["kind"] == "rate"):
        rate[road_lanes >= lanes] = value
    toll = np.where(network.link_toll, km * rate, 0.0)
    for row in rows:
        if row["kind"] == "section":
            stretch = network.link_toll & network.link_name_zh.is_one_of(row["key"].split(";"))
            toll[stretch] = float(row["value"]) * km[stretch] / max((km * directions)[stretch].sum() / 2, 1e-9)
    return toll * factors[toll_class]
