"""Nothing half-written, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import OutputError
from sim.output import RUN_MARK, check_file, check_folder, replacing, replacing_folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_appears_whole(tmp_path: Path) -> None:
    with replacing(tmp_path / "new" / "a.txt") as temporary:
        temporary.write_text("one")
        assert not (tmp_path / "new" / "a.txt").exists()
    assert (tmp_path / "new" / "a.txt").read_text() == "one"
    assert names(tmp_path / "new") == {"a.txt"}


def test_a_failure_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail() -> None:
        with replacing(target) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text() == "old"
    assert names(tmp_path) == {"a.txt"}


def test_a_run_folder_replaces_an_older_run_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "run"
    target.mkdir()
    (target / RUN_MARK).write_text("{}")
    (target / "left-over.txt").write_text("old")
    with replacing_folder(target) as temporary:
        (temporary / RUN_MARK).write_text('{"new": 1}')
        assert names(target) == {RUN_MARK, "left-over.txt"}
    assert names(target) == {RUN_MARK}
    assert names(tmp_path) == {"run"}


def test_a_failure_keeps_the_old_run(tmp_path: Path) -> None:
    target = tmp_path / "run"
    target.mkdir()
    (target / RUN_MARK).write_text("{}")

    def fail() -> None:
        with replacing_folder(target) as temporary:
            (temporary / "half").write_text("x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert names(target) == {RUN_MARK}
    assert names(tmp_path) == {"run"}


def test_somebody_else_s_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError, match="not a run"):
        check_folder(tmp_path)
    assert names(tmp_path) == {"thesis.txt"}


def test_a_file_in_the_way(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("x")
    with pytest.raises(OutputError, match="it is a file"):
        check_folder(blocker)
    with pytest.raises(OutputError, match="cannot write"):
        check_folder(blocker / "below")
    assert blocker.read_text() == "x"


def test_a_place_that_cannot_be_written() -> None:
    with pytest.raises(OutputError, match="--out"):
        check_folder(Path("/proc/run"))


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder"), replacing(tmp_path) as temporary:
        temporary.write_text("never")


def test_a_file_that_could_not_be_written_is_told_before(tmp_path: Path) -> None:
    check_file(tmp_path / "new" / "deep" / "a.txt")
    assert names(tmp_path) == set()
    with pytest.raises(OutputError, match="it is a folder"):
        check_file(tmp_path)
    with pytest.raises(OutputError, match="--out"):
        check_file(Path("/proc/a.txt"))


def test_a_link_that_leads_nowhere_is_no_folder(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "gone")
    for check, path in ((check_folder, link), (check_folder, link / "run"), (check_file, link / "a.csv")):
        with pytest.raises(OutputError, match=r"link is a link to .*gone, which is not there; make that folder"):
            check(path)
    (tmp_path / "gone").mkdir()
    check_folder(link / "run")
    check_file(link / "a.csv")
