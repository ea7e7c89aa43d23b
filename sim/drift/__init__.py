"""How far a run has drifted: folds over its steps and its guide's revisions, and nothing else."""

from sim.drift.report import Component, DriftReport
from sim.drift.stamp import INSTRUMENT, Stamp, calibrated
from sim.drift.stored import from_json
from sim.drift.streams import Alarm
from sim.drift.tracker import Tracker
from sim.drift.verdict import FRONT, Row, Verdict

__all__ = [
    "FRONT",
    "INSTRUMENT",
    "Alarm",
    "Component",
    "DriftReport",
    "Row",
    "Stamp",
    "Tracker",
    "Verdict",
    "calibrated",
    "from_json",
]
