"""Packed files that unpack to something enormous."""

from __future__ import annotations

import bz2
import gzip
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sim.errors import NetworkError
from sim.sources import unpacking
from sim.sources.unpacking import check_unpacked


@pytest.mark.parametrize(("suffix", "pack"), [(".osm.gz", gzip.compress), (".osm.bz2", bz2.compress)])
def test_a_limit_is_kept(tmp_path: Path, suffix: str, pack: object) -> None:
    path = tmp_path / f"town{suffix}"
    path.write_bytes(pack(b"<osm>" + b" " * 3_000_000))  # type: ignore[operator]
    check_unpacked(path, 3_000_005)
    with pytest.raises(NetworkError, match=r"town\.osm.*more than 3,000,004 bytes.*unpack it yourself"):
        check_unpacked(path, 3_000_004)


def test_what_packs_too_well_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_HARMLESS_BYTES", 1_000_000)
    path = tmp_path / "zeros.osm.gz"
    path.write_bytes(gzip.compress(bytes(5_000_000)))
    with pytest.raises(NetworkError, match="too much for a map"):
        check_unpacked(path)


@pytest.mark.parametrize("suffix", [".osm.gz", ".osm.bz2"])
def test_damage_is_told(tmp_path: Path, suffix: str) -> None:
    pack = gzip.compress if suffix == ".osm.gz" else bz2.compress
    path = tmp_path / f"town{suffix}"
    path.write_bytes(pack(bytes(range(256)) * 400)[:-20])
    with pytest.raises(NetworkError, match="cannot be unpacked"):
        check_unpacked(path, 200_000)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory are set the Linux way")
def test_a_real_bomb_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.osm.gz"
    path.write_bytes(gzip.compress(b"<osm>") + 300 * gzip.compress(bytes(2**20)))
    code = """
        import resource, sys
        from pathlib import Path
        from sim.errors import NetworkError
        from sim.sources.osm_file import read_osm
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 150 * 2**20,) * 2)
        try:
            read_osm(Path(sys.argv[1]), unpacked_limit_bytes=2**28)
        except NetworkError as error:
            print(error)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "unpacks to more than 268,435,456 bytes" in run.stdout, run.stderr
