"""A run in one line: what the table of runs shows."""

from __future__ import annotations

import calendar
import time
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sim.core import RunFileError
from sim.drift import INSTRUMENT
from sim.record.lookup import activity
from sim.viewer.data.kin import forks

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core import Json, RunSettings
    from sim.record.lookup import Lookup

_SPARK = 40
"""Points of a sparkline at most."""
_INTERRUPTED = "interrupted"
"""The status of a run that says it is running while nobody writes it."""


def summary(run: Lookup, key: str, report: Json | None = None) -> dict[str, Any]:
    """Return the summary of a run that is known as `key`.

    `report`: its drift report as JSON, by default the one that its file holds. The time to answer depends on
    the size of that report only.
    """
    meta = run.meta()
    settings = run.settings
    last = run.last_step
    shown = run.shown(last)
    state = activity(run.folder)
    live = meta.get("status") == "running" and state.written
    report = report or stored(run)
    objective = None if shown is None else shown.objective
    objectives = None if shown is None else shown.objectives
    return {
        "id": key,
        "name": run.folder.resolve().name,
        "label": settings.label,
        "agent": settings.agent,
        "model": None if settings.model is None else settings.model.name,
        "game": str(meta.get("identity", {}).get("game", "unknown")),
        "world": settings.world,
        "legs": None if settings.world is None else settings.legs,
        "rom": None if settings.rom is None else PurePath(settings.rom).name,
        "steps": last,
        "of": settings.steps,
        "status": _status(meta, live=live),
        "live": live,
        "won": shown is not None and shown.mode == "won",
        "objective": objective,
        "objectives": objectives,
        "progress": share(objective, objectives),
        "spark": _spark(run, last),
        "verdict": _verdict(report),
        "front": _front(report),
        **_cost(run, settings),
        "started": _seconds(meta.get("created")),
        "changed": state.changed,
        "forks": forks(run),
        "error": None,
    }


def stored(run: Lookup) -> Json | None:
    """Return the drift report that the file holds of the run as it stands, by this instrument, or None."""
    return run.report(INSTRUMENT)


def broken(folder: Path, key: str, error: str) -> dict[str, Any]:
    """Return the summary of a run that cannot be read: its name, and why."""
    changed = 0.0
    with suppress(RunFileError):
        changed = activity(folder).changed
    return {"id": key, "name": folder.resolve().name, "live": False, "changed": changed, "error": error}


def share(met: int | None, of: int | None) -> float | None:
    """Return the share of the objectives that are met, None where they are not known.

    >>> share(3, 12), share(None, None), share(0, 0)
    (0.25, None, None)
    """
    return None if met is None or not of else round(met / of, 4)


def _status(meta: Json, *, live: bool) -> str:
    status = str(meta.get("status", "unknown"))
    return _INTERRUPTED if status == "running" and not live else status


def _spark(run: Lookup, last: int) -> list[float | None]:
    """Return the progress at up to 40 steps, evenly spread from the first to the last one."""
    count = min(last, _SPARK)
    found = (run.shown((number + 1) * last // count) for number in range(count))
    return [None if shown is None else share(shown.objective, shown.objectives) for shown in found]


def _verdict(report: Json | None) -> Json | None:
    return None if report is None else {"word": report["verdict"]["word"], "reason": report["verdict"]["why"]}


def _front(report: Json | None) -> list[Json]:
    if report is None:
        return []
    return [
        {
            "name": name,
            "title": row["title"],
            "word": row["verdict"]["word"],
            "level": row["level"],
            "unit": row["unit"],
        }
        for name, row in report["front"].items()
    ]


def _cost(run: Lookup, settings: RunSettings) -> dict[str, Any]:
    """Return what the run has cost, None for an agent that asks no model."""
    if settings.model is None:
        return {"usd": None, "tokens": None}
    spent, used = run.spent, run.used
    tokens = sum(used[kind] for kind in ("input", "cache_read", "cache_write", "output"))
    return {"usd": {"least": spent.least, "most": spent.most}, "tokens": tokens}


def _seconds(created: Any) -> float | None:
    try:
        return float(calendar.timegm(time.strptime(str(created), "%Y-%m-%dT%H:%M:%SZ")))
    except ValueError:
        return None
