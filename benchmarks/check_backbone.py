"""Hold the bundled backbone tables against real OSM major roads.

    ONEHOUR_OSM_DATA=<folder of OSM extracts> python benchmarks/check_backbone.py [--area shenzhen]
        [--report docs/backbone-check.md] [--picture FILE.png --window W,S,E,N]

Exit 0 if every required figure is met, 1 if not, 2 if there is nothing to check against.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from backbone_check.findings import check
from backbone_check.listing import listing
from backbone_check.reference import FILE_NAME
from backbone_check.report import markdown

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "scenarios" / "data" / "backbone"


def main(arguments: list[str] | None = None) -> int:
    """Run the check; see the module's text."""
    options = _parser().parse_args(arguments)
    folder = os.environ.get("ONEHOUR_OSM_DATA")
    if not folder or not (Path(folder) / FILE_NAME).exists():
        print(f"Set ONEHOUR_OSM_DATA to the folder that holds {FILE_NAME}.", file=sys.stderr)
        return 2
    reference_file = Path(folder) / FILE_NAME
    if options.picture:
        from backbone_check.picture import draw  # only here: matplotlib takes longer to load than the check

        draw(options.tables, reference_file, options.window, options.picture)
        return 0
    found = check(options.tables, reference_file)
    for line in listing(found, options.area):
        print(line)
    if options.report:
        options.report.write_text(markdown(found), encoding="utf-8")
    return 0 if all(verdict.met for verdict in found.verdicts) else 1


def _window(text: str) -> tuple[float, float, float, float]:
    west, south, east, north = (float(part) for part in text.split(","))
    return west, south, east, north


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--area", help="list only this area's faults (the verdict stays that of the whole network)")
    parser.add_argument("--tables", type=Path, default=TABLES, help="folder of the tables")
    parser.add_argument("--report", type=Path, help="also write the whole report as Markdown")
    parser.add_argument("--picture", type=Path, help="draw the window to this PNG and do nothing else")
    parser.add_argument("--window", type=_window, default=(112.5, 22.1, 115.0, 23.8), help="W,S,E,N of the picture")
    return parser


if __name__ == "__main__":
    sys.exit(main())
