"""What is kept of a run: a few hundred numbers, as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Json


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm: its family, the row of the front page, its step, and the step where it sees the rise begin.

    `noticed` counts the shortcuts noticed after the fault set in and up to the alarm.
    """

    family: str
    row: str
    step: int
    onset: int | None
    noticed: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a row of the front page told: its values, p of the change, its verdict and its change point.

    None where there was no telling.
    """

    reference: float | None
    late: float | None
    p: float | None
    verdict: str
    point: int | None

    @property
    def change(self) -> float | None:
        """The late value minus that of the reference."""
        return None if self.reference is None or self.late is None else self.late - self.reference


@dataclass(frozen=True, slots=True)
class Record:
    """One run of the calibration, measured.

    `size` is "" for a control; `onset` the first step with the fault, None for a control. `rows` are those of
    the front page; `changes` the last third minus the first third of every measure, by name. `noticed`:
    shortcuts noticed from the onset to the end. `speed`: steps per second, played and measured.
    """

    kind: str
    size: str
    number: int
    world: int
    seed: int
    agent: str
    onset: int | None
    steps: int
    legs: int
    won: bool
    alarms: tuple[Raised, ...]
    rows: Mapping[str, Told]
    changes: Mapping[str, float | None]
    verdict: str
    noticed: int
    speed: float

    def change(self, measure: str) -> float | None:
        """Return how much a measure changed: from its reference to late if it is on the front page.

        Else from the first third of the run to the last. None where there is no telling.
        """
        row = self.rows.get(measure)
        return self.changes.get(measure) if row is None else row.change

    def alarm(self, family: str) -> Raised | None:
        """Return the first alarm of a family."""
        return next((raised for raised in self.alarms if raised.family == family), None)

    def found(self, family: str) -> Raised | None:
        """Return the first alarm of a family if it came with the fault; None if before it or never."""
        raised = self.alarm(family)
        early = raised is not None and self.onset is not None and raised.step < self.onset
        return None if early else raised

    def to_json(self) -> Json:
        """Return the record as a JSON object."""
        return asdict(self)


def record_of(saved: Mapping[str, Any]) -> Record:
    """Return the record whose JSON this is."""
    told = {
        "alarms": tuple(Raised(**raised) for raised in saved["alarms"]),
        "rows": {name: Told(**row) for name, row in saved["rows"].items()},
    }
    return Record(**{**saved, **told})
