"""The drift instrument as a monitor: it measures a run while it plays and reports each alarm once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift import Tracker
from sim.monitors import Firing, Quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Revision, Step
    from sim.monitors import Setup

NAME = "drift"


class Drift(Quiet):
    """Holds a tracker. Each alarm is a firing, which only notes unless the settings say otherwise."""

    name = NAME

    def __init__(self, setup: Setup) -> None:
        guide = None if setup.settings.guide == "off" else setup.guide
        self.tracker = Tracker(setup.world, guide=guide)

    def step(self, step: Step) -> Sequence[Firing]:
        """Take a step."""
        return [Firing(NAME, alarm.to_json()) for alarm in self.tracker.update(step)]

    def revised(self, revision: Revision) -> Sequence[Firing]:
        """Take an edit of the guide."""
        self.tracker.revised(revision)
        return ()
