"""How much of Fernmoor's quest is done: what the environment rewards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.drift.states import state_of
from sim.world.planners import Distances
from sim.world.rules import start, truth

if TYPE_CHECKING:
    from sim.core import Button, Truth
    from sim.world import World

UNKNOWN = -1
"""Stands for presses left where the oracle knows no way."""


class Quest:
    """A world's quest as one episode plays it.

    Progress is 1 - remaining / whole, the most so far, in the presses of the oracle with the full map: the
    drift instrument's measure of the same name. It goes from 0 to 1 and never back, so what it grows by in
    each step is a reward that adds up to at most 1, and that walking to and fro does not earn.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._distances = Distances(world)
        self.beginning: Truth = truth(world, start(world))
        """What is true before the first press."""
        self.whole = self._distances.remaining(start(world))
        """The oracle's presses for the whole quest."""
        self.begin()

    def begin(self) -> None:
        """Stand at the start."""
        self.remaining = self._least = self.whole
        self._now = self.beginning

    @property
    def progress(self) -> float:
        """The share of the quest that is done, 0 to 1."""
        return (self.whole - self._least) / self.whole

    def update(self, now: Truth) -> float:
        """Take what is true after a press, and return what progress grew by."""
        if now.state == self._now.state:
            return 0.0
        self._now = now
        before = self.progress
        self.remaining = self._presses_left(now)
        if self.remaining != UNKNOWN:
            self._least = min(self._least, self.remaining)
        return self.progress - before

    def best(self) -> Button | None:
        """Return the oracle's next press, None where there is none or it knows no way."""
        state = state_of(self._now)
        if state is None or self.remaining in (0, UNKNOWN):
            return None
        return self._distances.best(state)

    def _presses_left(self, now: Truth) -> int:
        state = state_of(now)
        if state is None:
            return UNKNOWN
        try:
            return self._distances.remaining(state)
        except WorldError:
            return UNKNOWN
