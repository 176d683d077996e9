"""What runs that failed mean for a choice: they are left out, and what fails too often is never chosen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

from scenarios import Text

MOST_FAILED = 0.1
"""Of whose runs clearly a larger share fails is never chosen: those that went well may be the lucky ones."""
CLEARLY = 0.05
"""So unlikely is it, with that share, that as many runs fail as have: few runs do not tell a share."""
LEAST_GOOD = 2
"""And so many have to have gone well: one value has no spread."""
Bools = npt.NDArray[np.bool_]


def too_many(failed: Bools) -> bool:
    """Tell whether clearly too many runs failed, by a binomial test, or too few went well, for what they say to count.

    Parameters
    ----------
    failed
        Of each replication whether it failed, shape (replications,).
    """
    count = int(failed.sum())
    if not count:
        return False
    return failed.size - count < LEAST_GOOD or bool(stats.binom.sf(count - 1, failed.size, MOST_FAILED) < CLEARLY)


def left_out_text(failed: int) -> Text | None:
    """Say how many runs failed and are left out; None where none did.

    Parameters
    ----------
    failed
        Runs that failed.
    """
    if not failed:
        return None
    runs = "run" if failed == 1 else "runs"
    verb = "is" if failed == 1 else "are"
    return Text(en=f"{failed:,} {runs} failed and {verb} left out", zh=f"{failed:,}次运行失败，未计入")


def set_aside_text(count: int, one: str, many: str, zh: str) -> Text | None:
    """Say how many could not be chosen because too many of their runs failed; None where that was no hindrance.

    Parameters
    ----------
    count
        How many.
    one, many, zh
        What they are called: "alternative", "alternatives", "个方案".
    """
    if not count:
        return None
    share = f"{MOST_FAILED * 100:g}"
    return Text(
        en=f"{count:,} {one if count == 1 else many} could not be chosen, as clearly more than {share} % of the runs failed",
        zh=f"{count:,}{zh}因失败运行明显超过{share}%而不参与选择",
    )
