"""A day of many sites on real roads: one command, timed from outside."""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import sim
from sim.boarding import largest_part
from sim.network import RoadNetwork

NETWORK = "prd-major-roads-2021.osm.pbf"
SITES = 50
MINUTES = "15,30,45,60"
POLYGONS = SITES * 4 * 24
DEPART = "2023-01-16T08:00"


def write_sites(network: RoadNetwork, path: Path) -> None:
    """Write places at junctions drawn by lot, all in the part of the network whose junctions all reach each other."""
    whole = np.flatnonzero(largest_part(network, np.ones(network.links, bool)))
    chosen = np.random.default_rng(50).choice(whole, SITES, replace=False)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "lon", "lat"])
        for number, node in enumerate(chosen):
            rows.writerow([f"site {number + 1}", f"{network.node_lon[node]:.6f}", f"{network.node_lat[node]:.6f}"])


def day_of_sites(roads: Path) -> bool:
    """Draw 4 cutoffs of 50 sites at each of the 24 hours of a day, print what it takes; return whether it worked."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        variables = {**os.environ, "ONEHOUR_NETWORKS": str(folder / "networks")}
        os.environ["ONEHOUR_NETWORKS"] = variables["ONEHOUR_NETWORKS"]
        network = sim.open_roads(roads)  # built before the clock starts
        write_sites(network, folder / "sites.csv")
        out = folder / "day.parquet"
        command = [str(Path(sys.executable).with_name("onehour")), "isochrone", "--sites", str(folder / "sites.csv")]
        command += ["--minutes", MINUTES, "--every-hour", "--depart", DEPART, "--mode", "fast"]
        command += ["--roads", str(roads), "--out", str(out)]
        started = time.perf_counter()
        done = subprocess.run(command, env=variables, check=False, stdout=subprocess.DEVNULL)
        taken_s = time.perf_counter() - started
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        size_mb = out.stat().st_size / 1e6 if out.is_file() else 0.0
    print(f"\n{SITES} sites x 4 cutoffs x 24 hours on {network.nodes:,} nodes and {network.links:,} links, one command")
    print(
        f"  {POLYGONS:,} polygons in {taken_s:,.1f} s ({taken_s / POLYGONS * 1000:.1f} ms each, with the search, ",
        end="",
    )
    print(f"the file and the start), at most {peak_mb:,.0f} MB of memory, a file of {size_mb:,.1f} MB")
    return done.returncode == 0 and size_mb > 0
