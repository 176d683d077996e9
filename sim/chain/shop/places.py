"""Changeovers: what each free work place of a station is set up for."""

from __future__ import annotations

from sim.chain.shop.state import Request, StationState
from sim.chain.world import World


def kind_of(world: World, request: Request) -> str:
    """Return what a work place is set up for by a lot."""
    return world.plan.items[request.lot.item].route[request.operation].kind


def by_change(world: World, request: Request) -> bool:
    """Tell whether the setup of a lot depends on what the work place last worked on."""
    return world.plan.items[request.lot.item].route[request.operation].changeover


def take_place(state: StationState, kind: str) -> bool:
    """Take a free work place, one that is set up for this kind if there is one; tell whether it has to be set up.

    Otherwise it is one that nothing has been worked on yet, else the one that has been free for longest.
    """
    if kind in state.set_up:
        state.set_up.remove(kind)
        return False
    if "" in state.set_up:
        state.set_up.remove("")
    else:
        state.set_up.popleft()
    return True


def count_places(state: StationState) -> None:
    """Keep as many free work places as there are free crews: new ones are not set up, those free for longest go."""
    free = max(state.idle, 0)
    while len(state.set_up) > free:
        state.set_up.popleft()
    state.set_up.extend([""] * (free - len(state.set_up)))
