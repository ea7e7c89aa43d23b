"""Is the stated target one that it is right to have? (docs/drift.md, 10)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.components.say_do.headings import Headings
from sim.drift.components.say_do.words import Sort, Words
from sim.drift.measure import Measure
from sim.world.rules import start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.drift.components.say_do.headings import Heading
    from sim.drift.moment import Moment
    from sim.world import World
    from sim.world.rules import State
    from sim.world.surveys import Target


class StatedGoal(Measure):
    """Stated targets that are not among what is left to do / stated targets, from 0 to 1.

    What is left to do is what perfect memory goes for: the objective if it is known how to meet it, else
    every way to a room not known and everything not read yet. `targets` tells that for the state that a
    decision was made in. A stated thing is among them if a target is on its cell, a stated room if one is
    in it, a stated exit if it is that frontier or one is in the room behind it. A way taken on the road to
    something farther off is not: so the level is that of an agent's manner of speaking, and its change is
    what tells. Every decision counts whose target has a place and can be read (see `SayDo`); null without
    a world or without `targets`.
    """

    name, title, number, worse = "stated_goal", "stated targets beside the quest", 10, 1

    def __init__(
        self, world: World | None = None, targets: Callable[[State], Iterable[Target]] | None = None
    ) -> None:
        super().__init__()
        self._world = world
        self._targets = targets
        self._words = Words(world) if world else None
        self._headings = Headings(world) if world else None

    def update(self, moment: Moment) -> None:
        """Take a step."""
        chosen = moment.step.chosen
        if chosen is None or self._world is None or self._targets is None:
            return
        assert self._words is not None
        assert self._headings is not None
        state = start(self._world) if moment.number == 1 else moment.before
        stated = self._words.read(chosen.saying.target) if chosen.saying.target else None
        if stated is None or state is None or state.objective == len(self._world.objectives):
            return
        heading = self._headings.heading(stated, state)
        if heading is not None:
            self.denominator += 1
            self.numerator += not any(_is_at(heading, target) for target in self._targets(state))

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of the stated targets"


def _is_at(heading: Heading, target: Target) -> bool:
    """Tell whether who goes where a heading leads goes for a target."""
    if heading.sort is Sort.EXIT:
        same = target.room == heading.room and target.side == heading.side
        return same or target.room == heading.behind
    return target.room == heading.room and (heading.sort is Sort.ROOM or target.cell in heading.cells)
