"""Factors of a study and their values, in words and on the axes of pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axis import Axis as PictureAxis
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from maps.charts import Language, text_width_in, wrapped
from maps.study.axes import width_in
from scenarios import Text
from sim.study.answers.alternatives import factor_text
from sim.study.space import Axis
from sim.study.study import Study
from sim.study.valuewords import number_text, value_text

Numbers = npt.NDArray[np.float64]
FEW = 8
"""Values up to here get a tick each."""
LINES = 2
"""Of the label of a tick."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d")


def column_text(study: Study, column: str) -> Text:
    """Return the name of the factor of a column of the design; the column as it stands where it is none.

    Parameters
    ----------
    study
        Gives factors and names.
    column
        Key path or id.
    """
    found = next((axis for axis in study.space.axes if axis.name == column), None)
    return factor_text(study.scenario, found) if found is not None else Text(en=column, zh=column)


@dataclass(frozen=True)
class Scale:
    """The values of a factor as places on the axis of a picture.

    Attributes
    ----------
    places
        Of every point of the design, shape (points,).
    ticks
        Place to value, in order, where each value has a tick; empty for numbers that are too many.
    log
        The factor is looked at by orders of magnitude.
    """

    places: Numbers
    ticks: dict[float, object]
    log: bool

    def write(self, axis: PictureAxis, language: Language) -> None:
        """Put the ticks on an axis of a picture.

        Parameters
        ----------
        axis
            ``axes.xaxis`` or ``axes.yaxis``.
        language
            ``en`` or ``zh``.
        """
        if self.log:
            (axis.axes.set_xscale if axis is axis.axes.xaxis else axis.axes.set_yscale)("log")
            axis.set_minor_formatter(NullFormatter())
        if self.ticks:
            labels = [getattr(text, language) for text in _short(list(self.ticks.values()))]
            axis.set_ticks(list(self.ticks), labels, parse_math=False)
            if axis is axis.axes.xaxis:
                _thin(axis, _in_lines(axis, labels))
        else:
            if not self.log:
                axis.set_major_locator(MaxNLocator(5))
            axis.set_major_formatter(FuncFormatter(lambda value, _: number_text(value)))


def _short(values: Sequence[object]) -> list[Text]:
    """Return values as texts; the year is left out where it is the same for all."""
    texts = [value_text(value) for value in values]
    if all(isinstance(value, str) and MOMENT.match(value) for value in values):
        plain = [text.en.replace("T", " ") for text in texts]
        same = len({text[:5] for text in plain}) == 1
        return [Text(en=text[5:] if same else text, zh=text[5:] if same else text) for text in plain]
    return texts


def _in_lines(axis: PictureAxis, labels: Sequence[str]) -> list[str]:
    """Break labels in two lines where one would run into the next: of words each one counts."""
    low, high = axis.get_view_interval()
    steps = np.diff(axis.get_majorticklocs())
    room_in = 0.95 * width_in(axis.axes) * (float(steps.min()) if len(steps) else high - low) / (high - low)
    return ["\n".join(wrapped(label, room_in, _size(axis), LINES)) for label in labels]


def _size(axis: PictureAxis) -> float:
    return float(axis.get_majorticklabels()[0].get_fontsize())


def _thin(axis: PictureAxis, labels: Sequence[str]) -> None:
    """Leave out labels that would run into the one before; the last one stays."""
    low, high = axis.get_view_interval()
    places = [float(place) for place in axis.get_majorticklocs()]
    per_in = (high - low) / width_in(axis.axes)
    half = [max(text_width_in(line, _size(axis)) for line in label.split("\n")) / 2 * per_in for label in labels]
    shown, end, last = list(labels), -np.inf, len(labels) - 1
    for place in range(len(labels)):
        clear = places[place] - half[place] > end
        before_last = place == last or places[place] + half[place] < places[last] - half[last]
        if (clear and before_last) or place == last:
            end = places[place] + half[place]
        else:
            shown[place] = ""
    axis.set_ticks(places, shown, parse_math=False)


def scale(study: Study, axis: Axis) -> Scale:
    """Return where the points of a study stand along a factor.

    Parameters
    ----------
    study
        Gives the points.
    axis
        The factor.
    """
    values = study.design.points[axis.name]
    places = np.array([axis.number(value) for value in values], dtype=np.float64)
    known = dict(sorted(zip(places.tolist(), values.tolist(), strict=True), key=lambda pair: pair[0]))
    return Scale(places, {} if numeric(values) and len(known) > FEW else known, axis.factor.scale == "log")


def numeric(values: pd.Series) -> bool:
    """Tell whether the values of a factor are numbers, so that a line may join them."""
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
