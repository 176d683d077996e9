"""How the functions beside this module are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])


def njit(*, called: bool = False) -> Callable[[Function], Function]:
    """Return numba's decorator; to be written as ``@njit()``, by which compiled modules are known.

    References are not counted: nothing is allocated, and counting those of all arrays at every call took three quarters of
    the time. Functions that only compiled code calls get no wrappers for Python: those took half of the compiler's time.

    Parameters
    ----------
    called
        Python calls the function.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
    if not called:
        options |= {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True}
    return cast("Callable[[Function], Function]", numba.njit(**options))


def numbers(*values: int) -> tuple[int, ...]:
    """Return whole numbers that are not literals to the compiler, which would compile what they are passed to for each anew."""
    return cast("tuple[int, ...]", tuple(np.int64(value) for value in values))
