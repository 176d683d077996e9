"""Which way an outcome is better."""

from __future__ import annotations

SMALLER = (
    "_finish_day",
    "_late_h",
    "_lost_share",
    "_cycle_h",
    "_cycle_p95_h",
    "_wip_lots",
    "_mean_owed",
    "_mean_stock",
    "_cover_days",
    "_cny",
    "_kg",
    "_km",
)
LARGER = ("_finished", "_per_day", "_fill_rate", "_on_time_share", "_inside_share")


def smaller_is_better(outcome: str) -> bool | None:
    """Tell whether less of an outcome is better; None where neither way is, as with how busy a station is.

    Parameters
    ----------
    outcome
        Name of an outcome, such as ``ecmo_finish_day``.
    """
    if outcome.startswith("wait_h_") or outcome.endswith(SMALLER):
        return True
    return False if outcome.endswith(LARGER) else None
