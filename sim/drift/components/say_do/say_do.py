"""Do the steps approach the stated target? (docs/drift.md, 10)"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.drift.components.say_do.headings import Headings, reached
from sim.drift.components.say_do.said import Said
from sim.drift.components.say_do.words import Sort, Words
from sim.drift.measure import Measure
from sim.world.rules import start

if TYPE_CHECKING:
    from sim.drift.components.say_do.headings import Heading, Left
    from sim.drift.moment import Moment
    from sim.world import World
    from sim.world.rules import State

LONGEST = 8
"""Eligible steps that a statement is judged by, at most."""


class _Statement(NamedTuple):
    """What was said: where to, and how far that was then."""

    heading: Heading
    begun: Left


class SayDo(Measure):
    """Statements not followed / statements, from 0 to 1: what is said is not what is done.

    A statement is the target of a decision. It is followed if it is nearer after the decision's steps than
    before, or has been come to; see `headings` for what near means. It is judged after 8 eligible steps or
    at the end of its decision, whichever comes first; where the next decision says the same it goes on, so
    that agents who press one button at a time are judged like those who press ten. Steps beyond the eighth
    belong to no statement. A decision without an eligible step (pages were turned), one that says nothing,
    and one whose target has no place ("text", "goal", "rest") are no opportunities, and neither is what
    cannot be read: see `said`. Null without a world.

    What a model says and what it does come apart in many ways; this is the knowing-doing gap of BALROG
    (Paglieri et al. 2024, arXiv:2411.13543) as far as it can be seen from outside. A wrong map is not held
    against it only if the way it takes is no detour: the level has to be read beside that.
    """

    name, title, number, worse = "say_do", "said and not done", 10, 1

    def __init__(self, world: World | None = None) -> None:
        super().__init__()
        self._world = world
        self._words = Words(world) if world else None
        self._headings = Headings(world) if world else None
        self._statement: _Statement | None = None
        self._steps = 0
        self._reached = False
        self._said = self._read = 0

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if self._world is None:
            return
        before = start(self._world) if moment.number == 1 else moment.before
        if moment.step.chosen is not None:
            self._hear(moment.step.chosen.saying.target, before)
        if self._statement is None:
            return
        if before is None or moment.state is None:
            self._statement = None
            return
        self._steps += moment.eligible
        if not self._reached:
            self._reached = reached(self._statement.heading, before, moment.state, moment.step.button)
        if self._steps == LONGEST or moment.step.truth.mode == "won":
            self._judge(moment.state)

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of the statements"

    @property
    def said(self) -> Said:
        """How many decisions said a target, and how many of these could be read."""
        return Said(self._said, self._read)

    def _hear(self, target: str, state: State | None) -> None:
        """Begin with what a decision says, or go on with what was said before."""
        heading = self._heading(target, state)
        if self._statement is not None:
            if self._statement.heading == heading and not self._reached:
                return
            self._judge(state)
        if heading is not None and state is not None:
            assert self._headings is not None
            self._statement = _Statement(heading, self._headings.left(heading, state))
            self._steps, self._reached = 0, False

    def _heading(self, target: str, state: State | None) -> Heading | None:
        """Read what a decision says, and count whether that can be done."""
        assert self._words is not None
        assert self._headings is not None
        if not target.strip() or state is None:
            return None
        stated = self._words.read(target)
        heading = self._headings.heading(stated, state) if stated is not None else None
        placeless = stated is not None and stated.sort is Sort.PLACELESS
        self._said += 1
        self._read += heading is not None or placeless
        return heading

    def _judge(self, state: State | None) -> None:
        """Count the statement that is over, if there were steps to follow it and it is known where to."""
        statement, self._statement = self._statement, None
        if statement is None or not self._steps or state is None:
            return
        assert self._headings is not None
        followed = self._reached or self._headings.left(statement.heading, state).is_less(statement.begun)
        self.denominator += 1
        self.numerator += not followed
