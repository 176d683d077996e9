"""People of teams: a station that needs a skill needs one free person who has it, besides its work place.

A person works in the hours of the station and is free when the work is done, though the lot may still keep its place.
"""

from __future__ import annotations

from sim.chain.plans.stations import StationPlan
from sim.chain.shop.state import Request, StationState, TeamState
from sim.chain.world import World


def who(world: World, plan: StationPlan) -> int:
    """Return the team of which a person can work at a station now, the one with the fewest skills; -1 for nobody."""
    for team in plan.teams:
        if world.teams[team].idle > 0:
            return team
    return -1


def take(world: World, plan: StationPlan, request: Request) -> None:
    """Let a free person work on a lot or a batch that has just been started."""
    request.team = who(world, plan)
    team = world.teams[request.team]
    team.idle -= 1
    team.spans.append((world.clock.now, request.ends, request.station))


def let_go(world: World, request: Request) -> None:
    """Set a person free, and wake the stations that could use a person of this team."""
    team = world.teams[request.team]
    if team.idle < 0:
        team.stayed.append((team.leaving.pop(0), world.clock.now))
    team.idle += 1
    if team.idle > 0:
        _wake(world, request.team)


def change_people(world: World, team: int, change: int) -> None:
    """Let people come or go; one who goes finishes the work first."""
    state, now = world.teams[team], world.clock.now
    state.people.append((now, state.people[-1][1] + change))
    before, state.idle = state.idle, state.idle + change
    count_leaving(state, before, now)
    if state.idle > 0:
        _wake(world, team)


def count_leaving(state: StationState | TeamState, before: int, now: float) -> None:
    """Note who stays beyond a change to finish the work in hand: crews or people.

    Parameters
    ----------
    state
        After the change.
    before
        Free ones before it.
    now
        When.
    """
    left = max(-state.idle, 0)
    due = max(-before, 0)
    state.leaving.extend([now] * (left - due))
    for _ in range(due - left):
        state.stayed.append((state.leaving.pop(0), now))


def _wake(world: World, team: int) -> None:
    for station in world.plan.teams[team].stations:
        state = world.stations[station]
        if state.idle > 0 and (state.queue or state.groups):
            world.wake_station(station)
