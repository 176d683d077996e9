"""Interning of facts while ways stream by: every distinct combination of tags is understood once."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sim.sources.osm_tags import (
    FACT_KEYS,
    HIGHWAYS,
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
        self._texts: dict[bytes, tuple[_Rules, Found | None]] = {}

    def of_tags(self, tags: Mapping[str, str]) -> Found | None:
        """Return what is known of a way with some tags; None if it is not driven or not wanted."""
        return self.find(tags.get)

    def find(self, get: Callable[[str], str | None]) -> Found | None:
        """Return what is known of a way; None if it is not driven or not wanted.

        Parameters
        ----------
        get
            Gives the value of a key of the way, None where it is missing, as `dict.get` does.
        """
        rules, found = self._look_up({key: value for key in FACT_KEYS if (value := get(key)) is not None})
        rules.ways += 1
        return found

    def of_text(self, text: bytes, tags_of: Callable[[bytes], Mapping[str, str]]) -> Found | None:
        """Return what is known of a way whose tags stand in a text, which is read only the first time it is met."""
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = self._look_up(tags_of(text))
        known[0].ways += 1
        return known[1]

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
            tags = {key: value for key, value in zip(RULE_KEYS, values, strict=True) if value is not None}
            if tags.get("highway") not in self._highways or tags.get("area") == "yes":
                continue
            if rules.facts is not None:
                absurd.update(dict.fromkeys(absurd_speeds(tags), ways))
            elif changes_direction(tags):
                changing += ways
            else:
                shut += ways
        return {"absurd_maxspeed": dict(absurd.most_common()), "changing_direction": changing, "shut_ways": shut}

    def _look_up(self, tags: Mapping[str, str]) -> tuple[_Rules, Found | None]:
        values = tuple(map(tags.get, RULE_KEYS))
        rules = self._rules.get(values)
        if rules is None:
            rules = self._rules[values] = self._understood(tags)
        if rules.facts is None:
            return rules, None
        fact = self._index.setdefault(with_names(rules.facts, tags), len(self._index))
        return rules, Found(fact, rules.turned)

    def _understood(self, tags: Mapping[str, str]) -> _Rules:
        facts = way_rules(tags) if tags.get("highway") in self._highways else None
        turned = facts is not None and facts.direction < 0
        if facts is not None and turned:
            facts = dataclasses.replace(facts, direction=1)
        return _Rules(facts, turned)


@dataclasses.dataclass(slots=True)
class _Rules:
    """What is known of ways with some rules, names aside, and how many of them there were."""

    facts: WayFacts | None
    turned: bool
    ways: int = 0
