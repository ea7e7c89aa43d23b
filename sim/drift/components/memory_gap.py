"""What forgetting costs: the gap between two planners (docs/drift.md, 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.stretched import StretchMeasure

if TYPE_CHECKING:
    from sim.drift.stretches import Stretch


class MemoryGap(StretchMeasure):
    """(steps lost by perfect memory - steps lost by the guide planner) / eligible steps, from -1 to 1.

    The first planner remembers all that was ever on the screen. It calls lost what the second, who
    knows the guide and the present context only, holds for the best that could be done: that is what
    the memory has lost. Signed, because a mean of differences that are cut at 0 is above 0 for two
    planners that differ by chance alone. Null without eligible steps.
    """

    name, title, number, worse, sesoi = "memory_gap", "memory gap", 3, 1, 0.05

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of steps, signed"

    def take(self, stretch: Stretch) -> None:
        """Take a stretch that is over."""
        self.numerator += stretch.lost_perfect - stretch.lost_guide
        self.denominator += stretch.steps


class MemoryLoss(StretchMeasure):
    """Sum over stretches of max(0, difference as in `MemoryGap`) / eligible steps, from 0 to 1.

    For alarms only, which need harm that is never negative: a detector compares it with the same run's
    own reference, so that its bias above 0 cancels. To be reported is the signed gap.
    """

    name, title, number, worse, sesoi = "memory_loss", "memory loss, one-sided", 3, 1, 0.05

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of steps"

    def take(self, stretch: Stretch) -> None:
        """Take a stretch that is over."""
        self.numerator += max(0, stretch.lost_perfect - stretch.lost_guide)
        self.denominator += stretch.steps
