"""Choosing road classes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.network import ROAD_CLASSES
from sim.sources.assemble import assemble
from sim.sources.classes import chosen_classes, only_classes
from sim.sources.osm_file import read_osm
from tests.sim.sources.town import write_town


def test_ramps_come_along_in_the_order_of_classes() -> None:
    assert chosen_classes(["trunk", " motorway"]) == ("motorway", "trunk", "motorway_link", "trunk_link")
    assert chosen_classes(["primary_link"]) == ("primary_link",)
    assert chosen_classes(ROAD_CLASSES) == ROAD_CLASSES


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["motorwai"], "did you mean motorway?"),
        (["footway"], "no road class 'footway'"),
        ([], "no road class is chosen"),
    ],
)
def test_names_that_are_none(names: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message.replace("?", r"\?")):
        chosen_classes(names)


@pytest.mark.parametrize("classes", [None, ("motorway", "residential"), ("service", "trunk")])
@pytest.mark.parametrize("service", [True, False])
def test_left_out_afterwards_is_as_never_read(tmp_path: Path, classes: tuple[str, ...] | None, service: bool) -> None:
    path = write_town(tmp_path / "town.osm")
    after = assemble(only_classes(read_osm(path), classes, service=service), name="town", source="town")
    before = assemble(read_osm(path, classes=classes, service=service), name="town", source="town")
    assert after.sha256() == before.sha256()
    assert np.array_equal(after.link_class, before.link_class)


def test_all_classes_are_no_work(tmp_path: Path) -> None:
    raw = read_osm(write_town(tmp_path / "town.osm"))
    assert only_classes(raw, None, service=True) is raw
