"""Event logs in every form say the same, are whole, and read back strictly."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from sim.errors import InputError
from sim.exports.written import ENDINGS, export_log
from tests.sim.exports.logs import Read, read_json, read_sqlite, read_xml
from tests.validation.files import bought, demand, made, plant, run, step, supplier

XES = "{http://www.xes-standard.org/}"


@pytest.fixture(scope="module")
def small() -> Any:
    """Two replications of six consoles in lots of two, each of a casing from a supplier and a drive made here."""
    return run(
        replications=2,
        items={
            "console": made(step("bench", 60), bom={"drive": 1.0, "casing": 2.0}, lot_size=2),
            "drive": made(step("rig", 30, first_pass_yield=0.6, rework={"station": "bench", "work_min": 5})),
            "casing": bought(opening_stock=3, mass_kg=1.0),
        },
        plants={"plant": plant(bench={}, rig={})},
        suppliers={"press": supplier({"casing": {"lot_size": 4}})},
        demands={"order": demand(6)},
    )


@pytest.fixture(scope="module")
def read(small: Any, tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read_json(export_log(small, tmp_path_factory.mktemp("log") / "log.jsonocel"))


def test_the_three_object_centric_forms_say_the_same(small: Any, read: Read, tmp_path: Path) -> None:
    assert read_xml(export_log(small, tmp_path / "log.xml")) == read
    sql = read_sqlite(export_log(small, tmp_path / "log.sqlite"))
    assert sql.events == read.events
    assert set(sql.objects) == set(read.objects)
    for key, (kind, values, links) in sql.objects.items():
        told = {name: str(value) for name, value in read.objects[key][1].items() if name != "due"}
        assert (kind, links) == (read.objects[key][0], read.objects[key][2])
        assert {name: str(value) for name, value in values.items() if name != "due"} == told


def test_every_event_of_the_run_and_every_finish_is_there(small: Any, read: Read) -> None:
    read.check()
    mine = small.events[small.events["replication"] == 0]
    kinds = pd.Series([kind for kind, *_ in read.events.values()]).value_counts()
    for kind, count in mine["kind"].value_counts().items():
        assert kinds[kind] == count
    assert kinds["finish"] == 6
    moments = [moment for _, moment, _, _ in read.events.values()]
    assert moments == sorted(moments)
    assert moments[0] == dt.datetime(2023, 1, 15, 16, tzinfo=dt.UTC)  # midnight in Shanghai


def test_pedigree_leads_from_a_unit_to_its_parts(read: Read) -> None:
    unit = read.objects["unit:console:plant:1"]
    lot = next(target for target, qualifier in unit[2] if qualifier == "made in")
    inside = {target for target, qualifier in read.objects[lot][2] if qualifier == "made of"}
    kinds = {next(item for item, word in read.objects[key][2] if word == "is") for key in inside}
    assert kinds == {"item:drive", "item:casing"}
    shipment = next(key for key in inside if key.startswith("shipment:"))
    assert ("supplier:press", "comes from") in read.objects[shipment][2]


def test_all_replications_have_ids_of_their_own(small: Any, tmp_path: Path) -> None:
    both = read_json(export_log(small, tmp_path / "log.json", replication=None))
    both.check()
    assert {key[:3] for key in both.events} == {"r0/", "r1/"}
    assert len(both.events) == len(small.events) + 12


@pytest.mark.parametrize("case", ["lot", "shipment", "order", "unit"])
def test_xes_has_the_structure_of_the_standard(small: Any, tmp_path: Path, case: Any) -> None:
    log = ET.parse(export_log(small, tmp_path / "log.xes", case=case)).getroot()  # noqa: S314 - our own file
    assert log.tag == f"{XES}log"
    assert log.attrib["xes.version"] == "1849-2016"
    order = ["extension", "global", "classifier", "string", "trace"]
    tags = [child.tag.removeprefix(XES) for child in log]
    assert [tag for tag in order if tag in tags] == list(dict.fromkeys(tags))
    prefixes = {child.attrib["prefix"] for child in log.iter(f"{XES}extension")}
    names = set()
    for trace in log.iter(f"{XES}trace"):
        names.add(_value(trace, "concept:name"))
        moments = []
        for event in trace.iter(f"{XES}event"):
            keys = [child.attrib["key"] for child in event]
            assert len(keys) == len(set(keys))
            assert {key.partition(":")[0] for key in keys if ":" in key} <= prefixes
            assert _value(event, "lifecycle:transition") in {"start", "complete"}
            moments.append(dt.datetime.fromisoformat(_value(event, "time:timestamp")))
        assert moments == sorted(moments)
        assert moments
    assert len(names) == len(list(log.iter(f"{XES}trace")))
    wanted = {"lot": lots(small), "unit": 6, "order": 0}
    assert len(names) == wanted.get(case, len(names))
    if case == "unit":
        first = next(log.iter(f"{XES}trace"))
        told = {_value(event, "concept:name") for event in first.iter(f"{XES}event")}
        assert {"operation rig", "operation bench", "receive", "finish"} <= told


def lots(small: Any) -> int:
    mine = small.journeys[(small.journeys["replication"] == 0) & (small.journeys["journey"] == "lot")]
    return len(mine)


def _value(element: ET.Element, key: str) -> str:
    return next(child.attrib["value"] for child in element if child.attrib["key"] == key)


def test_tables_read_back(small: Any, tmp_path: Path) -> None:
    csv = pd.read_csv(export_log(small, tmp_path / "log.csv"), keep_default_na=False)
    parquet = pd.read_parquet(export_log(small, tmp_path / "log.parquet"))
    assert len(csv) == len(parquet) == (small.events["replication"] == 0).sum()
    assert csv["kind"].tolist() == parquet["kind"].tolist()
    assert set(csv.loc[csv["kind"] == "lot_start", "journey"]) == {"lot"}
    assert str(parquet["time"].iloc[0]) == "2023-01-16 00:00:00+08:00"


def test_the_same_run_gives_the_same_file(small: Any, tmp_path: Path) -> None:
    for ending in (".jsonocel", ".xes", ".xml"):
        first, second = (export_log(small, tmp_path / f"{name}{ending}").read_bytes() for name in "ab")
        assert first == second


def test_what_cannot_be_exported(small: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="must end in"):
        export_log(small, tmp_path / "log.txt")
    with pytest.raises(InputError, match="no replication 2; name one from 0 to 1"):
        export_log(small, tmp_path / "log.xes", replication=2)
    with pytest.raises(InputError, match="is no case"):
        export_log(small, tmp_path / "log.xes", case="week")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no event log"):
        export_log(replace(small, events=small.events.iloc[:0]), tmp_path / "log.xes")
    assert list(tmp_path.iterdir()) == []
    assert ".xes" in ENDINGS
