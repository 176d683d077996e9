"""Writing the event log of a run in the form that the name of the file asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.exports.eventlog import LOT_EVENTS, ORDER_EVENTS, SHIPMENT_EVENTS, EventLog
from sim.exports.ocel import write_json, write_sqlite, write_xml
from sim.exports.xes import CASES, Case, write_xes
from sim.output import replacing
from sim.results import Run

ENDINGS = (".csv", ".parquet", ".jsonocel", ".json", ".xmlocel", ".xml", ".sqlite", ".xes")


def export_log(run: Run, path: Path | str, replication: int | None = 0, case: Case = "lot") -> Path:
    """Write what happened in a run to a file that other tools read.

    Parameters
    ----------
    run
        The run.
    path
        The file; its ending chooses the form: ``.csv`` and ``.parquet`` (a row per event), ``.jsonocel`` or ``.json``,
        ``.xmlocel`` or ``.xml``, ``.sqlite`` (object-centric, OCEL 2.0), ``.xes`` (IEEE 1849-2016).
    replication
        Which one; all of them where None.
    case
        ``.xes``: what a trace is, see `sim.exports.xes.write_xes`.

    Raises
    ------
    InputError
        If the ending, the replication or the case is none, or the run has no event log.
    OutputError
        If the file cannot be written.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in ENDINGS:
        message = f"{target}: the name must end in {', '.join(ENDINGS)}"
        raise InputError(message)
    if case not in CASES:
        message = f"{case!r} is no case; choose one of {', '.join(CASES)}"
        raise InputError(message)
    log = EventLog(run, _numbers(run, replication))
    with replacing(target) as temporary:
        if suffix in {".csv", ".parquet"}:
            _write_flat(log, temporary)
        elif suffix == ".xes":
            write_xes(log, temporary, case)
        elif suffix == ".sqlite":
            write_sqlite(log, temporary)
        else:
            (write_xml if suffix in {".xmlocel", ".xml"} else write_json)(log, temporary)
    return target


def _numbers(run: Run, replication: int | None) -> tuple[int, ...]:
    known = tuple(int(number) for number in run.replications["replication"])
    if replication is not None and replication not in known:
        message = f"the run has no replication {replication}; name one from {known[0]} to {known[-1]}"
        raise InputError(message)
    if run.events.empty:
        raise InputError("the run has no event log; simulate it with the log on")
    return known if replication is None else (replication,)


def _write_flat(log: EventLog, path: Path) -> None:
    """Write a row per event: the table `events` with the moment, and the kind of what its number is of."""
    events = log.run.events
    table = events[events["replication"].isin(log.replications)].reset_index(drop=True)
    kinds = np.select(
        [table["kind"].isin(entry) for entry in (LOT_EVENTS, SHIPMENT_EVENTS, ORDER_EVENTS)],
        ["lot", "shipment", "order"],
        "",
    )
    start = pd.Timestamp(log.run.scenario.start)
    moments = start + pd.to_timedelta((table["time_min"] * 60_000).round().astype("int64"), unit="ms")
    table.insert(2, "time", moments)
    table.insert(list(table.columns).index("lot"), "journey", np.where(table["lot"] < 0, "", kinds))
    table = table.rename(columns={"lot": "number"})
    if path.suffix.lower() == ".csv":
        table.to_csv(path, index=False, encoding="utf-8-sig", date_format="%Y-%m-%dT%H:%M:%S.%f%z")
    else:
        table.to_parquet(path, index=False, compression="zstd")
