"""Walking the scenario's models by key path: which keys can stand where, and what they hold."""

from __future__ import annotations

import types
from typing import Annotated, TypeGuard, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from scenarios._yaml import KeyPath
from scenarios.base import Frozen
from scenarios.model import Scenario


def fields_of(model: type[Frozen]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the key that stands in a file."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def type_at(path: KeyPath) -> object:
    """Return what a key path holds: a model, ``dict[…]``, ``tuple[…]`` or a plain type; None if it cannot exist.

    Parameters
    ----------
    path
        Keys and list indices from the top.
    """
    here: object = Scenario
    for part in path:
        here = _child_type(here, part)
        if here is None:
            return None
    return here


def field_at(path: KeyPath) -> FieldInfo | None:
    """Return the model field that a key path ends in; None for entries of collections."""
    parent = type_at(path[:-1]) if path else None
    return fields_of(parent).get(path[-1]) if is_model(parent) else None


def allows_none(path: KeyPath) -> bool:
    """Say whether nothing at all may stand at a key path: at fields made for it, and at entries, which it takes away."""
    info = field_at(path)
    return info is None or types.NoneType in get_args(info.annotation)


def must_stand(path: KeyPath) -> bool:
    """Say whether a key path ends in a field that must be written, even if nothing at all stands there."""
    info = field_at(path)
    return info is not None and info.is_required()


def is_model(kind: object) -> TypeGuard[type[Frozen]]:
    """Say whether a type is one of the scenario's models."""
    return isinstance(kind, type) and issubclass(kind, Frozen)


def _child_type(kind: object, part: str) -> object:
    if is_model(kind):
        info = fields_of(kind).get(part)
        return None if info is None else _bare(info.annotation)
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return _bare(arguments[1])
    if get_origin(kind) is tuple and part.isdigit():
        return _bare(arguments[0])
    return None


def _bare(annotation: object) -> object:
    """Strip ``Annotated`` and ``| None``."""
    while get_origin(annotation) in {Annotated, Union, types.UnionType}:
        arguments = [argument for argument in get_args(annotation) if argument is not types.NoneType]
        annotation = arguments[0]
    return annotation
