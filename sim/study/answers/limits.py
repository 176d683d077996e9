"""What an outcome has to keep: a limit, and how surely."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios import Scenario, Text
from sim.errors import InputError
from sim.outcomewords import outcome_text, value_writer

WORDS = {
    (True, False): Text(en="at most", zh="不超过"),
    (True, True): Text(en="more than", zh="超过"),
    (False, False): Text(en="at least", zh="不低于"),
    (False, True): Text(en="less than", zh="低于"),
}
"""By whether it is an upper limit, and whether it is missed."""
DAY_WORDS = {
    (True, False): Text(en="by", zh="不晚于"),
    (True, True): Text(en="after", zh="晚于"),
    (False, False): Text(en="not before", zh="不早于"),
    (False, True): Text(en="before", zh="早于"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that an outcome keeps or misses in a replication.

    Attributes
    ----------
    outcome
        Name of the outcome.
    at_most
        Whether it may not be more, else not less.
    value
        In the outcome's unit.
    share
        Share of the replications that have to keep it: more than 0, at most 1.
    """

    outcome: str
    at_most: bool
    value: float
    share: float = 0.9

    def __post_init__(self) -> None:
        """Refuse what is no limit.

        Raises
        ------
        InputError
            If the value is no number, or the share out of its range.
        """
        if not math.isfinite(self.value):
            message = f"a limit of {self.outcome} is a number, not {self.value:g}"
            raise InputError(message)
        if not 0 < self.share <= 1:
            message = f"the share of replications that keep a limit is more than 0 and at most 1, such as 0.9, not {self.share:g}"
            raise InputError(message)

    def kept(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Tell which values keep the limit; what was not reached (NaN) does not."""
        with np.errstate(invalid="ignore"):
            found: npt.NDArray[np.bool_] = values <= self.value if self.at_most else values >= self.value
        return found

    def excess(self, values: npt.NDArray[np.float64]) -> float:
        """Return by how much the limit is missed where the wanted share of the replications has to keep it, 0 or less where it is kept.

        It is the distance of that quantile from the limit, which says how far off it is even where no replication keeps it;
        infinite where too many replications have no value.

        Parameters
        ----------
        values
            The outcome by replication, shape (n,), at least one.
        """
        worse = np.where(np.isnan(values), np.inf, values if self.at_most else -values)
        rank = math.ceil(round(self.share * values.size, 9))
        bound = self.value if self.at_most else -self.value
        return float(np.sort(worse)[rank - 1] - bound)

    def text(self, scenario: Scenario, *, missed: bool = False) -> Text:
        """Put the limit into words: "Day of the last wanted unit: ECMO by 02-03 18:00".

        Parameters
        ----------
        scenario
            Gives names and days.
        missed
            Say that it is missed, instead.
        """
        name, value = outcome_text(scenario, self.outcome), value_writer(scenario, self.outcome)(self.value)
        words = DAY_WORDS if self.outcome.endswith("_finish_day") else WORDS
        word = words[self.at_most, missed]
        return Text(en=f"{name.en} {word.en} {value}", zh=f"{name.zh}{word.zh}{value}")
