"""How far a run has drifted: folds over its steps and its guide's revisions, and nothing else."""

from sim.drift.report import Component, DriftReport, Verdict
from sim.drift.tracker import INSTRUMENT, Tracker

__all__ = ["INSTRUMENT", "Component", "DriftReport", "Tracker", "Verdict"]
