"""Dealing with a server that is busy or fails: try again, later and later, and give up with one clear message."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urlsplit

from scenarios.errors import InputError
from sim.errors import DownloadError

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Patience:
    """How a server is treated.

    Attributes
    ----------
    tries
        How often one question is put before giving up.
    first_wait_s
        The wait before the second try; it doubles with every further one. A server that asks for more is obeyed.
    total_wait_s
        The most waiting for one answer, all tries together.
    pause_s
        The pause before every question.
    """

    tries: int = 5
    first_wait_s: float = 5.0
    total_wait_s: float = 900.0
    pause_s: float = 1.0


def _quiet(_line: str) -> None:
    return


@dataclass(frozen=True)
class Server:
    """A server and how to deal with it.

    Attributes
    ----------
    url
        Its base address, as osmnx takes it: ``https://overpass-api.de/api``, say.
    timeout_s
        The longest wait for one answer.
    say
        Called with a line for the user before every wait.
    """

    url: str
    timeout_s: float
    patience: Patience = field(default_factory=Patience)
    say: Callable[[str], None] = _quiet

    @property
    def host(self) -> str:
        """The server's name, and its port if that is not the usual one."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


class TooMuchError(DownloadError):
    """A server could not do all that was asked of it at once; a smaller question may do."""


class TroubleError(Exception):
    """One try that failed.

    Parameters
    ----------
    what
        What the server did: the rest of a sentence that begins with its name.
    again
        Whether another try may help.
    wait_s
        How long the server asks to wait.
    too_much
        Whether a smaller question may help more than another try.
    """

    def __init__(self, what: str, *, again: bool = True, wait_s: float = 0.0, too_much: bool = False) -> None:
        super().__init__(what)
        self.too_much = too_much
        self.again = again
        self.wait_s = wait_s


def persist(
    ask: Callable[[], Answer],
    server: Server,
    slot_wait_s: Callable[[], float] = lambda: 0.0,
    *,
    divisible: bool = False,
) -> Answer:
    """Put a question until there is an answer.

    Parameters
    ----------
    ask
        Puts the question once; raises `TroubleError` if that fails.
    server
        Whom it asks.
    slot_wait_s
        Tells how long the server has no time for us; asked before every try.
    divisible
        Whether the question can be put in parts.

    Raises
    ------
    TooMuchError
        At once, if the server cannot do all that is asked and the question is divisible.
    DownloadError
        If there is no answer after as many tries, or as much waiting, as the server's patience allows.
    """
    patience, waited_s, wait_s, what = server.patience, 0.0, 0.0, ""
    for number in range(1, patience.tries + 1):
        slot_s = slot_wait_s()
        what = what if wait_s >= slot_s else "has no free slot"
        wait_s = max(wait_s, slot_s)
        if waited_s + wait_s > patience.total_wait_s:
            raise DownloadError(f"{server.host} {what} and asks to come back in {_spoken(wait_s)}")
        if wait_s > 0:
            server.say(f"{server.host} {what}: try {number} of {patience.tries} in {_spoken(wait_s)}")
            time.sleep(wait_s)
            waited_s += wait_s
        try:
            return ask()
        except TroubleError as trouble:
            what = str(trouble)
            if trouble.too_much and divisible:
                raise TooMuchError(f"{server.host} {what}") from trouble
            if not trouble.again:
                raise DownloadError(f"{server.host} {what}") from trouble
            wait_s = max(trouble.wait_s, patience.first_wait_s * 2 ** (number - 1))
    often = f", {patience.tries} times in a row" if patience.tries > 1 else ""
    raise DownloadError(f"{server.host} {what}{often}")


def retry_after_s(text: str | None) -> float:
    """Read a Retry-After header: seconds or a date, 0 if there is none that makes sense."""
    if text is None:
        return 0.0
    if text.strip().isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (moment.astimezone(dt.UTC) - dt.datetime.now(tz=dt.UTC)).total_seconds())


def base_url(url: str, last_part: str) -> str:
    """Return the base address that osmnx wants, also if the user gave the full one, ending in `last_part`.

    Raises
    ------
    InputError
        If this is no web address.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputError(f"server address {url!r}: it has to begin with https:// or http:// and name a server")
    return url.strip().rstrip("/").removesuffix(f"/{last_part}").rstrip("/")


def _spoken(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 # two minutes
