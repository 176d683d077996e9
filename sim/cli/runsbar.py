"""How far the runs of a study are: a bar with rate and time left in a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sim.cli.common import Advance

WINDOW_S = 30.0
"""The rate is that of the last so many seconds: runs of other points may take longer or shorter."""
LOGGED_S = 60.0
"""So often a line is written where nobody sees a bar."""
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400


class Pace:
    """Runs a second, by when they were done; those that were done before do not count."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def see(self, at_s: float, done: int) -> None:
        """Note how many runs are done at a time."""
        if not self._seen or at_s > self._seen[-1][0]:
            self._seen.append((at_s, done))
        while len(self._seen) > 2 and self._seen[1][0] < at_s - WINDOW_S:  # noqa: PLR2004 - a rate needs two
            self._seen.popleft()

    def per_s(self) -> float:
        """Return the rate, 0 where it is not known yet."""
        if len(self._seen) < 2:  # noqa: PLR2004 - a rate needs two
            return 0.0
        (since_s, before), (until_s, done) = self._seen[0], self._seen[-1]
        return (done - before) / (until_s - since_s)


def pace_text(per_s: float, left: int) -> str:
    """Put a rate and the time that is left into words.

    Parameters
    ----------
    per_s
        Runs a second; 0 where it is not known.
    left
        Runs to go.
    """
    if per_s <= 0:
        return ""
    rate = f"{per_s:,.1f} runs/s" if per_s >= 1 else f"{per_s * MINUTE_S:.1f} runs/min"
    return f"{rate}, {duration_text(left / per_s)} left" if left else rate


def duration_text(seconds: float) -> str:
    """Put a duration into words, in two units at most: ``45 s``, ``3 min 10 s``, ``2 h 5 min``, ``1 d 4 h``."""
    whole = round(seconds)
    if whole < MINUTE_S:
        return f"{whole} s"
    for unit_s, unit, below_s, below in ((DAY_S, "d", HOUR_S, "h"), (HOUR_S, "h", MINUTE_S, "min")):
        if whole >= unit_s:
            return f"{whole // unit_s} {unit} {whole % unit_s // below_s} {below}"
    return f"{whole // MINUTE_S} min {whole % MINUTE_S} s"


@contextmanager
def runs_bar(label: str) -> Iterator[Advance]:
    """Show how far the runs are, on the error stream.

    Parameters
    ----------
    label
        What is going on.
    """
    console = Console(stderr=True)
    pace = Pace()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        task = bars.add_task(label, total=None, pace="")
        logged_s = time.monotonic()

        def advance(done: int, total: int) -> None:
            nonlocal logged_s
            now_s = time.monotonic()
            pace.see(now_s, done)
            words = pace_text(pace.per_s(), total - done)
            bars.update(task, completed=done, total=total, pace=words)
            if bars.disable and now_s - logged_s >= LOGGED_S:
                logged_s = now_s
                click.echo(f"{label}: {done:,} of {total:,}{'; ' if words else ''}{words}", file=sys.stderr)

        yield advance
