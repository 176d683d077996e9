"""Ctrl-C and signals to end: held back until a good moment, and kept from workers."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import FrameType, TracebackType
from typing import Self

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C, a request to end, and a terminal that is closed."""
LOOK_EVERY_S = 0.2
"""How often a wait of the main thread looks up. A signal that comes just before the wait begins, or that the system hands to
another thread, does not end it: it is heard then."""


class Interrupts:
    """Signals to end, held back as long as the `with` block lasts; a second one ends at once, with `KeyboardInterrupt`.

    Outside the main thread, where Python hands out no signals, none is held back.

    Attributes
    ----------
    asked
        The signal that came; None for none.
    through
        Whether a signal interrupts what is going on, by `KeyboardInterrupt`, instead of being held back.
    """

    def __init__(self, wake: Callable[[], object]) -> None:
        """Take what to call when a signal comes, from the main thread between any two steps of it."""
        self._wake = wake
        self._before: list[tuple[int, object]] = []
        self.asked: int | None = None
        self.through = False

    def __enter__(self) -> Self:
        """Hold signals back."""
        if threading.current_thread() is threading.main_thread():
            # what is ignored, as by nohup, stays ignored
            heeded = [number for number in SIGNALS if signal.getsignal(number) not in {signal.SIG_IGN, None}]
            self._before = [(number, signal.signal(number, self._came)) for number in heeded]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Handle signals as before."""
        for number, handler in self._before:
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._before = []

    def _came(self, number: int, frame: FrameType | None) -> None:
        del frame
        again, self.asked = self.asked is not None, number
        self._wake()
        if again or self.through:
            raise KeyboardInterrupt


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Keep Ctrl-C from processes that are started in the block, for good: a terminal sends it to all at once."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # its start would let the signal through again
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def never_interrupted() -> None:
    """Take no notice of Ctrl-C in this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
