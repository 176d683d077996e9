"""Times the way from an OpenStreetMap file to routable, simplified roads with speeds, beside osmnx (and pyrosm, if installed).

    ONEHOUR_OSM_DATA=<folder of OSM extracts> python benchmarks/bench_build.py [--rounds 5]

The street extracts of the folder are put together into one file: as PBF for us and pyrosm, as XML for osmnx, which
reads no other. Every run has a process of its own, so that its peak of memory is its own: the high-water mark after the
work less that after the imports. Ours runs several times and the median counts, osmnx runs once. Ours gives the speeds
of 24 hours, the others one speed a road at most. What a small
file takes of memory is mostly what any file takes, so the memory a million nodes need is that of a file as large as a
province: the same extracts laid side by side. Exit 0 if the required figures are met or there is no data, 1 if not.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ISLANDS = ("shenzhen-central", "dongguan-humen-changan", "huizhou-shenzhen-east", "guangzhou-fringe")
LEAST_RATIO = 20.0
PROVINCE = 8
MOST_GB_PER_MILLION = 0.3
ROUNDS = 5
SHIFT = 10**11
"""Added to the ids of every further copy; its longitudes move by SHIFT_DEGREES."""
SHIFT_DEGREES = 3.0
Figures = dict[str, float]


def put_together(folder: Path, copies: int, file: Path) -> int:
    """Write all extracts into one file; return the number of its nodes."""
    import osmium

    kinds = (osmium.osm.NODE, osmium.osm.WAY)
    seen: dict[object, set[int]] = {kind: set() for kind in kinds}
    with osmium.SimpleWriter(str(file)) as writer:
        for kind in kinds:
            for copy in range(copies):
                for island in ISLANDS:
                    for thing in osmium.FileProcessor(str(folder / f"{island}.osm.pbf"), kind):
                        number = thing.id + copy * SHIFT
                        if number not in seen[kind]:
                            seen[kind].add(number)
                            writer.add(moved(thing, copy) if copy else thing)
    return len(seen[osmium.osm.NODE])


def moved(thing: Any, copy: int) -> Any:
    """Return a node or way of a further copy."""
    number = thing.id + copy * SHIFT
    if thing.is_node():
        return thing.replace(id=number, location=(thing.location.lon + copy * SHIFT_DEGREES, thing.location.lat))
    return thing.replace(id=number, nodes=[node.ref + copy * SHIFT for node in thing.nodes])


def peak_mb() -> float:
    """Return the most memory that this process has had, in MB."""
    import resource

    scale = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes here
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def run_ours(file: Path) -> Figures:
    """Read, assemble and fill in the speeds of a truck over a day."""
    import datetime as dt

    from sim.overlays import speed_profiles
    from sim.sources.assemble import assemble
    from sim.sources.osm_file import read_osm
    from sim.vehicles import road_vehicle

    start = dt.datetime(2023, 1, 16, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    before, began = peak_mb(), time.perf_counter()
    raw = read_osm(file)
    read = time.perf_counter()
    network = assemble(raw, name="bench", source=file.name)
    assembled = time.perf_counter()
    speed_profiles(network, road_vehicle("truck"), start, 24)
    ended = time.perf_counter()
    parts = {"read_s": read - began, "assemble_s": assembled - read, "speeds_s": ended - assembled}
    return {**figures(before, began, ended), **parts, "nodes": network.nodes, "edges": network.edges}


def run_osmnx(file: Path) -> Figures:
    """Read, simplify and fill in speeds and times."""
    import osmnx

    before, began = peak_mb(), time.perf_counter()
    graph = osmnx.graph_from_xml(file, simplify=True, retain_all=True)
    graph = osmnx.add_edge_travel_times(osmnx.add_edge_speeds(graph))
    ended = time.perf_counter()
    return {**figures(before, began, ended), "nodes": len(graph), "edges": graph.number_of_edges()}


def run_pyrosm(file: Path) -> Figures:
    """Read the roads for driving: neither simplified nor with speeds."""
    pyrosm = importlib.import_module("pyrosm")
    before, began = peak_mb(), time.perf_counter()
    nodes, edges = pyrosm.OSM(str(file)).get_network(network_type="driving", nodes=True)
    ended = time.perf_counter()
    return {**figures(before, began, ended), "nodes": len(nodes), "edges": len(edges)}


def figures(before_mb: float, began: float, ended: float) -> Figures:
    """Return what a run took."""
    after_mb = peak_mb()
    return {"seconds": ended - began, "imports_mb": before_mb, "peak_mb": after_mb, "work_mb": after_mb - before_mb}


WORKERS = {"ours": run_ours, "osmnx": run_osmnx, "pyrosm": run_pyrosm}


def in_own_process(name: str, file: Path) -> Figures:
    """Return the figures of one run."""
    command = [sys.executable, __file__, "--worker", name, "--file", str(file)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def medians(runs: list[Figures]) -> Figures:
    """Return the median of every figure."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def show(name: str, found: Figures, ours: Figures, raw_nodes: int) -> None:
    """Print a row."""
    print(
        f"{name:10}{found['seconds']:10.2f}{found['seconds'] / ours['seconds']:12.1f}x{found['imports_mb']:12,.0f}"
        f"{found['peak_mb']:10,.0f}{found['work_mb']:10,.0f}{found['work_mb'] * 1e3 / raw_nodes:14.2f}"
        f"{found['nodes']:12,.0f}{found['edges']:12,.0f}"
    )


def compare(folder: Path, rounds: int) -> bool:
    """Print the table; return whether the required figures are met."""
    with tempfile.TemporaryDirectory() as made:
        pbf, xml, large = (Path(made) / name for name in ("streets.osm.pbf", "streets.osm", "province.osm.pbf"))
        raw_nodes = int(json.loads(own_output("--make", str(pbf), str(folder))))
        own_output("--make", str(xml), str(folder))
        print(f"{raw_nodes:,} raw nodes of {len(ISLANDS)} extracts, {pbf.stat().st_size / 1e6:.1f} MB as PBF\n")
        in_own_process("ours", pbf)  # compiles what is not yet compiled
        ours = medians([in_own_process("ours", pbf) for _ in range(rounds)])
        print(f"{'':10}{'s':>10}{'of ours':>13}{'imports MB':>12}{'peak MB':>10}{'work MB':>10}", end="")
        print(f"{'GB/M raw':>14}{'nodes':>12}{'edges':>12}")
        show("ours", ours, ours, raw_nodes)
        quicker = True
        for name, file in {"osmnx": xml, "pyrosm": pbf}.items():
            if importlib.util.find_spec(name) is None:
                print(f"{name:10}is not installed: left out")
                continue
            theirs = in_own_process(name, file)
            show(name, theirs, ours, raw_nodes)
            quicker &= name != "osmnx" or theirs["seconds"] >= LEAST_RATIO * ours["seconds"]
        many = int(json.loads(own_output("--make", str(large), "--copies", str(PROVINCE), str(folder))))
        province = in_own_process("ours", large)
        print(f"\nthe same {PROVINCE} times side by side, {many:,} raw nodes")
        show("ours", province, ours, many)
    parts = ", ".join(f"{part[:-2]} {ours[part]:.2f} s" for part in ("read_s", "assemble_s", "speeds_s"))
    fits = province["work_mb"] * 1e3 / many <= MOST_GB_PER_MILLION
    print(f"\nours: {parts}; medians of {rounds}")
    print(f"at least {LEAST_RATIO:.0f} times faster than osmnx: {'met' if quicker else 'MISSED'}")
    print(f"at most {MOST_GB_PER_MILLION} GB per million raw nodes, of a province: {'met' if fits else 'MISSED'}")
    return quicker and fits


def own_output(*arguments: str) -> str:
    """Run this file in another process, so that this one stays small: a child inherits its parent's memory mark."""
    return subprocess.run([sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> int:
    """Run the comparison, or one of its parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=os.environ.get("ONEHOUR_OSM_DATA"))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often ours runs")
    parser.add_argument("--copies", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--worker", choices=WORKERS, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        print(json.dumps(WORKERS[options.worker](options.file)))
        return 0
    if not options.folder:
        print("bench_build: skipped, since ONEHOUR_OSM_DATA names no folder of OpenStreetMap extracts")
        return 0
    if options.make:
        print(put_together(options.folder, options.copies, options.make))
        return 0
    return 0 if compare(options.folder, options.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
