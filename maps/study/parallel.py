"""Parallel coordinates: what the best points of a study have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from maps.charts import SIZE, Language, canvas, wrapped
from maps.section import Chart, chart
from maps.study.axes import width_in
from maps.study.factors import Scale, scale
from maps.study.pointvalues import PointValues, best_first
from maps.style import INSIDE
from scenarios import Text
from sim.outcomewords import outcome_text, value_writer
from sim.study.answers.alternatives import factor_text
from sim.study.answers.direction import smaller_is_better
from sim.study.space import Axis
from sim.study.study import Study
from sim.study.valuewords import value_text

Numbers = npt.NDArray[np.float64]
FACTORS = (3, 8)
"""With fewer factors other pictures say more, more find no room."""
LEAST_POINTS = 20
BEST = 0.1
MOST_BEST, MOST_OTHERS = 40, 300
HALO = {"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.6}
LABELS = 5
"""Values along an axis that are written."""


def parallel_chart(study: Study, outcome: str, found: PointValues) -> tuple[Chart, Text] | None:
    """Return the picture of all points as lines over the factors, with how to read it; None where it would say nothing.

    Parameters
    ----------
    study
        Gives the points.
    outcome, found
        The outcome by which points are good, and what it is at every point.
    """
    axes = [axis for axis in study.space.axes if study.design.points[axis.name].nunique() > 1]
    known = int(np.count_nonzero(~np.isnan(found.mean)))
    sampled = study.design.kind not in {"oat", "morris"} and known >= LEAST_POINTS
    if not sampled or not FACTORS[0] <= len(axes) <= FACTORS[1] or smaller_is_better(outcome) is None:
        return None
    order = best_first(found, outcome)
    order = order[~np.isnan(found.mean[order])]
    best = max(1, min(MOST_BEST, round(BEST * order.size)))
    words = Text(
        en=f"Every line is a point of the study, through its values of all factors to its outcome. Green: the best {best}. Where the "
        "green lines run together, that value is what makes them good.",
        zh=f"每条线为一个设计点，依次穿过各因素取值直至结果。绿色：最优的 {best} 个点；绿线汇聚处即为其共同特征。",
    )
    return chart(lambda language: _picture(study, axes, outcome, found, order, best, language)), words


def _picture(
    study: Study,
    factors: Sequence[Axis],
    outcome: str,
    found: PointValues,
    order: npt.NDArray[np.int64],
    best: int,
    language: Language,
) -> Figure:
    picture, axes = canvas(4.4, [" "])
    scales = [scale(study, axis) for axis in factors]
    columns = [_heights(one.places, log=one.log) for one in scales]
    columns.append(_heights(found.mean, log=False))
    lines = np.stack(
        [np.broadcast_to(np.arange(len(columns)), (len(found.mean), len(columns))), np.array(columns).T], 2
    )
    others = order[best:][:: max(1, (order.size - best) // MOST_OTHERS)]
    axes.add_collection(LineCollection(list(lines[others]), colors="#9aa5a8", linewidths=0.6, alpha=0.35))
    axes.add_collection(LineCollection(list(lines[order[:best]][::-1]), colors=INSIDE, linewidths=1.3, alpha=0.75))
    write = value_writer(study.scenario, outcome)
    for place, (axis, one) in enumerate(zip(factors, scales, strict=True)):
        _upright(axes, place, columns[place], one.places, _labels(study, axis, one, language))
    ends = {float(np.nanmin(found.mean)), float(np.nanmax(found.mean))}
    _upright(axes, len(factors), columns[-1], found.mean, {end: write(end) for end in ends})
    names = [*(factor_text(study.scenario, axis) for axis in factors), outcome_text(study.scenario, outcome)]
    axes.set_xlim(-0.3, len(columns) - 0.5)
    room_in = 0.92 * width_in(axes) / (len(columns) - 0.2)
    texts = ["\n".join(wrapped(getattr(name, language), room_in, SIZE - 1)) for name in names]
    axes.set_xticks(range(len(columns)), texts, fontsize=SIZE - 1, parse_math=False)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_ylim(-0.04, 1.04)
    return picture


def _heights(values: Numbers, *, log: bool) -> Numbers:
    """Return values between 0 and 1."""
    moved = np.log(values) if log else values
    low, high = np.nanmin(moved), np.nanmax(moved)
    return np.asarray((moved - low) / (high - low) if high > low else moved * 0 + 0.5)


def _labels(study: Study, axis: Axis, one: Scale, language: Language) -> dict[float, str]:
    if one.ticks and len(one.ticks) <= LABELS:
        return {place: str(getattr(value_text(value), language)) for place, value in one.ticks.items()}
    ends = (float(one.places.min()), float(one.places.max()))
    values = dict(zip(one.places.tolist(), study.design.points[axis.name], strict=True))
    return {end: str(getattr(value_text(values[end]), language)) for end in ends}


def _upright(axes: Axes, place: int, heights: Numbers, values: Numbers, labels: dict[float, str]) -> None:
    axes.axvline(place, ymin=0.04, ymax=0.96, color="#444", lw=0.8)
    for value, text in labels.items():
        height = float(heights[np.flatnonzero(values == value)[0]])
        axes.annotate(
            text,
            (place, height),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=SIZE - 2,
            color="#222",
            bbox=HALO,
        )
