"""Queues and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from scenarios import Text
from tests.validation import test_blocking as lines
from tests.validation import test_queues as queues
from tests.validation.files import bought, made, step

from .cases import Case

MINUTES = Text(en="min", zh="分钟")
KLEINROCK = "L. Kleinrock, Queueing Systems, volume I, Wiley 1975"
HUNT = "G. C. Hunt, Sequential arrays of waiting lines, Operations Research 4 (1956) 674-683"
HILLIER = (
    "F. S. Hillier, R. W. Boling, Finite queues in series with exponential or Erlang service times: a numerical approach, "
    "Operations Research 15 (1967) 286-303"
)
EVERY_MIN = queues.INTERVAL_MIN


def queue_cases() -> tuple[Case, ...]:
    """Return queues with one station or several; orders come by chance, 6 min apart on average."""
    return (*_single(), *_networks(), *_closed())


def _single() -> Iterator[Case]:
    minutes = 0.7 * EVERY_MIN
    yield Case(
        Text(en="M/M/1, 70 % busy: time of an order", zh="M/M/1，利用率 70%：订单逗留时间"),
        KLEINROCK,
        MINUTES,
        minutes / (1 - 0.7),
        lambda: queues.sojourns(queues.served(queues.work("bench", minutes), crews={"bench": 1})),
    )
    three = 0.75 * 3 * EVERY_MIN
    yield Case(
        Text(en="M/M/3, 75 % busy: time of an order", zh="M/M/3，利用率 75%：订单逗留时间"),
        f"A. K. Erlang 1917; {KLEINROCK}",
        MINUTES,
        three + queues.erlang_c(2.25, 3) * three / (3 - 2.25),
        lambda: queues.sojourns(queues.served(queues.work("bench", three), crews={"bench": 3})),
    )
    yield Case(
        Text(en="M/D/1, 70 % busy: time of an order", zh="M/D/1，利用率 70%：订单逗留时间"),
        f"Pollaczek and Khinchine; {KLEINROCK}",
        MINUTES,
        minutes + 0.7 * minutes / (2 * (1 - 0.7)),
        lambda: queues.sojourns(queues.served(step("bench", minutes), crews={"bench": 1})),
    )


def _networks() -> Iterator[Case]:
    def rework() -> npt.ArrayLike:
        again = {"station": "repair", "work_min": 9.0, "distribution": "exponential"}
        route = (queues.work("bench", 3.6), queues.work("test", 2.7, first_pass_yield=0.75, rework=again))
        return queues.sojourns(queues.served(*route, crews={"bench": 1, "test": 1, "repair": 1}))

    loads = np.array([3.6, 2.7 / 0.75, 9.0 * 0.25 / 0.75]) / EVERY_MIN
    yield Case(
        Text(
            en="Jackson network, every fourth test fails: time of an order",
            zh="Jackson 网络，四分之一返工：订单逗留时间",
        ),
        "J. R. Jackson, Networks of waiting lines, Operations Research 5 (1957) 518-521",
        MINUTES,
        float((loads / (1 - loads)).sum()) * EVERY_MIN,
        rework,
    )

    def fork() -> npt.ArrayLike:
        order = queues.TO_ORDER
        items = {
            "console": made(step("join", 0), bom={"left": 1, "right": 1}, policy=order),
            "left": made(queues.work("one", 3.6), policy=order),
            "right": made(queues.work("other", 3.6), policy=order),
            "part": bought(),
        }
        return queues.sojourns(queues.served(items=items, crews={"one": 1, "other": 1, "join": 50}))

    yield Case(
        Text(en="Fork and join of two, 60 % busy: time of an order", zh="两路分支与汇合，利用率 60%：订单逗留时间"),
        "L. Flatto, S. Hahn, Two parallel queues created by arrivals with two demands I, SIAM Journal on Applied Mathematics "
        "44 (1984) 1041-1053; R. Nelson, A. N. Tantawi, IEEE Transactions on Computers 37 (1988) 739-743",
        MINUTES,
        (12 - 0.6) / 8 * 3.6 / (1 - 0.6),
        fork,
    )


def _closed() -> Iterator[Case]:
    names = [f"s{index}" for index in range(4)]

    def conwip() -> npt.ArrayLike:
        route = [queues.work(name, 5.0) for name in names]
        return queues.times_between(queues.closed(*route, crews=dict.fromkeys(names, 1), lots=4))

    yield Case(
        Text(
            en="CONWIP, 4 lots in 4 stations of 5 min: between two lots", zh="CONWIP，4 批 4 工位，各 5 分钟：出产间隔"
        ),
        "W. J. Hopp, M. L. Spearman, Factory Physics, chapter 7; mean value analysis: M. Reiser, S. S. Lavenberg, Journal of the "
        "ACM 27 (1980) 313-322",
        MINUTES,
        queues.mean_value_analysis([5.0] * 4, 4),
        conwip,
    )

    def repair() -> npt.ArrayLike:
        route = (queues.work("floor", 10.0), queues.work("repair", 3.0))
        return queues.times_between(queues.closed(*route, crews={"floor": 6, "repair": 2}, lots=6))

    weight = np.ones(7)
    for broken in range(6):
        weight[broken + 1] = weight[broken] * (6 - broken) * 0.3 / min(broken + 1, 2)
    busy = float((weight * np.minimum(np.arange(7), 2)).sum() / weight.sum())
    yield Case(
        Text(en="Machine repair, 6 machines, 2 people: between two repairs", zh="机器维修，6 台 2 人：两次修复的间隔"),
        "C. Palm, Industritidningen Norden 75 (1947); D. R. Cox, W. L. Smith, Queues, Methuen 1961, chapter 4",
        MINUTES,
        3.0 / busy,
        repair,
    )


def line_cases() -> tuple[Case, ...]:
    """Return lines that always have work, with blocking after service; work is exponential with a mean of 1 min."""
    shapes = ((2, 0, HUNT), (3, 0, HUNT), (4, 0, HUNT), (5, 0, HILLIER), (6, 0, HILLIER), (4, 1, HILLIER))
    return tuple(_line(stations, buffer, source) for stations, buffer, source in shapes)


def _line(stations: int, buffer: int, source: str) -> Case:
    return Case(
        Text(
            en=f"Line of {stations} stations, {buffer or 'no'} place{'' if buffer == 1 else 's'} between: between two lots",
            zh=f"{stations} 工位流水线，其间{f'各 {buffer} 个' if buffer else '无'}缓冲位：出产间隔",
        ),
        source,
        MINUTES,
        1 / lines.throughput(stations, buffer),
        _times(stations, buffer),
    )


def _times(stations: int, buffer: int) -> Callable[[], npt.ArrayLike]:
    return lambda: lines.times_between(lines.line(stations, buffer))
