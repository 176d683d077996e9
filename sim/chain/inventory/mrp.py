"""Material requirements planning: gross requirements netted bucket by bucket and released a lead time ahead, level by level.

The record of an item is that of Orlicky, *Material Requirements Planning*, McGraw-Hill 1975: what is required in a bucket
is met at its start, from stock, from what is on order, else by a planned receipt; a planned release lies a lead time
before its receipt, and is a gross requirement of every component. What would have to be released before the start is
released at the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.errors import InputError

Floats = npt.NDArray[np.float64]
EPSILON = 1e-6
MOST_BUCKETS = 1_000_000


@dataclass(frozen=True, slots=True)
class Lots:
    """How much is ordered at a time.

    Attributes
    ----------
    rule
        ``lot_for_lot``, ``fixed`` (multiples of `multiple`) or ``period``.
    multiple
        Pieces; every planned receipt is a multiple.
    periods
        Buckets that one receipt covers, for ``period``.
    """

    rule: Literal["lot_for_lot", "fixed", "period"] = "lot_for_lot"
    multiple: int = 1
    periods: int = 1


@dataclass(frozen=True, slots=True)
class Netted:
    """An item to be planned.

    Attributes
    ----------
    inputs
        (index, pieces of it in one piece, minutes from the release until it is wanted there) of what it takes.
    independent, receipts
        (moment, pieces): what others want of it that is known beforehand; what is on order.
    bucket_min
        None for an item that is not planned by bucket: what demands need of it is released at the start, what planned
        items need of it when they are released.
    """

    inputs: tuple[tuple[int, float, float], ...]
    independent: tuple[tuple[float, float], ...]
    receipts: tuple[tuple[float, float], ...]
    opening: float
    safety: float
    bucket_min: float | None
    lead_min: float
    lots: Lots


@dataclass(frozen=True, slots=True)
class Record:
    """The record of an item, by bucket; `releases` are (moment, pieces)."""

    begin_min: Floats
    gross: Floats
    receipts: Floats
    on_hand: Floats
    net: Floats
    planned_receipts: Floats
    planned_releases: Floats
    releases: tuple[tuple[float, float], ...]


def plan_requirements(items: Sequence[Netted], order: Sequence[int], end_min: float) -> list[Record]:
    """Return the record of every item.

    Parameters
    ----------
    items
        What to plan.
    order
        Their indices, each before what it takes.
    end_min
        Last moment of the plan; later requirements lengthen it.

    Raises
    ------
    InputError
        If the buckets are so short that there are more than a million.
    """
    wanted = [_asked(item) for item in items]
    records: dict[int, Record] = {}
    for index in order:
        record = net_item(items[index], wanted[index], end_min)
        records[index] = record
        for below, amount, delay in items[index].inputs:
            wanted[below].extend((moment + delay, pieces * amount) for moment, pieces in record.releases)
    return [records[index] for index in range(len(items))]


def net_item(item: Netted, wanted: Sequence[tuple[float, float]], end_min: float) -> Record:
    """Return the record of one item.

    Parameters
    ----------
    item
        What to plan.
    wanted
        (moment, pieces) of its gross requirements.
    end_min
        As for `plan_requirements`.
    """
    horizon = max([end_min, *(moment for moment, _ in wanted)])
    bucket_min = horizon + 1.0 if item.bucket_min is None else item.bucket_min
    buckets = int(horizon // bucket_min) + 1
    if buckets > MOST_BUCKETS:
        message = f"MRP in buckets of {bucket_min / 60:g} h has {buckets:,} of them; lengthen `bucket_h`"
        raise InputError(message)
    gross, receipts = (_by_bucket(entries, bucket_min, buckets) for entries in (wanted, item.receipts))
    unplanned = item.opening + np.cumsum(receipts) - np.cumsum(gross)
    needed = np.maximum.accumulate(np.maximum(item.safety - unplanned, 0.0))
    planned = np.diff(_lotted(needed, item.lots), prepend=0.0)
    on_hand = unplanned + np.cumsum(planned)
    before = np.concatenate([[item.opening], on_hand[:-1]])
    begin = np.arange(buckets, dtype=np.float64) * bucket_min
    moments = np.maximum(begin - item.lead_min, 0.0)
    due = planned > EPSILON
    return Record(
        begin_min=begin,
        gross=gross,
        receipts=receipts,
        on_hand=on_hand,
        net=np.maximum(gross + item.safety - before - receipts, 0.0),
        planned_receipts=planned,
        planned_releases=_by_bucket(list(zip(moments[due], planned[due], strict=True)), bucket_min, buckets),
        releases=_as_wanted(item, wanted) if item.bucket_min is None else _joined(moments[due], planned[due]),
    )


def _asked(item: Netted) -> list[tuple[float, float]]:
    """Return when demands make themselves felt: at the start where nothing is planned by bucket."""
    return [(0.0 if item.bucket_min is None else moment, pieces) for moment, pieces in item.independent]


def _as_wanted(item: Netted, wanted: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return the releases of an item that is not planned: what stock and orders do not meet, when it is wanted."""
    moments, pieces = np.asarray([(0.0, item.safety), *sorted(wanted)], dtype=np.float64).T
    have = item.opening + sum(pieces for _, pieces in item.receipts)
    short = np.diff(np.maximum(np.cumsum(pieces) - have, 0.0), prepend=0.0)
    due = short > EPSILON
    return _joined(moments[due], short[due])


def _by_bucket(entries: Sequence[tuple[float, float]], bucket_min: float, buckets: int) -> Floats:
    if not entries:
        return np.zeros(buckets)
    moments, pieces = np.asarray(entries, dtype=np.float64).T
    place = np.clip((moments // bucket_min).astype(np.int64), 0, buckets - 1)
    return np.bincount(place, weights=pieces, minlength=buckets).astype(np.float64)


def _lotted(needed: Floats, lots: Lots) -> Floats:
    """Return the pieces planned to be received by each bucket, of those needed by then."""
    if lots.rule != "period":
        return np.ceil(needed / lots.multiple - EPSILON) * lots.multiple
    planned = np.zeros_like(needed)
    have, bucket = 0.0, 0
    while (late := np.flatnonzero(needed[bucket:] > have + EPSILON)).size:
        first = bucket + int(late[0])
        bucket = min(first + lots.periods, needed.size)
        have = float(np.ceil(needed[bucket - 1] / lots.multiple - EPSILON) * lots.multiple)
        planned[first:] = have
    return planned


def _joined(moments: Floats, pieces: Floats) -> tuple[tuple[float, float], ...]:
    """Join what is released at one moment."""
    at, place = np.unique(moments, return_inverse=True)
    sums = np.bincount(place, weights=pieces, minlength=at.size)
    return tuple(zip(at.tolist(), sums.tolist(), strict=True))
