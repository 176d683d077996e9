"""All that the check found, and the verdicts on it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .hubs import HUBS, MEDIAN_TOLERANCE, WORST_TOLERANCE, Pair, measure_hubs
from .lengths import Lengths, measure_lengths
from .mending import mend
from .places import Place, junction_classes, measure_places
from .reference import REFERENCE_DATE, read_reference
from .tables import Tables, read_tables
from .wholeness import check_whole

WANTED_SHARE = 0.90
WANTED_JUNCTIONS = 350
WANTED_LINKS = 550


@dataclass(frozen=True)
class Verdict:
    """One required figure: what it is, whether it is met."""

    text: str
    met: bool


@dataclass(frozen=True)
class Findings:
    """The tables and everything measured on them."""

    tables: Tables
    places: list[Place]
    lengths: Lengths
    pairs: list[Pair]
    pairs_unmended: list[Pair]  # on the reference as the file has it, with its cuts
    mended: int  # joins added to the reference
    day: dt.date

    @property
    def unmended(self) -> str:
        """Say what the hub pairs come to on the reference with its cuts."""
        middle, worst = _errors(self.pairs_unmended)
        over = sum(abs(pair.error) > WORST_TOLERANCE for pair in self.pairs_unmended)
        return f"median {middle:.1%}, worst {worst:.1%}, {over} pairs over {WORST_TOLERANCE:.0%}"

    @property
    def verdicts(self) -> list[Verdict]:
        """Hold the figures against what is required."""
        places = [place for place in self.places if place.verifiable]
        placed = sum(place.good for place in places)
        fitting = sum(length.good for length in self.lengths.measured)
        middle, worst = _errors(self.pairs)
        hubs = f"{len(self.pairs)} of {len(HUBS) * (len(HUBS) - 1) // 2} hub pairs: "
        return [
            _share_verdict("junctions within 500 m of a road of their class", placed, len(places)),
            _share_verdict("link lengths within 10 % of the reference path", fitting, len(self.lengths.measured)),
            Verdict(
                f"{hubs}median time error {middle:.1%} (at most {MEDIAN_TOLERANCE:.0%}), "
                f"worst {worst:.1%} (at most {WORST_TOLERANCE:.0%})",
                middle <= MEDIAN_TOLERANCE and worst <= WORST_TOLERANCE,
            ),
            Verdict(
                f"{len(self.tables.junctions)} junctions (at least {WANTED_JUNCTIONS}), "
                f"{len(self.tables.links)} links (at least {WANTED_LINKS})",
                len(self.tables.junctions) >= WANTED_JUNCTIONS and len(self.tables.links) >= WANTED_LINKS,
            ),
            Verdict(f"{len(self.tables.problems)} format problems (none allowed)", not self.tables.problems),
        ]

    @property
    def degrees(self) -> Counter[int]:
        """Count junctions by their number of links."""
        ends = Counter(name for link in self.tables.links for name in (link.start, link.end))
        return Counter(ends[name] for name in self.tables.junctions)


def _errors(pairs: list[Pair]) -> tuple[float, float]:
    """Median and worst absolute error; infinite while there are no pairs."""
    errors = [abs(pair.error) for pair in pairs]
    return (median(errors), max(errors)) if errors else (float("inf"), float("inf"))


def _share_verdict(what: str, good: int, total: int) -> Verdict:
    share = good / total if total else 0.0
    return Verdict(f"{good} of {total} {what}: {share:.1%} (at least {WANTED_SHARE:.0%})", share >= WANTED_SHARE)


def check(tables_folder: Path, reference_file: Path, day: dt.date = REFERENCE_DATE) -> Findings:
    """Read the tables and the reference and measure the one against the other."""
    tables = read_tables(tables_folder)
    check_whole(tables)
    as_filed = read_reference(reference_file)
    reference, mended = mend(as_filed)
    classes = junction_classes(tables, day)
    return Findings(
        tables,
        measure_places(tables, reference, classes),
        measure_lengths(tables, reference, day),
        measure_hubs(tables, reference, classes, day),
        measure_hubs(tables, as_filed, classes, day),
        mended,
        day,
    )
