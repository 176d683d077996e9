"""The page that reports are written on: one file, both languages, nothing loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from maps.files import page_file
from maps.panel import PLANNING
from maps.section import Section
from maps.text import LANGUAGE_CSS, LANGUAGE_JS, both, ours
from scenarios import Text
from sim.output import replacing

FIGURE = r"[+-]?\d[\d.,:%/-]*(?: (?:\d\d:\d\d|h))?"
NUMERAL = re.compile(rf"-|∞|(?:[<≤≥] )?{FIGURE}(?: [±–…/] {FIGURE})?")
"""What stands on the right of its column, in one line: numbers, shares, days, moments, hours, and ranges of these."""
HEADINGS = {"answer": Text(en="The answer", zh="结论"), "contents": Text(en="Contents", zh="目录")}


def write_page(
    path: Path,
    title: Text,
    description: Text,
    headlines: Sequence[Text],
    sections: Sequence[Section],
    attribution: str,
    *,
    contents: bool = False,
) -> Path:
    """Write sections to an HTML file.

    Parameters
    ----------
    path
        The file.
    title, description, headlines
        What stands on top.
    sections
        What follows.
    attribution
        The credit of the road data.
    contents
        List the sections before the first one.

    Raises
    ------
    sim.errors.OutputError
        If it cannot be written.
    """
    page = (
        page_templates()
        .get_template("report.html.j2")
        .render(
            title=title,
            description=description,
            headlines=headlines,
            sections=sections,
            contents=contents,
            planning=PLANNING,
            attribution=attribution,
            css=ours(page_file("report.css") + LANGUAGE_CSS),
            script=ours(LANGUAGE_JS),
        )
    )
    with replacing(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return path


def page_templates() -> Environment:
    """Return what fills in the templates of pages; texts are escaped."""
    loader = PackageLoader("maps")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["both"] = both
    environment.filters["cell"] = _cell
    environment.filters["word"] = lambda key: both(HEADINGS[key])
    environment.tests["numeral"] = _is_numeral
    return environment


def _is_numeral(value: Any) -> bool:
    return isinstance(value, str) and NUMERAL.fullmatch(value) is not None


def _cell(value: Any) -> Any:
    if not isinstance(value, Text):
        return value
    if value.en != value.zh:
        return both(value)
    return Markup('<span class="w">{}</span>').format(value.en) if _is_numeral(value.en) else value.en
