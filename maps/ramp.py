"""The curve of the main product: units finished against what is publicly known, or deliveries against orders."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import SIZE, Language, canvas, save_png, svg
from maps.dates import date_axis, date_number, date_numbers, shade_holidays
from maps.orderpicture import draw_delivered, order_picture
from maps.style import OUTSIDE, PLANT
from scenarios import Text
from sim.mainoutcome import MainOutcome, main_outcome
from sim.naming import item_text
from sim.results import Run

WORDS = {
    "median": Text(en="median", zh="中位数"),
    "band": Text(en="5-95 % of replications", zh="5–95% 区间"),
    "due": Text(en="due", zh="目标日期"),
    "units": Text(en="units finished", zh="累计下线台数"),
    "closed": Text(en="public holiday", zh="法定假日"),
}


def ramp_svg(run: Run, language: Language) -> str:
    """Draw the ramp of the main product as SVG; where there are only streams of orders, deliveries against orders.

    Parameters
    ----------
    run
        The run.
    language
        ``en`` or ``zh``.
    """
    return svg(_picture(run, language))


def ramp_picture(run: Run, path: Path) -> None:
    """Draw the same as a PNG.

    Parameters
    ----------
    run
        The run.
    path
        The file to write.
    """
    save_png(_picture(run, "en"), path)


def finish_quantiles(run: Run, outcome: MainOutcome) -> pd.DataFrame:
    """Return for each unit the 5, 50 and 95 % quantile of its finishing minute over the replications.

    Units that some replications never finish have a quantile only where enough of them do.
    """
    rows = run.units[(run.units["product"] == outcome.item) & (run.units["place"] == outcome.place)]
    table = rows.pivot_table(index="unit", columns="replication", values="finished_min", observed=True).sort_index()
    minutes = np.full((len(table), len(run.replications)), np.inf)
    minutes[:, : table.shape[1]] = table.fillna(np.inf).to_numpy()
    quantiles = np.quantile(minutes, [0.05, 0.5, 0.95], axis=1, method="inverted_cdf")
    frame = pd.DataFrame(quantiles.T, index=table.index, columns=["low", "median", "high"])
    return frame.replace(np.inf, np.nan)


def draw_median(axes: Axes, run: Run, outcome: MainOutcome, colour: str, label: str) -> None:
    """Draw the median ramp of a product over calendar days; pieces handed over where there are only streams of orders.

    Parameters
    ----------
    axes
        Where to.
    run, outcome
        Of which run and product.
    colour, label
        Of the line.
    """
    if not outcome.demands:
        draw_delivered(axes, run, outcome, colour, label)
        return
    median = finish_quantiles(run, outcome)["median"]
    axes.plot(date_numbers(run, median), median.index.to_numpy(), color=colour, lw=2.2, label=label)
    date_axis(axes, run.scenario)


def _picture(run: Run, language: Language) -> Figure:
    outcome = main_outcome(run.scenario)
    return _ramp(run, outcome, language) if outcome.demands else order_picture(run, outcome, language)


def _ramp(run: Run, outcome: MainOutcome, language: Language) -> Figure:
    chart, axes = canvas()
    table = finish_quantiles(run, outcome)
    units = table.index.to_numpy()
    axes.fill_betweenx(
        units,
        date_numbers(run, table["low"]),
        date_numbers(run, table["high"]),
        color=PLANT,
        alpha=0.18,
        lw=0,
        label=_word("band", language),
    )
    axes.plot(date_numbers(run, table["median"]), units, color=PLANT, lw=2.2, label=_word("median", language))
    _milestones(axes, run, outcome.item, language)
    due = max(demand.due for demand in outcome.demands).astimezone(_zone(run))
    axes.axvline(date_number(due), color=OUTSIDE, ls="--", lw=1, label=f"{_word('due', language)} {due:%m-%d}")
    shade_holidays(axes, run.scenario, outcome.place, _word("closed", language))
    name = getattr(item_text(run.scenario, outcome.label), language)
    axes.set_ylabel(f"{_word('units', language)} ({name})", parse_math=False)
    axes.set_ylim(0, None)
    date_axis(axes, run.scenario)
    axes.legend(loc="upper left", frameon=False, fontsize=SIZE)
    return chart


def _milestones(axes: Axes, run: Run, item: str, language: Language) -> None:
    for milestone in run.scenario.milestones.values():
        if milestone.item == item:
            moment = milestone.at.astimezone(_zone(run))
            axes.plot(date_number(moment), milestone.unit, "D", color=OUTSIDE, ms=7, zorder=5)
            label = getattr(milestone.name, language)
            axes.annotate(
                label,
                (date_number(moment), milestone.unit),
                xytext=(-8, 4),
                textcoords="offset points",
                ha="right",
                fontsize=SIZE,
                parse_math=False,
            )


def _zone(run: Run) -> ZoneInfo:
    return ZoneInfo(run.scenario.timezone)


def _word(key: str, language: Language) -> str:
    return str(getattr(WORDS[key], language))
