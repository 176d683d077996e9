"""Little's law inside a replication: the time integral of a number equals the sum of the stays that make it up.

L = lambda W (Little 1961, Operations Research 9, 383-387) holds on every sample path when stays are counted to the end of
the time looked at for those that are still there (Stidham 1974, Operations Research 22, 417-421): with N(t) present,
``integral of N = sum of stays``, so the mean number is the arrivals by time times the mean stay. The two sides are taken
from different records: the integral from what the stock keepers, the crews and the event log counted as it happened, the
stays from the journeys of single lots and from the pedigree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.eventkinds import LOT_START, SCRAP
from sim.chain.journey import Journey, Lot, Shipment, Stage
from sim.chain.measures.stockfigures import stock_area
from sim.chain.world import World

EVENT_FIELDS = 6
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Balance:
    """One place that things come to, stay in and leave.

    Attributes
    ----------
    kind, name
        ``station`` (lots worked on), ``stock`` (pieces of a stock point) or ``production`` (pieces of an item in lots).
    arrivals
        Lots or pieces that came, with those that were there at the start.
    area
        Time integral of the number present, counted as it happened.
    stays
        Sum of the stays, each counted to the end at most.
    minutes
        From the start to the end of the scenario.
    """

    kind: str
    name: str
    arrivals: float
    area: float
    stays: float
    minutes: float

    @property
    def mean_number(self) -> float:
        """Return L: mean lots or pieces present."""
        return self.area / self.minutes

    @property
    def arrivals_by_day(self) -> float:
        """Return lambda: lots or pieces a day."""
        return self.arrivals / self.minutes * 24 * 60

    @property
    def mean_stay_min(self) -> float:
        """Return W: minutes, to the end of the scenario for those still there."""
        return self.stays / self.arrivals if self.arrivals else NAN


def balances(world: World) -> list[Balance]:
    """Return the balance of every station, every stock point and every item made, of a replication without a warm-up.

    Production is counted from the event log: without one it is left out.
    """
    made = _production(world) if world.logging else []
    return [*_stations(world), *_stock(world), *made]


def _stations(world: World) -> list[Balance]:
    """Compare what crews were busy with (by crew) with what lots went through (by lot); not at batch stations."""
    end = world.plan.end_min
    stays = [0.0] * len(world.stations)
    counts = [0] * len(world.stations)
    for lot in world.lots:
        for begin, until, stage, place in _stages(lot, end):
            if stage in {Stage.WORK, Stage.REWORK}:
                stays[place] += until - begin
                counts[place] += 1
    found = []
    for index, (plan, state) in enumerate(zip(world.plan.stations, world.stations, strict=True)):
        if plan.batch is None:
            area = sum(min(until, end) - begin for begin, until in state.spans)
            found.append(Balance("station", plan.name, counts[index], area, stays[index], end))
    return found


def _stages(journey: Journey, end: float) -> list[tuple[float, float, Stage, int]]:
    """Return (begin, end, stage, place) of every stage of a journey."""
    begins = [begin for begin, _, _ in journey.steps]
    ends = [*begins[1:], end]
    return [(begin, until, stage, place) for (begin, stage, place), until in zip(journey.steps, ends, strict=True)]


def _stock(world: World) -> list[Balance]:
    """Compare the stock by the keepers' integral with the stays of the pieces by their pedigree, first in first out."""
    end = world.plan.end_min
    count = len(world.items)
    came = [0.0] * count
    moments_in, moments_out = [0.0] * count, [0.0] * count
    for journey in (*world.lots, *world.shipments):
        taken_min = journey.steps[0][0] if isinstance(journey, Lot) else _loaded_min(journey)
        for item, source, pieces in journey.inputs:
            moments_out[item] += pieces * taken_min
            moments_in[item] += pieces * _arrived_min(source)
            came[item] += pieces
    for index, state in enumerate(world.items):
        for source, pieces in state.sources:
            moments_out[index] += pieces * end
            moments_in[index] += pieces * _arrived_min(source)
            came[index] += pieces
    return [
        Balance("stock", plan.name, came[index], stock_area(world, index), moments_out[index] - moments_in[index], end)
        for index, plan in enumerate(world.plan.items)
    ]


def _loaded_min(journey: Journey) -> float:
    """Return when a shipment was taken out of stock: after its order had come; at once where nothing was done with it."""
    begins = (begin for begin, stage, _ in journey.steps if stage is not Stage.ORDERED)
    return next(begins, journey.ordered_min if isinstance(journey, Shipment) else NAN)


def _arrived_min(source: Journey | None) -> float:
    """Return when a lot or shipment was put in stock; 0 for opening stock."""
    if source is None:
        return 0.0
    return source.received_min if isinstance(source, Shipment) else source.steps[-1][0]


def _production(world: World) -> list[Balance]:
    """Compare the pieces in production by the event log with the stays of lots; a scrapped piece stays until it is."""
    end = world.plan.end_min
    table = np.frombuffer(world.events, dtype=np.float64).reshape(-1, EVENT_FIELDS)
    minute, kind, _, item, number, pieces = table.T
    entries = np.where(kind == LOT_START, pieces, np.where(kind == SCRAP, -pieces, 0.0))
    area = np.zeros(len(world.items))
    np.add.at(area, item[entries != 0].astype(int), (entries * (end - minute))[entries != 0])
    lost = np.zeros(len(world.lots))
    lost_min = np.zeros(len(world.lots))
    scraps = kind == SCRAP
    np.add.at(lost, number[scraps].astype(int), pieces[scraps])
    np.add.at(lost_min, number[scraps].astype(int), (pieces * minute)[scraps])
    stays, came = np.zeros(len(world.items)), np.zeros(len(world.items))
    for lot in world.lots:
        begin, (until, last, _) = lot.steps[0][0], lot.steps[-1]
        finish = until if last is Stage.DONE else end
        stays[lot.item] += lot.pieces * (finish - begin) + lost_min[lot.number] - lost[lot.number] * begin
        came[lot.item] += lot.pieces + lost[lot.number]
        area[lot.item] -= lot.pieces * (end - finish)
    return [
        Balance("production", plan.name, float(came[index]), float(area[index]), float(stays[index]), end)
        for index, plan in enumerate(world.plan.items)
        if plan.made
    ]
