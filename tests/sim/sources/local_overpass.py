"""A map server on this machine: it answers what osmnx asks Overpass and Nominatim, out of a small or a real extract."""

from __future__ import annotations

import gzip
import json
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import osmium
import shapely

WAIT_S = 120
"""How long a server that holds back its answer, and who waits for it, have patience."""
_QUERY = re.compile(r"\[out:json\]\[timeout:(\d+)\];\(way(\[.*\])\(poly:'([-\d. ]+)'\);>;\);out;")
_TAG = re.compile(r'\["([^"]+)"(=|!=|~|!~)"([^"]*)"\]')

Node = tuple[float, float, dict[str, str]]
Way = tuple[list[int], dict[str, str]]


@dataclass
class Extract:
    """OpenStreetMap data in memory, asked in the query language of Overpass."""

    nodes: dict[int, Node]
    ways: dict[int, Way]
    moment: str = "2023-01-16T00:00:00Z"
    _tree: Any = None

    @classmethod
    def read(cls, path: Path) -> Extract:
        nodes: dict[int, Node] = {}
        ways: dict[int, Way] = {}
        for each in osmium.FileProcessor(str(path)):
            if isinstance(each, osmium.osm.Node):
                nodes[each.id] = (each.lon, each.lat, dict(each.tags))
            elif isinstance(each, osmium.osm.Way):
                ways[each.id] = ([node.ref for node in each.nodes], dict(each.tags))
        return cls(nodes, ways)

    def lines(self) -> tuple[list[int], Any]:
        """Return ids and lines of all ways."""
        if self._tree is None:
            lines = [shapely.LineString([self.nodes[ref][:2] for ref in refs]) for refs, _ in self.ways.values()]
            self._tree = list(self.ways), shapely.STRtree(lines)
        found: tuple[list[int], Any] = self._tree
        return found

    def touching(self, outline: Any) -> list[int]:
        ids, tree = self.lines()
        return [ids[row] for row in sorted(tree.query(outline, predicate="intersects"))]

    def answer(self, query: str) -> dict[str, Any]:
        """Answer a query as Overpass does: the ways that touch the polygon, whole, with all their nodes."""
        parsed = _QUERY.fullmatch(query)
        assert parsed, f"not understood: {query}"
        assert "".join(found[0] for found in re.finditer(_TAG, parsed[2])) == parsed[2], f"not understood: {parsed[2]}"
        numbers = [float(each) for each in parsed[3].split()]
        outline = shapely.Polygon(list(zip(numbers[1::2], numbers[0::2], strict=True)))
        ways = [way for way in self.touching(outline) if _fits(self.ways[way][1], parsed[2])]
        nodes = sorted({ref for way in ways for ref in self.ways[way][0]})
        return {
            "version": 0.6,
            "osm3s": {"timestamp_osm_base": self.moment, "copyright": "the data is made by hand"},
            "elements": [
                {"type": "node", "id": node, "lat": lat, "lon": lon} | ({"tags": tags} if tags else {})
                for node in nodes
                for lon, lat, tags in [self.nodes[node]]
            ]
            + [{"type": "way", "id": way, "nodes": self.ways[way][0], "tags": self.ways[way][1]} for way in ways],
        }


def _fits(tags: dict[str, str], way_filter: str) -> bool:
    for key, sign, value in _TAG.findall(way_filter):
        hit = tags.get(key) == value if sign in {"=", "!="} else bool(re.search(value, tags.get(key, "\0")))
        if hit == sign.startswith("!"):
            return False
    return True


@dataclass(frozen=True)
class Fault:
    """What the server does in place of an answer."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None  # in place of the right one
    cut: float = 1.0  # the share of the body that is sent before the connection ends
    wait_s: float = 0.0
    reset: bool = False
    drip_s: float = 0.0  # between one drop of 20,000 bytes and the next


HALF_SENT = Fault(cut=0.5)
TIMED_OUT = Fault(
    body=json.dumps({"elements": [], "remark": 'runtime error: Query timed out in "query" at line 1'}).encode()
)
HALF_JSON = Fault(body=b'{"version": 0.6, "elements": [{"type": "node", "id": 1, "la')
WEB_PAGE = Fault(body=b"<!DOCTYPE html><html><body>The server is probably too busy</body></html>")
BUSY = Fault(429, body=b"<html>Too Many Requests</html>")
OVERLOADED = Fault(504, body=b"<html>Gateway Timeout</html>")
RESET = Fault(reset=True)


@dataclass
class LocalServer:
    """What the test sees of the server."""

    extract: Extract
    places: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    status: str = (
        "Connected as: 1\nCurrent time: now\nAnnounced endpoint: here\nRate limit: 2\n2 slots available now.\n"
    )
    faults: deque[Fault] = field(default_factory=deque)
    always: Fault | None = None
    queries: list[str] = field(default_factory=list)
    searches: list[str] = field(default_factory=list)
    status_asked: int = 0
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    asked_at: list[float] = field(default_factory=list)
    hold_after: int | None = None  # answers nothing from this query on, until released
    held: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    @property
    def overpass_url(self) -> str:
        return f"{self.url}/api"

    def overpass(self, query: str) -> bytes:
        self.queries.append(query)
        self.asked_at.append(time.monotonic())
        if self.hold_after is not None and len(self.queries) > self.hold_after:
            self.held.set()
            self.release.wait(WAIT_S)
        return json.dumps(self.extract.answer(query)).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        del format, args

    def do_GET(self) -> None:
        state = self.server.state
        state.agents.add(self.headers["User-Agent"])
        asked = urlsplit(self.path)
        if asked.path == "/api/status":
            state.status_asked += 1
            self._send(Fault(body=state.status.encode()), "text/plain")
        elif asked.path == "/search":
            name = parse_qs(asked.query)["q"][0]
            state.searches.append(name)
            self._answer(json.dumps(state.places.get(name, [])).encode())
        else:
            self._send(Fault(404, body=b"<html>nothing here</html>"), "text/html")

    def do_POST(self) -> None:
        state = self.server.state
        state.agents.add(self.headers["User-Agent"])
        state.at_once += 1
        state.most_at_once = max(state.most_at_once, state.at_once)
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        try:
            if self.path == "/api/interpreter":
                self._answer(state.overpass(form["data"][0]))
            else:
                self._send(Fault(404, body=b"<html>nothing here</html>"), "text/html")
        finally:
            state.at_once -= 1

    def _answer(self, body: bytes) -> None:
        state = self.server.state
        fault = state.always or (state.faults.popleft() if state.faults else Fault())
        time.sleep(fault.wait_s)
        self._send(replace(fault, body=fault.body or body), "application/json")

    def _send(self, answer: Fault, kind: str) -> None:
        if answer.reset:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = answer.body or b""
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
        self.send_response(answer.status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            self.send_header("Content-Encoding", "gzip")
        for key, value in answer.headers.items():
            self.send_header(key, value)
        self.end_headers()
        if answer.drip_s:
            for at in range(0, len(body), 20_000):
                self.wfile.write(body[at : at + 20_000])
                time.sleep(answer.drip_s)
        self.wfile.write(body[: int(len(body) * answer.cut)])
        self.close_connection = self.close_connection or answer.cut < 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    state: LocalServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is gone, killed or out of patience, is what some tests want."""
        del request, client_address


@contextmanager
def serving(extract: Extract, **settings: Any) -> Iterator[LocalServer]:
    """Run a server on a free port of this machine."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.state = LocalServer(extract, url=f"http://127.0.0.1:{server.server_port}", **settings)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.state
    finally:
        server.state.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
