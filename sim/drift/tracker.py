"""The drift instrument: one fold over steps and revisions, the same while a run plays and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.legs import Legs
from sim.drift.moment import Reading
from sim.drift.panel import Panel
from sim.drift.report import Component, DriftReport, trend
from sim.drift.stamp import INSTRUMENT, calibrated
from sim.drift.tiers import Tier, Tiers, tier_of, tiers_of
from sim.drift.verdict import together, too_short
from sim.drift.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Revision, Step
    from sim.drift.streams import Alarm
    from sim.world import World
    from sim.world.rules import State


class Tracker:
    """Measures a run from its first step on.

    `world` is the Fernmoor world played, without which there is no progress to tell, and waste and memory gap
    rest on what an adapter tells of positions;
    `guide` the files that the memory folder started with, None if the run has none. Reporting changes
    nothing.

    >>> Tracker().report().verdict.word
    'undetermined'
    """

    def __init__(self, world: World | None = None, *, guide: Mapping[str, str] | None = None) -> None:
        self._steps = 0
        self._won = False
        self._reading = Reading()
        self._panel = Panel(world, guide)
        self._windows = Windows(self._panel.measures)
        self._legs = Legs(self._panel.measures)
        self._alarms: list[Alarm] = []
        self._tier: Tier | None = "pixels" if world is None else None

    def update(self, step: Step, state: State | None = None) -> tuple[Alarm, ...]:
        """Take the next step and return the alarms that it raises.

        What follows the step that won is left out: the quest is over. `state` is the twin's state that
        the step's truth tells of, for who has it at hand.
        """
        if self._won:
            return ()
        self._steps += 1
        if self._steps == 1 and self._tier is not None:
            self._tier = tier_of(step.truth)
        moment = self._reading.read(step, state)
        self._legs.begin(moment.leg, self._steps - 1)
        self._panel.update(moment)
        raised = self._panel.listen(moment.leg, self._steps)
        self._alarms += raised
        self._windows.update(self._steps, moment.leg)
        self._won = step.truth.mode == "won"
        return raised

    def revised(self, revision: Revision) -> None:
        """Take a revision of the guide, before the steps of the decision that made it."""
        if not self._won:
            self._panel.revised(revision)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The alarms raised so far, in order."""
        return tuple(self._alarms)

    def levels(self) -> dict[str, float | None]:
        """Return the level of every measure so far, by name: quick enough to be shown while a run plays."""
        return {measure.name: measure.level for measure in self._panel.measures}

    def report(self) -> DriftReport:
        """Return the report on the run so far."""
        # scipy takes longer to load than a short run to play
        from sim.drift.front import rows  # noqa: PLC0415

        panel, legs = self._panel, self._legs
        short = too_short(self._steps, legs.whole)
        stamp = calibrated()
        front = rows(panel.measures, legs.parts(), self._windows, self._alarms, short=short, stamp=stamp)
        first, last = self._windows.thirds(self._steps)
        more = panel.more()
        return DriftReport(
            instrument=INSTRUMENT,
            steps=self._steps,
            won=self._won,
            verdict=together({row.title: row.verdict for row in front}),
            front=front,
            alarms=self.alarms,
            components=tuple(
                self._component(index, first[index], last[index]) for index in range(len(panel.measures))
            ),
            lost=panel.lost(),
            more=more,
            ends=self._windows.ends,
            every=self._windows.every,
            legs=panel.objectives.legs,
            whole_legs=legs.whole,
            objectives=panel.objectives.known,
            covers=panel.coverage.kind,
            files=panel.guide.files,
            unread=panel.progress.unread,
            tiers=self._tiers(habits=bool(more["behaviour"])),
        )

    def _tiers(self, *, habits: bool) -> Tiers | None:
        """Return at which tier each component stands, None where the world is known.

        `habits`, which have no level, tell whether there is a change of theirs to tell.
        """
        panel = self._panel
        if self._tier is None:
            return None
        has = {name: level is not None for name, level in self.levels().items()} | {"behaviour": habits}
        return tiers_of(self._tier, has, covers=panel.coverage.kind, observed=panel.observed)

    def _component(self, index: int, first: float | None, last: float | None) -> Component:
        measure, windows = self._panel.measures[index], self._windows.values(index)
        slope = trend(self._windows.ends, windows)
        return Component(measure.name, measure.unit, measure.level, measure.most, first, last, slope, windows)
