"""Timing side by side: interleaved rounds, so that a busy machine hits all alike; medians; ratios against what is asked."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Run = Callable[[], Any]


class Asked(NamedTuple):
    """A ratio of two medians that the roads must keep: `slow` takes at least, or at most, `times` as long as `fast`."""

    slow: str
    fast: str
    times: float
    at_least: bool = True


def medians(runs: Mapping[str, Run], rounds: Mapping[str, int]) -> dict[str, float]:
    """Return milliseconds by name, after one run of each that does not count where there is more than one."""
    for name, run in runs.items():
        if rounds[name] > 1:
            run()
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(max(rounds.values())):
        for name, run in runs.items():
            if turn < rounds[name]:
                started = time.perf_counter()
                run()
                taken[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(values) for name, values in taken.items()}


def show(title: str, found: Mapping[str, float], ours: str, asked: tuple[Asked, ...]) -> bool:
    """Print medians and ratios; return whether all that is asked was kept."""
    print(f"\n{title}")
    print(f"  {'':46}{'median ms':>12}{'times ours':>12}")
    for name, taken in found.items():
        print(f"  {name:46}{taken:12,.1f}{taken / found[ours]:12,.2f}")
    kept = True
    for ratio in asked:
        times = found[ratio.slow] / found[ratio.fast]
        good = times >= ratio.times if ratio.at_least else times <= ratio.times
        kept = kept and good
        asks = f"asked for: at {'least' if ratio.at_least else 'most'} {ratio.times:g}"
        print(f"  {ratio.slow} / {ratio.fast} = {times:,.2f} ({asks}; {'kept' if good else 'MISSED'})")
    return kept
