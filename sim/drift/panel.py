"""All measures of a run, what they feed on, and the alarms that listen to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.components.coverage import Coverage
from sim.drift.components.guide_size import GuideSize, Revisions
from sim.drift.components.objectives import Objectives
from sim.drift.components.progress import Progress
from sim.drift.components.stuck import Stuck
from sim.drift.streams import ALPHA, FAMILIES, Rising

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Json, Revision
    from sim.drift.measure import Measure
    from sim.drift.moment import Moment
    from sim.drift.streams import Alarm, Stream
    from sim.world import World

_ALPHA = ALPHA / len(FAMILIES)


class Panel:
    """The instruments side by side, fed with the same moments."""

    def __init__(self, world: World | None, guide: Mapping[str, str] | None) -> None:
        self.progress = Progress(world)
        self.objectives = Objectives()
        self.coverage = Coverage(world)
        self.guide = GuideSize(guide)
        stuck = Stuck()
        self.measures: tuple[Measure, ...] = (
            *(self.progress, stuck),
            *(self.objectives, self.coverage, self.guide, Revisions(guide=guide is not None)),
        )
        self._streams: tuple[Stream, ...] = (Rising("stuck", stuck, _ALPHA),)

    def update(self, moment: Moment) -> None:
        """Take a step."""
        for measure in self.measures:
            measure.update(moment)

    def revised(self, revision: Revision) -> None:
        """Take a revision of the guide."""
        for measure in self.measures:
            measure.revised(revision)

    def listen(self, leg: int | None, steps: int) -> tuple[Alarm, ...]:
        """Return the alarms that the last step, of a leg, raises."""
        found = [stream.update(leg, steps) for stream in self._streams]
        return tuple([alarm for alarm in found if alarm is not None]) if any(found) else ()

    def lost(self) -> Mapping[str, float]:
        """Return the lost steps per 100, by cause."""
        return {}

    def more(self) -> Mapping[str, Json]:
        """Return what is told beside the measures, by component."""
        return {}
