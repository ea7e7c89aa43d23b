"""Does a fault's own component tell it from no fault? The AUROC against the runs of the clean control."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.calibration.plan import Own
    from sim.experiment.calibration.record import Record


@dataclass(frozen=True, slots=True)
class Separation:
    """How well the change of a measure tells the runs of a case from clean ones.

    `auroc`: the probability that a run with the fault got worse by more than a clean one (ties count
    half), None where either has no value. `runs` and `clean` are those with a value, `change` and
    `clean_change` their median changes, in the measure's own unit and direction.
    """

    kind: str
    size: str
    measure: str
    auroc: float | None
    runs: int
    clean: int
    change: float | None
    clean_change: float | None


def separation(
    kind: str, size: str, own: Own, records: Sequence[Record], clean: Sequence[Record]
) -> Separation | None:
    """Return how a measure separates the runs of a case from clean ones, None if there is no run."""
    if not records:
        return None
    changed, still = (_changes(own.measure, some) for some in (records, clean))
    found = auroc([own.worse * value for value in changed], [own.worse * value for value in still])
    return Separation(
        kind, size, own.measure, found, len(changed), len(still), _median(changed), _median(still)
    )


def auroc(faulty: Sequence[float], clean: Sequence[float]) -> float | None:
    """Return P(faulty > clean) + P(faulty = clean) / 2, the statistic of Mann and Whitney (1947) over pairs.

    None if either side is empty.

    >>> auroc([2, 3], [1, 2])
    0.875
    """
    if not faulty or not clean:
        return None
    ordered = sorted(clean)
    halves = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in faulty)
    return halves / (2 * len(faulty) * len(ordered))


def _changes(measure: str, records: Sequence[Record]) -> list[float]:
    changes = (record.change(measure) for record in records)
    return [change for change in changes if change is not None]


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 6) if values else None
