"""What a check finds, before it is known where it stands in a file."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from scenarios._yaml import KeyPath

SHOWN_CHOICES = 12


class Finding(NamedTuple):
    """Something wrong at a key path: what it is, and what would be right."""

    path: KeyPath
    wrong: str
    remedy: str


def did_you_mean(word: str, known: Iterable[str], what: str = "known") -> str:
    """Return a remedy that names the closest known words, or the known words themselves.

    Parameters
    ----------
    word
        What was written.
    known
        What would have been possible.
    what
        Introduces the list of known words, such as ``known sites``.
    """
    choices = sorted(known)
    close = difflib.get_close_matches(word, choices, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    if not choices:
        return "there is none to choose from"
    more = f" and {len(choices) - SHOWN_CHOICES} more" if len(choices) > SHOWN_CHOICES else ""
    return f"{what}: {', '.join(choices[:SHOWN_CHOICES])}{more}"


def known(path: KeyPath, name: str | None, choices: Collection[str], what: str) -> Iterator[Finding]:
    """Yield a finding where an id leads nowhere; None leads nowhere on purpose.

    Parameters
    ----------
    path
        Where the id stands.
    name
        The id.
    choices
        The ids that there are.
    what
        What it should name, such as ``site``.
    """
    if name is not None and name not in choices:
        yield Finding(path, f"there is no {what} {name!r}", did_you_mean(name, choices))


def shown(value: object) -> str:
    """Return a value as it is shown in a message: short, and on one line."""
    text = repr(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    text = "nothing" if value is None else text
    return text if len(text) <= 60 else text[:57] + "…"  # noqa: PLR2004 - a line has room for so much
