"""Learning, calendars, quality, clocks, failures and statistics."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from scenarios import Text
from tests.validation import files
from tests.validation import test_inventory as stock
from tests.validation import test_learning as learning
from tests.validation import test_littles_law as little
from tests.validation import test_quality as quality
from tests.validation import test_resilience as resilience
from tests.validation.files import bought, demand, made, step

from .cases import Case

MINUTES = Text(en="min", zh="分钟")
HOURS = Text(en="h", zh="小时")
SIMCHI_LEVI = (
    "D. Simchi-Levi and others, Identifying risks and mitigating disruptions in the automotive supply chain, Interfaces 45 "
    "(2015) 375-390"
)


def other_cases() -> tuple[Case, ...]:
    """Return what is neither a queue nor a stock."""
    return (*_work(), *_quality(), *_failures(), *_runs())


def _work() -> Iterator[Case]:
    yield Case(
        Text(en="Wright, unit times, 80 %: 18 pieces, the first 300", zh="Wright 单件时间，80%：18 件，首件 300"),
        "solutions manual of a production textbook, exercise 13.1: factor 9.716",
        MINUTES,
        2914.8,
        lambda: [learning.ends(18, 300, model="unit_time", rate=0.8)[-1]],
        300 * 0.0005,
    )
    yield Case(
        Text(
            en="Wright, cumulative average, 90 %: 100 pieces, the first 45", zh="Wright 累计平均，90%：100 件，首件 45"
        ),
        "ACCA paper F5, exam question on learning curves, slope rounded to -0.152",
        MINUTES,
        2234.6654,
        lambda: [learning.ends(100, 45, model="cumulative_average", rate=0.9)[-1]],
        2234.6654 * 2e-5,
    )

    def festival() -> npt.ArrayLike:
        route = made(step("bench", 3 * 480), step("rig", 1200))
        works = {"plant": files.plant("shift", bench={}, rig={})}
        found = files.run(items={"console": route, "part": bought()}, plants=works, demands={"order": demand(1)})
        return [files.finishes(found)[0] / 60]

    yield Case(
        Text(
            en="20 h of work from 19 January 2023 across the Spring Festival: end",
            zh="2023 年 1 月 19 日起 20 小时作业跨春节：完工",
        ),
        "State Council notice on the holidays of 2023: 28 January, a Saturday, is worked; noon by arithmetic",
        HOURS,
        300,
        festival,
    )


def _quality() -> Iterator[Case]:
    def tests() -> npt.ArrayLike:
        check = step("bench", 1, first_pass_yield=0.8, rework={"station": "repair", "work_min": 1})
        items = {"console": made(check, lot_size=10), "part": bought()}
        works = {"plant": files.plant(bench={}, repair={})}
        found = files.run(40, items=items, plants=works, demands={"order": demand(150)})
        ends = files.events(found, "operation_end", place="bench")
        return ends.groupby("replication")["pieces"].sum().to_numpy() / 150

    yield Case(
        Text(en="Yield of 80 %: tests of a piece until it passes", zh="一次通过率 80%：每件测试次数"),
        "geometric distribution, mean 1 / yield",
        None,
        1.25,
        tests,
    )

    def accepted() -> npt.ArrayLike:
        found = quality.receiving(quality.LOT * 300, defect_rate=0.0825, sampling=quality.SAMPLE)
        passed, back = (len(files.events(found, kind, item="part")) for kind in ("receive", "send_back"))
        return np.repeat([1.0, 0.0], [passed, back])

    yield Case(
        Text(
            en="Sample of 20, at most 1 bad, 8.25 % bad: lots accepted",
            zh="抽样 20 件至多 1 件不良，不良率 8.25%：接收率",
        ),
        "MIL-STD-105D (1963), table X-F",
        None,
        0.5,
        accepted,
    )


def _failures() -> Iterator[Case]:
    def felt(key: str, bench_min: float, parts_a_day: int) -> npt.ArrayLike:
        console = resilience.stocked(20, step("bench", bench_min), bom={"part": 1})
        scenario = files.file(
            end=resilience.END,
            items={"console": console, "part": resilience.stocked(30)},
            suppliers={"press": files.supplier({"part": {"lot_size": 1}}, capacity_per_day=parts_a_day)},
            demands={},
            order_streams={"sales": resilience.sales(1.0)},
        )
        return [resilience.felt(scenario, "press")["press"][key] * 24]

    nodes = {"console": resilience.Node(3, 20, (("part", 1),)), "part": resilience.Node(4, 30)}
    yield Case(
        Text(en="Time to survive without the press, against a linear program", zh="冲压厂停摆的存活时间，对照线性规划"),
        SIMCHI_LEVI,
        HOURS,
        resilience.time_to_survive_h(nodes, {"console": 1.0}, "part"),
        lambda: felt("survive_days", 20, 96),
        1.0,
    )
    yield Case(
        Text(en="Time to recover after 96 hours without the press", zh="冲压厂停摆 96 小时后的恢复时间"),
        f"by hand, see tests/validation/test_resilience.py; measure of {SIMCHI_LEVI}",
        HOURS,
        93 + 50 / 60,
        lambda: felt("recover_days", 30, 36),
        1e-6,
    )


def _runs() -> Iterator[Case]:
    def clock() -> npt.ArrayLike:
        policy = {"kind": "T_Q", "order_quantity": 1, "review_h": 0.2}
        found = files.run(end=stock.after(10), **stock.depot(policy, stock.stream(1), 0))
        return [float(len(files.events(found, "order")))]

    yield Case(
        Text(en="A review every 0.2 h for ten days, both ends counted", zh="每 0.2 小时检查一次，十天，含首尾：次数"),
        "arithmetic: 240 / 0.2 + 1",
        None,
        1201,
        clock,
    )
    found = little.line()
    steps = found.steps[(found.steps["replication"] == 0) & (found.steps["journey"] == "lot")]
    horizon = found.units.loc[found.units["replication"] == 0, "finished_min"].max()
    spans = steps.groupby("number").agg(begin=("begin_min", "min"), end=("end_min", "max"))
    stays = float((spans["end"].clip(upper=horizon) - spans["begin"]).sum())
    yield Case(
        Text(
            en="Little's law in a line with rework and scrap: mean lots there",
            zh="Little 定律，含返工与报废：平均在制批次",
        ),
        "J. D. C. Little, A proof for the queuing formula L = lambda W, Operations Research 9 (1961) 383-387; from single stays",
        Text(en="lots", zh="批"),
        stays / horizon,
        lambda: [files.outcome(little.line(), "console_wip_lots")],
        1e-9,
    )
    yield Case(
        Text(
            en="95 % intervals of 8 replications: how many hold the true mean", zh="8 次仿真的 95% 区间：包含真值的比例"
        ),
        "Student's t: 0.95; W. S. Gosset 1908",
        None,
        0.95,
        _coverage,
    )


def _coverage() -> npt.ArrayLike:
    """Return for 200 runs of 8 replications whether the interval holds 60 min: 20 pieces, tested and reworked, yield 1/2."""
    check = step("bench", 1, first_pass_yield=0.5, rework={"station": "bench", "work_min": 1})
    found = files.run(1600, log=False, items={"console": made(check), "part": bought()}, demands={"order": demand(20)})
    minutes = found.replications["console_finish_day"].to_numpy().reshape(200, 8) * files.DAY_MIN
    half = stdtrit(7, 0.975) * minutes.std(axis=1, ddof=1) / np.sqrt(8)
    held: npt.ArrayLike = np.abs(minutes.mean(axis=1) - 60) <= half
    return held
