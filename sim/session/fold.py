"""From a run file to its drift report."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sim.core import RunFileError
from sim.drift import INSTRUMENT, DriftReport, Tracker, from_json
from sim.record import Recorder, Run
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


def report_of(path: Path | str) -> DriftReport:
    """Return the drift report of a run: the one that its file holds, or a new one if it has gone on.

    A new one is put into the file, unless that is being written or may not be.
    """
    with Run.open(path) as run:
        kept = run.report(INSTRUMENT)
        if kept is not None:
            with suppress(KeyError, TypeError, ValueError):  # not a report that this version wrote
                return from_json(kept)
        report, folder, status = fold(run), run.folder, run.meta().get("status")
    with suppress(RunFileError):
        recorder = Recorder.resume(folder)
        if recorder.run.last_step == report.steps or recorder.run.won:
            recorder.report(INSTRUMENT, report.to_json())
        recorder.close(str(status))
    return report
