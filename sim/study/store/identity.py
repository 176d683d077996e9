"""What all runs of a study have in common, so that none is ever mixed with those of another version, network or scenario."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib import metadata
from typing import Any

from scenarios import Scenario
from sim.network import RoadNetwork
from sim.study.store.code import code_state

PACKAGES = ("numpy", "scipy", "simpy", "numba")
"""Packages on which the last bits of an outcome hang."""
SHOWN_DIGITS = 12


@dataclass(frozen=True)
class Identity:
    """What makes two runs of the same point and replication the same run.

    Attributes
    ----------
    program
        Version of this program.
    scenario, scenario_sha256
        Id and hash of the scenario as it stands before anything is varied.
    network, network_sha256
        Name and hash of the road network.
    seed
        Root of all random streams of the simulation.
    outcomes
        Outcomes that are kept; all where none is named.
    python
        Major and minor version: the sum of a list differs in its last bits from 3.12 on.
    packages
        Version by name.
    code
        State of the code by room, see `sim.study.store.code`: the version stands still while somebody edits a checkout. Empty
        in studies of before it was noted.
    drawn
        Uncertainties that are drawn anew in every replication, as text; see `sim.study.draws`.
    """

    program: str
    scenario: str
    scenario_sha256: str
    network: str
    network_sha256: str
    seed: int
    outcomes: tuple[str, ...]
    python: str
    packages: Mapping[str, str]
    code: Mapping[str, str] = field(default_factory=dict)
    drawn: tuple[str, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario, network: RoadNetwork, seed: int, outcomes: tuple[str, ...] = ()) -> Identity:
        """Return the identity of a study that is begun now, by this program.

        Parameters
        ----------
        scenario
            What is varied.
        network
            Its roads.
        seed, outcomes
            See the attributes.
        """
        return cls(
            program=metadata.version("one-hour-circle"),
            scenario=scenario.id,
            scenario_sha256=scenario.sha256(),
            network=scenario.roads.network,
            network_sha256=network.sha256(),
            seed=seed,
            outcomes=outcomes,
            python=".".join(platform.python_version_tuple()[:2]),
            packages={name: metadata.version(name) for name in PACKAGES},
            code=dict(code_state()),
        )

    def document(self) -> dict[str, Any]:
        """Return the identity as it stands in files."""
        return {
            **asdict(self),
            "outcomes": list(self.outcomes),
            "drawn": list(self.drawn),
            "packages": dict(self.packages),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Identity:
        """Return the identity that a file holds.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it holds none.
        """
        known = {entry.name: document[entry.name] for entry in fields(cls) if entry.name not in {"code", "drawn"}}
        packages, code = (
            {str(name): str(state) for name, state in states.items()}
            for states in (known["packages"], document.get("code", {}))
        )
        lists = {"outcomes": tuple(known["outcomes"]), "drawn": tuple(document.get("drawn", ()))}
        return cls(**{**known, **lists, "packages": packages, "code": code})

    def differences(self, other: Identity) -> list[str]:
        """Return in words what is another in `other`: what it was here, and what it is there.

        Parameters
        ----------
        other
            The identity of now, where this one is of then.
        """
        pairs = [
            ("version of one-hour-circle", self.program, other.program),
            ("scenario", self.scenario, other.scenario),
            ("content of the scenario", self.scenario_sha256, other.scenario_sha256),
            ("road network", self.network, other.network),
            ("content of the road network", self.network_sha256, other.network_sha256),
            ("seed", self.seed, other.seed),
            ("list of outcomes", _listed(self.outcomes), _listed(other.outcomes)),
            ("uncertainties that are drawn", " ".join(self.drawn) or "none", " ".join(other.drawn) or "none"),
            ("Python", self.python, other.python),
        ]
        names = sorted({*self.packages, *other.packages})
        pairs += [(name, self.packages.get(name, "none"), other.packages.get(name, "none")) for name in names]
        told = [f"{name}: was {_short(then)}, now {_short(now)}" for name, then, now in pairs if then != now]
        return [*told, *self._edited(other)]

    def _edited(self, other: Identity) -> list[str]:
        """Return in words where the code of one version is another one; that of two versions is, without many words."""
        if self.program != other.program or not other.code:
            return []
        if not self.code:
            return ["code of one-hour-circle: was not noted when the study was begun, so it may be another one now"]
        rooms = sorted({*self.code, *other.code})
        edited = [room for room in rooms if self.code.get(room) != other.code.get(room)]
        return [f"code of one-hour-circle: edited since, in {', '.join(edited)}"] if edited else []


def _listed(outcomes: tuple[str, ...]) -> str:
    return ", ".join(outcomes) or "all"


def _short(value: object) -> str:
    text = str(value)
    is_hash = len(text) == 64 and text.isalnum()  # noqa: PLR2004 - digits of a SHA-256
    return f"{text[:SHOWN_DIGITS]}…" if is_hash else text
