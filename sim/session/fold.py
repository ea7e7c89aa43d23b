"""From a run file to its drift report."""

from __future__ import annotations

from sim.drift import DriftReport, Tracker
from sim.record import Run
from sim.session.parts import world_of


def fold(run: Run) -> DriftReport:
    """Fold the steps and revisions of `run` into its drift report; no emulator is needed."""
    guide = None if run.settings.guide == "off" else run.guide(0)
    tracker = Tracker(world_of(run.settings), guide=guide)
    revisions = run.revisions()
    pending = next(revisions, None)
    for step in run.steps():
        while pending is not None and pending[0] <= step.decision:
            tracker.revised(pending[1])
            pending = next(revisions, None)
        tracker.update(step)
    return tracker.report()
