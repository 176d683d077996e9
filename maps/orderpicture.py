"""Orders against deliveries over time, and what customers wait for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import SIZE, Language, canvas
from maps.dates import DAY_MIN, date_axis, date_numbers, shade_holidays
from maps.style import AMBER, CLOSED, OUTSIDE, PLANT
from scenarios import Text
from sim.mainoutcome import MainOutcome
from sim.naming import item_text
from sim.results import Run

Numbers = npt.NDArray[np.float64]
HEIGHT_IN = 5.2
LOWER, GAP = 0.27, 0.06
"""Shares of the height: the lower axes, and the space between."""
POINTS = 400
"""Moments of a curve, and no more than one a day."""
WORDS = {
    "ordered": Text(en="ordered", zh="累计订购"),
    "delivered": Text(en="handed over", zh="累计交付"),
    "open": Text(en="waited for", zh="待交付件数"),
    "pieces": Text(en="pieces since the start", zh="自起点累计件数"),
    "closed": Text(en="public holiday", zh="法定假日"),
    "upset": Text(en="disruption", zh="意外事件"),
}


class Curves(NamedTuple):
    """Pieces by moment of one replication, running totals but for the last: what is still waited for."""

    ordered: Numbers
    delivered: Numbers
    open: Numbers


def order_curves(run: Run, outcome: MainOutcome, moments: Numbers) -> list[Curves]:
    """Return what customers ordered and got of an item at a place, for each replication whose orders were kept.

    What was not there at once counts as handed over with the last piece of its order.

    Parameters
    ----------
    run, outcome
        Of which run, which item and place.
    moments
        Minutes since the start, shape (n,).
    """
    orders = run.orders
    mine = orders[
        (orders["item"] == outcome.item) & (orders["place"] == outcome.place) & (orders["kind"] != "transfer")
    ]
    return [_curves(part, moments) for _, part in mine.groupby("replication", observed=True)]


def moments_of(run: Run) -> Numbers:
    """Return moments from a run's start to its end, minutes."""
    end_min = (run.scenario.end - run.scenario.start).total_seconds() / 60
    return np.linspace(0.0, end_min, max(2, min(POINTS, int(end_min // DAY_MIN) + 1)))


def _curves(orders: pd.DataFrame, moments: Numbers) -> Curves:
    wanted = (orders["pieces"] - orders["cancelled"]).to_numpy(dtype=float)
    at_once, lost, still = (orders[name].to_numpy(dtype=float) for name in ("at_once", "lost", "open_pieces"))
    arrived = orders["arrived_min"].to_numpy(dtype=float)
    served = orders["served_min"].fillna(np.inf).to_numpy(dtype=float)
    later = np.maximum(wanted - at_once - lost - still, 0.0)
    ordered = _total(arrived, wanted, moments)
    delivered = _total(arrived, at_once, moments) + _total(served, later, moments)
    return Curves(ordered, delivered, ordered - delivered - _total(arrived, lost, moments))


def _total(at: Numbers, pieces: Numbers, moments: Numbers) -> Numbers:
    order = np.argsort(at, kind="stable")
    totals: Numbers = np.concatenate([[0.0], np.cumsum(pieces[order])])
    return totals[np.searchsorted(at[order], moments, side="right")]


def draw_delivered(axes: Axes, run: Run, outcome: MainOutcome, colour: str, label: str) -> None:
    """Draw the pieces handed over, mean of the replications whose orders were kept.

    Parameters
    ----------
    axes
        Where to.
    run, outcome
        Of which run, which item and place.
    colour, label
        Of the line.
    """
    moments = moments_of(run)
    found = order_curves(run, outcome, moments)
    if found:
        mean = np.mean([curves.delivered for curves in found], axis=0)
        axes.plot(date_numbers(run, moments), mean, color=colour, lw=2.2, label=label)
    date_axis(axes, run.scenario)


def order_picture(run: Run, outcome: MainOutcome, language: Language) -> Figure:
    """Draw orders and deliveries since the start, and below them what is waited for.

    Parameters
    ----------
    run, outcome
        Of which run, which item and place.
    language
        ``en`` or ``zh``.
    """
    chart, upper = canvas(HEIGHT_IN)
    left, bottom, width, height = upper.get_position().bounds
    upper.set_position((left, bottom + height * (LOWER + GAP), width, height * (1 - LOWER - GAP)))
    lower = chart.add_axes((left, bottom, width, height * LOWER), sharex=upper)
    lower.spines[["top", "right"]].set_visible(False)
    moments = moments_of(run)
    found, dates = order_curves(run, outcome, moments), date_numbers(run, moments)
    if found:
        means = {key: np.mean([getattr(curves, key) for curves in found], axis=0) for key in Curves._fields}
        upper.plot(dates, means["ordered"], color=OUTSIDE, lw=1.8, label=_word("ordered", language))
        upper.plot(dates, means["delivered"], color=PLANT, lw=1.8, label=_word("delivered", language))
        still = [curves.open for curves in found]
        lower.fill_between(dates, np.min(still, axis=0), np.max(still, axis=0), color=AMBER, alpha=0.25, lw=0)
        lower.plot(dates, means["open"], color=AMBER, lw=1.8)
    name = item_text(run.scenario, outcome.label) or Text(en=outcome.label, zh=outcome.label)
    upper.set_ylabel(_word("pieces", language), parse_math=False)
    upper.set_title(getattr(name, language), loc="left", fontsize=SIZE + 1, parse_math=False)
    lower.set_ylabel(_word("open", language))
    for axes in (upper, lower):
        _upsets(axes, run, language)
        shade_holidays(axes, run.scenario, outcome.place, _word("closed", language))
        date_axis(axes, run.scenario)
        axes.set_ylim(0, None)
        axes.set_xlim(dates[0], dates[-1])
    upper.tick_params(labelbottom=False)
    upper.legend(loc="upper left", frameon=False, fontsize=SIZE)
    return chart


def _upsets(axes: Axes, run: Run, language: Language) -> None:
    """Shade what goes wrong in the first replication at moments that the scenario fixes."""
    fixed = [key for key, entry in run.scenario.disruptions.items() if entry.every_h is None]
    table = run.disruptions
    mine = table[(table["replication"] == 0) & table["disruption"].isin(fixed)]
    label = _word("upset", language)
    for begin, end in zip(mine["begin_min"], mine["end_min"], strict=True):
        axes.axvspan(*date_numbers(run, [begin, end]), color=CLOSED, alpha=0.15, lw=0, label=label)
        label = "_nolegend_"


def _word(key: str, language: Language) -> str:
    return str(getattr(WORDS[key], language))
