"""An edit of the code that decides results is noticed, and nothing else is."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import scenarios
import sim
from sim.study.laboratory import Workers
from sim.study.store.code import SUFFIXES, WITHOUT, state_of
from sim.study.store.identity import Identity
from tests.sim.cli.studies import call
from tests.sim.study.store.journals import IDENTITY
from tests.sim.study.test_sweeping import valid

HOMES = tuple(Path(str(package.__file__)).parent for package in (scenarios, sim))
ROOMS = {"scenarios", "scenarios/data", "sim", "sim/chain", "sim/sources", "sim/study", "sim/suppliers"}
SWEEP = """
import sys
import scenarios, sim
from sim.errors import InputError
from sim.study.laboratory import Workers

path, folder, replications = sys.argv[1:]
asked = {"replications": int(replications), "outcomes": ["console_finish_day"], "workers": Workers(engine="serial")}
try:
    sim.sweep(scenarios.load(path), ["suppliers.etch.lead_time_h=6,12"], out=folder, resume=True, **asked)
except InputError as error:
    sys.exit(str(error))
"""
STATE = """
import json
from sim.study.laboratory import Workers
from sim.study.store.code import code_digest, code_state
print(json.dumps([dict(code_state()), code_digest()]))
"""
LOADED = """
import json, sys
import scenarios
from sim.study.playing import ScenarioJob
from sim.travel import travel_times

scenario = scenarios.load(sys.argv[1])
ScenarioJob(scenario, travel_times(scenario)).open()({"suppliers.etch.lead_time_h": 7.0}, 0)
print(json.dumps([name for name in sys.modules if name.split(".")[0] in {"sim", "scenarios"}]))
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "my.yaml"
    path.write_text(scenarios.dump(valid()), encoding="utf-8")
    return path


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a folder with a copy of the program, compiled modules and all."""
    for home in HOMES:
        shutil.copytree(home, tmp_path / "copy" / home.name)
    return tmp_path / "copy"


def state(folder: Path) -> dict[str, str]:
    return {**state_of(folder / "scenarios"), **state_of(folder / "sim")}


def python(code: str, *words: object, home: Path) -> subprocess.CompletedProcess[str]:
    """Let another process run some code, with the program that stands in a folder."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(home), "LANG": "C", "LC_ALL": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_process_knows_the_state_of_its_own_code(copied: Path) -> None:
    asked = python(STATE, home=copied)
    assert asked.returncode == 0, asked.stderr
    rooms, digest = json.loads(asked.stdout)
    assert rooms == state(copied)
    assert set(rooms) == ROOMS
    assert all(len(one) == len(digest) == 16 for one in rooms.values())


def test_no_run_looks_into_the_folders_that_are_left_out(scenario: Path) -> None:
    played = python(LOADED, scenario, home=HOMES[0].parent)
    assert played.returncode == 0, played.stderr
    loaded = {name.replace(".", "/") for name in json.loads(played.stdout)}
    assert "sim/chain/replication" in loaded
    assert not [name for name in loaded for folder in WITHOUT if f"{name}/".startswith(f"{folder}/")]


def test_all_that_is_shipped_is_looked_at_or_left_out_on_purpose() -> None:
    shipped = [path for home in HOMES for path in home.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    others = [path for path in shipped if path.suffix not in SUFFIXES and path.parent.name != "library"]
    assert [path.name for path in others if not path.name.startswith(".")] == ["NOTICE.md"]


def test_the_state_hangs_on_the_code_alone(copied: Path) -> None:
    before = state(copied)
    shutil.rmtree(copied / "sim" / "chain" / "__pycache__", ignore_errors=True)
    for path in (copied / "sim" / "tolls.py", copied / "scenarios" / "data" / "tolls.csv"):
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        os.utime(path, (0, 0))
    (copied / "sim" / ".#tolls.py").write_text("a copy that an editor keeps")
    (copied / "sim" / "tolls.py.orig").write_text("another one")
    for path in (copied / "sim" / "cli" / "sweeps.py", copied / "scenarios" / "library" / "hanno-ecmo-ramp.yaml"):
        path.write_text("x")
    assert state(copied) == before


def test_an_edit_shows_in_its_room_alone(copied: Path) -> None:
    edits = {
        "sim/chain/shop/__init__.py": "sim/chain",
        "sim/travel.py": "sim",
        "sim/study/space.py": "sim/study",
        "scenarios/model.py": "scenarios",
        "scenarios/data/backbone/links_west.csv": "scenarios/data",
    }
    for edited, room in edits.items():
        before = state(copied)
        path = copied / edited
        path.write_bytes(path.read_bytes() + b"\n")
        after = state(copied)
        assert {name for name in before if before[name] != after[name]} == {room}
        path.rename(path.with_name(f"other_{path.name}"))
        assert state(copied)[room] not in {before[room], after[room]}


def test_edits_are_told_with_their_rooms_unless_the_version_says_so_already() -> None:
    then = replace(IDENTITY, code={"sim": "a", "sim/chain": "b", "scenarios": "c"})
    now = replace(IDENTITY, code={"sim": "a", "sim/chain": "d", "sim/new": "e", "scenarios": "c"})
    assert then.differences(now) == ["code of one-hour-circle: edited since, in sim/chain, sim/new"]
    assert then.differences(then) == []
    assert then.differences(replace(now, program="2.0")) == ["version of one-hour-circle: was 1.0, now 2.0"]
    (unknown,) = IDENTITY.differences(now)
    assert "not noted" in unknown
    document = json.loads(json.dumps(now.document()))
    assert Identity.from_document(document) == now
    del document["code"]
    assert Identity.from_document(document) == IDENTITY


def test_a_study_goes_on_with_the_code_it_was_begun_with_alone(scenario: Path, copied: Path, tmp_path: Path) -> None:
    def sweep(replications: int) -> str:
        return python(SWEEP, scenario, tmp_path / "study", replications, home=copied).stderr

    assert sweep(1) == ""
    edited = copied / "sim" / "chain" / "replication.py"
    code = edited.read_text("utf-8")
    edited.write_text(f"{code}\nEDITED = 1\n", "utf-8")
    (copied / "sim" / "cli" / "edited.py").write_text("EDITED = 1\n")
    refused = sweep(2)
    assert "code of one-hour-circle: edited since, in sim/chain." in refused
    assert "--out" in refused
    assert len(sim.read_study(tmp_path / "study").runs) == 2
    edited.write_text(code, "utf-8")
    noted = json.loads((tmp_path / "study" / "study.json").read_text("utf-8"))
    assert noted["identity"]["code"] == state(copied)


def test_a_study_of_before_the_code_was_noted_is_read_and_does_not_go_on(scenario: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    sim.sweep(
        scenarios.load(scenario), ["suppliers.etch.lead_time_h=6,12"], out=folder, workers=Workers(engine="serial")
    )
    _forget_the_code(folder)
    refused = call("sweep", folder, "--resume", "--replications", "2", code=2)
    assert "not noted when the study was begun" in refused.stderr
    assert "--out" in refused.stderr
    assert len(sim.read_study(folder).runs) == 2
    call("study", "status", folder)
    call("study", "report", folder)


def _forget_the_code(folder: Path) -> None:
    """Make a study as they were before the state of the code was noted."""
    with closing(sqlite3.connect(folder / "journal.sqlite")) as journal, journal:
        ((text,),) = journal.execute("SELECT document FROM identity").fetchall()
        document = json.loads(text)
        del document["code"]
        journal.execute("UPDATE identity SET document = ?", (json.dumps(document),))
    mark = folder / "study.json"
    whole = json.loads(mark.read_text("utf-8"))
    del whole["identity"]["code"]
    mark.write_text(json.dumps(whole), "utf-8")
