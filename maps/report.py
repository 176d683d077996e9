"""report.html: one file that a planner can mail."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from maps import sections
from maps.panel import PLANNING
from maps.text import LANGUAGE_CSS, LANGUAGE_JS, both, ours
from scenarios import Text
from sim.headline import headlines
from sim.output import replacing
from sim.results import Run


def report(run: Run, path: Path) -> Path:
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
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            title=run.scenario.name,
            description=run.scenario.description,
            headlines=headlines(run),
            sections=[section for section in sections.all_sections(run) if section is not None],
            planning=PLANNING,
            attribution=run.travel_times.network.attribution,
            css=ours(_file("report.css") + LANGUAGE_CSS),
            script=ours(LANGUAGE_JS),
        )
    )
    with replacing(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return path


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("maps"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["both"] = both
    environment.filters["cell"] = _cell
    environment.filters["word"] = lambda key: both(HEADINGS[key])
    environment.tests["numeral"] = lambda value: isinstance(value, str) and value[:1].isdigit() and " " not in value
    return environment


HEADINGS = {"answer": Text(en="The answer", zh="结论")}


def _cell(value: Any) -> Any:
    return both(value) if isinstance(value, Text) else value


def _file(name: str) -> str:
    return resources.files("maps").joinpath("templates", name).read_text(encoding="utf-8")
