"""The procedures behind the choice of the best: which alternatives keep a limit, and which of them is best.

Best of several: the fully sequential procedure KN of S.-H. Kim, B. L. Nelson, "A fully sequential procedure for
indifference-zone selection in simulation", ACM Transactions on Modeling and Computer Simulation 11 (2001) 251-273, with
c = 1. It is valid on common random numbers, as it looks at differences alone and adds errors up by Bonferroni's
inequality.

Share that keeps a limit: the sequential probability ratio test of A. Wald, Annals of Mathematical Statistics 16 (1945)
117-186, between the share and the share with a margin on top. The ratio reaches 1 / error with a probability of at most `error`
where it should not (Ville's inequality), and it does not rest on a normal distribution.

Mean that keeps a limit: the feasibility check of S. Andradóttir, S.-H. Kim, "Fully sequential procedures for comparing
constrained systems via simulation", Naval Research Logistics 57 (2010) 403-421, which compares with the limit as KN compares two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, inf, log

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]


def continuation(alternatives: int, first: int, error: float) -> float:
    """Return h squared of KN: what the variance of a difference, over delta squared, is multiplied with for the replications.

    Parameters
    ----------
    alternatives
        How many there are, at least 2.
    first
        Replications from which variances are taken, at least 2.
    error
        Probability of a wrong choice that is allowed.
    """
    eta = ((2 * error / (alternatives - 1)) ** (-2 / (first - 1)) - 1) / 2
    return float(2 * eta * (first - 1))


@dataclass
class Screening:
    """KN as it goes on, replication by replication; larger is better.

    Attributes
    ----------
    delta
        Smallest difference that counts.
    h_squared
        See `continuation`.
    variances
        Of the differences of the first replications, shape (alternatives, alternatives).
    sums
        Of each alternative so far.
    done
        Replications looked at.
    left
        Alternatives that have not been dropped.
    dropped_at, dropped_by
        After how many replications, and by whom, by alternative.
    """

    delta: float
    h_squared: float
    variances: Floats
    sums: Floats
    done: int
    left: list[int]
    dropped_at: dict[int, int] = field(default_factory=dict)
    dropped_by: dict[int, int] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """Replications after which the choice falls at the latest."""
        among = self.variances[np.ix_(self.left, self.left)]
        return int(self.h_squared * among.max() / self.delta**2) + 1

    def look(self) -> int | None:
        """Drop those that are too far behind; return the chosen one once there is one."""
        if self.done >= self.longest:
            return self._end()
        old = np.array(self.left)
        means = self.sums[old] / self.done
        among = self.variances[np.ix_(old, old)]
        width = np.maximum(0.0, self.delta / (2 * self.done) * (self.h_squared * among / self.delta**2 - self.done))
        lead = means[None, :] - means[:, None] - width  # of the column's over the row's
        np.fill_diagonal(lead, 0.0)
        for place, alternative in enumerate(old):
            if lead[place].max() > 0:
                self.dropped_at[int(alternative)] = self.done
                self.dropped_by[int(alternative)] = int(old[int(lead[place].argmax())])
        self.left = [int(alternative) for alternative in old if int(alternative) not in self.dropped_at]
        return self.left[0] if len(self.left) == 1 else None

    def _end(self) -> int:
        best = max(self.left, key=lambda alternative: (self.sums[alternative], -alternative))
        for alternative in self.left:
            if alternative != best:
                self.dropped_at[alternative], self.dropped_by[alternative] = self.done, best
        self.left = [best]
        return best

    def add(self, values: Floats) -> None:
        """Take the next replication, shape (alternatives,); those that were dropped do not count."""
        self.sums[self.left] += values[self.left]
        self.done += 1


def begin(values: Floats, delta: float, error: float, among: int | None = None) -> Screening:
    """Return the screening after the first replications.

    Parameters
    ----------
    values
        Larger is better; shape (alternatives, replications), at least 2 of each.
    delta
        Smallest difference that counts.
    error
        Probability of a wrong choice that is allowed.
    among
        Alternatives that there were at the outset, where some were put aside for other reasons.
    """
    alternatives, first = values.shape
    variances = np.stack([(values - own).var(axis=1, ddof=1) for own in values])
    return Screening(
        delta,
        continuation(max(2, among or alternatives), first, error),
        variances,
        values.sum(axis=1),
        first,
        list(range(alternatives)),
    )


@dataclass(frozen=True, slots=True)
class ShareTest:
    """Whether a share of all replications keeps a limit, replication by replication.

    Attributes
    ----------
    share
        That is asked for.
    margin
        Shares of at least ``share + margin`` pass, and those that are smaller than ``share`` do not, as surely as `error` says; those
        between may be taken either way. Cut off halfway to 1; where all replications have to keep the limit, one that does not
        is enough, and otherwise shares of less than ``1 - margin`` do not pass.
    error
        Probability of a wrong answer, either way.
    most
        Replications after which what has not passed does not.
    """

    share: float
    margin: float
    error: float
    most: int

    @property
    def ends(self) -> tuple[float, float]:
        """The shares that the test is between."""
        bad = self.share if self.share < 1 else 1 - self.margin
        return bad, min(self.share + self.margin, (1 + self.share) / 2)

    @property
    def enough(self) -> bool:
        """Whether the promise holds with so many replications: half of `error` is for those that would have passed later."""
        kept, missed = self._steps()
        least = self.most if np.isinf(missed) else ceil((-log(self.error) - self.most * missed) / (kept - missed))
        return bool(stats.binom.cdf(least - 1, self.most, self.ends[1]) <= self.error / 2)

    def decide(self, kept: npt.NDArray[np.bool_]) -> tuple[bool, int] | None:
        """Return whether the share passes, and after how many replications that was known; None while it is not.

        Parameters
        ----------
        kept
            Whether each replication keeps the limit, in order, shape (n,).
        """
        up, down = self._steps()
        ratio = np.cumsum(np.where(kept, up, down))
        over = np.flatnonzero((ratio >= -log(self.error)) | (ratio <= log(self.error / 2)))
        if over.size:
            return bool(ratio[over[0]] > 0), int(over[0]) + 1
        return (False, self.most) if kept.size >= self.most else None

    def _steps(self) -> tuple[float, float]:
        """Return by how much the logarithm of the ratio moves where the limit is kept, and where it is missed."""
        bad, good = self.ends
        return log(good / bad), log((1 - good) / (1 - bad)) if good < 1 else -inf


@dataclass(frozen=True, slots=True)
class MeanTest:
    """Whether a mean is at most 0, replication by replication.

    Attributes
    ----------
    margin
        Means of at most ``-margin`` pass, and those above 0 do not, as surely as `error` says; those between may be taken either
        way.
    error
        Probability of a wrong answer, either way.
    first
        Replications from which the variance is taken.
    """

    margin: float
    error: float
    first: int

    def decide(self, values: Floats) -> tuple[bool, int] | None:
        """Return whether the mean passes, and after how many replications that was known; None while it is not.

        Parameters
        ----------
        values
            By replication, in order, shape (n,), at least `first`.
        """
        variance = float(values[: self.first].var(ddof=1))
        done = np.arange(self.first, values.size + 1)
        half = self.margin / 2  # the middle of the margin is what is compared with
        reach = continuation(2, self.first, self.error) * variance / (2 * half)
        width = np.maximum(0.0, reach - half / 2 * done)
        total = np.cumsum(values + half)[self.first - 1 :]
        over = np.flatnonzero(np.abs(total) >= width)
        return (bool(total[over[0]] <= 0), int(done[over[0]])) if over.size else None
