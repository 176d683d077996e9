"""A server of roads on this machine, and osmnx as it was before."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import osmnx as ox
import pytest

from tests.sim.sources.downloading import town
from tests.sim.sources.local_overpass import LocalServer, serving


@pytest.fixture
def settings_left_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    before, lookup = dict(vars(ox.settings)), socket.getaddrinfo
    yield
    assert vars(ox.settings) == before
    assert socket.getaddrinfo is lookup


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with serving(town()) as state:
        yield state
