"""How long a run may take: one that never ends would keep its worker for ever, and the study with it."""

from __future__ import annotations

from sim.errors import InputError
from sim.study.engines.pacing import LONGEST_S

RUN_LIMIT_MIN = 30.0
"""Far more than any run takes, also one that computes the roads of its point first."""


def check_run_limit(run_limit_min: float) -> float:
    """Return a limit.

    Parameters
    ----------
    run_limit_min
        Minutes.

    Raises
    ------
    InputError
        If it is not above zero.
    """
    if not run_limit_min > 0:
        raise InputError(f"a run needs some time: the limit is to be above 0 minutes, not {run_limit_min:g}")
    return run_limit_min


def batch_limit_s(run_limit_min: float) -> float:
    """Return how long a batch may take before one of its runs surely takes too long, seconds.

    No run of a batch is begun after `LONGEST_S`: whoever is at a batch for longer than that and the limit is at a run that
    takes longer than the limit.

    Parameters
    ----------
    run_limit_min
        What a run may take, minutes.
    """
    return run_limit_min * 60 + LONGEST_S


def too_long(run_limit_min: float) -> str:
    """Return the error of a run that takes too long.

    Parameters
    ----------
    run_limit_min
        What a run may take, minutes.
    """
    return (
        f"took longer than {run_limit_min:g} min and was ended; --retry-failed tries it again, with --run-limit-min N for "
        "longer"
    )
