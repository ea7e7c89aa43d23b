"""How often does the instrument cry wolf? Alarms in runs of agents that do not drift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.drift.streams import FAMILIES

if TYPE_CHECKING:
    from sim.experiment.calibration.record import Record


@dataclass(frozen=True, slots=True)
class Count:
    """`alarmed` of `runs`; `low` and `high` are exact 95 % bounds of the rate, one-sided each."""

    alarmed: int
    runs: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """The runs of a control with any alarm, and by family."""

    control: str
    any: Count
    families: Mapping[str, Count]


def false_alarms(control: str, records: Sequence[Record]) -> FalseAlarms | None:
    """Return the false alarms in the runs of a control, None if there is no run."""
    if not records:
        return None
    families = {
        family: counted([record.alarm(family) is not None for record in records]) for family in FAMILIES
    }
    return FalseAlarms(control, counted([bool(record.alarms) for record in records]), families)


def counted(alarmed: Sequence[bool]) -> Count:
    """Return how many of some runs (1 or more) alarmed, with Clopper-Pearson bounds.

    >>> counted([True] * 8 + [False] * 292).high <= 0.05 < counted([True] * 9 + [False] * 291).high
    True
    """
    # scipy takes longer to load than the command line to say how it is used
    from sim.drift.stats.intervals import rate  # noqa: PLC0415

    found = rate(sum(alarmed), len(alarmed), level=0.9)
    assert found is not None
    assert found.interval is not None
    low, high = (round(end, 6) for end in (found.interval.low, found.interval.high))
    return Count(sum(alarmed), len(alarmed), low, high)
