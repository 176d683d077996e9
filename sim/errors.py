"""Errors of the computing half; the tree's base is in `scenarios.errors`."""

from __future__ import annotations

from scenarios.errors import InputError, OneHourError


class NetworkError(InputError):
    """A road network cannot be found or read, or is damaged."""


class OffNetworkError(InputError):
    """A site lies too far from every road of the network, in the sea, or with swapped coordinates."""


class UnreachableError(InputError):
    """The simulation needs a trip between two sites that no road joins."""


class OutputError(InputError):
    """A result cannot be written where the user wants it."""


class DownloadError(OneHourError):
    """A server did not give the roads that were asked for; what was downloaded before is kept."""


class NetworkWarning(UserWarning):
    """A saved network was damaged and has been built again, or one could not be kept; the work goes on."""


class CalendarWarning(UserWarning):
    """The public holidays of a year have not been announced, or not to the installed packages; the work goes on."""


class RunError(OneHourError):
    """A run stopped for a reason that is not the user's input."""


class StoppedError(OneHourError):
    """A study was asked to stop, by Ctrl-C or a signal to end; what was done is kept.

    Parameters
    ----------
    message
        How far it is.
    signal
        Number of the signal; the command line ends with exit code 128 + this.
    """

    def __init__(self, message: str, signal: int) -> None:
        super().__init__(message)
        self.signal = signal


__all__ = [
    "CalendarWarning",
    "DownloadError",
    "InputError",
    "NetworkError",
    "NetworkWarning",
    "OffNetworkError",
    "OneHourError",
    "OutputError",
    "RunError",
    "StoppedError",
    "UnreachableError",
]
