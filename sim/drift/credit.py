"""Credit: what stretches of play were worth, by what was known when they began (docs/drift.md, 2 to 6).

Play is cut into stretches of up to 8 eligible steps. A planner by whose knowledge V_g presses were left
to a target g when a stretch of n steps began, and V'_g when it ended, calls

    lost = n - clip(max over g of V_g - V'_g, 0, n)

of them lost. The targets are those that it is right to go for by that knowledge: the objective if it is
known how to meet it, else every way to a room not known and everything not read yet. Two planners
judge: one remembers all that was ever on the screen, the other knows what the guide says and what was
on the screen since the last context reset. Gain over several steps, not over each, because whoever
dithers between two targets gains towards one of them at every single step. Presses that turn pages are
neutral: neither steps nor presses left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import Button
from sim.drift.chase import Chase
from sim.drift.lures import Lures
from sim.drift.stretches import Judge, Stretch
from sim.guide.guide import apply
from sim.world.knowledge import Memory
from sim.world.rules import start
from sim.world.told import Recollection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Revision
    from sim.drift.moment import Moment
    from sim.world import World
    from sim.world.rules import State
    from sim.world.surveys import Target
    from sim.world.told import GuideReader

__all__ = ["LONGEST", "NEAR", "Credit", "Stretch"]

LONGEST = 8
"""Eligible steps in a stretch, at most."""
NEAR = 12
"""Presses: an objective that is known and no farther is an opportunity."""
READING = 500
"""Steps after which edits of the guide are read, at the latest: what they tell was on the screen just now."""
_MENUS = frozenset({Button.START, Button.SELECT})


class Credit:
    """Cuts play into stretches and judges them, moment by moment.

    `guide` are the files that the memory folder started with, None if the run has none: then the guide
    planner knows only what was seen since the last reset. `reader` reads them: what was edited at the next
    reset, or at the next step whose number is a multiple of 500. A stretch is over when it
    has 8 eligible steps, when what either planner knows has changed, at a context reset, and when an
    objective is met. To ask what the objective is, or what the rules are, is neutral once for each
    objective and context; asking again is eligible, and lost. A step whose state cannot be read ends
    its stretch without a judgement.
    """

    def __init__(
        self, world: World, guide: Mapping[str, str] | None = None, reader: GuideReader | None = None
    ) -> None:
        self._world = world
        self._perfect = Memory(world, silent=True)
        self._guide = Recollection(world, reader, silent=True, beside=self._perfect)
        self._judges = Judge(self._perfect), Judge(self._guide)
        self._lures = Lures(self._perfect, self._guide)
        self._chase = Chase(self._lures)
        self._files = dict(guide or {})
        for path, text in self._files.items():
            self._guide.told(path, text)
        self._unread: dict[str, None] = {}
        self._asked: set[tuple[Button, int]] = set()
        self._is_open = False
        self._last: State | None = None
        self._first = self._steps = self._stuck = 0
        self.unread = 0
        """Eligible steps that no stretch holds, because a state could not be read."""

    def targets(self, state: State) -> tuple[Target, ...]:
        """Return what it is right to go for from a state, by perfect memory."""
        return self._perfect.outlook(state).targets

    def revised(self, revision: Revision) -> None:
        """Take a revision of the guide, before the steps of the decision that made it."""
        if revision.text is not None:
            self._files[revision.path] = revision.text
            self._edited(revision.path)
            return
        before = dict(self._files)
        apply(self._files, revision)
        for path in sorted(before.keys() ^ self._files.keys()):
            self._edited(path)

    def _edited(self, path: str) -> None:
        self._unread.pop(path, None)
        self._unread[path] = None

    def _read(self) -> None:
        """Let the guide planner read the files that were edited, the one written last at the end."""
        for path in self._unread:
            self._guide.told(path, self._files.get(path))
        self._unread.clear()

    def update(self, moment: Moment) -> tuple[Stretch, ...]:
        """Take a step and return the stretches that are over and judged, in order.

        A stretch that may have been lured comes only when that is clear, at most 8 stretches later.
        """
        if self._unread and (moment.reset or moment.number % READING == 0):
            self._read()
        state, before = moment.state, start(self._world) if moment.number == 1 else moment.before
        if state is None or before is None:
            self.unread += self._steps + moment.eligible
            self._is_open, self._steps = False, 0
            return ()
        over = self._reset(before, moment) if moment.reset else ()
        if not self._is_open:
            self._begin(before, moment.number)
        self._count(moment, before, state)
        won = state.objective == len(self._world.objectives)
        if not won:
            self._perfect.see(state)
            self._guide.see(state)
        self._last = before
        if not self._is_over(state, won=won):
            return over
        over = (*over, *self._close(before, state, moment))
        if won:
            return (*over, *self._chase.let_go())
        self._begin(state, moment.number + 1)
        return over

    # --- cutting --------------------------------------------------------------------------

    def _begin(self, state: State, number: int) -> None:
        for judge in self._judges:
            judge.begin(state)
        self._lures.begin(state)
        self._is_open, self._first, self._steps, self._stuck = True, number, 0, 0

    def _reset(self, state: State, moment: Moment) -> tuple[Stretch, ...]:
        """Forget what is not in the guide, and begin anew with what is on the screen."""
        over: tuple[Stretch, ...] = ()
        if self._is_open and self._last is not None:
            over = self._close(self._last, state, moment, last=moment.number - 1)
        self._guide.reset()
        self._guide.see(state)
        self._asked.clear()
        self._is_open = False
        return over

    def _count(self, moment: Moment, before: State, state: State) -> None:
        # The first page of all is turned by the first step, which nothing comes before.
        turned = before.text is not None and (before.text, before.page) != (state.text, state.page)
        if moment.eligible and not turned and not self._asks(moment, before, state):
            self._steps += 1
            self._stuck += moment.stuck
            self._lures.press(self._steps, before, state, moment.step.events)

    def _asks(self, moment: Moment, before: State, state: State) -> bool:
        """Tell whether a step asked what there is to do, for the first time in this context."""
        button = moment.step.button
        if button not in _MENUS or before.text is not None or state.text is None:
            return False
        asked = button, before.objective
        first = asked not in self._asked
        self._asked.add(asked)
        return first

    def _is_over(self, state: State, *, won: bool) -> bool:
        if won or self._steps >= LONGEST:
            return True
        if state.text is not None:
            return False  # what a text says and does counts when it has been read to its end
        return any(judge.is_over(state) for judge in self._judges)

    def _close(
        self, before: State, state: State, moment: Moment, last: int | None = None
    ) -> tuple[Stretch, ...]:
        """Judge the stretch that the press from `before` to `state` ended, unless there is nothing to."""
        perfect, guide = self._judges
        objective, steps = perfect.sight.survey.objective, self._steps
        met = state.objective > objective
        if not steps and not met:
            return ()
        lost = [judge.lost(steps, before, state) if steps else 0 for judge in self._judges]
        stretch = Stretch(
            leg=self._world.objectives[objective].leg,
            objective=objective,
            first=self._first,
            last=moment.number if last is None else last,
            steps=steps,
            stuck=self._stuck,
            lost_perfect=lost[0],
            lost_guide=lost[1],
            known=guide.left is not None,
            near=guide.left is not None and guide.left <= NEAR,
            met=met,
            lured=0,
        )
        return self._chase.over(stretch, state)
