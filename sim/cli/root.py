"""The `onehour` command and its subcommands, loaded when they are called."""

from __future__ import annotations

import atexit
import errno
import gc
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import click

from scenarios.errors import InputError, OneHourError
from sim.cli.lazygroup import LazyGroup
from sim.errors import CalendarWarning, NetworkWarning, StoppedError

COMMANDS = {
    "list": "sim.cli.describe:list_",
    "check": "sim.cli.describe:check",
    "schema": "sim.cli.describe:schema",
    "roads": "sim.cli.roads:roads",
    "isochrone": "sim.cli.isochrone:isochrone",
    "reach": "sim.cli.reach:reach",
    "matrix": "sim.cli.matrix:matrix",
    "run": "sim.cli.run:run",
    "sweep": "sim.cli.sweeps:sweep",
    "study": "sim.cli.studies:study",
    "optimise": "sim.cli.optimising:optimise",
    "resilience": "sim.cli.resilience:resilience",
    "map": "sim.cli.run:map_",
    "report": "sim.cli.run:report",
    "compare": "sim.cli.run:compare",
    "trace": "sim.cli.traced:trace",
    "gantt": "sim.cli.gantt:gantt",
    "export": "sim.cli.export:export",
}


class Failure(click.ClickException):
    """An error of ours, shown in the way of click, with the exit code of the contract."""

    def __init__(self, error: OneHourError) -> None:
        super().__init__(str(error))
        self.error = error

    @property
    def exit_code(self) -> int:  # type: ignore[override] # click has a class variable
        """2 for bad input, 128 and the signal for what was asked to stop, as shells have it, 1 for all else."""
        if isinstance(self.error, StoppedError):
            return 128 + self.error.signal
        return 2 if isinstance(self.error, InputError) else 1


class OneHourGroup(LazyGroup):
    """A lazy group that turns our errors into exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        try:
            with _told_warnings():
                return super().invoke(ctx)
        except OneHourError as error:
            raise Failure(error) from error
        except KeyboardInterrupt as interrupt:
            message = "stopped before it was done; the same command begins again"
            raise Failure(StoppedError(message, signal.SIGINT)) from interrupt
        except OSError as error:
            if error.errno == errno.EPIPE:  # click ends quietly when nobody reads on
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}; make room or name another place") from error


@contextmanager
def _told_warnings() -> Iterator[None]:
    """Tell of saved networks and of unknown holidays in one line; other warnings come as they always do."""
    with warnings.catch_warnings():
        others = warnings.showwarning
        warnings.simplefilter("always", NetworkWarning)
        warnings.simplefilter("once", CalendarWarning)

        def show(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if issubclass(category, (NetworkWarning, CalendarWarning)):
                click.echo(f"Note: {message}", err=True)
            else:
                others(message, category, filename, lineno, file, line)

        warnings.showwarning = show
        yield


@click.group(cls=OneHourGroup, homes=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="one-hour-circle", prog_name="onehour")
def cli() -> None:
    """Ask what a one-hour supply circle is worth and what breaks it.

    \b
    Example:
      onehour run hanno-ecmo-ramp --replications 30 --open
    """


def main() -> None:
    """Run the command line."""
    # The interpreter would look through all that was ever loaded once more before it ends: a second of waiting.
    atexit.register(gc.freeze)
    cli(prog_name="onehour")
