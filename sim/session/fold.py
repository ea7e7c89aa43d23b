"""From a run file to its drift report."""

from __future__ import annotations

from sim.drift import DriftReport, Tracker
from sim.record import Run
from sim.session.parts import world_of
from sim.world import EDITION


def fold(run: Run) -> DriftReport:
    """Fold the steps and revisions of `run` into its drift report; no emulator is needed.

    A run of another edition of Fernmoor has no oracle here, so it has no progress against it.
    """
    guide = None if run.settings.guide == "off" else run.guide(0)
    world = world_of(run.settings) if run.identity().get("edition") == EDITION else None
    tracker = Tracker(world, guide=guide)
    revisions = run.revisions()
    pending = next(revisions, None)
    for step in run.steps():
        while pending is not None and pending[0] <= step.decision:
            tracker.revised(pending[1])
            pending = next(revisions, None)
        tracker.update(step)
    return tracker.report()
