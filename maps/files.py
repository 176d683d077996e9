"""Files that pages are made of: style sheets, programs, Leaflet."""

from __future__ import annotations

from importlib import resources


def page_file(name: str, folder: str = "templates") -> str:
    """Return a file that goes into pages as it is.

    Parameters
    ----------
    name
        Of the file.
    folder
        ``templates`` or ``vendor``.
    """
    return resources.files("maps").joinpath(folder, name).read_text(encoding="utf-8")
