"""`onehour study status`: progress, rate, failures and time left of a study, also while another process works on it."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.common import print_json
from sim.cli.runsbar import duration_text, pace_text, runs_bar
from sim.cli.studyoptions import folder_argument, json_option

if TYPE_CHECKING:
    from sim.study.store.status import Status

WATCHED_S = 1.0
SHOWN_ERRORS = 5
MINUTE_S = 60


@click.command()
@folder_argument
@click.option("--watch", is_flag=True, help="Show a bar until the process that works on it ends.")
@json_option
def status(folder: Path, watch: bool, as_json: bool) -> None:
    """Show how far a study is: runs done and failed, the rate, the time left, and who works on it.

    \b
    Examples:
      onehour study status studies/boards
      onehour study status studies/boards --watch
      onehour study status studies/boards --json
    """
    from sim.study.store.status import status as status_of

    found = status_of(folder)
    if watch and found.running:
        _watch(folder)
        found = status_of(folder)
    errors = _errors(folder) if found.failed else []
    if as_json:
        print_json(status_document(found, errors))
    else:
        click.echo("\n".join([*status_lines(found), *error_lines(errors, go_on_command(found))]))


def status_document(found: Status, errors: list[tuple[str, int]]) -> dict[str, Any]:
    """Return how far a study is as JSON has it."""
    holder = found.holder
    return {
        "folder": str(found.folder),
        "state": "complete" if found.complete and not found.running else "running" if found.running else "stopped",
        "points": found.points,
        "done": found.done,
        "failed": found.failed,
        "wanted": found.wanted,
        "rate_per_min": found.rate_per_min,
        "left_s": found.left_s,
        "process": {"pid": holder.pid, "host": holder.host, "since": holder.since} if holder else None,
        "last_recorded_at": found.last_at or None,
        "errors": [{"error": error, "runs": runs} for error, runs in errors],
    }


def status_lines(found: Status) -> list[str]:
    """Put into words how far a study is."""
    finished = found.done + found.failed
    known = found.wanted if found.wanted is not None and finished + found.running <= found.wanted else None
    wanted = f" of {known:,}" if known else ""  # it took more than was announced, as a choice of the best does
    share = f" ({finished / known:.0%})" if known else ""
    failed = f", {found.failed:,} failed" if found.failed else ""
    lines = [f"{found.folder}: {found.done:,}{wanted} runs{share}{failed}"]
    per_s = (found.rate_per_min or 0) / MINUTE_S
    if found.holder is not None:
        left = f", about {duration_text(found.left_s)} left" if found.left_s else ""
        lines.append(f"{found.holder} works on it{': ' if per_s else ''}{pace_text(per_s, 0)}{left}")
    elif found.complete:
        lines.append(f"complete since {found.last_at}: onehour study report {found.folder}")
    else:
        since = f" after the run of {found.last_at}" if found.last_at else " before its first run"
        lines.append(f"nobody works on it; it stopped{since}. To go on: {go_on_command(found)}")
    return lines


def go_on_command(found: Status) -> str:
    """Return the command that goes on with a study: a sweep knows the rest from its folder, a search does not."""
    if not found.command.startswith("onehour optimise "):
        return f"onehour sweep {found.folder} --resume"
    return found.command + ("" if "--resume" in found.command.split() else " --resume")


def error_lines(errors: list[tuple[str, int]], go_on: str) -> list[str]:
    """Put into words why runs failed, most often first, and the command that tries them again."""
    lines = [f"  {runs:,} x {error}" for error, runs in errors[:SHOWN_ERRORS]]
    again = f"to try them again: {go_on} --retry-failed"
    return ["failed:", *lines, again] if lines else []


def _errors(folder: Path) -> list[tuple[str, int]]:
    from sim.study.store.recorded import reading

    with reading(folder) as recorded:
        return Counter(failure.error for failure in recorded.failures()).most_common()


def _watch(folder: Path) -> None:
    from sim.study.store.status import status as status_of

    with runs_bar(str(folder)) as advance:
        while (found := status_of(folder)).running:
            if found.wanted is not None:
                advance(found.done + found.failed, found.wanted)
            time.sleep(WATCHED_S)
