"""How well is the onset of an abrupt fault found, by the alarm at the time and the change point later?"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from sim.experiment.calibration.analysis.delays import reached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.calibration.record import Record

MEASURE = "waste"
"""The measure, and the family, whose onset is looked at."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Distances in steps between an onset found and the true one, of the `found` runs; None: no run."""

    found: int
    median: int | None
    p75: int | None


@dataclass(frozen=True, slots=True)
class Onsets:
    """Errors of the onset in the runs of a case, and by how much waste rose in the median run."""

    kind: str
    size: str
    runs: int
    rise: float | None
    alarm: Errors
    point: Errors


def onsets(kind: str, size: str, records: Sequence[Record]) -> Onsets | None:
    """Return the errors of the onset in the runs of a case, None if there is no run."""
    if not records:
        return None
    by_alarm, by_point, rises = list[int](), list[int](), list[float]()
    for record in records:
        assert record.onset is not None
        raised, row = record.found(MEASURE), record.rows.get(MEASURE)
        if raised is not None and raised.onset is not None:
            by_alarm.append(abs(raised.onset - record.onset))
        if row is not None and row.point is not None:
            by_point.append(abs(row.point - record.onset))
        change = record.change(MEASURE)
        if change is not None:
            rises.append(change)
    rise = round(median(rises), 6) if rises else None
    return Onsets(kind, size, len(records), rise, _errors(by_alarm), _errors(by_point))


def _errors(distances: Sequence[int]) -> Errors:
    found = len(distances)
    return Errors(found, reached(distances, 0.5, found), reached(distances, 0.75, found))
