"""Another program reads the event logs: r4pm (Rust for process mining, MIT or Apache 2.0), where it is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sim.exports.written import export_log
from tests.sim.exports.logs import read_json
from tests.validation.files import bought, demand, made, run, step, supplier


@pytest.fixture(scope="module")
def small() -> Any:
    return run(
        items={"console": made(step("bench", 60), bom={"casing": 1.0}), "casing": bought()},
        suppliers={"press": supplier({"casing": {"lot_size": 2}})},
        demands={"order": demand(4)},
    )


@pytest.mark.parametrize("ending", ["jsonocel", "xml", "sqlite"])
def test_object_centric_logs(small: Any, tmp_path: Path, ending: str) -> None:
    peer = pytest.importorskip("r4pm", reason="r4pm is not installed: no peer reads the logs")
    ours = read_json(export_log(small, tmp_path / "ours.jsonocel"))
    log = peer.import_item("OCEL", str(export_log(small, tmp_path / f"log.{ending}")))
    peer.export_item(log, str(tmp_path / "back.xml"))
    root = ET.parse(tmp_path / "back.xml").getroot()  # noqa: S314 - of a file of ours
    objects, events = (list(root.iter(tag)) for tag in ("object", "event"))
    assert {entry.attrib["id"] for entry in objects} == set(ours.objects)
    assert {entry.attrib["id"] for entry in events} == set(ours.events)
    for entry in (*objects, *events):
        links = {(link.attrib["object-id"], link.attrib["qualifier"]) for link in entry.iter("relationship")}
        assert links == (ours.objects if entry.tag == "object" else ours.events)[entry.attrib["id"]][-1]


def test_traces(small: Any, tmp_path: Path) -> None:
    peer = pytest.importorskip("r4pm", reason="r4pm is not installed: no peer reads the logs")
    path = export_log(small, tmp_path / "log.xes")
    peer.export_item(peer.import_item("EventLog", str(path)), str(tmp_path / "back.xes"))
    ours, theirs = (_traces(one) for one in (path, tmp_path / "back.xes"))
    assert ours
    assert ours == theirs


def _traces(path: Path) -> list[list[str]]:
    root = ET.parse(path).getroot()  # noqa: S314 - of a file of ours
    traces = [entry for entry in root.iter() if entry.tag.endswith("trace")]
    return [
        [entry.attrib["value"] for entry in trace.iter() if entry.attrib.get("key") == "concept:name"]
        for trace in traces
    ]
