"""Orders and transfers that compiled code has played: as tables, and unfolded to what SimPy would have left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

NOT_MINE, MOVED, ORDERED_AND_MOVED, UNDER_WAY = range(4)
"""Kinds of shipments: a supplier's; handed over late or without a delay; at once after a delay; under way at the start."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Orders of streams and of other places, and transfers between places of one site.

    Attributes
    ----------
    orders : records
        Orders that came by themselves, by number: fields as of `sim.chain.inventory.state.Order`; `brought_by` is the number
        of the shipment that had brought its last piece, -1 for opening stock.
    shipments : records
        By number of `World.shipments`, in which there is None in their place; those of suppliers are of kind `NOT_MINE`.
        They go to the point `item`, were taken out of stock at `taken_min`, and hold `input_count` of the inputs from
        `inputs` on; `origin` is the number of a shipment, -1 for none.
    inputs : records
        What had brought the pieces, a shipment or -1 for opening stock, and how many.
    points, nodes : records
        Of every point the first order in line and the first node; of the nodes what is left in stock of one source, the
        opening stock by point, then shipments by number.
    """

    orders: npt.NDArray[Any]
    shipments: npt.NDArray[Any]
    inputs: npt.NDArray[Any]
    points: npt.NDArray[Any]
    nodes: npt.NDArray[Any]

    @property
    def numbers(self) -> npt.NDArray[np.int64]:
        """Return the numbers of the transfers."""
        found: npt.NDArray[np.int64] = np.flatnonzero(self.shipments["kind"] != NOT_MINE)
        return found
