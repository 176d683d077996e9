"""What an outcome has to keep: a limit, and how surely."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scenarios import Scenario, Text
from sim.errors import InputError
from sim.outcomewords import outcome_text, value_writer

SHARE_MARGIN = 0.05
MEAN_MARGIN = 0.01
"""As a share of the limit."""
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
        Share of the replications that have to keep it: more than 0, at most 1. None: their mean has to.
    margin
        By how much a limit has to be kept to pass surely where it is asked for surely; what misses it does not pass, and between
        the two either answer will do. For a share 0.05 where missing: with 0.9, at least 95 % pass and less than 90 % do not. For a
        mean in the outcome's unit; 1 % of the limit where missing.
    """

    outcome: str
    at_most: bool
    value: float
    share: float | None = 0.9
    margin: float | None = None

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
        if self.share is not None and not 0 < self.share <= 1:
            message = f"the share of replications that keep a limit is more than 0 and at most 1, such as 0.9, not {self.share:g}"
            raise InputError(message)
        if not self.room > 0:
            message = f"a margin is more than 0, not {self.room:g}; say one where the limit of a mean is 0"
            raise InputError(message)

    @property
    def room(self) -> float:
        """The margin, where none is given as well."""
        if self.margin is not None:
            return self.margin
        return SHARE_MARGIN if self.share is not None else MEAN_MARGIN * abs(self.value)

    def aim(self) -> Limit:
        """Return the limit in the middle of the margin: what keeps it neither passes by chance nor is too careful."""
        if self.share is not None:
            return replace(self, share=(self.share + min(self.share + self.room, (1 + self.share) / 2)) / 2)
        return replace(self, value=self.value + (-1 if self.at_most else 1) * self.room / 2)

    def kept(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Tell which values keep the limit; what was not reached (NaN) does not."""
        with np.errstate(invalid="ignore"):
            found: npt.NDArray[np.bool_] = values <= self.value if self.at_most else values >= self.value
        return found

    def excess(self, values: npt.NDArray[np.float64]) -> float:
        """Return by how much the limit is missed, 0 or less where it is kept: in the outcome's unit.

        Where a share of the replications has to keep it, that is the distance of their quantile from the limit, which says how far
        off it is even where no replication keeps it; infinite where too many replications have no value.

        Parameters
        ----------
        values
            The outcome by replication, shape (n,), at least one.
        """
        worse = np.where(np.isnan(values), np.inf, values if self.at_most else -values)
        bound = self.value if self.at_most else -self.value
        if self.share is None:
            return float(worse.mean() - bound)
        rank = math.ceil(round(self.share * values.size, 9))
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

    def asked(self, scenario: Scenario) -> Text:
        """Put into words what is asked for: the limit, and by which share of the replications or whether on average.

        Parameters
        ----------
        scenario
            Gives names and days.
        """
        text = self.text(scenario)
        if self.share is None:
            return Text(en=f"{text.en} on average", zh=f"平均{text.zh}")
        return Text(
            en=f"{text.en} in {self.share * 100:g} % of all cases", zh=f"{self.share * 100:g}%的情形下{text.zh}"
        )


def limits_text(scenario: Scenario, limits: Sequence[Limit]) -> Text:
    """Put several limits into words.

    Parameters
    ----------
    scenario
        Gives names and days.
    limits
        The limits.
    """
    texts = [limit.asked(scenario) for limit in limits] or [Text(en="none", zh="无")]
    return Text(en="; ".join(text.en for text in texts), zh="；".join(text.zh for text in texts))
