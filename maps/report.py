"""report.html: one file that a planner can mail."""

from __future__ import annotations

from pathlib import Path

from maps.page import write_page
from maps.sections import all_sections
from sim.headline import headlines
from sim.results import Run


def report(run: Run, path: Path | str) -> Path:
    """Write the report of a run: one file, nothing is loaded from anywhere.

    Parameters
    ----------
    run
        The run.
    path
        The HTML file to write.

    Raises
    ------
    sim.errors.OutputError
        If it cannot be written.
    """
    scenario = run.scenario
    sections = [section for section in all_sections(run) if section is not None]
    credit = run.travel_times.network.attribution
    return write_page(Path(path), scenario.name, scenario.description, headlines(run), sections, credit)
