"""What a section of the report is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.figure import Figure

from maps.charts import Language, svg
from maps.text import ours
from scenarios import Text

Cell = Text | str | int | float


@dataclass(frozen=True)
class Chart:
    """One chart as SVG, in both languages."""

    en: Markup
    zh: Markup


@dataclass(frozen=True)
class Table:
    """A table: heads and rows of cells, and what a program knows each row by, where one does."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading with notes, charts, pieces of page in both languages, and tables, in that order."""

    id: str
    title: Text
    notes: tuple[Text, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    pieces: tuple[Markup, ...] = ()


def chart(draw: Callable[[Language], Figure]) -> Chart:
    """Draw a chart once in each language.

    Parameters
    ----------
    draw
        Makes the figure in a language.
    """
    return Chart(en=ours(svg(draw("en"))), zh=ours(svg(draw("zh"))))
