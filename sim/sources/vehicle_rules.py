"""Which vehicles OpenStreetMap tags let drive: access on ways, barriers on nodes."""

from __future__ import annotations

from collections.abc import Mapping

from sim.network import BARRED

ACCESS_KEYS: dict[str, tuple[str, ...]] = {
    "truck": ("hgv", "motor_vehicle", "vehicle", "access"),
    "van": ("goods", "motor_vehicle", "vehicle", "access"),
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
}
"""The keys that speak of a kind of vehicle, the most specific one first: the first one tagged decides.

(https://wiki.openstreetmap.org/wiki/Key:access; `goods` are goods vehicles up to 3.5 tonnes, `hgv` those above.)
"""

_SHUT = frozenset({"no", "private", "agricultural", "forestry", "emergency", "military", "psv", "bus", "residents"})
_BLOCKING = frozenset(
    {
        "bar", "block", "bollard", "bus_trap", "chain", "city_wall", "cycle_barrier", "debris", "ditch", "fence",
        "full-height_turnstile", "guard_rail", "handrail", "hedge", "horse_stile", "jersey_barrier", "kissing_gate",
        "log", "motorcycle_barrier", "planter", "retaining_wall", "rope", "stile", "sump_buster", "turnstile", "wall",
        "wedge",
    }
)  # fmt: skip


def barred(tags: Mapping[str, str]) -> int:
    """Return the bits of `sim.network.BARRED` of the kinds of vehicle that may not drive on a way.

    ``destination``, ``customers`` and ``delivery`` count as open: a supplier's truck is a delivery. So does every
    value that is not known to shut a way. Of several values (``agricultural;forestry``) one open value opens it.

    Parameters
    ----------
    tags
        Keys and values of the way.
    """
    return sum(BARRED[kind] for kind, keys in ACCESS_KEYS.items() if _is_shut(tags, keys))


def blocks(tags: Mapping[str, str]) -> bool:
    """Tell whether no motor vehicle passes the barrier of a node.

    What the node's access tags say of a kind of vehicle wins; a node that lets one kind pass lets all of them. Without
    such tags, bollards, blocks, walls and the like shut the road; gates, lift gates, toll booths, cattle grids, height
    restrictors and whatever is not known let it pass, unless locked.

    Parameters
    ----------
    tags
        Keys and values of the node, with a `barrier` among them.
    """
    default = "no" if tags.get("barrier") in _BLOCKING or tags.get("locked") == "yes" else "yes"
    return all(_is_shut(tags, keys, default) for keys in ACCESS_KEYS.values())


def _is_shut(tags: Mapping[str, str], keys: tuple[str, ...], default: str = "yes") -> bool:
    value = next((tags[key] for key in keys if key in tags), default)
    return all(part.strip() in _SHUT for part in value.split(";"))
