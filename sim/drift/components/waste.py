"""Execution waste (docs/drift.md, 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.stretched import StretchMeasure

if TYPE_CHECKING:
    from sim.drift.stretches import Stretch


class Waste(StretchMeasure):
    """w_M = steps lost by the guide planner's judgement / eligible steps, from 0 to 1.

    The guide planner knows what the guide says now and what was on the screen since the last context
    reset; it believes the guide also where it is wrong. So waste is what the agent loses although it
    might have known better, and neither the price of exploring nor what its memory lost. See
    `sim.drift.credit` for how steps are judged. Regret against what was known, over several steps, as
    in the long-horizon execution of Sinha et al. 2025 (arXiv:2509.09677). Null without eligible steps.
    """

    name, title, number, worse, sesoi = "waste", "execution waste", 2, 1, 0.05

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of steps"

    def take(self, stretch: Stretch) -> None:
        """Take a stretch that is over."""
        self.numerator += stretch.lost_guide
        self.denominator += stretch.steps
