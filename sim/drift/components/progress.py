"""Progress against the oracle (docs/drift.md, 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.drift.measure import WINDOW, Measure
from sim.drift.stretched import StretchMeasure
from sim.world.planners import Distances
from sim.world.rules import start

if TYPE_CHECKING:
    from sim.drift.moment import Moment
    from sim.drift.stretches import Stretch
    from sim.world import World

_UNREADABLE = 0.05


class Progress(Measure):
    """P(t) = 1 - remaining(t) / remaining(0), the most so far.

    `remaining` are the oracle's presses from where the agent stands to the end of the quest. Steps
    whose truth does not tell where that is are `unread`; when they are more than 5 % there is no level.
    """

    name, title, number, worse = "progress", "progress", 1, -1

    def __init__(self, world: World | None) -> None:
        super().__init__()
        self.unread = 0
        self.distances = Distances(world) if world else None
        self._whole = self.distances.remaining(start(world)) if world and self.distances else 1
        self._last: int | None = None
        self.scale = WINDOW / self._whole

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if self.distances is None:
            return
        self.denominator += 1
        state, digest = moment.state, moment.step.truth.state
        if digest == self._last:
            return
        if state is None:
            self.unread += 1
            return
        try:
            remaining = self.distances.remaining(state)
        except WorldError:
            self.unread += 1
            return
        self._last = digest
        self.numerator = max(self.numerator, self._whole - remaining)

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return f"share of the quest per {WINDOW} steps"

    @property
    def level(self) -> float | None:
        """P, from 0 to 1."""
        if self.unread > _UNREADABLE * self.denominator or not self.denominator:
            return None
        return round(self.numerator / self._whole, 6)

    @property
    def most(self) -> int | None:
        """The whole quest."""
        return None if self.distances is None else 1


class Pace(StretchMeasure):
    """Eligible steps that perfect memory would have made too / eligible steps, from 0 to 1.

    The SPL of Anderson et al. 2018 (arXiv:1807.06757), S * L / max(L, T), as a ratio of sums over legs:
    with T steps of which perfect memory calls w_O * T lost, L = (1 - w_O) * T. Against perfect memory and
    not the full map, so that neither exploring nor a longer leg lowers it. Null without eligible steps.
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
