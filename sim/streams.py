"""Random numbers: one stream for every component of every replication, so that no component moves another's draws."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from math import exp, log1p, sqrt

import numpy as np
from scipy.special import bdtrik

from scenarios.chance import CountFamily, Family
from sim import distributions
from sim.counts import Table, counts

BLOCK = 64
"""Numbers drawn at a time; its size does not change the sequence."""
TAIL = 30.0
"""Up to this mean the binomial distribution is inverted term by term, beyond it by SciPy."""

HALF = 0.5
LARGEST_WORD = 2**32 - 1

Key = tuple[int, int, int, int]


def stream_key(name: str) -> Key:
    """Return the words that stand for a component's name, the same on every machine."""
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    a, b, c, d = np.frombuffer(digest, dtype="<u4").tolist()
    return a, b, c, d


def generator(seed: int, replication: int, key: Key) -> np.random.Generator:
    """Return the generator of one component in one replication.

    Parameters
    ----------
    seed
        Root of all streams of a run.
    replication
        Number of the replication, from 0.
    key
        `stream_key` of the component's name.
    """
    words: tuple[int, ...] | np.ndarray = (seed, replication, *key)
    if 0 <= seed <= LARGEST_WORD and 0 <= replication <= LARGEST_WORD:
        words = np.array(words, dtype=np.uint32)  # the same seeds, a third of the time sooner
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def normals(random: np.random.Generator) -> Callable[[], float]:
    """Return a function that gives the next standard normal number, drawn in blocks."""
    return _blocks(random.standard_normal).__next__


def uniforms(random: np.random.Generator) -> Callable[[], float]:
    """Return a function that gives the next number of [0, 1), drawn in blocks."""
    return _blocks(random.random).__next__


def factors(random: np.random.Generator, family: Family, cv: float) -> Callable[[], float]:
    """Return a function that gives the next factor of mean 1, drawn in blocks.

    Log-normal ones come from normal numbers, all others by inversion of uniform ones.

    Raises
    ------
    InputError
        If the family cannot vary so much.
    """
    if family == "lognormal":
        sigma = log_sigma(cv)
        return (mean_one(sigma, normal) for normal in _blocks(random.standard_normal)).__next__
    quantile = distributions.mean_one(family, cv)
    return _blocks(lambda count: quantile(random.random(count))).__next__


def whole_numbers(
    random: np.random.Generator, family: CountFamily, mean: float, cv: float, table: Table = ()
) -> Callable[[], int]:
    """Return a function that gives the next whole number, drawn in blocks; see `sim.counts.counts`.

    Raises
    ------
    InputError
        If there is no such distribution.
    """
    quantile = counts(family, mean, cv, table)
    return (int(number) for number in _blocks(lambda count: quantile(random.random(count)))).__next__


def log_sigma(cv: float) -> float:
    """Return the standard deviation of the logarithm of a log-normal variable with this coefficient of variation."""
    return sqrt(log1p(cv * cv))


def mean_one(sigma: float, normal: float) -> float:
    """Return a log-normal factor of mean 1."""
    return exp(sigma * normal - 0.5 * sigma * sigma)


def median_one(sigma: float, normal: float) -> float:
    """Return a log-normal factor of median 1."""
    return exp(sigma * normal)


def binomial(pieces: int, share: float, uniform: float) -> int:
    """Return how many of `pieces` are hit when each is with probability `share`, by inversion of one uniform number.

    One number a call whatever the parameters: two scenarios that differ in `share` stay on common random numbers.
    """
    if pieces <= 0 or share <= 0:
        return 0
    if share >= 1:
        return pieces
    if share > HALF:
        return pieces - binomial(pieces, 1 - share, 1 - uniform)
    if pieces * share > TAIL:
        return min(pieces, max(0, int(np.ceil(bdtrik(uniform, pieces, share)))))
    hits, odds = 0, share / (1 - share)
    chance = (1 - share) ** pieces
    total = chance
    while total <= uniform and hits < pieces:
        chance *= odds * (pieces - hits) / (hits + 1)
        if total + chance == total:
            break  # the sum has reached 1 as nearly as it can: all that is left is rounding
        hits += 1
        total += chance
    return hits


def _blocks(draw: Callable[[int], np.ndarray]) -> Iterator[float]:
    while True:
        yield from draw(BLOCK).tolist()
