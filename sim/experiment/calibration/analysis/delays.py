"""How soon is a fault found? Steps and shortcuts noticed, from its onset to its family's first alarm."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.calibration.record import Record

SOON = 40
"""Opportunities within which a shortcut taker is to be found."""


@dataclass(frozen=True, slots=True)
class Delays:
    """How soon the runs of a case were found by its own family.

    `early` runs had that alarm before the fault; they count as not found, as do runs without alarm: `p25`,
    `median` and `p75` are over all runs, None where fewer were found than that. `steps` are the
    delays themselves, in order. `noticed_*` are the same in shortcuts noticed, `soon` the share of
    all runs found within 40 of these.
    """

    kind: str
    size: str
    family: str
    runs: int
    early: int
    found: int
    p25: int | None
    median: int | None
    p75: int | None
    steps: tuple[int, ...]
    noticed_median: int | None
    noticed_p75: int | None
    soon: float

    @property
    def share(self) -> float:
        """The share of runs found."""
        return self.found / self.runs


def delays(kind: str, size: str, family: str, records: Sequence[Record]) -> Delays | None:
    """Return the delays in the runs of a kind at a size, None if there is no run."""
    if not records:
        return None
    steps, noticed, early = list[int](), list[int](), 0
    for record in records:
        assert record.onset is not None
        raised = record.found(family)
        if raised is None:
            early += record.alarm(family) is not None
            continue
        steps.append(raised.step - record.onset + 1)
        noticed.append(raised.noticed)
    runs = len(records)
    return Delays(
        kind, size, family, runs, early, len(steps),
        reached(steps, 0.25, runs), reached(steps, 0.5, runs), reached(steps, 0.75, runs),
        tuple(sorted(steps)),
        reached(noticed, 0.5, runs), reached(noticed, 0.75, runs),
        sum(count <= SOON for count in noticed) / runs,
    )  # fmt: skip


def reached(values: Sequence[int], share: float, among: int) -> int | None:
    """Return the least value that a share of `among` runs reached it by; None if fewer ever did.

    >>> reached([30, 10, 20], 0.5, among=4), reached([30, 10, 20], 0.9, among=4)
    (20, None)
    """
    place = max(1, ceil(share * among - 1e-9))
    return sorted(values)[place - 1] if place <= len(values) else None
