"""What to simulate: the scenario model, its loader, the shipped scenarios and the facts they use."""

from scenarios.base import Provenance, Text
from scenarios.capacity import Shortage, shortages
from scenarios.catalogue import list_scenarios, shipped_file
from scenarios.disruptiontables import with_disruptions
from scenarios.errors import InputError, OneHourError, Problem, ScenarioError
from scenarios.idlekeys import idle_keys
from scenarios.loader import dump, load, loads
from scenarios.model import Scenario
from scenarios.numbers import with_number
from scenarios.overrides import override, parse_set
from scenarios.provenance import assumptions, differences, facts, value_at, variant_value
from scenarios.schema import json_schema
from scenarios.settings import apply_settings
from scenarios.sources import unsourced
from scenarios.sweeps import Factor, Sweep
from scenarios.varying import parse_vary, read_overlays

__all__ = [
    "Factor",
    "InputError",
    "OneHourError",
    "Problem",
    "Provenance",
    "Scenario",
    "ScenarioError",
    "Shortage",
    "Sweep",
    "Text",
    "apply_settings",
    "assumptions",
    "differences",
    "dump",
    "facts",
    "idle_keys",
    "json_schema",
    "list_scenarios",
    "load",
    "loads",
    "override",
    "parse_set",
    "parse_vary",
    "read_overlays",
    "shipped_file",
    "shortages",
    "unsourced",
    "value_at",
    "variant_value",
    "with_disruptions",
    "with_number",
]
