"""Loop: the same few states over and over."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from sim.core import Json, Step
from sim.monitors.base import Firing, Quiet, Setup

LONGEST = 24
"""The longest period looked for, and the fewest steps that make a loop."""
TIMES = 3
"""The fewest whole periods that make a loop."""

_NEEDED = tuple(max((TIMES - 1) * period, LONGEST - period) for period in range(1, LONGEST + 1))
_NONE = (0,) * LONGEST


class Loop(Quiet):
    """Fires when the states of the last steps are one sequence of at most 24, repeated.

    At least 3 whole periods and 24 steps: standing still fires at the 24th step, a round of 10 steps at
    the 30th. The shortest period is told. It fires once; the loop is over at the first step that does
    not repeat, and another needs its 3 periods and 24 steps from scratch. A state is `Truth.state`
    together with the score on the screen where there is one: work that pays is no loop.
    """

    name = "loop"

    def __init__(self, setup: Setup) -> None:
        self._past: deque[tuple[int, object] | None] = deque([None] * LONGEST, LONGEST)
        self._runs: Sequence[int] = _NONE
        """For each period, steps in a row that repeated the one so many steps before."""
        self._period = 0

    def step(self, step: Step) -> Sequence[Firing]:
        """Take a step."""
        truth = step.truth
        now = (truth.state, truth.detail.get("shown"))
        if now in self._past:
            pairs = zip(self._runs, self._past, strict=True)
            self._runs = [run + 1 if before == now else 0 for run, before in pairs]
        else:
            self._runs = _NONE
        self._past.appendleft(now)
        if self._period and self._runs[self._period - 1]:
            return ()
        self._period = self._found()
        return (Firing(self.name, self._told(step)),) if self._period else ()

    def _found(self) -> int:
        """Return the shortest period that has run long enough, 0 for none."""
        if self._runs is _NONE:
            return 0
        pairs = enumerate(zip(self._runs, _NEEDED, strict=True), 1)
        return next((period for period, (run, needed) in pairs if run >= needed), 0)

    def _told(self, step: Step) -> Json:
        steps = self._runs[self._period - 1] + self._period
        told = {"period": self._period, "steps": steps, "since": step.number - steps}
        return {**told, "place": step.truth.place}
