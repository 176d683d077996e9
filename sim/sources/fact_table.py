"""Interning of facts while ways stream by: every distinct combination of tags is understood once."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.sources.osm_tags import FACT_KEYS, HIGHWAYS, WayFacts, absurd_speeds, changes_direction, way_facts


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
        self._found: dict[tuple[str | None, ...], Found | None] = {}
        self._seen: Counter[tuple[str | None, ...]] = Counter()

    def of_tags(self, tags: Mapping[str, str]) -> Found | None:
        """Return what is known of a way with some tags; None if it is not driven or not wanted."""
        return self.of_values(tuple(map(tags.get, FACT_KEYS)))

    def of_values(self, values: tuple[str | None, ...]) -> Found | None:
        """Return what is known of a way with some values of `FACT_KEYS`, None where a key is missing."""
        self._seen[values] += 1
        try:
            return self._found[values]
        except KeyError:
            found = self._found[values] = self._understood(values)
            return found

    @property
    def facts(self) -> tuple[WayFacts, ...]:
        """The distinct facts, by index; one-way roads run along their points."""
        return tuple(self._index)

    def notes(self) -> dict[str, Any]:
        """Return what was odd, counted in ways: speeds that cannot be, directions that change, ways shut to all."""
        absurd: Counter[str] = Counter()
        changing = shut = 0
        for values, ways in self._seen.items():
            tags = _tags(values)
            if tags.get("highway") not in self._highways or tags.get("area") == "yes":
                continue
            if self._found[values] is not None:
                absurd.update(dict.fromkeys(absurd_speeds(tags), ways))
            elif changes_direction(tags):
                changing += ways
            else:
                shut += ways
        return {"absurd_maxspeed": dict(absurd.most_common()), "changing_direction": changing, "shut_ways": shut}

    def _understood(self, values: tuple[str | None, ...]) -> Found | None:
        tags = _tags(values)
        facts = way_facts(tags) if tags.get("highway") in self._highways else None
        if facts is None:
            return None
        turned = facts.direction < 0
        along = dataclasses.replace(facts, direction=1) if turned else facts
        return Found(self._index.setdefault(along, len(self._index)), turned)


def _tags(values: tuple[str | None, ...]) -> dict[str, str]:
    return {key: value for key, value in zip(FACT_KEYS, values, strict=True) if value is not None}
