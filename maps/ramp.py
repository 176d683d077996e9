"""The ramp curve: units finished against what is publicly known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import SIZE, Language, canvas, save_png, svg
from maps.style import OUTSIDE, PLANT
from scenarios import Text
from sim.headline import main_demand
from sim.results import Run

WORDS = {
    "median": Text(en="median", zh="中位数"),
    "band": Text(en="5-95 % of replications", zh="5–95% 区间"),
    "due": Text(en="due", zh="目标日期"),
    "units": Text(en="units finished", zh="累计下线台数"),
    "closed": Text(en="public holiday", zh="法定假日"),
}


def ramp_svg(run: Run, language: Language) -> str:
    """Draw the ramp of the main product as SVG.

    Parameters
    ----------
    run
        The run.
    language
        ``en`` or ``zh``.
    """
    return svg(_ramp(run, language))


def ramp_picture(run: Run, path: Path) -> None:
    """Draw the same as a PNG.

    Parameters
    ----------
    run
        The run.
    path
        The file to write.
    """
    save_png(_ramp(run, "en"), path)


def finish_quantiles(run: Run, item: str) -> pd.DataFrame:
    """Return for each unit the 5, 50 and 95 % quantile of its finishing minute over the replications.

    Units that some replications never finish have a quantile only where enough of them do.
    """
    rows = run.units[run.units["product"] == item]
    table = rows.pivot_table(index="unit", columns="replication", values="finished_min", observed=True).sort_index()
    minutes = np.full((len(table), len(run.replications)), np.inf)
    minutes[:, : table.shape[1]] = table.fillna(np.inf).to_numpy()
    quantiles = np.quantile(minutes, [0.05, 0.5, 0.95], axis=1, method="inverted_cdf")
    frame = pd.DataFrame(quantiles.T, index=table.index, columns=["low", "median", "high"])
    return frame.replace(np.inf, np.nan)


def draw_median(axes: Axes, run: Run, item: str, colour: str, label: str) -> None:
    """Draw the median ramp of a product over calendar days.

    Parameters
    ----------
    axes
        Where to.
    run, item
        Of which run and product.
    colour, label
        Of the line.
    """
    median = finish_quantiles(run, item)["median"]
    axes.plot(_dates(run, median), median.index.to_numpy(), color=colour, lw=2.2, label=label)
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%m-%d", tz=_zone(run)))  # type: ignore[no-untyped-call]
    axes.grid(alpha=0.25)


def _ramp(run: Run, language: Language) -> Figure:
    demand = main_demand(run.scenario)
    chart, axes = canvas()
    table = finish_quantiles(run, demand.item)
    units = table.index.to_numpy()
    axes.fill_betweenx(
        units,
        _dates(run, table["low"]),
        _dates(run, table["high"]),
        color=PLANT,
        alpha=0.18,
        lw=0,
        label=_word("band", language),
    )
    axes.plot(_dates(run, table["median"]), units, color=PLANT, lw=2.2, label=_word("median", language))
    _milestones(axes, run, demand.item, language)
    due = demand.due.astimezone(_zone(run))
    axes.axvline(_number(due), color=OUTSIDE, ls="--", lw=1, label=f"{_word('due', language)} {due:%m-%d}")
    _holidays(axes, run, language)
    name = getattr(run.scenario.items[demand.item].name, language)
    axes.set_ylabel(f"{_word('units', language)} ({name})", parse_math=False)
    axes.set_ylim(0, None)
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%m-%d", tz=_zone(run)))  # type: ignore[no-untyped-call]
    axes.grid(alpha=0.25)
    axes.legend(loc="upper left", frameon=False, fontsize=SIZE)
    return chart


def _milestones(axes: Axes, run: Run, item: str, language: Language) -> None:
    for milestone in run.scenario.milestones.values():
        if milestone.item == item:
            moment = milestone.at.astimezone(_zone(run))
            axes.plot(_number(moment), milestone.unit, "D", color=OUTSIDE, ms=7, zorder=5)
            label = getattr(milestone.name, language)
            axes.annotate(
                label,
                (_number(moment), milestone.unit),
                xytext=(-8, 4),
                textcoords="offset points",
                ha="right",
                fontsize=SIZE,
                parse_math=False,
            )


def _holidays(axes: Axes, run: Run, language: Language) -> None:
    plant = next(iter(run.scenario.plants.values()))
    zone, label = _zone(run), _word("closed", language)
    for day in run.scenario.calendars[plant.calendar].closed:
        start = dt.datetime.combine(day, dt.time(), zone)
        if run.scenario.start <= start <= run.scenario.end:
            axes.axvspan(
                _number(start), _number(start + dt.timedelta(days=1)), color="#999", alpha=0.15, lw=0, label=label
            )
            label = "_nolegend_"


def _dates(run: Run, minutes: pd.Series) -> npt.NDArray[np.float64]:
    start: float = _number(run.scenario.start.astimezone(_zone(run)))
    return start + minutes.to_numpy(dtype=float) / (24 * 60)


def _number(moment: dt.datetime) -> Any:
    return mdates.date2num(moment)  # type: ignore[no-untyped-call] # matplotlib


def _zone(run: Run) -> ZoneInfo:
    return ZoneInfo(run.scenario.timezone)


def _word(key: str, language: Language) -> str:
    return str(getattr(WORDS[key], language))
