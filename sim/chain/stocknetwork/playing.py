"""A network of stock points played by compiled code, what suppliers and vehicles do in between by SimPy.

Both keep one order: what is to come is numbered as it is scheduled, whoever schedules it, and at every turn that side goes
on whose next event is the earlier one by moment, priority and number. Events are the same and as many as with SimPy alone.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import repeat

import numpy as np

from sim.chain.clock import MOST_EVENTS, NEVER, too_many_events
from sim.chain.inventory import suppliers
from sim.chain.inventory.flow import PromptOrders
from sim.chain.inventory.flowing import log_prompt
from sim.chain.inventory.moves import Moves
from sim.chain.inventory.procurement import Part, as_the_place_orders, buy, place_orders
from sim.chain.journey import Journey
from sim.chain.measures.stockfigures import take_baseline
from sim.chain.stocknetwork import _playing
from sim.chain.stocknetwork._agenda import KEY_BITS
from sim.chain.stocknetwork._net import STATE, Net
from sim.chain.stocknetwork.layout import grown, new_net
from sim.chain.world import World

KEPT = (
    "on_hand",
    "shipped",
    "transferred_in",
    "transferred_out",
    "owed",
    "backlog",
    "area_on_hand",
    "area_owed",
    "settled_min",
)
"""What compiled code knows of every point."""
ORDERED = ("on_order", "in_transit", "covered", "released")
"""What it knows of those that are filled from others; of those that buy, SimPy does."""
COSTS = {"order": "order_cny", "lost_sale": "lost_cny", "backorder": "backorder_cny"}


class Network:
    """A replication of a network of stock points.

    Attributes
    ----------
    net
        Its state.
    cells
        What there is but once of it, each as an array of one.
    parts
        What points have ordered of suppliers at this moment, by supplier.
    steps
        Events of SimPy.
    """

    __slots__ = ("cells", "net", "parts", "steps", "world")

    def __init__(self, world: World) -> None:
        self.world = world
        self.net: Net = new_net(world)
        self.cells = {name: self.net.state[name] for name in STATE.names or ()}
        self.parts: dict[int, list[Part]] = {}
        self.steps = 0
        world.clock.number_by(self.cells["ids"])
        world.network = self

    def put(self, item: int, pieces: float, journey: Journey | None) -> None:
        """Put in stock what a supplier's shipment brings."""
        number = -1 if journey is None else journey.number
        if number >= self.net.ships.size:
            self.net = grown(self.net, 2 * number)
        self.cells["now"][0] = self.world.clock.now
        _playing.bring(self.net, item, int(pieces), number)


def play(world: World) -> int:
    """Let a replication happen; return the number of events, SimPy's and those that would have been.

    Parameters
    ----------
    world
        At minute 0, nothing scheduled; its plan is a network of stock points, see `sim.chain.stocknetwork.taken`.

    Raises
    ------
    RunError
        If there are too many events.
    """
    network = Network(world)
    _playing.begin(network.net, world.plan.warm_up_min > 0)
    _give_way(network)
    suppliers.begin_arrivals(world)
    _take_over(network)
    _playing.begin_checks(network.net)
    _go_on(network)
    _playing.close(network.net)
    _leave(network)
    world.clock.number_by(None)
    world.network = None
    return network.steps + int(network.cells["steps"][0])


def _go_on(network: Network) -> None:
    """Let compiled code and SimPy go on in turn, until the end."""
    world, end_min = network.world, network.world.plan.end_min
    while True:
        at_min, key = _next_of_simpy(world)
        done = _playing.play(network.net, at_min, key, MOST_EVENTS - network.steps)
        if done == _playing.BUY:
            _buy(network)
        elif done == _playing.PLACE:
            _place(network)
        elif done == _playing.BASELINE:
            _copy_states(network)
            take_baseline(world)
        elif done == _playing.TOO_LITTLE_ROOM:
            network.net = grown(network.net, 2 * network.net.ships.size)
        elif network.steps + network.cells["steps"][0] >= MOST_EVENTS:
            raise too_many_events(world.clock.now, end_min)
        elif at_min > end_min:
            return
        else:
            _let_simpy(network)


def _next_of_simpy(world: World) -> tuple[float, int]:
    """Return moment and key of the next event of SimPy."""
    queue = world.clock._queue  # noqa: SLF001 - the clock is an environment of SimPy's
    if not queue:
        return NEVER, 0
    at_min, priority, number, _ = queue[0]
    return at_min, (priority << KEY_BITS) | number


def _let_simpy(network: Network) -> None:
    """Let SimPy's events happen that come before all others."""
    world, clock = network.world, network.world.clock
    _give_way(network)
    while True:
        clock.step()
        network.steps += 1
        at_min, key = _next_of_simpy(world)
        if at_min > clock.now:  # most often nothing else happens at this moment
            break
        if network.cells["coming"][0]:
            other_min, other_key = network.net.coming[0].tolist()[:2]
            if other_min < at_min or (other_min == at_min and other_key < key):
                break
    _take_over(network)


def _buy(network: Network) -> None:
    """Let a point buy of suppliers; the orders go out when all points have been looked at."""
    world, cells = network.world, network.cells
    item = int(cells["buyer"][0])
    world.clock.set_now(float(cells["now"][0]))
    world.costs_cny["order"] = float(cells["order_cny"][0])
    plan, mine = world.plan.items[item], world.items[item]
    covered = mine.covered
    buy(world, item, as_the_place_orders(world, plan, float(cells["to_buy"][0])), None, network.parts)
    mine.released += mine.covered - covered
    network.net.points["on_order"][item] = mine.on_order
    cells["order_cny"][0] = world.costs_cny["order"]


def _place(network: Network) -> None:
    """Give suppliers the orders of this moment."""
    _give_way(network)
    parts, network.parts = network.parts, {}
    place_orders(network.world, parts)
    _take_over(network)


def _give_way(network: Network) -> None:
    """Let SimPy's side know what shipments there are and what stands in the log."""
    world, cells = network.world, network.cells
    if (more := int(cells["ships"][0]) - len(world.shipments)) > 0:
        world.shipments.extend(repeat(None, more))  # type: ignore[arg-type]
    if written := int(cells["log"][0]):
        world.events += network.net.log[:written].tobytes()
        cells["log"][0] = 0


def _take_over(network: Network) -> None:
    """Let compiled code know what shipments there are, and what is on order and in transit now."""
    world, net = network.world, network.net
    network.cells["ships"][0] = len(world.shipments)
    if world.touched:
        on_order, in_transit = net.points["on_order"], net.points["in_transit"]
        for at in world.touched:
            on_order[at], in_transit[at] = world.items[at].on_order, world.items[at].in_transit
        world.touched.clear()


def _copy_states(network: Network) -> None:
    """Copy what compiled code knows of points and costs into the state."""
    world, net = network.world, network.net
    for name in KEPT:
        for state, value in zip(world.items, net.points[name].tolist(), strict=True):
            setattr(state, name, value)
    filled = [at for at, plan in enumerate(world.plan.items) if plan.transfer is not None]
    for name in ORDERED:
        values = net.points[name].tolist()
        for at in filled:
            setattr(world.items[at], name, values[at])
    for kind, name in COSTS.items():
        world.costs_cny[kind] = float(network.cells[name][0])


def _leave(network: Network) -> None:
    """Leave the state as SimPy would, but for orders and transfers, which stay in tables."""
    world, net = network.world, network.net
    _give_way(network)
    _copy_states(network)
    days, orders, ships, inputs = (int(network.cells[name][0]) for name in ("days", "orders", "ships", "inputs"))
    world.stock = array("d", net.days[: days * len(world.items)].tobytes())
    world.moves = Moves(net.orders[:orders], net.ships[:ships], net.inputs[:inputs], net.points, net.nodes)
    for prompt in _prompt(network):
        world.prompt.append(prompt)
        if world.logging:
            log_prompt(world, prompt)


def _prompt(network: Network) -> Iterator[PromptOrders]:
    """Yield the orders of streams that were served at once, by point."""
    points, orders = network.net.points, network.net.stream_orders
    first = 0
    for at, (flows, coming, last) in enumerate(points[["flows", "coming", "last"]].tolist()):
        if flows:
            mine = orders[first:coming]
            mine = mine[mine["apart"] == 0]
            moments, pieces = np.ascontiguousarray(mine["moment"]), np.ascontiguousarray(mine["pieces"])
            yield PromptOrders(at, moments, mine["stream"].astype(np.int32), pieces)
        first = last
