"""Picture and table of regional sensitivity: what sets the bad cases apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import SIZE, Language
from maps.section import Chart, chart
from maps.study import columns
from maps.study.axes import panels, title
from maps.study.factors import Scale, scale
from maps.study.intervals import LEGEND_IN
from maps.style import OUTSIDE, PLANT
from scenarios import Text
from sim.study.answers.alternatives import factor_text
from sim.study.answers.answer import Answer
from sim.study.designs.order import in_order
from sim.study.study import Study

Numbers = npt.NDArray[np.float64]
COLUMNS, MOST_PANELS = 3, 6
SIDES = ((False, PLANT, Text(en="all others", zh="其余情形")), (True, OUTSIDE, Text(en="bad cases", zh="不利情形")))
BAR = 0.34
REGIONAL = (
    columns.factor(),
    columns.ratio("distance", "distance of the curves", "两曲线最大距离"),
    columns.setting("bad_value", "typical of bad cases", "不利情形的典型值"),
    columns.setting("other_value", "of the others", "其余情形"),
    columns.yes("matters", "matters", "是否重要"),
    columns.chance("p_value", "p", "p 值"),
    columns.chance("adjusted_p", "p, adjusted for all factors", "校正 p 值（全部因素）"),
)


def regional_charts(study: Study, answer: Answer) -> list[Chart]:
    """Draw how bad cases and all others spread over each factor, those furthest apart first.

    Parameters
    ----------
    study
        Gives the factors.
    answer
        Of `sim.study.answers.regional`.
    """
    return [chart(lambda language: _spreads(study, answer, language))]


def _spreads(study: Study, answer: Answer, language: Language) -> Figure:
    top = answer.table.head(MOST_PANELS)
    count = min(COLUMNS, len(top))
    picture, places = panels(len(top), count, LEGEND_IN)
    used = np.asarray(cast("Sequence[int]", answer.details["points"]), dtype=np.int64)
    bad = np.asarray(cast("Sequence[bool]", answer.details["bad"]), dtype=np.bool_)
    for axes, factor, distance in zip(places, top["factor"], top["distance"], strict=True):
        axis = study.space.axis(str(factor))
        one = scale(study, axis)
        for side, colour, words in SIDES:
            values = one.places[used][bad == side]
            if in_order(axis):
                _curve(axes, values, colour, getattr(words, language))
            else:
                _bars(axes, one, values, colour, getattr(words, language), BAR / 2 if side else -BAR / 2)
        one.write(axes.xaxis, language)
        axes.set_ylim(0, 105)
        axes.grid(alpha=0.25)
        name = getattr(factor_text(study.scenario, axis), language)
        title(axes, f"{distance:.2f} {name}")
    places[0].set_ylabel({"en": "% of the cases", "zh": "情形占比 %"}[language], fontsize=SIZE - 1)
    picture.legend(
        *places[0].get_legend_handles_labels(),
        frameon=False,
        fontsize=SIZE,
        ncols=2,
        loc="upper right",
        bbox_to_anchor=(0.98, 1.0),
        borderaxespad=0.1,
    )
    return picture


def _curve(axes: Axes, values: Numbers, colour: str, label: str) -> None:
    """Draw the share of the cases up to each value."""
    x = np.sort(values)
    shares = 100 * np.arange(x.size + 1) / max(x.size, 1)
    axes.step(np.concatenate([x[:1], x]), shares[: x.size + 1], "-", where="post", color=colour, label=label)


def _bars(axes: Axes, one: Scale, values: Numbers, colour: str, label: str, aside: float) -> None:
    """Draw the share of the cases with each value."""
    there = np.array(sorted(set(one.places.tolist())))
    shares = [100 * float(np.mean(values == place)) if values.size else 0.0 for place in there]
    axes.bar(there + aside, shares, BAR, color=colour, label=label)
