"""Components that count stretches of play instead of single steps."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from sim.drift.measure import Measure

if TYPE_CHECKING:
    from sim.drift.moment import Moment
    from sim.drift.stretches import Stretch


class StretchMeasure(Measure):
    """A component whose sums grow when a stretch is over, by up to as many steps as it had.

    A stretch ends at most some 8 steps after it began, one that may have been lured some 64. What has
    not ended when a run does is not counted. Without a world nothing is ever judged: no value.
    """

    def update(self, moment: Moment) -> None:
        """Take a step."""
        for stretch in moment.stretches:
            self.take(stretch)

    @abstractmethod
    def take(self, stretch: Stretch) -> None:
        """Take a stretch that is over."""
