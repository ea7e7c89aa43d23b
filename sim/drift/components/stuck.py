"""Loops and stuckness: going round in circles (docs/drift.md, 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.measure import Measure

if TYPE_CHECKING:
    from sim.drift.moment import Moment


class Stuck(Measure):
    """Share of eligible steps that end in a state seen three times or more since the last news.

    News is a room (or screen) never seen before, or an event of the kinds in `moment.NEWS` that never
    happened before with these details: reading one sign again, or pulling one lever for ever, is
    none. A step that turned a page is neutral and not eligible; a press that did nothing while a
    text waited is eligible.
    """

    name, title, number, worse, sesoi = "stuck", "stuck", 8, 1, 0.05

    def update(self, moment: Moment) -> None:
        """Take a step."""
        self.denominator += moment.eligible
        self.numerator += moment.stuck

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of eligible steps"
