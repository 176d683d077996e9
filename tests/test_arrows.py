"""The import arrows of the design: scenarios <- sim <- maps; only sim.cli may import maps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("scenarios", "sim", "maps")


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the whole name"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden(room: str, path: Path, name: str) -> bool:
    target = name.partition(".")[0]
    if target not in ROOMS or target == room:
        return False
    if room == "scenarios":
        return True
    in_cli = path.is_relative_to(ROOT / "sim" / "cli")
    return room == "sim" and target == "maps" and not in_cli


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_one_way(room: str) -> None:
    assert modules(room), f"no modules found in {room}"
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(room)
        for name in imported(path)
        if forbidden(room, path, name)
    ]
    assert wrong == []


def test_the_product_does_not_import_tests_or_benchmarks() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for room in ROOMS
        for path in modules(room)
        for name in imported(path)
        if name.partition(".")[0] in {"tests", "benchmarks"}
    ]
    assert wrong == []


def test_the_computing_rooms_never_load_the_maps() -> None:
    """`maps` may be reached through a chain of imports, too."""
    import subprocess
    import sys

    code = "import sim, scenarios, sys; print([m for m in sys.modules if m == 'maps' or m.startswith('maps.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_stay_small(room: str) -> None:
    """Modules under 400 lines, the median under 200."""
    lengths = sorted((len(path.read_text(encoding="utf-8").splitlines()), path.name) for path in modules(room))
    assert lengths[-1][0] <= 400, lengths[-1]
    assert lengths[len(lengths) // 2][0] < 200


@pytest.mark.parametrize("room", ROOMS)
def test_functions_stay_short(room: str) -> None:
    """Functions under 40 lines, docstring not counted."""
    long = []
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                documented = ast.get_docstring(node) is not None
                first = node.body[min(int(documented), len(node.body) - 1)].lineno
                length = node.end_lineno - first + 1
                if length > 40:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {length} lines")
    assert long == []
