"""Stretches of play, and what one planner calls lost of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.world.knowledge import Knower
    from sim.world.rules import State
    from sim.world.surveys import Target


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of play, judged when it is over.

    `first` and `last` number its steps, neutral ones included; `steps` counts the eligible ones and
    `stuck` those of them that led nowhere new. It was played in leg `leg` for objective `objective`, and
    `met` tells whether that was met at its end. `lost_perfect` and `lost_guide` (0 to `steps`) are what
    perfect memory and the guide planner call lost. When it began the guide planner knew how to meet the
    objective (`known`), in at most 12 presses (`near`). `lured` steps (0 to `steps`) approached or acted
    at something that the quest did not ask for.
    """

    leg: int
    objective: int
    first: int
    last: int
    steps: int
    stuck: int
    lost_perfect: int
    lost_guide: int
    known: bool
    near: bool
    met: bool
    lured: int


class Judge:
    """Judges a stretch by what one planner knew when it began."""

    def __init__(self, knower: Knower) -> None:
        self._knower = knower
        self._favourite: Target | None = None

    def begin(self, state: State) -> None:
        """Begin a stretch in a state."""
        self._start, self.sight = state, self._knower.sight(state)
        self.left = self.sight.distance_to(self.sight.goal, state)
        """Presses to the objective when the stretch began, None if it was not known how to meet it."""

    def is_over(self, state: State) -> bool:
        """Tell whether what is known has changed since the stretch began."""
        return self._knower.sight(state) is not self.sight

    def lost(self, steps: int, before: State, state: State) -> int:
        """Return how many of so many steps were lost when the last one led from `before` to `state`.

        Where no target could be come to nothing was: the planner would not have known better. Eligible
        steps in front of a text that was on show all the time did nothing, and are lost.
        """
        gain: int | None = None
        for target in self._targets(before.room):
            begun = self.sight.distance_to(target, self._start)
            if begun is None:
                continue
            left = self.sight.left(target, before, state) if begun else None
            gained = 0 if left is None else max(0, begun - left)
            if gain is None or gained > gain:
                gain, self._favourite = gained, target
            if gained >= steps:
                return 0
        if gain is None:
            return steps if self._start.text is not None else 0
        return steps - gain

    def _targets(self, room: int) -> list[Target]:
        """Return what it is right to go for, the likeliest first."""
        if self.left is not None:
            return [self.sight.goal]
        ends, last = self.sight.open_ends, self._favourite
        return sorted(ends, key=lambda target: (target != last, target.room != room))
