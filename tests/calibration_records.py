"""Records of the calibration made up so that everything about them is known."""

from __future__ import annotations

from typing import Any

from sim.experiment.calibration.analysis.whole import ROWS
from sim.experiment.calibration.plan import AIMS, CONTROLS, SIZES
from sim.experiment.calibration.record import Raised, Record, Told

ONSET = 4000
"""The first step with the fault, in every record that has one."""
EVERY_ROW = tuple(row for rows in ROWS.values() for row in rows)
RISE = {"small": 0.03, "medium": 0.08, "large": 0.15}
"""By how much a kind's own measures get worse."""


def told(change: float, point: int | None = None) -> Told:
    return Told(0.1, 0.1 + change, 0.5, "bounded", point)


def made(kind: str = "clean", size: str = "", number: int = 0, **changed: Any) -> Record:
    """A run that nothing was found in, but for what is said."""
    values: dict[str, Any] = {
        "kind": kind, "size": size, "number": number, "world": number, "seed": number, "agent": "explorer",
        "onset": ONSET if size else None, "steps": 10_000, "legs": 80, "won": False, "alarms": (),
        "rows": {row: told(0.0) for row in EVERY_ROW}, "changes": {}, "verdict": "bounded", "noticed": 50,
        "speed": 2000.0,
    }  # fmt: skip
    return Record(**{**values, **changed})


def alarm(family: str, step: int, onset: int | None = None, noticed: int = 0) -> Raised:
    return Raised(family, ROWS[family][0], step, onset, noticed)


def control(name: str, runs: int, alarmed: int) -> list[Record]:
    """The runs of a control, the first few of them with a false alarm on waste."""
    raised = (alarm("waste", 5000),)
    return [
        made(name, number=number, alarms=raised if number < alarmed else (), changes=still())
        for number in range(runs)
    ]


def faulty(kind: str, size: str, runs: int, **changed: Any) -> list[Record]:
    """The runs of a kind: found after 100, 101, ... steps and 1, 2, ... shortcuts; the onset is near."""
    aim = AIMS[kind]
    rows = {row: told(0.0) for row in EVERY_ROW}
    changes: dict[str, float | None] = {}
    if kind in ("noise", "loops"):
        rows["waste"] = told(RISE[size], ONSET - 20)
    for own in aim.own:
        rise = own.worse * RISE[size]
        if own.measure in rows:
            rows[own.measure] = told(rise, ONSET - 20)
        else:
            changes[own.measure] = rise
    records = []
    for number in range(runs):
        raised = [
            alarm(family, ONSET + 99 + number, ONSET + 10, 1 + number) for family in [aim.family] if family
        ]
        given = {"alarms": tuple(raised), "rows": rows, "changes": changes, "verdict": "drift", **changed}
        records.append(made(kind, size, number, **given))
    return records


def perfect(controls: int = 300, kinds: int = 40) -> list[Record]:
    """A calibration in which everything that is demanded is met; of 300 runs of a control 8 alarm."""
    alarmed = 8 if controls == 300 else 0
    runs = [record for name in CONTROLS for record in control(name, controls, alarmed)]
    return runs + [record for kind in AIMS for size in SIZES for record in faulty(kind, size, kinds)]


def still() -> dict[str, float | None]:
    """No change of what is not on the front page."""
    return {own.measure: 0.0 for aim in AIMS.values() for own in aim.own if own.measure not in EVERY_ROW}
