"""Downloads over real HTTP: a server on this machine answers from an extract, or fails as public servers do."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from scenarios.errors import InputError
from sim.errors import DownloadError, NetworkError
from sim.sources.download import download
from sim.sources.patience import Patience, retry_after_s
from tests.sim.sources import local_overpass as faults
from tests.sim.sources.downloading import (
    HALVES,
    QUARTERS,
    QUICK,
    REMARK,
    TOWN,
    TWICE,
    described,
    fetch,
    kept,
    network_hash,
)
from tests.sim.sources.local_overpass import BUSY, WAIT_S, Fault, LocalServer

pytestmark = pytest.mark.usefixtures("settings_left_alone")


def test_tiles_put_together_are_the_ways_that_touch_the_box(server: LocalServer, tmp_path: Path) -> None:
    roads = fetch(server, tmp_path, tile_km=QUARTERS)
    expected = [1000 + row for row in range(2, 11)]
    expected += [2000 + column for column in range(2, 17) if column not in {7, 8, 9}]
    assert sorted(described(roads)) == expected
    for way, (facts, points) in described(roads).items():
        refs = server.extract.ways[way][0]
        assert [node for node, *_ in points] == (refs[::-1] if way == 2003 else refs)
        positions = np.array([server.extract.nodes[node][:2] for node, *_ in points])
        assert np.array([point[1:] for point in points]) == pytest.approx(positions, abs=1e-7)
        assert (facts.max_t == 10) == (way > 2000 and way not in {2003, 2004})
    assert roads.blocked_node.tolist() == [505]
    assert roads.date == dt.date(2023, 1, 16)
    assert roads.notes["download"] == {
        "area": "114,22.5,114.15,22.59",
        "server": server.url.removeprefix("http://"),
        "tiles": 4,
    }
    assert len(server.queries) == 4


def test_the_size_of_tiles_makes_no_difference(server: LocalServer, tmp_path: Path) -> None:
    whole = fetch(server, tmp_path, tile_km=50.0)
    other = fetch(server, tmp_path, tile_km=5.2)
    assert len(server.queries) == 1 + 6
    assert described(whole) == described(other)
    assert network_hash(whole) == network_hash(other)


def test_classes_and_service_roads(server: LocalServer, tmp_path: Path) -> None:
    assert sorted(described(fetch(server, tmp_path, classes=["motorway"]))) == [2003]
    assert 2004 not in described(fetch(server, tmp_path, service=False))
    assert len(server.queries) == 4  # another filter is another question
    with pytest.raises(InputError, match="no such road class: boulevard"):
        fetch(server, tmp_path, classes=["boulevard"])


def test_politeness(server: LocalServer, tmp_path: Path) -> None:
    fetch(server, tmp_path, patience=Patience(pause_s=0.4))
    assert server.most_at_once == 1
    assert np.diff(server.asked_at) >= 0.4
    assert server.status_asked == 2
    assert len(server.agents) == 1
    assert server.agents.pop().startswith("one-hour-circle/")
    assert all("[out:json][timeout:4]" in query for query in server.queries)  # sooner than our own 5 s


def test_a_busy_server_tells_when_its_slot_is_free(server: LocalServer, tmp_path: Path) -> None:
    server.status = (
        "Connected as: 1\nRate limit: 2\nSlot available after: 2026-01-01T00:00:01Z, in 1 seconds.\n"
        "Slot available after: 2026-01-01T00:00:30Z, in 30 seconds.\nCurrently running queries:\n"
    )
    said: list[str] = []
    started = time.monotonic()
    fetch(server, tmp_path, tile_km=20, say=said.append)
    assert time.monotonic() - started >= 1
    assert [line.split(" ", 1)[1] for line in said] == ["has no free slot: try 1 of 3 in 1 s"]


def test_what_is_at_hand_is_not_asked_for_again(server: LocalServer, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    first = fetch(server, tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]
    files = kept(tmp_path)
    assert len(files) == 2
    seen.clear()
    again = fetch(server, tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert len(server.queries) == 2
    assert seen == [(2, 2)]
    assert described(first) == described(again)
    assert kept(tmp_path) == files


def test_an_old_or_damaged_answer_is_asked_for_again(server: LocalServer, tmp_path: Path) -> None:
    fetch(server, tmp_path, tile_km=QUARTERS)
    old, torn, empty, _ = sorted(tmp_path.iterdir())
    month_ago = time.time() - 31 * 86_400
    os.utime(old, (month_ago, month_ago))
    torn.write_bytes(torn.read_bytes()[:-20])
    empty.write_bytes(b"")
    assert fetch(server, tmp_path, tile_km=QUARTERS).way_id.size == 21
    assert len(server.queries) == 4 + 3
    fetch(server, tmp_path, tile_km=20, keep_days=0.0)
    fetch(server, tmp_path, tile_km=20, keep_days=0.0)
    assert len(server.queries) == 4 + 3 + 2


def test_an_interrupted_download_goes_on(server: LocalServer, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 3 < total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(server, tmp_path, tile_km=QUARTERS, progress=interrupt)
    assert len(server.queries) == 3
    assert fetch(server, tmp_path, tile_km=QUARTERS).way_id.size == 21
    assert len(server.queries) == len(set(server.queries)) == 4


def test_a_killed_download_goes_on(server: LocalServer, tmp_path: Path) -> None:
    server.hold_after = 2
    program = f"""
        from pathlib import Path
        from sim.sources.download import download
        download({TOWN}, Path({str(tmp_path)!r}), overpass_url={server.overpass_url!r}, tile_km={QUARTERS})
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)]) as process:
        try:
            assert server.held.wait(WAIT_S)
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL
    assert len(kept(tmp_path)) == 2
    server.hold_after = None
    server.release.set()
    assert fetch(server, tmp_path, tile_km=QUARTERS).way_id.size == 21
    assert len(server.queries) == 3 + 2
    assert len(kept(tmp_path)) == 4
    assert all(name.endswith(".answer.json.gz") and not name.startswith(".") for name in kept(tmp_path))


def test_what_a_killed_download_was_writing_is_swept(server: LocalServer, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    names = kept(tmp_path)
    long_ago = time.time() - 7200
    for name in (f".{names[0][:24]}.answer.json-x1y2.gz", ".extract-abc"):
        path = tmp_path / name
        if name.endswith(".gz"):
            path.write_bytes(b"half")
        else:
            path.mkdir()
            (path / "roads.osm.pbf").write_bytes(b"half")
        os.utime(path, (long_ago, long_ago))
    young = tmp_path / ".of-another-download.gz"
    young.write_bytes(b"half")
    fetch(server, tmp_path)
    assert kept(tmp_path) == sorted([*names, young.name])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (BUSY, "answered 429 Too Many Requests"),
        (faults.OVERLOADED, "answered 504 Gateway Timeout"),
        (Fault(502), "answered 502 Bad Gateway"),
        (faults.HALF_SENT, "broke off in the middle of its answer"),
        (faults.HALF_JSON, "gave half an answer"),
        (REMARK, "gave half an answer .*runtime error: open64: 2 No such file or directory"),
        (faults.WEB_PAGE, "answered with a web page instead of data"),
        (faults.RESET, "broke the connection off"),
    ],
)
def test_a_server_that_fails(server: LocalServer, tmp_path: Path, fault: Fault, words: str) -> None:
    server.always = fault
    with pytest.raises(DownloadError) as raised:
        fetch(server, tmp_path, tile_km=20, patience=Patience(tries=1))
    assert re.fullmatch(
        rf"tile 114,22\.5,114\.15,22\.59: 127\.0\.0\.1:\d+ {words}.*; 0 of 1 tiles are kept in "
        rf"{tmp_path}: the same command again asks only for what is missing",
        str(raised.value),
    )
    assert not isinstance(raised.value, InputError)  # exit code 1
    assert len(server.queries) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("fault", [BUSY, faults.HALF_SENT])
def test_what_came_before_a_failure_is_kept(server: LocalServer, tmp_path: Path, fault: Fault) -> None:
    server.faults.extend([Fault(), fault, fault])
    said: list[str] = []
    with pytest.raises(DownloadError, match=r"tile 114\.075,.* 2 times in a row; 1 of 2 tiles are kept"):
        fetch(server, tmp_path, patience=TWICE, say=said.append)
    assert [line.rsplit(": ")[-1] for line in said] == ["try 2 of 2 in 0 s"]
    assert len(kept(tmp_path)) == 1
    server.faults.append(fault)  # one that passes is waited for
    assert fetch(server, tmp_path, patience=TWICE).way_id.size == 21
    assert len(server.queries) == 3 + 2


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(400), "answered 400 Bad Request"),
        (Fault(403), "answered 403 Forbidden"),
        (Fault(301, {"Location": "https://elsewhere.example/api"}), "moved to https://elsewhere.example/api"),
        (Fault(body=b"[]"), "not one of Overpass"),
        (Fault(body=b'{"elements": [{"type": "way", "id": 1}]}'), "not one of Overpass"),
        (Fault(body=b'{"elements": [3]}'), "not one of Overpass"),
        (Fault(429, {"Retry-After": "3600"}), "429 .*asks to come back in 60 min"),
        (Fault(504, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}), "504 .*asks to come back in"),
    ],
)
def test_a_server_that_no_further_try_would_help(server: LocalServer, tmp_path: Path, fault: Fault, words: str) -> None:
    server.always = fault
    with pytest.raises(DownloadError, match=rf"{words}.*0 of 2 tiles"):
        fetch(server, tmp_path)
    assert len(server.queries) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, 0), ("7", 7), (" 120 ", 120), ("soon", 0), ("-3", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("1.5", 0)],
)
def test_reading_of_retry_after(header: str | None, seconds: float) -> None:
    assert retry_after_s(header) == seconds


def test_a_tile_that_is_too_much_is_asked_for_in_parts(server: LocalServer, tmp_path: Path) -> None:
    server.faults.extend([faults.TIMED_OUT, Fault(), faults.TIMED_OUT, Fault(), Fault(403)])
    said: list[str] = []
    with pytest.raises(DownloadError, match=r"tile 114\.1125,22\.5,.*403 Forbidden; 0 of 1 tiles"):
        fetch(server, tmp_path, tile_km=20, say=said.append)
    assert [line.rsplit("): ")[-1] for line in said] == ["asking for 4 smaller tiles"] * 2
    assert len(server.queries) == 5
    assert len(kept(tmp_path)) == 2  # a quarter, and a quarter of the next one
    server.queries.clear()
    roads = fetch(server, tmp_path, tile_km=20)
    assert roads.way_id.size == 21
    assert len(server.queries) == 3 + 2  # no tile again that was too much
    server.queries.clear()
    assert described(fetch(server, tmp_path, tile_km=20)) == described(roads)
    assert not server.queries


def test_a_small_tile_is_not_cut_up(server: LocalServer, tmp_path: Path) -> None:
    server.always = faults.TIMED_OUT
    with pytest.raises(DownloadError, match=r"Query timed out.*2 times in a row; 0 of 1 tiles"):
        fetch(server, tmp_path, (114.0, 22.5, 114.03, 22.53), patience=TWICE)
    assert len(server.queries) == 2
    assert not list(tmp_path.iterdir())


def test_retry_after_is_obeyed(server: LocalServer, tmp_path: Path) -> None:
    server.faults.append(Fault(429, {"Retry-After": "1"}))
    fetch(server, tmp_path, tile_km=20)
    assert len(server.queries) == 2
    assert server.asked_at[1] - server.asked_at[0] >= 1


def test_a_slow_server(server: LocalServer, tmp_path: Path) -> None:
    server.always = Fault(wait_s=0.6)
    with pytest.raises(DownloadError, match=r"did not answer within 0\.2 s, 2 times in a row"):
        fetch(server, tmp_path, timeout_s=0.2, patience=TWICE)


def test_a_server_that_sends_drop_by_drop(server: LocalServer, tmp_path: Path) -> None:
    server.always = Fault(body=np.random.default_rng(1).bytes(6_000_000), drip_s=0.05)  # 15 s in all
    started = time.monotonic()
    with pytest.raises(DownloadError, match=r"took more than 1\.5 s to answer"):
        fetch(server, tmp_path, timeout_s=1.5, patience=Patience(tries=1))
    assert time.monotonic() - started < 10


def test_no_server_there(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    with pytest.raises(DownloadError, match=r"cannot be reached \(connection refused\).*0 of 2 tiles"):
        download(TOWN, tmp_path, overpass_url=url, tile_km=HALVES, patience=QUICK)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("url", ["overpass-api.de/api", "ftp://overpass-api.de", "https://", " "])
def test_an_address_that_is_none(tmp_path: Path, url: str) -> None:
    with pytest.raises(InputError, match="has to begin with https://"):
        download(TOWN, tmp_path, overpass_url=url)


def test_the_full_address_is_understood_too(server: LocalServer, tmp_path: Path) -> None:
    roads = download(TOWN, tmp_path, overpass_url=f"{server.overpass_url}/interpreter/", patience=QUICK)
    assert roads.notes["download"]["tiles"] == 1
    assert roads.way_id.size == 21


def test_the_sea_has_no_roads(server: LocalServer, tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=r"115,21,115\.05,21\.05: OpenStreetMap has no roads"):
        fetch(server, tmp_path, (115.0, 21.0, 115.05, 21.05))
    with pytest.raises(NetworkError, match="no roads"):
        fetch(server, tmp_path, (115.0, 21.0, 115.05, 21.05))
    assert len(server.queries) == 1  # an empty answer is an answer


def test_the_oldest_answer_dates_the_roads_and_the_newest_stands(server: LocalServer, tmp_path: Path) -> None:
    server.faults.extend([Fault(), Fault(403)])
    server.extract.moment = "2022-12-30T23:59:00Z"
    with pytest.raises(DownloadError):
        fetch(server, tmp_path)
    server.extract.moment = "2023-01-02T00:00:00Z"
    server.extract.ways[1003] = (server.extract.ways[1003][0], {"highway": "trunk"})
    lon, lat, _ = server.extract.nodes[303]
    server.extract.nodes[303] = (lon + 0.001, lat, {})
    server.extract.nodes[505] = (*server.extract.nodes[505][:2], {})  # the bollard is gone
    roads = fetch(server, tmp_path)
    assert roads.date == dt.date(2022, 12, 30)
    facts, points = described(roads)[1003]
    assert facts.road_class == 1
    assert points[3] == (303, pytest.approx(lon + 0.001), pytest.approx(lat))
    assert roads.blocked_node.size == 0
