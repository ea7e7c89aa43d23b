"""Pace: how many of the steps were needed, by what was known (docs/drift.md, 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.stretched import StretchMeasure

if TYPE_CHECKING:
    from sim.drift.stretches import Stretch


class Pace(StretchMeasure):
    """Eligible steps that perfect memory would have made too / eligible steps, from 0 to 1.

    The SPL of Anderson et al. 2018 (arXiv:1807.06757), S * L / max(L, T): with T steps of which perfect
    memory calls w_O * T lost, L = (1 - w_O) * T. So its value in a leg that is over (S = 1) is that leg's
    SPL, and over more legs the mean of their SPL, each weighing as much as its steps. Against perfect
    memory and not the full map, so that neither exploring nor a longer leg lowers it. Null without
    eligible steps.
    """

    name, title, number, worse, sesoi = "pace", "pace", 1, -1, 0.05

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of steps"

    def take(self, stretch: Stretch) -> None:
        """Take a stretch that is over."""
        self.numerator += stretch.steps - stretch.lost_perfect
        self.denominator += stretch.steps
