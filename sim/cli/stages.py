"""What is going on, shown on the error stream for work that takes more than a moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sim.stages import Progress as Stages

PATIENCE_S = 1.0
"""Work that is done within this time shows nothing."""


@contextmanager
def stages() -> Iterator[Stages]:
    """Give a function that shows what is going on (nothing where the error stream is no terminal)."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    bar = (BarColumn(), MofNCompleteColumn())
    shown = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = shown.add_task("", total=None)
    start = threading.Timer(PATIENCE_S, shown.start)
    start.daemon = True

    def tell(doing: str, done: int = 0, total: int = 0) -> None:
        shown.columns = (*columns, *bar) if total else columns
        shown.update(task, description=doing, completed=done, total=total or None)

    start.start()
    try:
        yield tell
    finally:
        start.cancel()
        start.join()
        shown.stop()
