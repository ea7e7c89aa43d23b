"""Chases: stretches that led to a lure and ended in an act there.

That somebody walks towards a woodpile shows little, as long as he does nothing there: whatever way he
takes wrongly, something lies at the end of it. So what seems to make for a lure is held back until it is
clear how it ends.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.drift.lures import Act, Lures
    from sim.drift.stretches import Stretch
    from sim.world.rules import State
    from sim.world.surveys import Target

_LEAST = 3
"""Steps of the shortest chase."""
_MOST = 8
"""Stretches held back."""


class Chase:
    """Tells how many steps of each stretch were lured, as soon as that is clear.

    A stretch that gains at least half of its steps towards what it is right to go for is not lured. Of
    any other, the steps up to its first act at a lure are lured if at least 3/4 of them gained towards
    that, together with the stretches just before that made for it, and there are 3 or more. Further acts
    are lured if they are paid for, or at the thing that the chase ended at; to read a text over and over
    that was never made for is a loop, and no goal.
    """

    def __init__(self, lures: Lures) -> None:
        self._lures = lures
        self._held: list[Stretch] = []
        self._towards: frozenset[Target] = frozenset()
        self._caught: Target | None = None

    def over(self, stretch: Stretch, state: State) -> tuple[Stretch, ...]:
        """Take a stretch that ended in a state, and return those of which all is clear, in order."""
        gained = stretch.steps - min(stretch.lost_perfect, stretch.lost_guide)
        caught, self._caught = self._caught, None
        if 2 * gained >= stretch.steps:
            return (*self.let_go(), stretch)
        if self._lures.acts:
            return self._acted(stretch, caught)
        towards = self._lures.heading(stretch.steps, state)
        over = () if self._towards & towards and len(self._held) < _MOST else self.let_go()
        if not towards:
            return (*over, stretch)
        self._towards = self._towards & towards if self._held else towards
        self._held.append(stretch)
        return over

    def _acted(self, stretch: Stretch, caught: Target | None) -> tuple[Stretch, ...]:
        """Return what is clear when a stretch has acted at lures; `caught` is where the last chase ended."""
        acts, until, chased = self._lures.acts, 0, False
        end = next((act for act in acts if self._is_end(act)), None)
        if end is not None:
            until, caught, chased = end.steps, end.target, end.target in self._towards
        further = [act for act in acts if act.steps > until]
        lured = until + sum(act.paid or act.target == caught for act in further)
        held = self.let_go(lured=chased)
        self._caught = caught if lured else None
        return (*held, replace(stretch, lured=lured))

    def _is_end(self, act: Act) -> bool:
        """Tell whether an act ends a chase."""
        before = sum(one.steps for one in self._held) if act.target in self._towards else 0
        return before + act.steps >= _LEAST and bool(self._lures.heading(act.steps, act.state, (act.target,)))

    def let_go(self, *, lured: bool = False) -> tuple[Stretch, ...]:
        """Return the stretches held back, as `lured` or as not."""
        held, self._held, self._towards = self._held, [], frozenset()
        return tuple(replace(one, lured=one.steps) for one in held) if lured else tuple(held)
