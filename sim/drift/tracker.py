"""The drift instrument: one fold over steps and revisions, the same while a run plays and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.components.coverage import Coverage
from sim.drift.components.guide_size import GuideSize, Revisions
from sim.drift.components.objectives import Objectives
from sim.drift.components.progress import Progress
from sim.drift.components.stuck import Stuck
from sim.drift.moment import Reading
from sim.drift.report import Component, DriftReport, Verdict, trend
from sim.drift.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Revision, Step
    from sim.drift.measure import Measure
    from sim.world import World
    from sim.world.rules import State

INSTRUMENT = "longplay-drift-1"
"""Version of the measurement: reports of two versions are not to be compared."""
LEAST_STEPS, LEAST_OBJECTIVES = 3000, 16
"""A run with less of either is too short for a verdict."""


class Tracker:
    """Measures a run from its first step on.

    `world` is the Fernmoor world played, without which there is no progress to tell; `guide` the
    files that the memory folder started with, None if the run has none. Reporting changes nothing.

    >>> Tracker().report().verdict.word
    'undetermined'
    """

    def __init__(self, world: World | None = None, *, guide: Mapping[str, str] | None = None) -> None:
        self._steps = 0
        self._won = False
        self._reading = Reading()
        self._progress = Progress(world)
        self._objectives = Objectives()
        self._coverage = Coverage(world)
        self._guide = GuideSize(guide)
        self._measures: tuple[Measure, ...] = (
            *(self._progress, self._objectives, self._coverage, Stuck()),
            *(self._guide, Revisions(guide=guide is not None)),
        )
        self._windows = Windows(self._measures)

    def update(self, step: Step, state: State | None = None) -> None:
        """Take the next step. What follows the step that won is left out: the quest is over.

        `state` is the twin's state that its truth tells of, for who has it at hand.
        """
        if self._won:
            return
        self._steps += 1
        moment = self._reading.read(step, state)
        for measure in self._measures:
            measure.update(moment)
        self._windows.update(self._steps)
        self._won = step.truth.mode == "won"

    def revised(self, revision: Revision) -> None:
        """Take a revision of the guide, before the steps of the decision that made it."""
        if self._won:
            return
        for measure in self._measures:
            measure.revised(revision)

    def report(self) -> DriftReport:
        """Return the report on the run so far."""
        first, last = self._windows.thirds(self._steps)
        return DriftReport(
            instrument=INSTRUMENT,
            steps=self._steps,
            won=self._won,
            verdict=self._verdict(),
            components=tuple(
                self._component(index, first[index], last[index]) for index in range(len(self._measures))
            ),
            ends=self._windows.ends,
            every=self._windows.every,
            legs=self._objectives.legs,
            objectives=self._objectives.known,
            covers=self._coverage.kind,
            files=self._guide.files,
            unread=self._progress.unread,
        )

    def _component(self, index: int, first: float | None, last: float | None) -> Component:
        measure, windows = self._measures[index], self._windows.values(index)
        slope = trend(self._windows.ends, windows)
        return Component(measure.name, measure.unit, measure.level, measure.most, first, last, slope, windows)

    def _verdict(self) -> Verdict:
        """Say honestly that nothing can be said yet: level and change are shown, never an alarm."""
        needs = ((self._steps, LEAST_STEPS, "steps"), (self._objectives.met, LEAST_OBJECTIVES, "objectives"))
        missing = [f"{have:,} of the {least:,} {what} needed" for have, least, what in needs if have < least]
        if missing:
            return Verdict("undetermined", f"short: {' and '.join(missing)}")
        return Verdict("undetermined", "this edition has no test for drift yet, only levels and changes")
