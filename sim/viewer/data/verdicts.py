"""What statement-action agreement says of each decision: a fold over the steps of a run.

The judges are those of the drift instrument (sim.drift.components.say_do), fed as its tracker feeds them, so
that what is shown of decisions adds up to what the report says of the run.
"""

from __future__ import annotations

import time
from array import array
from contextlib import nullcontext
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from sim.drift.components.say_do import Expected, SayDo, StatedGoal
from sim.drift.credit import Credit
from sim.drift.moment import Reading

if TYPE_CHECKING:
    from sim.core import Step
    from sim.drift.components.say_do import Said
    from sim.drift.moment import Moment
    from sim.record.lookup import Lookup
    from sim.viewer.data.ground import Ground
    from sim.world import World
    from sim.world.rules import State

_FOREVER = float("inf")
_AT_A_TIME = 250
"""Steps that are judged before others may use the world, or it is seen whether time is up."""
YES, NO, UNREAD, NONE, OPEN = "yes", "no", "unread", "none", "open"
_WORDS = (NONE, YES, NO, UNREAD, OPEN)


class Verdict(NamedTuple):
    """How a decision's words and deeds agree, each "yes", "no", "unread", "none" or "open".

    `approached`: the steps came nearer to the stated target. `valid`: it is among what is left to do.
    `expected`: what was predicted happened. "unread": what was said cannot be read; "none": there was
    nothing to judge; "open": it is not over yet. Whoever says the same in several decisions makes one
    statement: `since` is the decision in which that began, where its judgement counts.
    """

    approached: str
    valid: str
    expected: str
    since: int


class _Statements(SayDo):
    """Notes for each judgement the decision in which its statement began."""

    def __init__(self, world: World | None) -> None:
        super().__init__(world)
        self.decision = self.begun = 0
        self.judged: dict[int, bool] = {}

    @property
    def current(self) -> int:
        """The decision in which the statement that is open began, 0 if none is."""
        return self.begun if self._statement is not None else 0

    def _hear(self, target: str, state: State | None) -> None:
        before = self._statement
        super()._hear(target, state)
        if self._statement is not before:
            self.begun = self.decision

    def _judge(self, state: State | None) -> None:
        failed, judged = self.sums
        super()._judge(state)
        if self.denominator > judged:
            self.judged[self.begun] = self.numerator == failed


class Verdicts:
    """The verdicts of one run, as far as it is judged. `advance` may be called by several threads."""

    def __init__(self, ground: Ground | None) -> None:
        """Judge by the ground truth of a run; without it only what was expected can be judged."""
        world = None if ground is None else ground.world
        self._ground = ground
        self._lock = Lock()
        self._reading = Reading()
        self._credit = None if world is None else Credit(world)
        self._statements = _Statements(world)
        self._goal = StatedGoal(world, None if self._credit is None else self._credit.targets)
        self._expected = Expected()
        self._steps = 0
        self._over = self._whole = False
        self._since = array("q")
        self._words: tuple[bytearray, bytearray, bytearray] = (bytearray(), bytearray(), bytearray())

    def advance(self, run: Lookup, seconds: float = _FOREVER, *, written: bool = False) -> bool:
        """Judge what is new, for about so many seconds at most; return whether that was all.

        While the run is `written` its last step waits: whether it ends a decision is not known yet.
        """
        until = time.monotonic() + seconds
        if not self._lock.acquire(blocking=seconds == _FOREVER):
            return False  # somebody else is judging
        try:
            last = run.last_step - written
            while self._steps < last:
                self._take(run, min(self._steps + _AT_A_TIME, last))
                if time.monotonic() > until:
                    break
            self._whole = self._steps >= last
        finally:
            self._lock.release()
        return self._whole

    def of(self, decision: int) -> Verdict | None:
        """Return the verdict of a decision, None if it has not been judged yet."""
        if not 1 <= decision <= len(self._since):
            return None
        heard, valid, expected = (_WORDS[words[decision - 1]] for words in self._words)
        since = self._since[decision - 1]
        followed = self._statements.judged.get(since)
        if since:
            heard = OPEN if since == self._statements.current else NONE
        if followed is not None:
            heard = YES if followed else NO
        if OPEN in (heard, expected) and not self._whole:
            return None
        return Verdict(heard, valid, expected, since or decision)

    @property
    def sums(self) -> dict[str, tuple[float, float]]:
        """What failed and what was judged, by the measure's name."""
        return {judge.name: judge.sums for judge in (self._statements, self._goal, self._expected)}

    def _take(self, run: Lookup, until: int) -> None:
        with nullcontext() if self._ground is None else self._ground.lock:
            # One step more is read, so that each of these knows whether it ends its decision.
            for step in run.steps(after=self._steps, until=until + 1):
                if step.number > until:
                    break
                self._update(step)
                self._steps = step.number

    def _update(self, step: Step) -> None:
        if step.chosen is not None:
            self._begin()
        if self._over:  # as the tracker leaves out what follows the step that won
            return
        moment = self._reading.read(step)
        if self._credit is not None:
            self._credit.update(moment)
        self._judge(moment)
        self._over = step.truth.mode == "won"

    def _begin(self) -> None:
        for words in self._words:
            words.append(_WORDS.index(NONE))
        self._since.append(0)  # last: it tells readers how many there are
        self._statements.decision = len(self._since)

    def _judge(self, moment: Moment) -> None:
        said, goal, expected = self._statements.said, self._goal.sums, self._expected.sums
        predicted = self._expected.said
        self._statements.update(moment)
        self._goal.update(moment)
        self._expected.update(moment)
        heard, valid, came = self._words
        if moment.step.chosen is not None:
            self._since[-1] = self._statements.current or self._judged_at_once()
            if _is_lost(said, self._statements.said):
                heard[-1] = valid[-1] = _WORDS.index(UNREAD)
            if self._expected.said.said > predicted.said:
                came[-1] = _WORDS.index(UNREAD if _is_lost(predicted, self._expected.said) else OPEN)
        if self._goal.denominator > goal[1]:
            valid[-1] = _WORDS.index(YES if self._goal.numerator == goal[0] else NO)
        if self._expected.denominator > expected[1]:
            came[-1] = _WORDS.index(YES if self._expected.numerator == expected[0] else NO)

    def _judged_at_once(self) -> int:
        """Return the decision that just began if its statement is over by its first step, else 0."""
        decision = self._statements.decision
        return decision if decision in self._statements.judged else 0


def _is_lost(before: Said, after: Said) -> bool:
    """Tell whether something was said in between that could not be read."""
    return after.said > before.said and after.read == before.read
