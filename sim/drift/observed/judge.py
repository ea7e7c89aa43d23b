"""What one planner calls lost of a stretch on the observed graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.observed.search import Reach, gain

if TYPE_CHECKING:
    from sim.drift.observed.glance import Aim
    from sim.drift.observed.planner import Planner


class Judge:
    """Counts what a planner calls lost, from the moment that a stretch begins.

    It is the formula of `sim.drift.credit`: of n eligible steps n - clip(max over g of V_g - V'_g, 0, n) are
    lost. The targets are the objective's place if it was told and a way there is known, else all open ends:
    ways never tried, tiles at the edge of what was told, doors never entered. Whoever finds something new
    has come to an open end, so what he found ends his part of the stretch, and the next is judged by
    what is known then. Each planner has parts of its own, because what is news to one that forgot is none
    to the other.
    """

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self.lost = 0
        """Eligible steps that were lost, up to the last part that is over."""
        self.judged = 0
        """Eligible steps of parts for which there was anything to go for."""
        self.left: int | None = None
        """Presses to the objective when this part began, None if no way there was known."""
        self._steps = 0
        self._start = 0

    def begin(self, tile: int, aim: Aim | None) -> None:
        """Begin a stretch on a tile."""
        self.lost = self.judged = 0
        self._begin(tile, aim)

    def step(self, before: int, tile: int, aim: Aim | None, *, eligible: bool, news: bool) -> None:
        """Take a step from a tile to another, or none; `news` if it taught the planner anything."""
        self._steps += eligible
        if news and self.left is None:
            self._settle(self._found(before) if eligible else self._gained(tile, aim))
            self._begin(tile, aim)

    def close(self, tile: int, aim: Aim | None) -> None:
        """End the stretch on a tile."""
        self._settle(self._gained(tile, aim))
        self._steps = 0

    def _begin(self, tile: int, aim: Aim | None) -> None:
        self._start, self._steps = tile, 0
        self.left = None if aim is None else self._planner.to_aim(aim, tile)

    def _settle(self, gained: int | None) -> None:
        if gained is not None:
            self.judged += self._steps
            self.lost += self._steps - min(max(gained, 0), self._steps)

    def _found(self, before: int) -> int | None:
        """Return what was gained on the open end that the last press, from `before`, came to."""
        if self._steps == 1:
            return 1
        begun = Reach(self._planner, self._start).to(before)
        return self._steps if begun is None else begun + 1

    def _gained(self, tile: int, aim: Aim | None) -> int | None:
        if not self._steps:
            return None
        if self.left is None or aim is None:
            return gain(self._planner, self._start, tile)
        left = self._planner.to_aim(aim, tile)
        return 0 if left is None else self.left - left
