"""Hold reach against other roads and the usual recipe, and write the report with its pictures.

    ONEHOUR_OSM_DATA=<folder of OSM extracts> python benchmarks/check_reach.py [--report docs/reach-check.md]

Exit 0 if the circle of Longhua holds what it must on both networks, 1 if not, 2 if there is nothing to check against.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from reach_check.central import compare
from reach_check.report import markdown
from reach_check.two_networks import HELD, both, picture

DELTA, CENTRAL = "prd-major-roads-2021.osm.pbf", "shenzhen-central.osm.pbf"
PICTURE = Path("images") / "longhua-two-networks.png"


def main(arguments: list[str] | None = None) -> int:
    """Run the check; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, help="also write the report as Markdown, its picture beside it")
    report = parser.parse_args(arguments).report
    folder = Path(os.environ.get("ONEHOUR_OSM_DATA", ""))
    if not all((folder / name).is_file() for name in (DELTA, CENTRAL)):
        print(f"Set ONEHOUR_OSM_DATA to the folder that holds {DELTA} and {CENTRAL}.", file=sys.stderr)
        return 2
    backbone, connected, shared_km2 = both(folder / DELTA)
    text = markdown(backbone, connected, shared_km2, compare(folder / CENTRAL), PICTURE)
    print(text)
    if report:
        report.write_text(text, encoding="utf-8")
        picture((backbone, connected), report.parent / PICTURE)
    return 0 if backbone.holds == connected.holds == HELD else 1


if __name__ == "__main__":
    sys.exit(main())
