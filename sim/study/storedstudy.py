"""A study whose runs stay on disk until they are asked for: a million of them need no more memory than ten."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.study.study import KEYS, Study, check_kept

SMALL_BYTES = 64_000_000
"""A table of runs that takes no more than this in memory is read at once: nothing is won by leaving it on disk."""
NUMBER_BYTES = 8


class StoredRuns:
    """The runs of a study as they stood in its folder when it was read; later ones go to a new file, and are not seen.

    Parameters
    ----------
    path
        Of the table.
    outcomes
        Which can be asked for; all of the table where none is named.

    Raises
    ------
    OSError, ValueError
        If it cannot be opened, or is no table.
    """

    def __init__(self, path: Path, outcomes: Sequence[str] = ()) -> None:
        self._path = path
        self._file = pq.ParquetFile(pa.OSFile(str(path)))  # the file itself, also once another has its name
        every = (name for name in self._file.schema_arrow.names if name not in KEYS)
        self.outcomes = tuple(dict.fromkeys(outcomes)) or tuple(every)

    @property
    def is_small(self) -> bool:
        """Whether it is read at once; an open file could not be replaced by a later one on Windows."""
        columns = len(KEYS) + len(self.outcomes)
        return os.name == "nt" or self._file.metadata.num_rows * columns * NUMBER_BYTES <= SMALL_BYTES

    def read(self, outcomes: Sequence[str]) -> pd.DataFrame:
        """Return point, replication and some outcomes of every run.

        Raises
        ------
        InputError
            If the table is damaged, or the study did not keep such an outcome.
        """
        check_kept(outcomes, self.outcomes)
        try:
            found: pd.DataFrame = self._file.read(columns=[*KEYS, *outcomes]).to_pandas()
        except (OSError, ValueError) as error:
            why = " ".join(str(error).split())
            message = f"{self._path} is damaged ({why}); onehour sweep {self._path.parent} --resume writes it again"
            raise InputError(message) from error
        return found


class StoredStudy(Study):
    """A study with many runs, as `sim.read_study` and `sim.sweep` hand it out.

    `runs` reads all of them when it is asked for first, and keeps them; `values` and `runs_of` read what they are asked for, and
    keep nothing.
    """

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes."""
        return self._runs.outcomes if isinstance(self._runs, StoredRuns) else super().outcomes

    @property
    def runs(self) -> pd.DataFrame:
        """A row per point and replication; all outcomes of all runs are in memory from now on."""
        if isinstance(self._runs, StoredRuns):
            self.__dict__["_runs"] = self._runs.read(self._runs.outcomes)
        return cast("pd.DataFrame", self._runs)

    @runs.setter
    def runs(self, runs: pd.DataFrame) -> None:
        self.__dict__["_runs"] = runs  # called by the constructor alone: a study is frozen

    def runs_of(self, *outcomes: str) -> pd.DataFrame:
        """Return point, replication and some outcomes of every run."""
        return self._runs.read(outcomes) if isinstance(self._runs, StoredRuns) else super().runs_of(*outcomes)

    @property
    def _runs(self) -> pd.DataFrame | StoredRuns:
        kept: pd.DataFrame | StoredRuns = self.__dict__["_runs"]
        return kept
