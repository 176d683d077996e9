"""Pieces of page that folium renders as they are."""

from __future__ import annotations

from branca.element import Element
from jinja2 import Template


class Raw(Element):
    """Text that is put into the page unchanged.

    A plain branca Element would read it as a Jinja template, and a name in a scenario may hold braces.

    Parameters
    ----------
    text
        HTML, CSS or JavaScript; whatever comes from a user is escaped already.
    """

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
