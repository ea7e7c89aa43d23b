"""The run file: one SQLite file that holds all of a run. The only room that speaks SQL."""

from sim.record.checker import Checker
from sim.record.forking import fork
from sim.record.recorder import Recorder
from sim.record.run import FRESH, Fork, Run, Snapshot

__all__ = ["FRESH", "Checker", "Fork", "Recorder", "Run", "Snapshot", "fork"]
