"""Sobol' indices: which share of the variance of an outcome each factor explains, alone and with its interactions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.study.answers.answer import Answer
from sim.study.answers.pointmeans import point_means
from sim.study.answers.sobolindices import Indices, sobol_indices
from sim.study.answers.sobolwords import sobol_sentence
from sim.study.designs.saltelli import BLOCKS, balanced
from sim.study.study import Study

LEAST = 16
"""Complete samples below which indices say nothing."""


def sobol(study: Study, outcome: str) -> Answer:
    """Say which share of the variance of an outcome each factor explains.

    Parameters
    ----------
    study
        Of a Sobol' design. Replications are averaged first; the intervals are about the choice of the points.
    outcome
        Name of an outcome of it.

    Returns
    -------
    Answer
        Table: a row per factor, largest total first. ``factor``, ``role``, ``first``, ``first_ci95_low``, ``first_ci95_high`` (share of the
        variance that it explains alone), ``total``, ``total_ci95_low``, ``total_ci95_high`` (with all its interactions), ``samples``.
        Details: ``mean`` and ``sd`` of the outcome over the space, ``together``, ``together_ci95_low``, ``together_ci95_high`` (share
        that no factor explains alone), ``noise_share`` (share of the variance that is noise of few replications, None where it cannot
        be told), ``left_out`` (samples that did not reach the outcome at all their points, or were not run).

    Raises
    ------
    InputError
        If there is no such outcome, the design is another one, or too few samples are complete.
    """
    if study.design.kind != "sobol":
        message = f"Sobol' indices need Saltelli's sample, and this study is of design {study.design.kind}; run another with --design sobol"
        raise InputError(message)
    means = point_means(study, outcome)
    values = means.mean.reshape(-1, len(study.space.axes) + BLOCKS)
    complete = values[~np.isnan(values).any(axis=1)]
    if len(complete) < LEAST:
        more = balanced(max(2 * len(values), LEAST))
        message = (
            f"Sobol' indices need at least {LEAST} samples that reach {outcome} at all their points, and {len(complete)} of {len(values)} "
            f"do; ask for more (--samples {more} --resume)"
        )
        raise InputError(message)
    first, second, mixed = complete[:, 0], complete[:, 1], complete[:, BLOCKS:].T
    found = sobol_indices(first, second, mixed, np.random.default_rng(study.seed))
    both = np.concatenate([first, second])
    share = means.noise_share()
    details: dict[str, object] = {
        "mean": float(both.mean()),
        "sd": 0.0 if np.isnan(found.together) else float(both.std()),  # nothing varies: what is left is rounding
        "together": found.together,
        "together_ci95_low": found.together_low,
        "together_ci95_high": found.together_high,
        "noise_share": None if np.isnan(share) else share,
        "left_out": len(values) - len(complete),
    }
    table = _table(study, found, len(complete))
    return Answer("sobol", outcome, table, sobol_sentence(study, outcome, table, details), details)


def _table(study: Study, found: Indices, samples: int) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "factor": study.space.names,
            "role": [axis.role for axis in study.space.axes],
            "first": found.first,
            "first_ci95_low": found.first_low,
            "first_ci95_high": found.first_high,
            "total": found.total,
            "total_ci95_low": found.total_low,
            "total_ci95_high": found.total_high,
            "samples": samples,
        }
    )
    return table.sort_values("total", ascending=False, kind="stable", ignore_index=True)
