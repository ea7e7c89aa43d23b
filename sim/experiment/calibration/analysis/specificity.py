"""Which alarms does which fault raise? A kind should raise its own and leave the others alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.drift.streams import FAMILIES

if TYPE_CHECKING:
    from sim.experiment.calibration.record import Record


@dataclass(frozen=True, slots=True)
class Specificity:
    """The share of the runs of a case that each family alarmed in, once the fault had set in.

    `own` is the family that should; `coupled` are those that may, declared beforehand.
    """

    kind: str
    size: str
    runs: int
    own: str | None
    coupled: tuple[str, ...]
    shares: Mapping[str, float]

    @property
    def others(self) -> Mapping[str, float]:
        """The shares of the families that should not alarm."""
        return {name: share for name, share in self.shares.items() if name not in (self.own, *self.coupled)}


def specificity(
    kind: str, size: str, own: str | None, coupled: tuple[str, ...], records: Sequence[Record]
) -> Specificity | None:
    """Return which families alarmed in the runs of a case, None if there is no run."""
    runs = len(records)
    if not runs:
        return None
    shares = {
        family: sum(record.found(family) is not None for record in records) / runs for family in FAMILIES
    }
    return Specificity(kind, size, runs, own, coupled, shares)
