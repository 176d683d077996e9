"""The bottleneck by day, as a picture: how many hours of each day the next unit waited for what."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from matplotlib.figure import Figure

from maps.charts import SIZE, Language, canvas
from maps.section import Section, Table, chart
from maps.style import AMBER, INSIDE, NEUTRAL, OUTSIDE, PLANT
from scenarios import Text
from sim.frames import rows
from sim.headline import cause_text, moment_of_day
from sim.mainoutcome import main_outcome
from sim.results import Run

HOUR_MIN = 60
KINDS = {
    "work": (Text(en="work", zh="作业"), PLANT),
    "crew": (Text(en="waiting for a crew", zh="等待班组"), AMBER),
    "part": (Text(en="dock and receiving", zh="卸货收货"), "#8d6e63"),
    "supplier": (Text(en="supplier", zh="供应商"), OUTSIDE),
    "transport": (Text(en="transport", zh="运输"), INSIDE),
    "import": (Text(en="import leg", zh="进口段"), "#6a1b9a"),
    "wait": (Text(en="curing, release", zh="静置、放行"), "#4db6ac"),
    "blocked": (Text(en="blocked", zh="阻塞"), "#ad1457"),
    "batch": (Text(en="batch", zh="凑批"), "#7986cb"),
    "hold": (Text(en="quality hold", zh="质量扣留"), "#f06292"),
    "transfer": (Text(en="between places", zh="场所间调拨"), "#26c6da"),
    "outage": (Text(en="outage", zh="停摆"), "#212121"),
    "demand": (Text(en="waiting for demand", zh="等待需求"), "#c5e1a5"),
    "policy": (Text(en="not yet ordered", zh="尚未下单"), "#fff176"),
    "closed": (Text(en="closed hours", zh="停工时间"), NEUTRAL),
}


def day_section(run: Run) -> Section | None:
    """Return the section on the bottleneck by day; None where nothing was waited for."""
    mine = run.bottleneck_days[run.bottleneck_days["product"] == main_outcome(run.scenario).label]
    if mine.empty:
        return None
    title = Text(en="The bottleneck by day", zh="逐日瓶颈")
    note = Text(
        en="What the next unit to be finished was waiting for, hours of every day, mean over the replications; the last days "
        "are those that only some replications needed.",
        zh="每天各小时中，下一台将完成的产品在等待什么（各次仿真均值）；末尾几天仅部分仿真需要。",
    )
    return Section(
        "bottleneck_days",
        title,
        (note,),
        (chart(lambda language: _picture(run, mine, language)),),
        (_words(run, mine),),
    )


def _picture(run: Run, mine: pd.DataFrame, language: Language) -> Figure:
    hours = _hours(run, mine)
    figure, axes = canvas(3.6)
    days = hours.index.to_numpy()
    below = 0.0 * days
    for kind, (name, colour) in KINDS.items():
        if kind in hours.columns:
            values = hours[kind].to_numpy()
            axes.bar(days, values, bottom=below, width=0.9, color=colour, label=getattr(name, language))
            below = below + values
    zero = moment_of_day(run.scenario, 0)
    axes.xaxis.set_major_formatter(lambda day, _: f"{zero + dt.timedelta(days=round(day)):%m-%d}")
    axes.set_ylabel({"en": "hours of the day", "zh": "当日小时数"}[language])
    axes.set_ylim(0, 24 * 1.32)
    axes.set_yticks([0, 6, 12, 18, 24])
    axes.legend(frameon=False, fontsize=SIZE, ncols=4, loc="upper left", borderaxespad=0)
    return figure


def _hours(run: Run, mine: pd.DataFrame) -> pd.DataFrame:
    """Return mean hours by day and kind."""
    sums = mine.pivot_table(index="day", columns="kind", values="minutes", aggfunc="sum", fill_value=0.0, observed=True)
    return sums / (HOUR_MIN * len(run.replications))


def _together(top: pd.DataFrame) -> list[tuple[list[int], str, str, float]]:
    """Put days one after the other with the same cause into one row."""
    found: list[tuple[list[int], str, str, float]] = []
    for row in rows(top):
        if found and found[-1][1:3] == (row.kind, row.cause):
            days, kind, cause, minutes = found.pop()
            found.append(([*days, row.day], kind, cause, minutes + row.minutes))
        else:
            found.append(([row.day], row.kind, row.cause, row.minutes))
    return found


def _days(run: Run, days: list[int]) -> str:
    first, last = (f"{moment_of_day(run.scenario, day):%m-%d}" for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first} – {last}"


def _words(run: Run, mine: pd.DataFrame) -> Table:
    """Name the main cause of the days, closed hours left out."""
    open_hours = mine[mine["kind"] != "closed"]
    sums = open_hours.groupby(["day", "kind", "cause"], observed=True)["minutes"].sum().reset_index()
    top = sums.sort_values(["day", "minutes"], ascending=[True, False], kind="stable").groupby("day").head(1)
    lines = tuple(
        (_days(run, days), cause_text(run.scenario, kind, cause), f"{minutes / HOUR_MIN / len(run.replications):,.1f}")
        for days, kind, cause, minutes in _together(top)
    )
    head = (
        Text(en="Day", zh="日期"),
        Text(en="What was mostly waited for in open hours", zh="工作时间内的主要等待"),
        Text(en="hours", zh="小时"),
    )
    return Table(head, lines)
