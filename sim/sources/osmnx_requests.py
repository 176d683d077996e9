"""Ask map servers through osmnx, so that only whole answers come back and its settings stay as they were."""

from __future__ import annotations

import io
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import osmnx as ox
import requests
import urllib3
from shapely import MultiPolygon, Polygon, box

from scenarios.errors import InputError
from sim.sources.areas import Box
from sim.sources.patience import Server, TroubleError, persist, retry_after_s

USER_AGENT = f"one-hour-circle/{version('one-hour-circle')} (road downloads through osmnx {version('osmnx')})"
MAX_ANSWER_BYTES = 256_000_000  # about what a thousand square kilometres of the densest city weigh, ten times over
_OK, _SERVER_FAULTS = 200, 500
_BUSY = frozenset({408, 425, 429})
_NEEDED = {"node": {"id", "lat", "lon"}, "way": {"id", "nodes"}}
_TOO_MUCH = ("timed out", "out of memory")
_STATUS_TIMEOUT_S = 10.0
_SLOT = re.compile(r"in (-?\d+) seconds")
_SETTINGS_OF_OSMNX = threading.Lock()  # they belong to the whole process


def ask_roads(bounds: Box, way_filter: str, server: Server, *, divisible: bool = False) -> bytes:
    """Ask an Overpass server for the ways of a box, with their nodes.

    Parameters
    ----------
    bounds
        West, south, east and north in degrees; osmnx asks for 500 m around it too.
    way_filter
        In the query language of Overpass, such as ``["highway"~"^(motorway|trunk)$"]``.
    server
        Whom to ask.
    divisible
        Whether the caller would rather ask for parts of the box than again, if all of it is too much for the server.

    Returns
    -------
    body
        The JSON answer: whole, and without a complaint of the server.

    Raises
    ------
    TooMuchError
        If the box is divisible and too much for the server.
    DownloadError
        If there is no such answer after as many tries as the server's patience allows.
    """

    def ask() -> bytes:
        bodies: list[bytes] = []
        with _osmnx(server, _check_roads, bodies, cache_only_mode=True, overpass_url=server.url):
            try:
                ox.graph_from_polygon(box(*bounds), custom_filter=way_filter)
            except InterruptedError:  # what osmnx raises in place of building a graph
                return bodies[-1]
        raise TroubleError("was not asked by osmnx as expected; another version of osmnx may help", again=False)

    return persist(ask, server, lambda: _slot_wait_s(server), divisible=divisible)


def ask_place(name: str, server: Server) -> Polygon | MultiPolygon:
    """Ask a Nominatim server for the outline of a place: that of the best match that has one.

    Raises
    ------
    InputError
        If the server knows no place of that name, or none with an outline.
    DownloadError
        If there is no whole answer after as many tries as the server's patience allows.
    """

    def ask() -> Polygon | MultiPolygon:
        with _osmnx(server, _check_places(name, server), [], nominatim_url=server.url):
            outline: Polygon | MultiPolygon = ox.geocode_to_gdf(name).geometry.make_valid().iloc[0]
        return outline

    return persist(ask, server)


Check = Callable[[Any], None]


@contextmanager
def _osmnx(server: Server, check: Check, bodies: list[bytes], **settings: Any) -> Iterator[None]:
    """Set osmnx up to ask `server`, and turn all that may go wrong into `TroubleError`.

    On its own osmnx would wait without end for a busy server, and take half an answer for a whole one: therefore every
    answer is checked, and added to `bodies`, before osmnx sees it.
    """

    def receive(response: requests.Response, **_options: Any) -> None:
        body = _whole_body(response, server)
        check(_parsed(body))
        bodies.append(body)
        response.raw = io.BytesIO(body)  # for osmnx to read

    settings |= {
        "use_cache": False,
        "overpass_rate_limit": False,  # see _slot_wait_s
        "max_query_area_size": 1e15,  # one question at a time: a tile is small enough
        "overpass_memory": None,
        # the server has to give up, and to say so, before we do
        "overpass_settings": f"[out:json][timeout:{max(1, int(0.95 * server.timeout_s))}]",
        "requests_timeout": server.timeout_s,
        "requests_kwargs": {"stream": True, "hooks": {"response": receive}},
        "http_user_agent": USER_AGENT,
        "doh_url_template": None,  # no third party is asked where the server is
    }
    with _SETTINGS_OF_OSMNX:
        before = {key: getattr(ox.settings, key) for key in settings}
        lookup = socket.getaddrinfo  # osmnx replaces it
        try:
            for key, value in settings.items():
                setattr(ox.settings, key, value)
            yield
        except requests.RequestException as error:
            raise TroubleError(_in_short(error, server)) from error
        finally:
            socket.getaddrinfo = lookup
            for key, value in before.items():
                setattr(ox.settings, key, value)


def _whole_body(response: requests.Response, server: Server) -> bytes:
    """Read an answer to its end, within the time and the size that are allowed."""
    try:
        _check_status(response)
        deadline = time.monotonic() + server.timeout_s
        body = bytearray()
        for chunk in response.raw.stream(1 << 14, decode_content=True):
            body += chunk
            if time.monotonic() > deadline:
                raise TroubleError(f"took more than {server.timeout_s:g} s to answer")
            if len(body) > MAX_ANSWER_BYTES:
                raise TroubleError(f"sent more than {MAX_ANSWER_BYTES // 10**6} MB", again=False, too_much=True)
        return bytes(body)
    except urllib3.exceptions.HTTPError as error:
        raise TroubleError("broke off in the middle of its answer") from error
    finally:
        response.close()


def _check_status(response: requests.Response) -> None:
    status = response.status_code
    if response.is_redirect:
        raise TroubleError(f"has moved to {response.headers['location']}: give that address", again=False)
    if status != _OK:
        again = status in _BUSY or status >= _SERVER_FAULTS
        wait_s = retry_after_s(response.headers.get("Retry-After"))
        raise TroubleError(f"answered {status} {response.reason}".strip(), again=again, wait_s=wait_s)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        if body.lstrip()[:1] == b"<":
            raise TroubleError("answered with a web page instead of data") from error
        raise TroubleError("gave half an answer") from error


def _check_roads(answer: Any) -> None:
    remark = answer.get("remark") if isinstance(answer, dict) else None
    if remark is not None:
        too_much = any(words in str(remark) for words in _TOO_MUCH)
        raise TroubleError(f"gave half an answer ({str(remark).strip()[:200]})", too_much=too_much)
    found = answer.get("elements") if isinstance(answer, dict) else None
    if not isinstance(found, list) or not all(map(_is_element, found)):
        raise TroubleError("gave an answer that is not one of Overpass; is the address right?", again=False)


def _is_element(each: Any) -> bool:
    return isinstance(each, dict) and _NEEDED.get(each.get("type", ""), set()) <= each.keys()


def _check_places(name: str, server: Server) -> Check:
    """Make the check of Nominatim's answers to a name."""
    remedy = "or give a bounding box: W,S,E,N in degrees"

    def check(answer: Any) -> None:
        if not isinstance(answer, list) or not all(isinstance(each, dict) and "importance" in each for each in answer):
            raise TroubleError("gave an answer that is not one of Nominatim; is the address right?", again=False)
        if not answer:
            raise InputError(
                f"place {name!r}: {server.host} knows no such place; write it as OpenStreetMap does, with city and "
                f"country, such as 'Futian, Shenzhen, China', {remedy}"
            )
        if not any(each.get("geojson", {}).get("type") in {"Polygon", "MultiPolygon"} for each in answer):
            raise InputError(
                f"place {name!r}: {server.host} knows it as a point, not as an area; name the district or city that "
                f"it is in, {remedy}"
            )

    return check


def _in_short(error: requests.RequestException, server: Server) -> str:
    if isinstance(error, requests.Timeout):
        return f"did not answer within {server.timeout_s:g} s"
    if isinstance(error, requests.exceptions.SSLError):
        return "cannot be reached safely (its certificate is not accepted)"
    text = str(error)
    if "refused" in text:
        return "cannot be reached (connection refused)"
    if "resolve" in text or "Name or service" in text:
        return "cannot be found; check its address and your network"
    if "reset" in text or "aborted" in text or "closed" in text:
        return "broke the connection off"
    return "cannot be reached; check its address and your network"


def _slot_wait_s(server: Server) -> float:
    """Ask an Overpass server how long it has no time for us; 0 if it does not say."""
    try:
        answer = requests.get(
            f"{server.url}/status",
            headers={"User-Agent": USER_AGENT},
            timeout=min(_STATUS_TIMEOUT_S, server.timeout_s),
            allow_redirects=False,
        )
    except requests.RequestException:
        return 0.0  # the question itself will tell
    if answer.status_code != _OK or "available now" in answer.text:
        return 0.0
    waits = [float(seconds) for seconds in _SLOT.findall(answer.text)]
    return max(0.0, min(waits, default=0.0))
