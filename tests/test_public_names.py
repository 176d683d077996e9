"""The public face of the packages: every promised name is there and callable, whatever was imported before."""

from __future__ import annotations

import subprocess
import sys

import pytest

import maps
import scenarios
import sim


@pytest.mark.parametrize("package", [scenarios, sim, maps])
def test_all_is_sorted_and_there(package: object) -> None:
    names = list(package.__all__)  # type: ignore[attr-defined]
    assert names == sorted(names)
    for name in names:
        assert callable(getattr(package, name)), name


def test_the_contract_s_python() -> None:
    assert callable(scenarios.load)
    for name in ("open_roads", "isochrones", "travel_times", "simulate", "replicate", "sweep"):
        assert callable(getattr(sim, name))
    for name in ("draw", "report", "compare"):
        assert callable(getattr(maps, name))


def test_a_module_never_hides_a_public_name() -> None:
    """Importing a submodule sets an attribute of the package; no function of the package may bear such a name."""
    code = "import sim, maps, sim.cli.run, sim.study.runs; print([n for n in sim.__all__ if not callable(getattr(sim, n))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        sim.nonsense  # noqa: B018
    assert set(sim.__all__) <= set(dir(sim))
