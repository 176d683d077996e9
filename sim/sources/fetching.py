"""Get tiles of roads: what is at hand from there, the rest from the server, in smaller parts if that is too much for it."""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import dataclass

from shapely import box

from sim.errors import DownloadError
from sim.sources.answers import Answers
from sim.sources.areas import Area, Box, size_km, text
from sim.sources.osmnx_requests import ask_roads
from sim.sources.overpass_json import Elements, elements
from sim.sources.patience import Server, TooMuchError
from sim.sources.tiles import tiles

SMALLEST_KM = 4.0
"""Tiles smaller than this are not cut up: osmnx asks for 0.5 km around each."""


@dataclass(frozen=True)
class Inquiry:
    """What is asked of whom, and where the answers are kept.

    Attributes
    ----------
    area
        Where roads are wanted.
    way_filter
        Which ways, in the query language of Overpass.
    server
        Whom to ask.
    answers
        Those at hand.
    """

    area: Area
    way_filter: str
    server: Server
    answers: Answers

    def question(self, bounds: Box) -> tuple[str, ...]:
        """Return all that the answer for a tile depends on."""
        return ("roads", self.server.url, self.way_filter, text(bounds))

    def parts(self, bounds: Box) -> tuple[Box, ...]:
        """Cut a tile in four; none if it is small already."""
        largest_km = max(size_km(bounds))
        if largest_km < SMALLEST_KM:
            return ()
        return tiles(Area(self.area.name, self.area.outline.intersection(box(*bounds))), largest_km / 2)


def at_hand(inquiry: Inquiry, bounds: Box) -> list[Elements] | None:
    """Read the answer for a tile, or those for its parts; None if they are not all there."""
    answer = inquiry.answers.read(*inquiry.question(bounds))
    if answer is not None:
        return [elements(*answer)]
    found: list[Elements] = []
    for part in inquiry.parts(bounds):
        answers = at_hand(inquiry, part)
        if answers is None:
            return None
        found += answers
    return found or None


def fetch(inquiry: Inquiry, bounds: Box) -> list[Elements]:
    """Get a tile from where it is kept or from the server.

    A tile that is too much for the server is asked for in four parts, and so on.

    Raises
    ------
    DownloadError
        If the server does not give it.
    """
    found = at_hand(inquiry, bounds)
    if found is not None:
        return found
    parts = inquiry.parts(bounds)
    if not any(_is_begun(inquiry, part) for part in parts):
        try:
            return [_ask(inquiry, bounds, divisible=bool(parts))]
        except TooMuchError as error:
            inquiry.server.say(f"{error}: asking for {len(parts)} smaller tiles")
    return [each for part in parts for each in fetch(inquiry, part)]


def _is_begun(inquiry: Inquiry, bounds: Box) -> bool:
    """Tell whether there is an answer for a tile or one of its parts: then it was too much as a whole."""
    whole = inquiry.answers.has(*inquiry.question(bounds))
    return whole or any(_is_begun(inquiry, part) for part in inquiry.parts(bounds))


def _ask(inquiry: Inquiry, bounds: Box, *, divisible: bool) -> Elements:
    time.sleep(inquiry.server.patience.pause_s)
    try:
        body = ask_roads(bounds, inquiry.way_filter, inquiry.server, divisible=divisible)
    except DownloadError as error:
        raise type(error)(f"tile {text(bounds)}: {error}") from error
    inquiry.answers.keep(body, *inquiry.question(bounds))
    return elements(json.loads(body), dt.datetime.now(tz=dt.UTC))
