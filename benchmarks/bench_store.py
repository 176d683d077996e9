"""Times opening a saved network of a million nodes against the usual files, side by side in one run.

    python benchmarks/bench_store.py                 1,000,000 nodes (1.5 GB of memory, 0.7 GB of disk, a minute)
    python benchmarks/bench_store.py --nodes 100000

All hold the same random network, written just before, so that the page cache is warm for all. *Open* is until the first
array can be used: a `.roads` file is checked whole in that time. *Whole* is until every array, or every line and column, is
in memory. A GeoParquet file holds the links as lines with their columns, and no graph. Medians of interleaved rounds; only
the ratios carry over to another machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from sim.columns import Numbers, Texts
from sim.network import ROAD_CLASSES, RoadNetwork, forward_star, without_rules
from sim.roadfile import DTYPES, TEXTS, read_roads, write_roads

OPEN_S, WHOLE_S = 0.05, 0.4
ROUNDS = 7
LINKS_PER_NODE, POINTS_PER_LINK, TWO_WAY_SHARE, WORDS = 1.3, 3, 0.92, 20_000
PEER_ROUNDS = 3


def random_network(nodes: int) -> RoadNetwork:
    """Return a network of the size and the columns of a real one, its roads drawn by lot."""
    rng = np.random.default_rng(0)
    links = int(nodes * LINKS_PER_NODE)
    start, end = (rng.integers(0, nodes, links, np.int32) for _ in range(2))
    lon, lat = rng.uniform(112, 115, nodes), rng.uniform(22, 24, nodes)
    words = [f"道路{number}" for number in range(WORDS)]
    line = np.column_stack([start, (start + end) // 2, end]).ravel()
    unnamed = Texts.coded(np.zeros(nodes, np.int32), [""])
    rules: dict[str, Any] = without_rules(links) | {
        "way_id": rng.integers(0, 1 << 40, links),
        "way_link": np.arange(links, dtype=np.int32),
    }
    return RoadNetwork(
        name="random",
        source="drawn by lot",
        attribution="none",
        date=dt.date(2023, 1, 16),
        generalised=False,
        node_id=Numbers(rng.integers(0, 1 << 40, nodes)),
        node_name_en=unnamed,
        node_name_zh=unnamed,
        node_lon=lon,
        node_lat=lat,
        **forward_star(nodes, start, end, rng.random(links) < TWO_WAY_SHARE)._asdict(),
        link_id=Numbers(rng.integers(0, 1 << 40, links)),
        link_ref=Texts.coded(rng.integers(0, WORDS, links, np.int32), words),
        link_name_en=Texts.coded(rng.integers(0, WORDS, links, np.int32), words),
        link_name_zh=Texts.coded(rng.integers(0, WORDS, links, np.int32), words),
        link_class=rng.integers(0, len(ROAD_CLASSES), links, np.int8),
        link_length_m=rng.uniform(10, 500, links),
        **rules,
        link_lanes=rng.integers(0, 6, links, np.int8),
        link_toll=rng.random(links) < 0.1,
        link_structure=Texts.coded(rng.integers(0, 3, links, np.int32), ["", "bridge", "tunnel"]),
        point_lon=lon[line],
        point_lat=lat[line],
        first_point=np.arange(0, POINTS_PER_LINK * links + 1, POINTS_PER_LINK, dtype=np.int32),
    )


def arrays_of(network: RoadNetwork) -> dict[str, np.ndarray[Any, Any]]:
    """Return all arrays of a network by name."""
    found: dict[str, np.ndarray[Any, Any]] = {name: getattr(network, name) for name in DTYPES}
    for name in TEXTS:
        found |= {f"{name}.{part}": array for part, array in vars(getattr(network, name)).items()}
    return found


def write_all(network: RoadNetwork, folder: Path) -> dict[str, Path]:
    """Write a network in all formats."""
    paths = {suffix: folder / f"network.{suffix}" for suffix in ("roads", "npz", "packed.npz", "parquet")}
    write_roads(network, paths["roads"])
    arrays: dict[str, Any] = arrays_of(network)
    np.savez(paths["npz"], **arrays)
    np.savez_compressed(paths["packed.npz"], **arrays)
    points = np.column_stack([network.point_lon, network.point_lat])
    of_point = np.repeat(np.arange(network.links), np.diff(network.first_point))
    columns = {name: array for name, array in arrays.items() if name in DTYPES and name.startswith("link_")}
    texts = {name: np.array(getattr(network, name).words)[getattr(network, name).code] for name in TEXTS[4:]}
    lines = shapely.linestrings(points, indices=of_point)
    gpd.GeoDataFrame(columns | texts, geometry=lines, crs="EPSG:4326").to_parquet(paths["parquet"])
    return paths


def load(path: Path) -> list[np.ndarray[Any, Any]]:
    """Read all arrays of an .npz file."""
    with np.load(path, allow_pickle=False) as file:
        return [file[name] for name in file.files]


def median_s(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median seconds of each work, in interleaved rounds."""
    seen: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(ROUNDS):
        for name, work in works.items():
            if turn < PEER_ROUNDS or name.startswith(".roads"):
                start = time.perf_counter()
                work()
                seen[name].append(time.perf_counter() - start)
    return {name: statistics.median(each) for name, each in seen.items()}


def main() -> None:
    """Write, time, compare, and fail where the promise for a million nodes is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=1_000_000)
    nodes = parser.parse_args().nodes
    with tempfile.TemporaryDirectory() as folder:
        network = random_network(nodes)
        print(
            f"{network.nodes:,} nodes, {network.links:,} links, {network.edges:,} edges, {network.point_lon.size:,} points"
        )
        paths = write_all(network, Path(folder))
        sha256 = network.sha256()
        del network
        assert read_roads(paths["roads"]).sha256() == sha256  # noqa: S101 - the work that is timed is the right one
        found = median_s(
            {
                ".roads, open and checked": lambda: read_roads(paths["roads"]),
                ".roads, read whole": lambda: [each.copy() for each in arrays_of(read_roads(paths["roads"])).values()],
                ".npz, read whole": lambda: load(paths["npz"]),
                ".npz compressed, read whole": lambda: load(paths["packed.npz"]),
                "GeoParquet, read whole": lambda: gpd.read_parquet(paths["parquet"]),
            }
        )
        sizes = [path.stat().st_size / 1e6 for path in paths.values()]
    opened, whole = list(found.values())[:2]
    for (name, seconds), size in zip(found.items(), [sizes[0], *sizes], strict=True):
        print(
            f"{name:<30} {seconds * 1000:>9.1f} ms {size:>7.0f} MB   {seconds / opened:>7.1f} x open {seconds / whole:>6.1f} x whole"
        )
    if nodes >= 1_000_000 and (opened > OPEN_S or whole > WHOLE_S):
        sys.exit(f"too slow: a million nodes open in {OPEN_S} s and read whole in {WHOLE_S} s")


if __name__ == "__main__":
    main()
