"""Answers about the whole space need points that are a sample of it."""

from __future__ import annotations

from sim.errors import InputError
from sim.study.study import Study


def refuse_search(study: Study) -> None:
    """Refuse a study whose points are those that a search looked at.

    There are the more of them the closer it came to what it looked for, so that shares and distributions over them say how it
    searched, and nothing of the space.

    Parameters
    ----------
    study
        A study.

    Raises
    ------
    InputError
        If it is a search.
    """
    if study.searched:
        message = (
            "what sets bad cases apart needs points all over the space, and those of this study are where a search (onehour optimise) "
            "looked; sweep with --design lhs --samples 200, or more, into another folder"
        )
        raise InputError(message)
