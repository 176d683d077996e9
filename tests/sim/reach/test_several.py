"""Several sites taken together: any of them, and so many of them at least."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.access import Access
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.profiles import SpeedProfiles
from sim.reach.extent import Extent
from sim.reach.growth import extents
from sim.reach.several import overlap, union
from sim.reach.stretches import stretches, united, without
from sim.reach.terms import Terms
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import Road, hand_network
from tests.sim.random_roads import START, profiles_of
from tests.sim.reach.fine_roads import PIECES, Fine, door, holds, timed_reach

TERMS = Terms(START, road_vehicle("truck"), "from")


def test_three_sites_along_a_road_overlap_where_their_reaches_do() -> None:
    """A road of 600 s, sites at its ends and in its middle, 4 minutes each."""
    network = hand_network({"a": (113.9, 22.7), "b": (113.98, 22.7)}, [Road("a", "b")])
    speeds = profiles_of(np.array([600.0]), np.zeros(1, int), np.ones((1, 1)), [])
    sites = [door(network, number, [(0, share, 0.0)]) for number, share in enumerate((0.0, 0.5, 1.0))]
    reached = [extents(network, speeds, site, TERMS, [4])[0][0] for site in sites]
    assert spans(union(reached)) == [(0, 1)]
    ladder = dict(overlap(reached))
    assert list(ladder) == [1, 2, 3]
    assert spans(ladder[1]) == [(0, 1)]
    assert spans(ladder[2]) == [(0.1, 0.4), (0.6, 0.9)]
    assert ladder[3].stretches.link.size == 0
    assert len(ladder[1].around) == 3
    assert ladder[2].is_empty is False
    assert ladder[3].is_empty


def spans(extent: Extent) -> list[tuple[float, float]]:
    parts = extent.stretches
    return [(round(a, 9), round(b, 9)) for a, b in zip(parts.begin.tolist(), parts.end.tolist(), strict=True)]


@settings(max_examples=40, deadline=None)
@given(timed_reach(), st.floats(0.2, 4))
def test_points_are_reached_by_as_many_sites_as_searches_find(
    drawn: tuple[RoadNetwork, SpeedProfiles, list[Access]], cutoff: float
) -> None:
    network, profiles, places = drawn
    reached = [extents(network, profiles, each, TERMS, [cutoff])[0][0] for each in places]
    ladder = overlap(reached)
    fine = Fine(network, profiles)
    times = np.stack([fine.seconds(each, "from", 0.0, arrive=False) for each in places])
    for link in np.flatnonzero(profiles.link_empty_s > 0).tolist():
        for at in range(1, PIECES, 2):
            own = times[:, fine.node(link, at)]
            if (np.abs(own - cutoff * 60) > 1e-4).all():
                within = int((own < cutoff * 60).sum())
                got = [count for count, extent in ladder if holds(extent.stretches, link, at / PIECES)]
                assert got == list(range(1, within + 1))
    assert not without(union(reached).stretches, ladder[0][1].stretches).link.size
    for (_, more), (_, fewer) in zip(ladder[1:], ladder[:-1], strict=True):
        assert not without(more.stretches, fewer.stretches).link.size


def test_many_sites_are_taken_together_at_once() -> None:
    """500 sites with 200 parts each: every count comes out of one sweep."""
    rng = np.random.default_rng(3)
    begin = rng.uniform(0, 0.5, (500, 200))
    made = [Extent(stretches(np.arange(200), row, row + 0.4)) for row in begin]
    ladder = overlap(made)
    assert len(ladder) == 500
    assert spans(ladder[0][1]) == spans(Extent(united([each.stretches for each in made])))
    # counted link by link: the length over all counts is the sum of the parts
    total = sum(float((extent.stretches.end - extent.stretches.begin).sum()) for _, extent in ladder)
    assert total == pytest.approx(500 * 200 * 0.4, rel=1e-6)


def test_no_sites_are_refused() -> None:
    for call in (union, overlap):
        with pytest.raises(InputError, match="name one site or more"):
            call([])
