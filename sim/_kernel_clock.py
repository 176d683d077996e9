"""Compiled: how long a stretch of road takes when its speed changes with the clock.

The exact rule for piecewise-constant speeds (Ichoua, Gendreau and Potvin 2003): a vehicle that is under way when a slot
ends goes on at the speed of the next one. So who enters later never leaves earlier, and least times can be found
as with fixed ones.

numba's cache of a compiled function knows the function's own file only. So every file that calls into another one names
the state of that one in a comment, `tests/sim/test_compiled.py` sees to it, and a change here reaches the callers.
"""

from __future__ import annotations

import math

from numba import njit

from sim.network import Floats


@njit(cache=True, nogil=True)
def slot_at(slot_end_s: Floats, second: float) -> int:
    """Return the slot that holds a second; one that ends there does not. The last slot has to end at inf."""
    low, high = 0, slot_end_s.size - 1
    while low < high:
        middle = (low + high) // 2
        if slot_end_s[middle] > second:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True)
def pass_before(
    empty_s: float, profile: int, factor: Floats, slot_end_s: Floats, enter_s: float, latest_s: float
) -> float:
    """Return `pass_link`, or inf as soon as it is plain that it is not before `latest_s`."""
    if empty_s == math.inf:
        return math.inf
    slot = slot_at(slot_end_s, enter_s)
    now = enter_s
    left_s = empty_s
    while now < latest_s:
        slower = factor[slot, profile]
        end = slot_end_s[slot]
        if slower < math.inf and now < end:  # nobody moves in a slot without length
            leave: float = now + left_s * slower
            if leave <= end:
                return leave
            left_s = max(0.0, left_s - (end - now) / slower)
        now = end
        slot += 1
    return math.inf


@njit(cache=True, nogil=True)
def pass_link(empty_s: float, profile: int, factor: Floats, slot_end_s: Floats, enter_s: float) -> float:
    """Return the second at which a vehicle is through a stretch of road.

    Where the factor is inf it stands still until the slot ends, even on a stretch of 0 s.

    Parameters
    ----------
    empty_s
        Seconds for the stretch on the empty road, 0 or more; inf where it may never drive.
    profile
        Column of `factor`.
    factor : (slots, profiles) float64
        Above 0; inf where closed.
    slot_end_s : (slots,) float64
        Ascending, the last one inf.
    enter_s
        When it enters; finite.

    Returns
    -------
    leave_s
        Not before `enter_s`; inf if it never gets through.
    """
    return pass_before(empty_s, profile, factor, slot_end_s, enter_s, math.inf)
