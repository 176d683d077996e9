"""Interning of facts while ways stream by: every distinct combination of tags is understood once."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sim.sources.osm_tags import (
    HIGHWAYS,
    NAME_KEYS,
    RULE_KEYS,
    WayFacts,
    absurd_speeds,
    changes_direction,
    way_rules,
    with_names,
)

Values = tuple[str | None, ...]


class Found(NamedTuple):
    """What is known of a way: the index of its facts, and whether its points must be turned round."""

    fact: int
    turned: bool


class FactTable:
    """The distinct facts of the ways read so far.

    Parameters
    ----------
    highways
        The values of `highway` that are wanted; all that are roads by default.
    """

    def __init__(self, highways: frozenset[str] = frozenset(HIGHWAYS)) -> None:
        self._highways = highways
        self._index: dict[WayFacts, int] = {}
        self._rules: dict[Values, _Rules] = {}
        self._found: dict[tuple[int, Values], Found] = {}

    def find(self, get: Callable[[str], str | None]) -> Found | None:
        """Return what is known of a way; None if it is not driven or not wanted.

        Parameters
        ----------
        get
            Gives the value of a key of the way, None where it is missing, as `dict.get` does.
        """
        values = tuple(map(get, RULE_KEYS))
        rules = self._rules.get(values)
        if rules is None:
            rules = self._rules[values] = self._understood(values)
        rules.ways += 1
        if rules.facts is None:
            return None
        names = tuple(map(get, NAME_KEYS))
        found = self._found.get((rules.number, names))
        if found is None:
            facts = with_names(rules.facts, _tags(NAME_KEYS, names))
            found = Found(self._index.setdefault(facts, len(self._index)), rules.turned)
            self._found[rules.number, names] = found
        return found

    def of_tags(self, tags: Mapping[str, str]) -> Found | None:
        """Return what is known of a way with some tags; None if it is not driven or not wanted."""
        return self.find(tags.get)

    @property
    def facts(self) -> tuple[WayFacts, ...]:
        """The distinct facts, by index; one-way roads run along their points."""
        return tuple(self._index)

    def notes(self) -> dict[str, Any]:
        """Return what was odd, counted in ways: speeds that cannot be, directions that change, ways shut to all."""
        absurd: Counter[str] = Counter()
        changing = shut = 0
        for values, rules in self._rules.items():
            ways = rules.ways
            tags = _tags(RULE_KEYS, values)
            if tags.get("highway") not in self._highways or tags.get("area") == "yes":
                continue
            if rules.facts is not None:
                absurd.update(dict.fromkeys(absurd_speeds(tags), ways))
            elif changes_direction(tags):
                changing += ways
            else:
                shut += ways
        return {"absurd_maxspeed": dict(absurd.most_common()), "changing_direction": changing, "shut_ways": shut}

    def _understood(self, values: Values) -> _Rules:
        tags = _tags(RULE_KEYS, values)
        facts = way_rules(tags) if tags.get("highway") in self._highways else None
        turned = facts is not None and facts.direction < 0
        if facts is not None and turned:
            facts = dataclasses.replace(facts, direction=1)
        return _Rules(len(self._rules), facts, turned)


@dataclasses.dataclass(slots=True)
class _Rules:
    """What is known of ways with some rules, names aside, and how many of them there were."""

    number: int
    facts: WayFacts | None
    turned: bool
    ways: int = 0


def _tags(keys: tuple[str, ...], values: Values) -> Mapping[str, str]:
    return {key: value for key, value in zip(keys, values, strict=True) if value is not None}
